#include "document/document.hpp"

#include "base/json_text.hpp"
#include "base/strings.hpp"

#include <algorithm>
#include <array>

namespace document {

namespace {
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
constexpr std::uint32_t k_mark_distance = 4096;
constexpr std::size_t k_most_nodes = 2'000'000; // copies of copies would grow without end

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}
} // namespace

std::string_view name(Kind kind) {
    static constexpr std::array<std::string_view, 6> names = {"null",   "boolean", "number",
                                                              "string", "array",   "object"};
    return names[static_cast<std::size_t>(kind)];
}

NodeId Document::find(NodeId object, std::string_view key) const {
    if (object >= m_nodes.size() || m_nodes[object].kind != Kind::object) {
        return k_no_node;
    }
    NodeId id = m_nodes[object].first_child;
    while (id != k_no_node && m_nodes[id].key != key) {
        id = m_nodes[id].next;
    }
    return id;
}

std::string Document::pointer(NodeId id) const {
    std::vector<NodeId> path;
    if (id < m_nodes.size() && id >= first_copy()) {
        id = m_copied[id - first_copy()];
    }
    while (id < m_nodes.size() && m_nodes[id].parent != k_no_node) {
        path.push_back(id);
        id = m_nodes[id].parent;
    }
    std::string out;
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
        const Node& node = m_nodes[*it];
        if (m_nodes[node.parent].kind == Kind::array) {
            out += '/' + std::to_string(node.index);
        } else {
            base::append_pointer_token(out, node.key);
        }
    }
    return out;
}

NodeId Document::end_of(NodeId id) const {
    if (id >= first_copy()) {
        return id + 1; // copies are nobody's range
    }
    while (id != k_no_node && m_nodes[id].next == k_no_node) {
        id = m_nodes[id].parent;
    }
    return id == k_no_node ? first_copy() : m_nodes[id].next;
}

std::size_t Document::weight(NodeId id) const {
    std::size_t all = 1;
    for (NodeId child = m_nodes[id].first_child; child != k_no_node; child = m_nodes[child].next) {
        all += weight(child);
    }
    return all;
}

NodeId Document::copy(NodeId source, NodeId parent, NodeId expression) {
    const NodeId origin = source < first_copy() ? source : m_copied[source - first_copy()];
    const NodeId id = size();
    const Node from = m_nodes[source]; // the vector may move
    m_nodes.push_back(from);
    m_copied.push_back(origin);
    Node& made = m_nodes.back();
    made.parent = parent;
    made.next = k_no_node;
    // A value that nobody knows stays one.
    made.stand_in = from.stand_in && from.kind == Kind::null;
    if (made.count == 0) {
        link(id, expression);
        link(id, source);
    }
    copy_members(id, source, expression);
    return id;
}

void Document::copy_members(NodeId to, NodeId source, NodeId expression) {
    NodeId last = k_no_node;
    m_nodes[to].first_child = k_no_node;
    for (NodeId child = m_nodes[source].first_child; child != k_no_node;
         child = m_nodes[child].next) {
        const NodeId made = copy(child, to, expression);
        (last == k_no_node ? m_nodes[to].first_child : m_nodes[last].next) = made;
        last = made;
    }
}

bool Document::put_copy(NodeId id, NodeId source) {
    if (size() + weight(source) > k_most_nodes) {
        return false;
    }
    const Node from = m_nodes[source];
    Node& node = m_nodes[id];
    node.stand_in = true;
    node.plain = false;
    node.kind = from.kind;
    node.text = from.text;
    node.count = from.count;
    if (from.count == 0) {
        link(id, source);
    }
    copy_members(id, source, id);
    return true;
}

void Document::put_scalar(NodeId id, Kind kind, std::string text) {
    Node& node = m_nodes[id];
    node.stand_in = true;
    node.plain = false;
    node.kind = kind;
    node.text = m_arena.emplace_front(std::move(text));
}

// A line ends with LF, CRLF, or a CR that no LF follows.
void Document::index_lines() const {
    const std::string_view text = source();
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto begin = static_cast<std::uint32_t>(
        text.starts_with(k_byte_order_mark) ? k_byte_order_mark.size() : 0);
    Position now{1, 1};
    std::uint32_t marked = begin;
    m_marks.push_back({begin, now});
    for (std::uint32_t i = begin; i < size; ++i) {
        if (i - marked >= k_mark_distance && !continues(text[i])) {
            m_marks.push_back({i, now});
            marked = i;
        }
        const bool ends =
            text[i] == '\n' || (text[i] == '\r' && (i + 1 == size || text[i + 1] != '\n'));
        if (ends) {
            now = {now.line + 1, 1};
            m_marks.push_back({i + 1, now});
            marked = i + 1;
        } else if (!continues(text[i])) {
            ++now.column;
        }
    }
}

const Document::Mark& Document::mark_before(std::uint32_t offset) const {
    if (m_marks.empty()) {
        index_lines();
    }
    const auto after =
        std::upper_bound(m_marks.begin(), m_marks.end(), offset,
                         [](std::uint32_t value, const Mark& mark) { return value < mark.offset; });
    return after == m_marks.begin() ? *after : *(after - 1);
}

Position Document::position(std::uint32_t offset) const {
    const std::string_view text = source();
    offset = std::min(offset, static_cast<std::uint32_t>(text.size()));
    const Mark& mark = mark_before(offset);
    Position out = mark.position;
    if (offset > mark.offset) {
        const auto between = text.substr(mark.offset, offset - mark.offset);
        out.column += static_cast<std::uint32_t>(base::code_points(between));
    }
    return out;
}

std::string_view Document::line(std::uint32_t offset) const {
    const std::string_view text = source();
    const Mark* mark = &mark_before(std::min(offset, static_cast<std::uint32_t>(text.size())));
    while (mark->position.column != 1) {
        --mark; // the first mark of all is at column 1
    }
    const std::string_view rest = text.substr(mark->offset);
    return rest.substr(0, rest.find_first_of("\r\n"));
}

} // namespace document
