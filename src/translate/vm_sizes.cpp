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

bool is_promo(std::string_view name) {
    return name.size() > k_promo.size() &&
           base::iequals(name.substr(name.size() - k_promo.size()), k_promo);
}

std::string_view canonical(std::string_view name) {
    for (const Alias& alias : k_aliases) {
        if (base::iequals(alias.name, name)) {
            return alias.canonical;
        }
    }
    if (is_promo(name)) {
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

constexpr std::string_view k_prefix = "Standard_";

// "Standard_NC24ads_A100_v4" -> "NCads_A100_v4": without the number, which may be two
// ("Standard_DS13-4_v2" -> "DS_v2").
std::string series_of(std::string_view name) {
    name.remove_prefix(name.find('_') + 1);
    const auto begin = name.find_first_of("0123456789");
    if (begin == std::string_view::npos) {
        return std::string(name);
    }
    const auto end = std::min(name.find_first_not_of("0123456789-", begin), name.size());
    return std::string(name.substr(0, begin)).append(name.substr(end));
}

// Families are compared without blanks, '_', "standard" and "family", and without regard to case.
std::string folded_family(std::string_view family) {
    std::string out;
    for (const char c : family) {
        if (c != ' ' && c != '_') {
            out.push_back(fold(c));
        }
    }
    for (const std::string_view part : {"standard", "family"}) {
        out = base::replace_all(out, part, "");
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

std::string canonical_vm_size(std::string_view name) {
    const VmSize* size = find_vm_size(name);
    if (size == nullptr) {
        return {};
    }
    return std::string(size->name).append(is_promo(name) ? k_promo : std::string_view{});
}

std::string_view nearest_vm_size(std::string_view name) {
    if (const VmSize* size = find_vm_size(std::string(k_prefix).append(name))) {
        return size->name;
    }
    if (name.size() <= k_prefix.size() ||
        !base::iequals(name.substr(0, k_prefix.size()), k_prefix)) {
        return {};
    }
    // Without what all have in common, so that near means near.
    std::vector<std::string_view> rest;
    for (const VmSize& size : vm_sizes()) {
        if (size.name.starts_with(k_prefix)) {
            rest.push_back(size.name.substr(k_prefix.size()));
        }
    }
    const std::string_view near = base::nearest(name.substr(k_prefix.size()), rest);
    return near.empty() ? near : find_exact(std::string(k_prefix).append(near))->name;
}

std::string_view quota_family(std::string_view name) {
    const VmSize* size = find_vm_size(name);
    if (size == nullptr) {
        return {};
    }
    return is_promo(name) && size->family == "standardNCFamily" ? "standardNCPromoFamily"
                                                                : size->family;
}

bool was_refused_by_batch_ai(const VmSize& size) {
    return size.name == "Standard_A0" || size.name.starts_with("Standard_DS") ||
           size.name.starts_with("Standard_GS");
}

bool is_of_family(const VmSize& size, std::string_view family) {
    const std::string wanted = folded_family(family);
    if (wanted.empty()) {
        return false;
    }
    const std::string series = series_of(size.name);
    const std::string letters =
        series.substr(0, series.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    // "standardNCFamily" in full is that family alone, "NC" is everything that begins so.
    const bool full = base::lower(family).find("family") != std::string::npos;
    return wanted == folded_family(size.family) ||
           (!full && (wanted == folded_family(series) || wanted == base::lower(letters)));
}

bool is_retired(const VmSize& size, std::string_view today) {
    const std::string_view day = today.substr(0, 10);
    return !size.retired_on.empty() && is_iso_date(day) && day >= size.retired_on;
}

std::string gpu_text(const VmSize& size) {
    if (size.gpu.empty()) {
        return {};
    }
    std::string out = size.gpus > 0 ? fmt::format("{} x {}", size.gpus, size.gpu) //
                                    : std::string(size.gpu);
    if (size.gpu_memory_gb > 0) {
        out += fmt::format(" ({} GB)", size.gpu_memory_gb);
    }
    return out;
}

std::string difference(const VmSize& from, const VmSize& to) {
    std::vector<std::string> parts;
    if (const auto was = gpu_text(from), is = gpu_text(to); was != is) {
        const auto told = [](const std::string& gpu) { return gpu.empty() ? "no GPU" : gpu; };
        parts.push_back(fmt::format("{} -> {}", told(was), told(is)));
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
