#pragma once
// What all bodies are built with. Pure.

#include <nlohmann/json.hpp>

#include <string>

namespace emit::arm {

using Json = nlohmann::ordered_json;

// Input that is not UTF-8 has no form in JSON; U+FFFD stands for it.
inline std::string text_of(const Json& body) {
    return body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

inline void add_text(Json& to, const char* key, const std::string& text) {
    if (!text.empty()) {
        to[key] = text;
    }
}

template <typename Pairs> Json strings(const Pairs& pairs) {
    Json out = Json::object();
    for (const auto& [name, value] : pairs) {
        out[name] = value;
    }
    return out;
}

} // namespace emit::arm
