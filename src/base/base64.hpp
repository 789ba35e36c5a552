#pragma once
// RFC 4648: base64, and its form for URLs without padding, which tokens use. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace base {

std::string base64(std::string_view bytes);
std::string base64_url(std::string_view bytes);
// Takes either alphabet, with padding or without; nothing else, no blanks.
std::optional<std::string> from_base64(std::string_view text);

} // namespace base
