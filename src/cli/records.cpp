#include "cli/records.hpp"

#include "base/json_text.hpp"
#include "emit/yaml.hpp"
#include "term/table.hpp"

#include <string_view>

namespace cli {

namespace {

void add_json(base::JsonText& json, const Field& field) {
    json.key(field.name);
    if (field.value.empty()) {
        json.null();
    } else if (field.kind == Field::Kind::number) {
        json.decimal(field.value);
    } else if (field.kind == Field::Kind::boolean) {
        json.boolean(field.value == "true");
    } else {
        json.string(field.value);
    }
}

void add_yaml(std::string& out, std::string_view indent, const Field& field) {
    out += indent;
    out += field.name;
    out += ": ";
    if (field.value.empty()) {
        out += "null";
    } else if (field.kind == Field::Kind::text) {
        emit::append_scalar(out, field.value, false);
    } else {
        out += field.value;
    }
    out.push_back('\n');
}

} // namespace

std::string to_json(const Records& records) {
    std::string out;
    base::JsonText json(out);
    json.begin_object();
    for (const Field& field : records.about) {
        add_json(json, field);
    }
    json.key(records.name).begin_array();
    for (const Record& record : records.items) {
        json.begin_object();
        for (const Field& field : record) {
            add_json(json, field);
        }
        json.end_object();
    }
    json.end_array().end_object();
    out.push_back('\n');
    return out;
}

std::string to_yaml(const Records& records) {
    std::string out;
    for (const Field& field : records.about) {
        add_yaml(out, "", field);
    }
    out += records.name;
    out += records.items.empty() ? ": []\n" : ":\n";
    for (const Record& record : records.items) {
        std::string_view indent = "- ";
        for (const Field& field : record) {
            add_yaml(out, indent, field);
            indent = "  ";
        }
    }
    return out;
}

std::string to_tsv(const Records& records) {
    term::Table table;
    for (const Record& record : records.items) {
        auto& cells = table.rows.emplace_back();
        for (const Field& field : record) {
            cells.push_back(field.value);
        }
    }
    return term::tab_separated(table);
}

} // namespace cli
