#pragma once
// What must hold for whatever bytes the reader got.

#include "document/document.hpp"

#include <cstdlib>
#include <string>

namespace fuzz {

inline void must(bool good) {
    if (!good) {
        std::abort();
    }
}

inline void check_findings(const document::Parsed& parsed) {
    const std::size_t size = parsed.document.source().size();
    bool error = false;
    for (const base::Finding& finding : parsed.findings) {
        error = error || finding.cls == base::Class::error;
        must(!finding.message.empty());
        if (finding.offset != base::k_no_offset) {
            must(finding.offset <= size && finding.length <= size - finding.offset);
            static_cast<void>(parsed.document.position(finding.offset));
            static_cast<void>(parsed.document.line(finding.offset));
        }
    }
    must(error != parsed.ok);
}

// Every node lies within its parent and behind its elder sibling; `plain` keeps its promise.
inline void check_children(const document::Document& tree, document::NodeId id) {
    using document::Kind;
    const document::Node& node = tree.at(id);
    std::uint32_t count = 0;
    std::uint32_t behind = node.offset;
    for (auto child = node.first_child; child != document::k_no_node; child = tree.at(child).next) {
        const document::Node& value = tree.at(child);
        must(value.parent == id && value.index == count++);
        const std::uint32_t first = node.kind == Kind::object ? value.key_offset : value.offset;
        must(behind <= first && first <= value.offset && value.offset <= value.end);
        must(value.key_end <= value.offset && value.end <= node.end);
        must(node.kind == Kind::array || tree.find(id, value.key) == child);
        behind = value.end;
        const std::string_view written =
            tree.source().substr(value.offset, value.end - value.offset);
        if (value.plain && !value.text.empty()) {
            const bool quoted = written.size() == value.text.size() + 2;
            must(written.substr(quoted ? 1 : 0, value.text.size()) == value.text);
        }
    }
    must(count == node.count);
}

inline void check_document(const document::Parsed& parsed) {
    check_findings(parsed);
    const document::Document& tree = parsed.document;
    must(parsed.ok != tree.empty());
    if (!parsed.ok) {
        return;
    }
    must(tree.at(tree.root()).end <= tree.source().size());
    for (document::NodeId id = 0; id < tree.size(); ++id) {
        check_children(tree, id);
        static_cast<void>(tree.pointer(id));
    }
}

} // namespace fuzz
