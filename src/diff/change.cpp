#include "diff/change.hpp"

#include "base/json_text.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace diff {

namespace {

constexpr std::size_t k_longest = 400;

void add(base::JsonText& json, std::string_view key, const std::string& value) {
    json.key(key);
    if (value.empty()) {
        json.null();
    } else {
        json.string(value);
    }
}

std::string line(const Change& change) {
    const std::string field = base::printable(change.field, k_longest);
    const std::string live = base::printable(change.live, k_longest);
    const std::string wanted = base::printable(change.wanted, k_longest);
    if (change.fixed) {
        return fmt::format("! {}: {} -> {} (cannot change)", field, live.empty() ? "none" : live,
                           wanted.empty() ? "none" : wanted);
    }
    return live.empty()     ? fmt::format("+ {}: {}", field, wanted)
           : wanted.empty() ? fmt::format("- {}: {}", field, live)
                            : fmt::format("~ {}: {} -> {}", field, live, wanted);
}

} // namespace

bool any_fixed(const std::vector<Change>& changes) {
    return std::any_of(changes.begin(), changes.end(),
                       [](const Change& change) { return change.fixed; });
}

std::string to_text(const std::vector<Change>& changes, std::string_view indent) {
    std::string out;
    for (const Change& change : changes) {
        out += fmt::format("{}{}\n", indent, line(change));
    }
    return out;
}

std::string to_json(const std::vector<Change>& changes) {
    std::string out;
    base::JsonText json(out);
    json.begin_array();
    for (const Change& change : changes) {
        json.begin_object();
        add(json, "field", change.field);
        add(json, "live", change.live);
        add(json, "wanted", change.wanted);
        json.key("can_change").boolean(!change.fixed);
        json.end_object();
    }
    json.end_array();
    return out;
}

} // namespace diff
