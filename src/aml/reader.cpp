#include "aml/reader.hpp"

#include "aml/plain.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <charconv>

namespace aml {

namespace {
using document::Kind;

std::string_view last_segment(std::string_view id) {
    return id.substr(id.rfind('/') + 1);
}
} // namespace

Reader Reader::below(NodeId item, std::string_view container) const {
    Reader out(*this);
    out.m_object = item;
    out.m_base = path_of(container);
    return out;
}

std::string_view Reader::path_of(std::string_view row) const {
    const Row& found = m_table.row(row);
    return v2() ? found.v2 : found.arm;
}

NodeId Reader::find(std::string_view path) const {
    std::string_view rest = path_of(path);
    if (rest.empty()) {
        return k_no_node;
    }
    if (!m_base.empty()) {
        rest.remove_prefix(m_base.size() + 1);
    }
    NodeId at = m_object;
    for (const std::string_view key : base::split(rest, '.')) {
        at = key == "*" ? at : m_document.find(at, key);
    }
    return at != k_no_node && m_document.at(at).kind == Kind::null ? k_no_node : at;
}

NodeId Reader::find_string(std::string_view path) const {
    const NodeId node = find(path);
    if (node == k_no_node) {
        return node;
    }
    const Kind kind = m_document.at(node).kind;
    // A number that YAML 1.1 takes for a string: 1e3.
    const bool text = kind == Kind::string || (v2() && kind == Kind::number &&
                                               plain_kind(m_document, node) == Plain::string);
    return text ? node : k_no_node;
}

std::string Reader::text(std::string_view path) const {
    const NodeId node = find_string(path);
    return node == k_no_node ? std::string{} : std::string(m_document.at(node).text);
}

std::optional<std::int64_t> Reader::number(std::string_view path) const {
    const NodeId node = find(path);
    const auto digits = node == k_no_node ? std::nullopt : whole_number(m_document.at(node).text);
    if (!digits) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(digits->data(), digits->data() + digits->size(), value);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    return value;
}

std::optional<bool> Reader::boolean(std::string_view path) const {
    const NodeId node = find(path);
    if (node == k_no_node || plain_kind(m_document.at(node).text) != Plain::boolean) {
        return std::nullopt;
    }
    return python_text(m_document.at(node).text) == "True";
}

std::optional<std::size_t> Reader::word(std::string_view path) const {
    const NodeId node = find_string(path);
    if (node == k_no_node) {
        return std::nullopt;
    }
    const std::span<const Word> words = m_table.row(path).words;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view mine = v2() ? words[i].v2 : words[i].arm;
        if (!mine.empty() && base::iequals(mine, m_document.at(node).text)) {
            return i;
        }
    }
    return std::nullopt;
}

std::vector<NodeId> Reader::members(std::string_view path) const {
    std::vector<NodeId> out;
    const NodeId node = find(path);
    if (node == k_no_node || m_document.at(node).kind != Kind::object) {
        return out;
    }
    for (NodeId child = m_document.at(node).first_child; child != k_no_node;
         child = m_document.at(child).next) {
        out.push_back(child);
    }
    return out;
}

std::vector<NodeId> Reader::identity_nodes() const {
    std::vector<NodeId> out;
    const NodeId identity = m_document.find(m_object, "identity");
    const NodeId list =
        m_document.find(identity, v2() ? "user_assigned_identities" : "userAssignedIdentities");
    if (list == k_no_node) {
        return out;
    }
    for (NodeId child = m_document.at(list).first_child; child != k_no_node;
         child = m_document.at(child).next) {
        out.push_back(child);
    }
    return out;
}

std::vector<std::pair<std::string, std::string>> Reader::strings(std::string_view path) const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const NodeId child : members(path)) {
        const document::Node& node = m_document.at(child);
        if (node.kind != Kind::object && node.kind != Kind::array && node.kind != Kind::null) {
            out.emplace_back(node.key, node.text);
        }
    }
    return out;
}

Strings Reader::map(std::string_view path) const {
    const auto pairs = strings(path);
    return {pairs.begin(), pairs.end()};
}

std::string Reader::name(NameKind kind) const {
    std::string said = text("name");
    const NodeId id = m_document.find(m_object, "id");
    if (said.empty() && !v2() && id != k_no_node && m_document.at(id).kind == Kind::string) {
        return std::string(last_segment(m_document.at(id).text));
    }
    const NodeId node = find_string("name");
    if (node != k_no_node) {
        check_name(kind, node, said);
    }
    return said;
}

void Reader::check_name(NameKind kind, NodeId node, std::string_view name) const {
    if (!is_accepted(kind, name)) {
        m_findings.at_value(
            "AZ108", base::Class::error, node,
            fmt::format("\"{}\" is no name that the service takes", base::printable(name, 60)),
            fmt::format("{}; {} would do", name_rule(kind), legal_name(kind, name)));
    }
}

void Reader::not_allowed(NodeId node, std::string message, std::string help) const {
    m_findings.at_value("AZ104", base::Class::error, node, std::move(message), std::move(help));
}

} // namespace aml
