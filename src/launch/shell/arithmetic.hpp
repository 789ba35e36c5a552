#pragma once
// Counting, as $(( )) and (( )) do it. Pure.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace launch::shell {

// The value of an expression of the kind that launchers use; 0 of an empty one. `get` has the text
// of a variable, `set` takes what is assigned. Throws Unreadable.
std::int64_t counted(std::string_view expression, std::function<std::string(std::string_view)> get,
                     std::function<void(std::string_view, std::int64_t)> set);

} // namespace launch::shell
