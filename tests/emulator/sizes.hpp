#pragma once
// The VM sizes that the stand-in's regions offer, and what the service says about those it refuses.
// A few of each sort; the product has a table of its own.

#include "emulator/state.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace emulator {

struct Size {
    std::string_view name;
    std::string_view family;
    int vcpus;
    int gpus;
    double memory_gb;
    int disk_mb;
    bool low_priority;   // what vmSizes says
    bool takes_clusters; // AmlCompute in supportedComputeTypes
    bool refused_low;    // UnsupportedVMSizeForLowPriority, whatever vmSizes says
};

std::span<const Size> sizes();
// Without regard to case, those of the settings included.
std::optional<Size> find_size(const State& state, std::string_view name);

struct Family {
    std::string_view name;
    std::string_view spoken; // "Standard NCADSA100v4 family"
    int quota;
};

std::span<const Family> families();
int quota_of(const State& state, std::string_view family);
std::string spoken_name(std::string_view family);
bool has_no_low_priority_capacity(std::string_view family);
// {"error": {"code", "message"}}, as in the list of a compute's errors.
json error_entry(std::string_view code, std::string_view message);

} // namespace emulator
