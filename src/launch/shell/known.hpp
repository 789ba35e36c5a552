#pragma once
// Functions of launchers that reach outside (pipes, TLS) and are not run here: they are known by
// their text, and what they do is held by tests that run them under bash. Pure.

#include <string_view>

namespace launch::shell {

// What the function of that name and body (text) is called where it is known: "keep",
// "read_secret"; else empty.
std::string_view known_function(std::string_view name, std::string_view body);

// The variable that read_secret hands to python.
bool is_known_reader(std::string_view text);

} // namespace launch::shell
