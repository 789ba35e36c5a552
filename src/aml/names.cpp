#include "aml/names.hpp"

#include "base/hash.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace aml {

namespace {
constexpr std::string_view k_placeholder = "REPLACE_ME";

struct Rule {
    NameKind kind;
    std::size_t shortest;
    std::size_t longest;
    std::string_view first; // beyond letters: '0' stands for all digits
    std::string_view rest;  // beyond letters and digits
    char filler;            // for what is not allowed
    char before_hash;
    std::string_view word; // when nothing of the original is left
};

// Names of computes, jobs, connections and workspaces: patterns of the specification (for computes
// published with 2025-12-01). Of environments and datastores: the service's documentation. Of
// inputs and outputs: the check of azure-ai-ml. No limit is published for bindings.
constexpr Rule k_rules[] = {
    {NameKind::compute, 3, 24, "", "-", '-', '-', "compute"},
    {NameKind::datastore, 1, 255, "0_", "_", '_', '_', "datastore"},
    {NameKind::job, 1, 255, "0", "-_", '-', '_', "job"},
    {NameKind::experiment, 1, 255, "0", "-_", '-', '_', "experiment"},
    {NameKind::environment, 1, 255, "0", "-_.", '-', '_', "environment"},
    {NameKind::binding, 1, 255, "_", "_", '_', '_', "binding"},
    {NameKind::connection, 3, 33, "0", "-_", '-', '_', "connection"},
    {NameKind::workspace, 3, 33, "0", "-_", '-', '_', "workspace"},
};

const Rule& rule_of(NameKind kind) {
    const auto* found = std::find_if(std::begin(k_rules), std::end(k_rules),
                                     [kind](const Rule& rule) { return rule.kind == kind; });
    return *found;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || is_upper(c);
}

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), is_digit);
}

bool may_follow(const Rule& rule, char c) {
    return is_letter(c) || is_digit(c) || rule.rest.find(c) != std::string_view::npos;
}

bool may_begin(const Rule& rule, char c) {
    return is_letter(c) || rule.first.find(is_digit(c) ? '0' : c) != std::string_view::npos;
}

// How long the placeholder at this place is; 0 where there is none.
std::size_t placeholder_at(std::string_view text, std::size_t at) {
    return text.compare(at, k_placeholder.size(), k_placeholder) == 0 ? k_placeholder.size() : 0;
}

// "gpu-1": the service takes the digits for the number of a node.
bool ends_like_a_node(std::string_view name) {
    const std::size_t hyphen = name.rfind('-');
    return hyphen != std::string_view::npos && hyphen + 1 < name.size() &&
           all_digits(name.substr(hyphen + 1));
}

bool has_upper_case(std::string_view name) {
    for (std::size_t i = 0; i < name.size();) {
        const std::size_t placeholder = placeholder_at(name, i);
        if (placeholder == 0 && is_upper(name[i])) {
            return true;
        }
        i += std::max<std::size_t>(placeholder, 1);
    }
    return false;
}

std::string lower_case(std::string_view name) {
    std::string out(name);
    for (std::size_t i = 0; i < out.size();) {
        const std::size_t placeholder = placeholder_at(out, i);
        if (placeholder == 0 && is_upper(out[i])) {
            out[i] = static_cast<char>(out[i] - 'A' + 'a');
        }
        i += std::max<std::size_t>(placeholder, 1);
    }
    return out;
}

// What is allowed of the original, runs of anything else as one filler, cut to what is left beside
// the suffix.
std::string stem(const Rule& rule, std::string_view original, std::size_t longest) {
    std::string out;
    for (const char c : original) {
        if (may_follow(rule, c)) {
            out.push_back(c);
        } else if (!out.empty() && out.back() != rule.filler) {
            out.push_back(rule.filler);
        }
        if (out.size() > longest) {
            break;
        }
    }
    const auto is_word = [](char c) { return is_letter(c) || is_digit(c); };
    out.erase(out.begin(), std::find_if(out.begin(), out.end(), is_word));
    if (out.empty()) {
        out = rule.word;
    } else if (!may_begin(rule, out.front())) {
        out.insert(0, 1, rule.word.front());
    }
    out.resize(std::min(out.size(), longest));
    while (!is_word(out.back())) {
        out.pop_back();
    }
    return rule.kind == NameKind::datastore ? lower_case(out) : out;
}

std::string with_hash(const Rule& rule, std::string_view original, std::string_view hashed) {
    std::string suffix = rule.before_hash + base::short_hash(hashed);
    if (rule.kind == NameKind::compute && all_digits(suffix.substr(1))) {
        suffix.push_back('h');
    }
    return stem(rule, original, rule.longest - suffix.size()) + suffix;
}
} // namespace

bool is_legal(NameKind kind, std::string_view name) {
    const Rule& rule = rule_of(kind);
    if (name.size() < rule.shortest || name.size() > rule.longest ||
        !may_begin(rule, name.front()) ||
        !std::all_of(name.begin(), name.end(), [&rule](char c) { return may_follow(rule, c); })) {
        return false;
    }
    switch (kind) {
    case NameKind::compute:
        return !ends_like_a_node(name);
    case NameKind::datastore:
        return !has_upper_case(name);
    case NameKind::environment:
        return name.back() != '.';
    default:
        return true;
    }
}

bool is_accepted(NameKind kind, std::string_view name) {
    if (kind == NameKind::datastore) {
        return is_legal(kind, lower_case(name));
    }
    const Rule& rule = rule_of(kind);
    return kind == NameKind::environment
               ? !name.empty() && name.size() <= rule.longest &&
                     std::all_of(name.begin(), name.end(),
                                 [&rule](char c) { return may_follow(rule, c); })
               : is_legal(kind, name);
}

std::string name_rule(NameKind kind) {
    const Rule& rule = rule_of(kind);
    std::string rest;
    for (const char c : rule.rest) {
        rest += rest.empty() ? "" : " ";
        rest.push_back(c);
    }
    const bool digit_first = rule.first.find('0') != std::string_view::npos;
    const bool line_first = rule.first.find('_') != std::string_view::npos;
    const char* first = kind == NameKind::environment ? ""
                        : digit_first && line_first   ? ""
                        : digit_first                 ? ", a letter or digit first"
                        : line_first                  ? ", a letter or _ first"
                                                      : ", a letter first";
    return fmt::format("{} to {} letters, digits and {}{}{}", rule.shortest, rule.longest, rest,
                       first, kind == NameKind::compute ? ", no -<digits> at the end" : "");
}

std::string legal_name(NameKind kind, std::string_view original) {
    return is_legal(kind, original) ? std::string(original)
                                    : with_hash(rule_of(kind), original, original);
}

std::string distinct_name(NameKind kind, std::string_view original, std::string_view hashed) {
    return with_hash(rule_of(kind), original, hashed);
}

std::string region(std::string_view said) {
    const auto bracket = said.find(')');
    if (said.starts_with('(') && bracket != std::string_view::npos) {
        said.remove_prefix(bracket + 1);
    }
    return base::replace_all(base::lower(said), " ", "");
}

bool has_placeholder(std::string_view value) {
    return value.find("REPLACE-ME") != std::string_view::npos ||
           value.find(k_placeholder) != std::string_view::npos;
}

} // namespace aml
