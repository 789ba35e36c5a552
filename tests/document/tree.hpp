#pragma once
// Trees and findings as short texts, for comparison.

#include "document/document.hpp"

#include <string>

namespace testing {

// The type and text of every value with the pointers that lead there, one a line.
inline std::string tree(const document::Document& tree, document::NodeId id) {
    const document::Node& node = tree.at(id);
    std::string out =
        tree.pointer(id) + " " + std::string(name(node.kind)) + " " + std::string(node.text) + "\n";
    for (auto child = node.first_child; child != document::k_no_node; child = tree.at(child).next) {
        out += testing::tree(tree, child);
    }
    return out;
}

inline std::string tree(const document::Parsed& parsed) {
    return parsed.ok ? tree(parsed.document, parsed.document.root()) : "not ok\n";
}

// "BA003 2:7+3 'abc'": code, line:column, length in bytes and the text there.
inline std::string places(const document::Parsed& parsed) {
    std::string out;
    for (const base::Finding& finding : parsed.findings) {
        out += out.empty() ? "" : ", ";
        out += finding.code;
        if (finding.offset == base::k_no_offset) {
            continue;
        }
        const document::Position at = parsed.document.position(finding.offset);
        out += " " + std::to_string(at.line) + ":" + std::to_string(at.column) + " '" +
               std::string(parsed.document.source().substr(finding.offset, finding.length)) + "'";
    }
    return out;
}

inline std::string json_tree(std::string text) {
    return tree(document::parse(std::move(text), "x.json"));
}

inline std::string yaml_tree(std::string text) {
    return tree(document::parse(std::move(text), "x.yaml"));
}

} // namespace testing
