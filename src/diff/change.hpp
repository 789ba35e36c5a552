#pragma once
// What is live and what is wanted, compared field by field, and how that is shown. Knows no
// service: which fields can change where they are is told by who compares. May include: base,
// document, aml. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace diff {

struct Change {
    std::string field; // as v2 YAML has it: "max_instances", "tags.team"
    std::string live;  // as it is written; empty: not there
    std::string wanted;
    bool fixed = false; // only a new object can have the wanted value
    bool operator==(const Change&) const = default;
};

bool any_fixed(const std::vector<Change>& changes);

// "~ max_instances: 4 -> 8", "+ tags.team: vision", "- subnet: …"; what cannot change begins with
// "!". One line each, in the order given.
std::string to_text(const std::vector<Change>& changes, std::string_view indent = "  ");
// [{"field", "live", "wanted", "can_change"}], an empty value as null.
std::string to_json(const std::vector<Change>& changes);

} // namespace diff
