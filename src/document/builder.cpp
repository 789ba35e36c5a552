#include "document/builder.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace document {

namespace {
constexpr std::uint32_t k_few = 16;
constexpr std::size_t k_reported_duplicates = 100;
constexpr std::size_t k_first_nodes = 4096;
} // namespace

Builder::Builder(std::string bytes, const Limits& limits)
    : m_limits(limits) {
    m_document.m_source = std::make_unique<std::string>(std::move(bytes));
    m_start = source().starts_with("\xEF\xBB\xBF") ? 3 : 0;
    m_document.m_nodes.reserve(std::min(source().size() / 20 + 4, k_first_nodes));
    m_open.reserve(16);
}

bool Builder::open(Kind kind, std::uint32_t offset) {
    if (m_open.size() >= m_limits.depth) {
        return error(k_too_deep, offset, 1,
                     fmt::format("values are nested deeper than {} levels", m_limits.depth),
                     "no definition needs that many; is the file what you think it is?");
    }
    const auto id = static_cast<NodeId>(m_document.m_nodes.size());
    if (add(kind, offset) == nullptr) {
        return false;
    }
    m_open.push_back({id, k_no_node, kind == Kind::object});
    return true;
}

void Builder::close(std::uint32_t end) {
    Node& node = m_document.m_nodes[m_open.back().id];
    node.end = end;
    m_open.pop_back();
    if (node.kind == Kind::object && may_have_duplicates(node)) {
        drop_duplicates(node);
    }
}

bool Builder::error(std::string_view code, std::uint32_t offset, std::uint32_t length,
                    std::string message, std::string help, std::optional<base::Fix> fix) {
    m_findings.push_back({code, base::Class::error, base::k_no_node, offset, length,
                          std::move(message), std::move(help), std::move(fix)});
    m_failed = true;
    return false;
}

void Builder::too_many(std::uint32_t offset) {
    error(k_too_big, offset, 1, fmt::format("the file holds more than {} values", m_limits.nodes),
          "split the file");
}

// Few keys are compared each with each; many are sorted, whose worst case nobody can make slow.
bool Builder::may_have_duplicates(const Node& object) const {
    if (object.count > k_few) {
        return true;
    }
    const auto& nodes = m_document.m_nodes;
    for (NodeId a = object.first_child; a != k_no_node; a = nodes[a].next) {
        for (NodeId b = nodes[a].next; b != k_no_node; b = nodes[b].next) {
            if (nodes[a].key == nodes[b].key) {
                return true;
            }
        }
    }
    return false;
}

void Builder::drop_duplicates(Node& object) {
    const auto& nodes = m_document.m_nodes;
    std::vector<NodeId> members;
    members.reserve(object.count);
    for (NodeId id = object.first_child; id != k_no_node; id = nodes[id].next) {
        members.push_back(id);
    }
    std::sort(members.begin(), members.end(), [&](NodeId a, NodeId b) {
        const std::string_view x = nodes[a].key;
        const std::string_view y = nodes[b].key;
        if (x.size() != y.size()) {
            return x.size() < y.size();
        }
        const int order = x.compare(y);
        return order != 0 ? order < 0 : a < b;
    });
    std::vector<Duplicate> found;
    NodeId kept = k_no_node;
    for (auto it = members.rbegin(); it != members.rend(); ++it) {
        if (kept != k_no_node && nodes[*it].key == nodes[kept].key) {
            found.push_back({*it, kept});
        } else {
            kept = *it;
        }
    }
    if (found.empty()) {
        return;
    }
    // Ids grow in the file's order.
    std::sort(found.begin(), found.end(),
              [](const Duplicate& a, const Duplicate& b) { return a.dropped < b.dropped; });
    unlink(object, found);
    const auto room = std::min(found.size(), k_reported_duplicates - m_duplicates.size());
    m_more_duplicates += found.size() - room;
    m_duplicates.insert(m_duplicates.end(), found.begin(),
                        found.begin() + static_cast<std::ptrdiff_t>(room));
}

void Builder::unlink(Node& object, const std::vector<Duplicate>& sorted) {
    auto& nodes = m_document.m_nodes;
    auto gone = sorted.begin();
    NodeId* link_to_next = &object.first_child;
    std::uint32_t count = 0;
    for (NodeId id = object.first_child; id != k_no_node; id = nodes[id].next) {
        if (gone != sorted.end() && gone->dropped == id) {
            ++gone;
            continue;
        }
        *link_to_next = id;
        link_to_next = &nodes[id].next;
        nodes[id].index = count++;
    }
    *link_to_next = k_no_node;
    object.count = count;
}

void Builder::report_duplicates() {
    for (const Duplicate& duplicate : m_duplicates) {
        const Node& node = m_document.m_nodes[duplicate.dropped];
        const Position other = position(m_document.m_nodes[duplicate.kept].key_offset);
        m_findings.push_back(
            {k_duplicate_key, base::Class::dropped, duplicate.dropped, node.key_offset,
             node.key_end - node.key_offset,
             fmt::format("key \"{}\" stands again at line {}, column {}, and the last one counts",
                         base::printable(node.key, 60), other.line, other.column),
             "remove the one that you do not mean"});
    }
    if (m_more_duplicates > 0) {
        m_findings.push_back(
            {k_duplicate_key, base::Class::dropped, base::k_no_node, base::k_no_offset, 0,
             fmt::format("{} more duplicate keys are not listed", m_more_duplicates),
             "remove the ones that you do not mean"});
    }
}

Parsed Builder::finish() {
    report_duplicates();
    std::stable_sort(
        m_findings.begin(), m_findings.end(),
        [](const base::Finding& a, const base::Finding& b) { return a.offset < b.offset; });
    if (m_failed) {
        m_document.m_nodes.clear();
        for (base::Finding& finding : m_findings) {
            finding.node = base::k_no_node;
        }
    }
    return {std::move(m_document), std::move(m_findings), !m_failed};
}

} // namespace document
