#include "batchai/keys.hpp"

namespace batchai {

// The names of "a.b[].c", "[]" among them.
template <class F> void KeyTree::each_step(std::string_view path, F&& f) {
    while (!path.empty()) {
        const auto end = path.find_first_of(".[");
        if (end == 0) { // "[]" and what follows it
            f(std::string_view("[]"));
            path.remove_prefix(path.size() > 2 && path[2] == '.' ? 3 : 2);
            continue;
        }
        f(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view{}
                                             : path.substr(path[end] == '.' ? end + 1 : end);
    }
}

KeyTree::KeyTree(const std::vector<Key>& rows) {
    m_branches.push_back({});
    m_branches.reserve(rows.size() + 1);
    for (const Key& row : rows) {
        std::uint16_t at = 0;
        each_step(row.path, [&](std::string_view name) { at = add(at, name); });
        m_branches[at].type = row.type;
        m_branches[at].rule = row.rule;
    }
}

void KeyTree::date(std::string_view path, std::string_view since, std::string_view until) {
    std::uint16_t at = 0;
    each_step(path, [&](std::string_view name) { at = at == k_no_rule ? at : child(at, name); });
    if (at != k_no_rule) {
        m_branches[at].since = since;
        m_branches[at].until = until;
    }
}

std::uint16_t KeyTree::add(std::uint16_t parent, std::string_view name) {
    const std::uint16_t known = child(parent, name);
    if (known != k_no_rule) {
        return known;
    }
    const auto branch = static_cast<std::uint16_t>(m_branches.size());
    m_branches.push_back({name, Type::object, k_no_rule, {}, {}, {}});
    m_branches[parent].children.push_back(branch);
    if (name == "[]") {
        m_branches[parent].type = Type::list;
    }
    return branch;
}

std::uint16_t KeyTree::child(std::uint16_t branch, std::string_view name) const {
    for (const std::uint16_t c : m_branches[branch].children) {
        if (m_branches[c].name == name) {
            return c;
        }
    }
    return k_no_rule;
}

std::vector<std::string_view> KeyTree::names(std::uint16_t branch) const {
    std::vector<std::string_view> out;
    for (const std::uint16_t c : m_branches[branch].children) {
        out.push_back(m_branches[c].name);
    }
    return out;
}

} // namespace batchai
