#pragma once
// What a body may hold. Azure ignores much of what it does not know; here it is refused, so that a
// client that writes a name wrongly hears of it. Bodies are a table (bodies.hpp), and the tests
// make every wrong body from it.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct Property;

struct Schema {
    enum class Type : std::uint8_t { object, map, array, text, integer, number, boolean, any };
    Type type = Type::text;
    std::vector<Property> properties;        // of an object
    std::shared_ptr<const Schema> item = {}; // of a map's values, an array's elements
    std::vector<std::string> choices{};      // of a text; compared with case
};

struct Property {
    std::string name;
    Schema schema = {};
    bool required = false;
    bool read_only = false; // may come, as a client gives back what it got; nothing looks at it
    std::string since = {}; // the api-version that brought it; empty: all have it
};

// What is wrong with one member of a body.
struct Mistake {
    std::string path; // "properties.scaleSettings.maxNodeCount"
    enum class Kind : std::uint8_t { unknown, missing, type, choice } kind = Kind::unknown;
    std::string text; // a sentence
};

// The first mistake is enough for the service's answer, but a test wants all. A null counts as not
// said. Preview versions know every property.
std::vector<Mistake> check(const Schema& schema, const nlohmann::json& body,
                           std::string_view api_version);
// The body without what is read only, without nulls.
nlohmann::json writable(const Schema& schema, const nlohmann::json& body);

// For tables.
Schema text();
Schema choice(std::vector<std::string> values);
Schema integer();
Schema number();
Schema boolean();
Schema any();
Schema object(std::vector<Property> properties);
Schema map_of(Schema item);
Schema array_of(Schema item);
Property required(std::string name, Schema schema);
Property optional(std::string name, Schema schema);
Property read_only(std::string name);
Property since(std::string version, std::string name, Schema schema);

} // namespace emulator
