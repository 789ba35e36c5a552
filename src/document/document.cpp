#include "document/document.hpp"

#include "base/json_text.hpp"
#include "base/strings.hpp"

#include <algorithm>
#include <array>

namespace document {

namespace {
constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
constexpr std::uint32_t k_mark_distance = 4096;

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
