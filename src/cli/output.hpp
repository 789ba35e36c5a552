#pragma once
// What a command prints: one value, as JSON, YAML, a table for people, or lines between tabs for
// scripts; or the part of it that --query names.

#include "cli/cli.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): CLI11 is called so
class App;
}

namespace cli {

struct OutputOptions {
    std::string format; // json, yaml, table, tsv
    std::string query;  // FIELD.PATH; empty: all
};

// `usual`: the format where nothing is said.
void add_output_options(CLI::App& app, OutputOptions& options, const std::string& usual);

// A column of table and tsv, and the path of its value in each item.
struct Column {
    std::string title;
    std::string path;
    bool right = false; // numbers
};

// The part of the value at the path: names between dots; a name after a list is of each of its
// items, a number is one of them. Throws base::Error (usage) where there is no such field.
nlohmann::ordered_json query(const nlohmann::ordered_json& value, std::string_view path);

// An object, or a list of objects. `about`: the line below a table, to standard error.
void print(Env& env, const OutputOptions& options, const nlohmann::ordered_json& value,
           const std::vector<Column>& columns);

} // namespace cli
