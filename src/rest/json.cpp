#include "rest/json.hpp"

#include <nlohmann/json.hpp>

namespace rest {

using nlohmann::json;

json parse_json(std::string_view text) {
    return json::parse(text, nullptr, false);
}

const json* member(const json& object, const char* name) {
    const auto found = object.find(name); // the end, too, of what is no object
    return found != object.end() ? &*found : nullptr;
}

std::string text_of(const json& object, const char* name) {
    const json* value = member(object, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

} // namespace rest
