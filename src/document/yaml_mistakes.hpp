#pragma once
// Tells a person what is wrong with a YAML text, in the words of this tool.

#include "document/builder.hpp"

namespace document {

// What yaml-cpp said and where, and what was open then.
struct YamlComplaint {
    std::string_view message;
    std::size_t offset = 0;
    std::size_t last_end = 0;                     // of the value read last
    std::size_t bracket = std::string_view::npos; // innermost `[` or `{` that is still open
};

// Both make the finding and say false, to be handed on.
bool yaml_mistake(Builder& out, const YamlComplaint& complaint);
bool yaml_control_character(Builder& out, std::size_t offset);

} // namespace document
