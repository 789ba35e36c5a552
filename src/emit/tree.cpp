#include "emit/tree.hpp"

#include "document/document.hpp"

namespace emit {

namespace {
using document::Kind;

Yaml tree_of(const document::Document& document, document::NodeId id) {
    const document::Node& node = document.at(id);
    switch (node.kind) {
    case Kind::null:
        return Yaml::as_written("null");
    case Kind::boolean:
    case Kind::number:
        return Yaml::as_written(std::string(node.text));
    case Kind::string:
        return Yaml::string(std::string(node.text));
    case Kind::array:
    case Kind::object:
        break;
    }
    const bool list = node.kind == Kind::array;
    Yaml out = list ? Yaml::sequence() : Yaml::map();
    for (document::NodeId child = node.first_child; child != document::k_no_node;
         child = document.at(child).next) {
        if (list) {
            out.items.push_back(tree_of(document, child));
        } else {
            out.add(std::string(document.at(child).key), tree_of(document, child));
        }
    }
    return out;
}
} // namespace

Yaml tree_of(const std::string& yaml) {
    const document::Parsed parsed = document::parse(yaml, "conda.yml");
    return parsed.ok ? tree_of(parsed.document, parsed.document.root()) : Yaml::string(yaml);
}

} // namespace emit
