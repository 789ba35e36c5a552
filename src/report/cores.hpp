#pragma once
// How many cores the clusters of a run may take at once. Quota is given for each family of
// machines, to GPU families none until it is asked for, and a dedicated cluster without quota is
// refused even at a minimum of 0 nodes. Low priority has one quota for all families. Pure.

#include "aml/aml.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace report {

// The clusters of one size at one priority, all at their maximum.
struct Cores {
    std::string family; // as the quota spells it; empty: not known
    std::string size;
    bool low_priority = false;
    std::int64_t nodes = 0;
    std::int64_t cores = -1; // -1: nobody knows how many a node has
    std::vector<std::string> clusters;
    bool operator==(const Cores&) const = default;
};

// Sorted by priority (dedicated first), family and size; what has no family comes last.
std::vector<Cores> cores_needed(const std::vector<const aml::AmlCompute*>& computes);

// The sums that quotas are asked for, in the order of the rows: one for each family at dedicated
// priority (of sizes without a known family, for each size), one for low priority as a whole.
struct Quota {
    std::string
        name; // "Standard NCASv3_T4 Family", "Standard_D2 (family not known)", "low priority"
    std::int64_t cores = 0;
    bool unknown = false; // clusters are in it whose cores nobody knows
    bool operator==(const Quota&) const = default;
};

std::vector<Quota> quotas_needed(const std::vector<Cores>& cores);

} // namespace report
