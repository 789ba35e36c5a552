#pragma once
// Bytes of a JSON or YAML file as one tree that knows where everything stood. Takes bytes, never a
// path. May include: base. Pure. Only yaml_reader.cpp knows yaml-cpp.
//
// Nodes lie in one vector and their texts are views into the file's bytes (or, where escapes had to
// be resolved, into the document's own arena): reading allocates a handful of times whatever the
// size.

#include "base/diagnostic.hpp"

#include <cstdint>
#include <forward_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace document {

using NodeId = std::uint32_t;
inline constexpr NodeId k_no_node = base::k_no_node;

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
std::string_view name(Kind kind); // "null", "boolean", ...

struct Node {
    Kind kind = Kind::null;
    bool plain = true;        // the value's source bytes (less its quotes) are its text: offsets
                              // into `text` are offsets into the file
    bool stand_in = false;    // the file has an expression here; what it stands for was put in
    std::uint32_t offset = 0; // the value, quotes and brackets included: [offset, end)
    std::uint32_t end = 0;
    std::uint32_t key_offset = 0; // the member's key, quotes included (0 when not a member)
    std::uint32_t key_end = 0;
    NodeId parent = k_no_node;
    NodeId first_child = k_no_node;
    NodeId next = k_no_node; // sibling, in the file's order
    std::uint32_t index = 0; // among the siblings
    std::uint32_t count = 0; // children
    std::string_view key;    // decoded; empty when not a member
    std::string_view text;   // decoded string; number and boolean as written; else empty
};

// Line and column count from 1, columns in Unicode code points, a byte order mark not counted.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool operator==(const Position&) const = default;
};

struct Limits {
    std::uint32_t depth = 64;
    std::uint64_t bytes = 32ULL << 20U;
    std::uint32_t nodes = 2'000'000;
};

// Whatever becomes of `from` becomes of `also` too: `from` took its value from there.
struct Link {
    NodeId from = k_no_node;
    NodeId also = k_no_node;
    bool operator==(const Link&) const = default;
};

class Document {
  public:
    Document() = default;
    Document(Document&&) = default;
    Document& operator=(Document&&) = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    [[nodiscard]] bool empty() const { return m_nodes.empty(); }

    [[nodiscard]] NodeId root() const { return m_nodes.empty() ? k_no_node : 0; }

    [[nodiscard]] const Node& at(NodeId id) const { return m_nodes[id]; }

    // Above every id. Members dropped as duplicates keep their ids (findings point at them) but no
    // sibling leads to them: to see what counts, walk by first_child and next.
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_nodes.size()); }

    // The member of an object, k_no_node when there is none. Of duplicates the last (the earlier
    // ones are findings and not in the tree).
    [[nodiscard]] NodeId find(NodeId object, std::string_view key) const;
    // RFC 6901. Empty for the root.
    [[nodiscard]] std::string pointer(NodeId id) const;

    // The node is an input field: a scalar, an empty container, or an expression, whatever that
    // stands for.
    [[nodiscard]] bool is_leaf(NodeId id) const {
        return m_nodes[id].count == 0 || m_nodes[id].stand_in;
    }

    // Behind the last node at or below this one; ids grow in the file's order.
    [[nodiscard]] NodeId end_of(NodeId id) const;

    // The expression at `id` stands for a copy of `source` and all below it. The copies have the
    // places and pointers of what they copy, and links to it and to the expression. False, and
    // nothing is done, when the document would grow beyond any sense.
    bool put_copy(NodeId id, NodeId source);
    // The expression at `id` stands for this value; `null` means that nobody knows it.
    void put_scalar(NodeId id, Kind kind, std::string text);

    // The value at `from` was made of the one at `also` (each link once, later ones depend on
    // earlier ones).
    void link(NodeId from, NodeId also) { m_links.push_back({from, also}); }

    [[nodiscard]] const std::vector<Link>& links() const { return m_links; }

    // The first call indexes the lines, so one document is for one thread at a time.
    [[nodiscard]] Position position(std::uint32_t offset) const;
    // The line that holds the offset, without its end.
    [[nodiscard]] std::string_view line(std::uint32_t offset) const;

    // The file's bytes as given, byte order mark included.
    [[nodiscard]] std::string_view source() const {
        return m_source ? std::string_view(*m_source) : std::string_view{};
    }

  private:
    friend class Builder;

    // The start of a line, or a place some way on in a long one, so that columns of a file without
    // line breaks are not counted from its start every time.
    struct Mark {
        std::uint32_t offset = 0;
        Position position;
    };

    [[nodiscard]] NodeId first_copy() const {
        return size() - static_cast<NodeId>(m_copied.size());
    }

    [[nodiscard]] std::size_t weight(NodeId id) const;
    NodeId copy(NodeId source, NodeId parent, NodeId expression);
    void copy_members(NodeId to, NodeId source, NodeId expression);
    void index_lines() const;
    [[nodiscard]] const Mark& mark_before(std::uint32_t offset) const;

    std::unique_ptr<std::string> m_source; // stays where it is when the document moves
    std::vector<Node> m_nodes;
    std::vector<Link> m_links;
    std::vector<NodeId> m_copied; // what each of the last nodes is a copy of
    std::forward_list<std::string> m_arena;
    mutable std::vector<Mark> m_marks; // made when first asked
};

enum class Format : std::uint8_t { json, yaml };

// A file that could not be understood has findings of class error and an empty document (or the
// tree as far as nothing contradicts it: see `ok`).
struct Parsed {
    Document document;
    std::vector<base::Finding> findings;
    bool ok = false;
};

// JSON by default; YAML when the name says so or the first word cannot begin JSON. `file_name` only
// chooses the format. A byte order mark and CRLF are fine, UTF-16 is refused with a clear finding.
// Codes: see codes.hpp.
Parsed parse(std::string bytes, std::string_view file_name, const Limits& limits = {});

} // namespace document
