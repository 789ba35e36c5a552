#pragma once
// JSON of services, read without trust: what is not there, or is something else, is nothing. Pure.

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace rest {

// A value that is_discarded() when the text is not JSON.
nlohmann::json parse_json(std::string_view text);
// The member of an object; nullptr where there is none, also of what is no object.
const nlohmann::json* member(const nlohmann::json& object, const char* name);
// The member that is a text; "" where there is none.
std::string text_of(const nlohmann::json& object, const char* name);

} // namespace rest
