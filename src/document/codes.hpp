#pragma once
// The codes of what can be wrong with a file before anyone asks what it means.

#include <string_view>

namespace document {

inline constexpr std::string_view k_empty = "BA001";         // nothing but white space or comments
inline constexpr std::string_view k_encoding = "BA002";      // not UTF-8, or zero bytes in it
inline constexpr std::string_view k_syntax = "BA003";        // not JSON, not YAML
inline constexpr std::string_view k_duplicate_key = "BA004"; // the last one counts
inline constexpr std::string_view k_too_deep = "BA005";      // brackets in brackets in brackets
inline constexpr std::string_view k_too_big = "BA006";       // bytes or values above the limits
inline constexpr std::string_view k_yaml_feature = "BA007";  // YAML that is not read: anchors, ...

} // namespace document
