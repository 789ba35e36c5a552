#pragma once
// Code points, and the `\uXXXX` escapes that JSON and YAML share.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace document {

void append_utf8(std::string& out, char32_t code_point);
// The four hexadecimal digits at the start of the text.
std::optional<char32_t> four_hex(std::string_view text);
// `\uXXXX` at the start of the text, or two of them that are a surrogate pair; `used` is set to
// 6 or 12. Nothing for a surrogate alone or digits missing.
std::optional<char32_t> utf16_escape(std::string_view text, std::size_t& used);

} // namespace document
