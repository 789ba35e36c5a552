#include "translate/vm_sizes.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace translate {

namespace {

struct Alias {
    std::string_view name;
    std::string_view canonical;
};

// Spellings found in guides and in files that the service never had, and names of previews.
constexpr auto k_aliases = std::to_array<Alias>({
    {"Standard_NC12_v3", "Standard_NC12s_v3"},
    {"Standard_NC24_v3", "Standard_NC24s_v3"},
    {"Standard_NC6_v3", "Standard_NC6s_v3"},
    {"Standard_NC8as_T4", "Standard_NC8as_T4_v3"},
    {"Standard_ND12", "Standard_ND12s"},
    {"Standard_ND24", "Standard_ND24s"},
    {"Standard_ND24r", "Standard_ND24rs"},
    {"Standard_ND40s_v2", "Standard_ND40rs_v2"},
    {"Standard_ND6", "Standard_ND6s"},
    {"Standard_ND96amsr_v4", "Standard_ND96amsr_A100_v4"},
});

// Sizes that were also sold as "<name>_Promo": the same machine at another price.
constexpr auto k_promoted = std::to_array<std::string_view>({
    "Standard_NC6",     "Standard_NC12",    "Standard_NC24",    "Standard_NC24r",
    "Standard_NV6",     "Standard_NV12",    "Standard_NV24",    "Standard_H8",
    "Standard_H8m",     "Standard_H16",     "Standard_H16m",    "Standard_H16r",
    "Standard_H16mr",   "Standard_D2_v2",   "Standard_D3_v2",   "Standard_D4_v2",
    "Standard_D5_v2",   "Standard_D11_v2",  "Standard_D12_v2",  "Standard_D13_v2",
    "Standard_D14_v2",  "Standard_DS2_v2",  "Standard_DS3_v2",  "Standard_DS4_v2",
    "Standard_DS5_v2",  "Standard_DS11_v2", "Standard_DS12_v2", "Standard_DS13_v2",
    "Standard_DS14_v2",
});

constexpr std::string_view k_promo = "_Promo";

std::string_view canonical(std::string_view name) {
    for (const Alias& alias : k_aliases) {
        if (base::iequals(alias.name, name)) {
            return alias.canonical;
        }
    }
    if (name.size() > k_promo.size() &&
        base::iequals(name.substr(name.size() - k_promo.size()), k_promo)) {
        const std::string_view full = name.substr(0, name.size() - k_promo.size());
        for (const std::string_view promoted : k_promoted) {
            if (base::iequals(promoted, full)) {
                return promoted;
            }
        }
    }
    return {};
}

char fold(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool before(std::string_view a, std::string_view b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return fold(x) < fold(y); });
}

const VmSize* find_exact(std::string_view name) {
    const auto sizes = vm_sizes();
    const auto at = std::lower_bound(
        sizes.begin(), sizes.end(), name,
        [](const VmSize& size, std::string_view wanted) { return before(size.name, wanted); });
    return at != sizes.end() && base::iequals(at->name, name) ? &*at : nullptr;
}

bool is_iso_date(std::string_view text) {
    if (text.size() != 10) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 4 || i == 7;
        if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') {
            return false;
        }
    }
    return true;
}

std::string gpu_text(const VmSize& size) {
    if (size.gpu.empty()) {
        return "no GPU";
    }
    std::string out = size.gpus > 0 ? fmt::format("{} x {}", size.gpus, size.gpu) //
                                    : std::string(size.gpu);
    if (size.gpu_memory_gb > 0) {
        out += fmt::format(" ({} GB)", size.gpu_memory_gb);
    }
    return out;
}

struct CudaStart {
    int compute_capability;
    std::string_view toolkit;
};

// NVIDIA's release notes and architecture guides; 5.2 is served in full from 7.0 on.
constexpr auto k_cuda_starts = std::to_array<CudaStart>({
    {37, "6.5"},
    {52, "7.0"},
    {60, "8.0"},
    {61, "8.0"},
    {70, "9.0"},
    {75, "10.0"},
    {80, "11.0"},
    {86, "11.1"},
    {89, "11.8"},
    {90, "11.8"},
    {120, "12.8"},
});

} // namespace

const VmSize* find_vm_size(std::string_view name) {
    if (const VmSize* size = find_exact(name)) {
        return size;
    }
    const std::string_view other = canonical(name);
    return other.empty() ? nullptr : find_exact(other);
}

bool is_retired(const VmSize& size, std::string_view today) {
    const std::string_view day = today.substr(0, 10);
    return !size.retired_on.empty() && is_iso_date(day) && day >= size.retired_on;
}

std::string difference(const VmSize& from, const VmSize& to) {
    std::vector<std::string> parts;
    if (const auto was = gpu_text(from), is = gpu_text(to); was != is) {
        parts.push_back(fmt::format("{} -> {}", was, is));
    }
    const auto number = [&parts](std::string_view what, double was, double is,
                                 std::string_view unit) {
        if (was > 0 && is > 0 && (was < is || is < was)) {
            parts.push_back(fmt::format("{} {:g} -> {:g}{}", what, was, is, unit));
        }
    };
    number("vCPUs", from.cores, to.cores, "");
    number("memory", from.memory_gib, to.memory_gib, " GiB");
    if (from.rdma != to.rdma) {
        parts.emplace_back(to.rdma ? "RDMA gained" : "RDMA lost");
    }
    if (to.compute_capability > from.compute_capability) {
        parts.push_back(fmt::format("needs CUDA {} or later", minimum_cuda(to.compute_capability)));
    } else if (from.compute_capability > 0 && to.compute_capability == 0) {
        parts.emplace_back("no CUDA");
    }
    return base::join(parts, ", ");
}

std::string_view minimum_cuda(int compute_capability) {
    for (const CudaStart& start : k_cuda_starts) {
        if (start.compute_capability == compute_capability) {
            return start.toolkit;
        }
    }
    return {};
}

} // namespace translate
