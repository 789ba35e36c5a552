#pragma once
// With what both readers build a document: adds values in the file's order, keeps the limits and
// drops duplicate keys. One builder makes one document.

#include "document/codes.hpp"
#include "document/document.hpp"

#include <utility>

namespace document {

class Builder {
  public:
    Builder(std::string bytes, const Limits& limits);

    [[nodiscard]] std::string_view source() const { return m_document.source(); }

    // Where the text begins: behind the byte order mark, if there is one.
    [[nodiscard]] std::uint32_t start() const { return m_start; }

    [[nodiscard]] Position position(std::uint32_t offset) const {
        return m_document.position(offset);
    }

    [[nodiscard]] std::size_t depth() const { return m_open.size(); }

    // The innermost container that is not closed; only when depth() > 0.
    [[nodiscard]] const Node& container() const { return m_document.m_nodes[m_open.back().id]; }

    [[nodiscard]] bool in_object() const { return m_open.back().is_object; }

    // The key of the value added next.
    void key(std::string_view text, std::uint32_t offset, std::uint32_t end) {
        m_key = {text, offset, end};
    }

    // These two say false when a limit is passed; the finding is then made.
    bool scalar(Kind kind, std::uint32_t offset, std::uint32_t end, std::string_view text,
                bool plain = true) {
        Node* node = add(kind, offset);
        if (node == nullptr) {
            return false;
        }
        node->end = end;
        node->text = text;
        node->plain = plain;
        return true;
    }

    bool open(Kind kind, std::uint32_t offset);
    void close(std::uint32_t end);

    // Room for a text that does not stand in the file as it is. Stays where it is.
    std::string& room() { return m_document.m_arena.emplace_front(); }

    // The file cannot be understood. Always false, to be handed on.
    bool error(std::string_view code, std::uint32_t offset, std::uint32_t length,
               std::string message, std::string help = {}, std::optional<base::Fix> fix = {});

    Parsed finish();

  private:
    struct Key {
        std::string_view text;
        std::uint32_t offset = 0;
        std::uint32_t end = 0;
    };

    struct Open {
        NodeId id = k_no_node;
        NodeId last = k_no_node; // child added last
        bool is_object = false;
    };

    struct Duplicate {
        NodeId dropped = k_no_node;
        NodeId kept = k_no_node;
    };

    Node* add(Kind kind, std::uint32_t offset) {
        auto& nodes = m_document.m_nodes;
        const auto id = static_cast<NodeId>(nodes.size());
        if (id >= m_limits.nodes) {
            too_many(offset);
            return nullptr;
        }
        Node& node = nodes.emplace_back();
        node.kind = kind;
        node.offset = offset;
        if (!m_open.empty()) {
            link(node, id);
        }
        return &node;
    }

    void link(Node& node, NodeId id) {
        auto& nodes = m_document.m_nodes;
        Open& open = m_open.back();
        Node& parent = nodes[open.id];
        node.parent = open.id;
        node.index = parent.count++;
        (open.last == k_no_node ? parent.first_child : nodes[open.last].next) = id;
        open.last = id;
        if (open.is_object) {
            node.key = m_key.text;
            node.key_offset = m_key.offset;
            node.key_end = m_key.end;
        }
    }

    void too_many(std::uint32_t offset);
    [[nodiscard]] bool may_have_duplicates(const Node& object) const;
    void drop_duplicates(Node& object);
    void unlink(Node& object, const std::vector<Duplicate>& sorted);
    void report_duplicates();

    Document m_document;
    Limits m_limits;
    std::uint32_t m_start = 0;
    bool m_failed = false;
    Key m_key;
    std::vector<Open> m_open;
    std::vector<Duplicate> m_duplicates; // the first hundred
    std::uint64_t m_more_duplicates = 0;
    std::vector<base::Finding> m_findings;
};

} // namespace document
