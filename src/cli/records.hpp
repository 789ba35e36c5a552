#pragma once
// A list of like things as `-o json`, `yaml` and `tsv` print it.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cli {

struct Field {
    enum class Kind : std::uint8_t { text, number, boolean };

    std::string name;
    std::string value; // as it is written; empty: not known
    Kind kind = Kind::text;
};

using Record = std::vector<Field>;

struct Records {
    std::string name;         // of the list, "sizes"
    std::vector<Field> about; // what holds for all of it
    std::vector<Record> items;
};

// An object with what is about the list, then the list. What is not known is null.
std::string to_json(const Records& records);
// The same as YAML.
std::string to_yaml(const Records& records);
// The items alone, one a line, values between tabs.
std::string to_tsv(const Records& records);

} // namespace cli
