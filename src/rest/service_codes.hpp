#pragma once
// Codes of Azure's errors: which of them only wrap another one, and what to do about the rest.
// Pure.

#include <string>
#include <string_view>

namespace rest {

// The error says no more than that something inside it failed.
bool is_wrapper_code(std::string_view code);
// One clause on what the user can do. Of the status where the code is not in the table; empty where
// nothing can be said.
std::string next_step(int status, std::string_view code);

} // namespace rest
