#pragma once
// SHA-256 of bytes, as lower-case hexadecimal.

#include <string>
#include <string_view>

namespace base {

std::string sha256(std::string_view bytes);
// The first `digits` hexadecimal digits of it.
std::string short_hash(std::string_view bytes, std::size_t digits = 6);

} // namespace base
