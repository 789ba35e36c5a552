#pragma once
// The tool's name and version, stated once (CMake's project line).

#include <string_view>

namespace base {
inline constexpr std::string_view k_tool = "batchai-to-amlcompute";
extern const std::string_view k_version;
} // namespace base
