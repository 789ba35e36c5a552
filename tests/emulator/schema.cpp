#include "emulator/schema.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator {

using nlohmann::json;
using Kind = Mistake::Kind;

namespace {

std::string_view word(Schema::Type type) {
    switch (type) {
    case Schema::Type::object:
    case Schema::Type::map:
        return "an object";
    case Schema::Type::array:
        return "an array";
    case Schema::Type::text:
        return "a string";
    case Schema::Type::integer:
        return "an integer";
    case Schema::Type::number:
        return "a number";
    case Schema::Type::boolean:
        return "a boolean";
    case Schema::Type::any:
        break;
    }
    return "anything";
}

bool fits(Schema::Type type, const json& value) {
    switch (type) {
    case Schema::Type::object:
    case Schema::Type::map:
        return value.is_object();
    case Schema::Type::array:
        return value.is_array();
    case Schema::Type::text:
        return value.is_string();
    case Schema::Type::integer:
        return value.is_number_integer();
    case Schema::Type::number:
        return value.is_number();
    case Schema::Type::boolean:
        return value.is_boolean();
    case Schema::Type::any:
        break;
    }
    return true;
}

bool known_by(const Property& property, std::string_view version) {
    return property.since.empty() || version.ends_with("-preview") || version >= property.since;
}

struct Checker {
    std::string_view version;
    std::vector<Mistake> mistakes{};

    void look(const Schema& schema, const json& value, const std::string& path) {
        if (value.is_null()) {
            return;
        }
        if (!fits(schema.type, value)) {
            mistakes.push_back(
                {path, Kind::type, fmt::format("'{}' must be {}.", path, word(schema.type))});
        } else if (schema.type == Schema::Type::object) {
            members(schema, value, path);
        } else if (schema.type == Schema::Type::map) {
            for (const auto& [name, item] : value.items()) {
                look(*schema.item, item, path + "." + name);
            }
        } else if (schema.type == Schema::Type::array) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                look(*schema.item, value[i], fmt::format("{}[{}]", path, i));
            }
        } else if (!schema.choices.empty() &&
                   std::find(schema.choices.begin(), schema.choices.end(),
                             value.get<std::string>()) == schema.choices.end()) {
            mistakes.push_back(
                {path, Kind::choice,
                 fmt::format("The value '{}' of '{}' is not one of: {}.", value.get<std::string>(),
                             path, base::join(schema.choices, ", "))});
        }
    }

    [[nodiscard]] const Property* find(const Schema& schema, const std::string& name) const {
        for (const Property& property : schema.properties) {
            if (property.name == name && known_by(property, version)) {
                return &property;
            }
        }
        return nullptr;
    }

    void members(const Schema& schema, const json& value, const std::string& path) {
        const auto under = [&](const std::string& name) {
            return path.empty() ? name : path + "." + name;
        };
        for (const auto& [name, item] : value.items()) {
            const Property* found = find(schema, name);
            if (found == nullptr) {
                mistakes.push_back(
                    {under(name), Kind::unknown,
                     fmt::format("Could not find member '{}' on object '{}'.", name, path)});
            } else if (!found->read_only) {
                look(found->schema, item, under(name));
            }
        }
        for (const Property& property : schema.properties) {
            if (property.required &&
                (!value.contains(property.name) || value[property.name].is_null())) {
                mistakes.push_back(
                    {under(property.name), Kind::missing,
                     fmt::format("Required property '{}' not found.", under(property.name))});
            }
        }
    }
};

} // namespace

std::vector<Mistake> check(const Schema& schema, const json& body, std::string_view api_version) {
    Checker checker{.version = api_version};
    if (body.is_null()) {
        checker.mistakes.push_back({"", Kind::missing, "The request content is empty."});
    }
    checker.look(schema, body, "");
    return std::move(checker.mistakes);
}

json writable(const Schema& schema, const json& body) {
    if (schema.type == Schema::Type::object) {
        json out = json::object();
        for (const Property& property : schema.properties) {
            if (!property.read_only && body.contains(property.name) &&
                !body[property.name].is_null()) {
                out[property.name] = writable(property.schema, body[property.name]);
            }
        }
        return out;
    }
    if (schema.type == Schema::Type::array) {
        json out = json::array();
        for (const json& item : body) {
            out.push_back(writable(*schema.item, item));
        }
        return out;
    }
    return body;
}

Schema text() {
    return {};
}

Schema choice(std::vector<std::string> values) {
    Schema schema;
    schema.choices = std::move(values);
    return schema;
}

namespace {

Schema of_type(Schema::Type type) {
    Schema schema;
    schema.type = type;
    return schema;
}

Schema with_items(Schema::Type type, Schema item) {
    Schema schema = of_type(type);
    schema.item = std::make_shared<const Schema>(std::move(item));
    return schema;
}

} // namespace

Schema integer() {
    return of_type(Schema::Type::integer);
}

Schema number() {
    return of_type(Schema::Type::number);
}

Schema boolean() {
    return of_type(Schema::Type::boolean);
}

Schema any() {
    return of_type(Schema::Type::any);
}

Schema object(std::vector<Property> properties) {
    Schema schema = of_type(Schema::Type::object);
    schema.properties = std::move(properties);
    return schema;
}

Schema map_of(Schema item) {
    return with_items(Schema::Type::map, std::move(item));
}

Schema array_of(Schema item) {
    return with_items(Schema::Type::array, std::move(item));
}

Property required(std::string name, Schema schema) {
    return {.name = std::move(name), .schema = std::move(schema), .required = true};
}

Property optional(std::string name, Schema schema) {
    return {.name = std::move(name), .schema = std::move(schema)};
}

Property read_only(std::string name) {
    return {.name = std::move(name), .schema = any(), .read_only = true};
}

Property since(std::string version, std::string name, Schema schema) {
    return {.name = std::move(name), .schema = std::move(schema), .since = std::move(version)};
}

} // namespace emulator
