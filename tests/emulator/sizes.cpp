#include "emulator/sizes.hpp"

#include "base/strings.hpp"

namespace emulator {

namespace {

// Figures: azure-docs and azure-rest-api-specs' example of vmSizes, 2026-08. The refusals are those
// seen in koreacentral in August 2026: A10 sizes carry only MIR, NC80adis and ND96isr H100 are not
// given at low priority, NC96ads is listed as incapable of it and accepted all the same.
constexpr Size k_sizes[] = {
    {"Standard_D2_v2", "standardDv2Family", 2, 0, 7, 102400, true, true, false},
    {"Standard_D3_v2", "standardDv2Family", 4, 0, 14, 204800, true, true, false},
    {"Standard_DS2_v2", "standardDSv2Family", 2, 0, 7, 14336, true, true, false},
    {"Standard_DS3_v2", "standardDSv2Family", 4, 0, 14, 28672, true, true, false},
    {"Standard_D2s_v3", "standardDSv3Family", 2, 0, 8, 16384, true, true, false},
    {"Standard_D4s_v3", "standardDSv3Family", 4, 0, 16, 32768, true, true, false},
    {"Standard_D8s_v3", "standardDSv3Family", 8, 0, 32, 65536, true, true, false},
    {"Standard_F4s_v2", "standardFSv2Family", 4, 0, 8, 32768, true, true, false},
    {"Standard_HB120rs_v3", "standardHBv3Family", 120, 0, 456, 491520, false, true, true},
    {"Standard_NC4as_T4_v3", "Standard NCASv3_T4 Family", 4, 1, 28, 180224, true, true, false},
    {"Standard_NC8as_T4_v3", "Standard NCASv3_T4 Family", 8, 1, 56, 360448, true, true, false},
    {"Standard_NC16as_T4_v3", "Standard NCASv3_T4 Family", 16, 1, 110, 360448, true, true, false},
    {"Standard_NC64as_T4_v3", "Standard NCASv3_T4 Family", 64, 4, 440, 2883584, true, true, false},
    {"Standard_NC24ads_A100_v4", "StandardNCADSA100v4Family", 24, 1, 220, 65536, true, true, false},
    {"Standard_NC48ads_A100_v4", "StandardNCADSA100v4Family", 48, 2, 440, 131072, false, true,
     false},
    {"Standard_NC96ads_A100_v4", "StandardNCADSA100v4Family", 96, 4, 880, 262144, false, true,
     false},
    {"Standard_NC40ads_H100_v5", "StandardNCadsH100v5Family", 40, 1, 320, 3661824, true, true,
     false},
    {"Standard_NC80adis_H100_v5", "StandardNCadsH100v5Family", 80, 2, 640, 7323648, true, true,
     true},
    {"Standard_ND96isr_H100_v5", "standardNDSH100v5Family", 96, 8, 1900, 1048576, false, true,
     true},
    {"Standard_NV18ads_A10_v5", "StandardNVADSA10v5Family", 18, 1, 220, 737280, true, false, false},
    {"Standard_NV36ads_A10_v5", "StandardNVADSA10v5Family", 36, 1, 440, 1474560, true, false,
     false},
};

constexpr Family k_families[] = {
    {"standardDv2Family", "Standard Dv2 family", 100},
    {"standardDSv2Family", "Standard DSv2 family", 100},
    {"standardDSv3Family", "Standard DSv3 family", 100},
    {"standardFSv2Family", "Standard FSv2 family", 100},
    {"standardHBv3Family", "Standard HBv3 family", 0},
    {"Standard NCASv3_T4 Family", "Standard NCASv3_T4 family", 64},
    {"StandardNCADSA100v4Family", "Standard NCADSA100v4 family", 0},
    {"StandardNCadsH100v5Family", "Standard NCadsH100v5 family", 0},
    {"standardNDSH100v5Family", "Standard NDSH100v5 family", 0},
    {"StandardNVADSA10v5Family", "Standard NVADSA10v5 family", 0},
};

} // namespace

std::span<const Size> sizes() {
    return k_sizes;
}

std::optional<Size> find_size(const State& state, std::string_view name) {
    for (const Size& size : k_sizes) {
        if (base::iequals(size.name, name)) {
            return size;
        }
    }
    for (const auto& [more, vcpus] : state.settings.more_sizes) {
        if (base::iequals(more, name)) {
            return Size{more, "standardDv2Family", vcpus, 0, 8, 16384, true, true, false};
        }
    }
    return std::nullopt;
}

std::span<const Family> families() {
    return k_families;
}

int quota_of(const State& state, std::string_view family) {
    const auto set = state.settings.quota.find(std::string(family));
    if (set != state.settings.quota.end()) {
        return set->second;
    }
    for (const Family& known : k_families) {
        if (known.name == family) {
            return known.quota;
        }
    }
    return 0;
}

std::string spoken_name(std::string_view family) {
    for (const Family& known : k_families) {
        if (known.name == family) {
            return std::string(known.spoken);
        }
    }
    return std::string(family);
}

bool has_no_low_priority_capacity(std::string_view family) {
    return family == "StandardNCadsH100v5Family";
}

json error_entry(std::string_view code, std::string_view message) {
    return {{"error", {{"code", code}, {"message", message}}}};
}

} // namespace emulator
