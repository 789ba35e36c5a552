#pragma once
// Series that are sold today and named as successors, of which nothing public says that compute
// clusters take them. Their numbers follow a rule, so their rows are made of rules. Data of the
// SKU interface and the series pages of Azure, state of November 2026.

#include "translate/vm_size_series.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace translate::later {

struct RuleOfSeries {
    char letter;             // Standard_<letter><vCPUs><suffix>
    std::string_view suffix; // "s_v5"
    int per_core;            // GiB of memory for each vCPU
    int largest;             // vCPUs
    std::string_view note = {};
};

inline constexpr std::string_view k_no_disk = "no temporary disk";
inline constexpr std::string_view k_v6 = "needs NVMe and an image of the second generation";
inline constexpr std::array k_vcpus = {2, 4, 8, 16, 20, 32, 48, 64, 96, 128, 192};

inline constexpr std::array k_rules = {
    RuleOfSeries{'D', "s_v5", 4, 96, k_no_disk},  RuleOfSeries{'D', "ds_v5", 4, 96},
    RuleOfSeries{'D', "as_v5", 4, 96, k_no_disk}, RuleOfSeries{'D', "ads_v5", 4, 96},
    RuleOfSeries{'D', "ls_v5", 2, 96, k_no_disk}, RuleOfSeries{'D', "lds_v5", 2, 96},
    RuleOfSeries{'E', "s_v5", 8, 96, k_no_disk},  RuleOfSeries{'E', "ds_v5", 8, 96},
    RuleOfSeries{'E', "as_v5", 8, 96, k_no_disk}, RuleOfSeries{'E', "ads_v5", 8, 96},
    RuleOfSeries{'D', "s_v6", 4, 192, k_v6},      RuleOfSeries{'D', "ds_v6", 4, 192, k_v6},
    RuleOfSeries{'D', "as_v6", 4, 96, k_v6},      RuleOfSeries{'D', "ads_v6", 4, 96, k_v6},
    RuleOfSeries{'D', "ls_v6", 2, 128, k_v6},     RuleOfSeries{'D', "lds_v6", 2, 128, k_v6},
    RuleOfSeries{'F', "als_v6", 2, 64, k_v6},     RuleOfSeries{'F', "as_v6", 4, 64, k_v6},
    RuleOfSeries{'F', "ams_v6", 8, 64, k_v6},
};

// 20 vCPUs are sold of the E sizes only.
constexpr bool is_sold(const RuleOfSeries& rule, int vcpus) {
    return vcpus <= rule.largest && (vcpus != 20 || rule.letter == 'E');
}

// The largest E of the fifth version has 672 GiB instead of 768.
constexpr int memory(const RuleOfSeries& rule, int vcpus) {
    return rule.letter == 'E' && vcpus == 96 ? 672 : vcpus * rule.per_core;
}

constexpr std::size_t count() {
    std::size_t n = 0;
    for (const RuleOfSeries& rule : k_rules) {
        for (const int vcpus : k_vcpus) {
            n += is_sold(rule, vcpus) ? 1U : 0U;
        }
    }
    return n;
}

struct Name {
    std::array<char, 24> text{};
    std::size_t length = 0;

    constexpr void add(std::string_view part) {
        for (const char c : part) {
            text[length++] = c;
        }
    }

    constexpr void add(int number) {
        if (number >= 10) {
            add(number / 10);
        }
        text[length++] = static_cast<char>('0' + number % 10);
    }

    [[nodiscard]] constexpr std::string_view view() const { return {text.data(), length}; }
};

// Their texts: the rows refer to them.
inline constexpr auto k_names = [] {
    std::array<Name, count()> names{};
    std::size_t n = 0;
    for (const RuleOfSeries& rule : k_rules) {
        for (const int vcpus : k_vcpus) {
            if (is_sold(rule, vcpus)) {
                names[n].add("Standard_");
                names[n].add(std::string_view(&rule.letter, 1));
                names[n].add(vcpus);
                names[n++].add(rule.suffix);
            }
        }
    }
    return names;
}();

inline constexpr auto k_sizes = [] {
    std::array<VmSize, count()> sizes{};
    std::size_t n = 0;
    for (const RuleOfSeries& rule : k_rules) {
        const series::Series as_such{"", VmSize::Clusters::unknown, "", rule.note};
        for (const int vcpus : k_vcpus) {
            if (is_sold(rule, vcpus)) {
                sizes[n] = series::cpu(as_such, k_names[n].view(), vcpus, memory(rule, vcpus));
                ++n;
            }
        }
    }
    return sizes;
}();

} // namespace translate::later
