#include "batchai/keys.hpp"

namespace batchai {

KeyTree::KeyTree(const std::vector<Key>& rows) {
    m_branches.push_back({});
    m_branches.reserve(rows.size() + 1);
    for (const Key& row : rows) {
        std::uint16_t at = 0;
        std::string_view rest = row.path;
        while (!rest.empty()) {
            const auto end = rest.find_first_of(".[");
            if (end == 0) { // "[]" and what follows it
                at = add(at, "[]");
                rest.remove_prefix(rest.size() > 2 && rest[2] == '.' ? 3 : 2);
                continue;
            }
            at = add(at, rest.substr(0, end));
            rest = end == std::string_view::npos ? std::string_view{}
                                                 : rest.substr(rest[end] == '.' ? end + 1 : end);
        }
        m_branches[at].type = row.type;
        m_branches[at].rule = row.rule;
    }
}

std::uint16_t KeyTree::add(std::uint16_t parent, std::string_view name) {
    const std::uint16_t known = child(parent, name);
    if (known != k_no_rule) {
        return known;
    }
    const auto branch = static_cast<std::uint16_t>(m_branches.size());
    m_branches.push_back({name, Type::object, k_no_rule, {}});
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
