#include "cli/output.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"
#include "emit/tree.hpp"
#include "emit/yaml.hpp"
#include "term/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// A scalar as a script reads it; what is no scalar as JSON on one line.
std::string plain(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    return value.is_null() ? std::string{} : dump(value, -1);
}

[[noreturn]] void no_field(std::string_view path, const Json& value) {
    std::vector<std::string> names;
    if (value.is_object()) {
        for (const auto& [name, member] : value.items()) {
            names.push_back(name);
        }
    }
    throw base::Error(base::Exit::usage,
                      fmt::format("--query: there is no field \"{}\"", base::printable(path, 80)),
                      names.empty() ? std::string{}
                                    : fmt::format("there are {}", base::join(names, ", ")));
}

Json step(const Json& value, std::string_view name, std::string_view path) {
    if (value.is_array()) {
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
        if (error == std::errc{} && end == name.data() + name.size()) {
            if (index >= value.size()) {
                no_field(path, value);
            }
            return value[index];
        }
        Json out = Json::array();
        for (const Json& item : value) {
            out.push_back(step(item, name, path));
        }
        return out;
    }
    const std::string key(name);
    if (!value.is_object() || !value.contains(key)) {
        no_field(path, value);
    }
    return value[key];
}

// Of an item; empty where it is not there: not all have all.
std::string cell(const Json& item, std::string_view path) {
    const Json* found = &item;
    for (const std::string_view name : base::split(path, '.')) {
        const std::string key(name);
        if (!found->is_object() || !found->contains(key)) {
            return {};
        }
        found = &(*found)[key];
    }
    return plain(*found);
}

term::Table table_of(const Json& value, const std::vector<Column>& columns) {
    term::Table table;
    for (const Column& column : columns) {
        table.columns.push_back({column.title, column.right});
    }
    const auto add = [&](const Json& item) {
        auto& cells = table.rows.emplace_back();
        for (const Column& column : columns) {
            cells.push_back(cell(item, column.path));
        }
    };
    if (value.is_array()) {
        std::for_each(value.begin(), value.end(), add);
    } else {
        add(value);
    }
    return table;
}

// The part that --query chose, for people and for scripts: one line each.
std::string lines(const Json& value) {
    std::string out;
    if (value.is_array()) {
        for (const Json& item : value) {
            out += base::printable(plain(item), 100'000) + "\n";
        }
        return out;
    }
    return base::printable(plain(value), 100'000) + "\n";
}

} // namespace

Json query(const Json& value, std::string_view path) {
    Json out = value;
    for (const std::string_view name : base::split(path, '.')) {
        out = step(out, name, path);
    }
    return out;
}

void print(Env& env, const OutputOptions& options, const Json& value,
           const std::vector<Column>& columns) {
    const Json chosen = options.query.empty() ? value : query(value, options.query);
    if (options.format == "json") {
        env.terminal.out(dump(chosen, 2) + "\n");
    } else if (options.format == "yaml") {
        if (chosen.is_primitive()) {
            std::string text;
            if (chosen.is_string()) {
                emit::append_scalar(text, chosen.get<std::string>(), false);
            }
            env.terminal.out((chosen.is_string() ? text : dump(chosen, -1)) + "\n");
        } else {
            env.terminal.out(emit::write(emit::tree_of(dump(chosen, -1)), {}));
        }
    } else if (!options.query.empty()) {
        env.terminal.out(lines(chosen));
    } else if (options.format == "table") {
        env.terminal.out(term::aligned(table_of(chosen, columns), env.terminal.out_width()));
    } else {
        env.terminal.out(term::tab_separated(table_of(chosen, columns)));
    }
}

} // namespace cli
