#pragma once
// Which version of Batch AI's interface had which key. Source: the specifications
// Microsoft.BatchAI 2017-09-01-preview, 2018-03-01 and 2018-05-01, compared. Pure.

#include "batchai/batchai.hpp"

#include <array>
#include <span>
#include <string_view>

namespace batchai {

inline constexpr std::string_view k_2017 = "2017-09-01-preview";
inline constexpr std::string_view k_2018_03 = "2018-03-01";
inline constexpr std::string_view k_2018_05 = "2018-05-01";
inline constexpr std::array<std::string_view, 3> k_versions = {k_2017, k_2018_03, k_2018_05};

// A key below `properties`, with all below it.
struct Dated {
    std::string_view path;
    std::string_view since; // empty: the first version
    std::string_view until; // empty: the last one
};

// What every version had has no row.
std::span<const Dated> dated_keys(ObjectKind kind);

} // namespace batchai
