#pragma once
// The parts of v2 YAML that are more than a key and its value. Pure.

#include "aml/aml.hpp"
#include "emit/yaml.hpp"

#include <string>
#include <string_view>

namespace emit::v2 {

inline void add_text(Yaml& map, const char* key, const std::string& text) {
    if (!text.empty()) {
        map.add(key, Yaml::string(text));
    }
}

inline void add_word(Yaml& map, const char* key, std::string_view word) {
    map.add(key, Yaml::string(std::string(word)));
}

// Pairs of strings, in their order.
template <typename Pairs> void add_strings(Yaml& map, const char* key, const Pairs& pairs) {
    if (pairs.empty()) {
        return;
    }
    Yaml& strings = map.add(key, Yaml::map());
    for (const auto& [name, value] : pairs) {
        strings.add(name, Yaml::string(value));
    }
}

// An ARM id as YAML refers to it, with "azureml:" in front; anything else as it is.
std::string reference(const std::string& id);

void add_environment(Yaml& job, const aml::Environment& environment);
// Folded; as it stands where it has lines of its own.
void add_command(Yaml& job, const aml::CommandJob& from);
Yaml input_of(const aml::Input& input);
Yaml output_of(const aml::Output& output);
void add_identity(Yaml& job, const aml::CommandJob& from);
void add_services(Yaml& job, const aml::CommandJob& from);

void add_identity(Yaml& compute, const aml::AmlCompute& from);

// What it is made of besides, and who it is.
void add_workspace_parts(Yaml& workspace, const aml::Workspace& from);

} // namespace emit::v2
