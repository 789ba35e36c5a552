#pragma once
// The account of one definition: what became of every field. Pure.

#include "base/diagnostic.hpp"
#include "batchai/read.hpp"
#include "document/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace translate {

// A leaf of an emitted YAML file ("/inputs/data/path"), or a whole text file (empty pointer).
struct Target {
    std::uint16_t file = 0; // index into Ledger::files
    std::string pointer;
    bool operator==(const Target&) const = default;
};

struct Fate {
    bool set = false;
    base::Class cls = base::Class::dropped;
    std::vector<Target> to;
};

// Calls `f` with every leaf at or below the node, in the order of the file.
template <class F>
void each_leaf(const document::Document& document, document::NodeId node, F&& f) {
    if (node == document::k_no_node) {
        return;
    }
    if (document.is_leaf(node)) {
        f(node);
        return;
    }
    for (document::NodeId child = document.at(node).first_child; child != document::k_no_node;
         child = document.at(child).next) {
        each_leaf(document, child, f);
    }
}

class Ledger {
  public:
    Ledger() = default;
    // Of the whole file.
    explicit Ledger(const document::Document& document);
    // Of one object in it: cheap where a file holds many.
    Ledger(const document::Document& document, document::NodeId object);

    // The index of a file of the bundle, added when it is new.
    std::uint16_t file(std::string_view path);

    [[nodiscard]] const std::vector<std::string>& files() const { return m_files; }

    // Says what became of the leaf. Said twice: the worse class and all targets count. k_no_node is
    // nobody's leaf and is ignored.
    void set(document::NodeId leaf, base::Class cls, const std::vector<Target>& to = {});
    // The same for every leaf at or below the node that nothing was said of.
    void rest(const document::Document& document, document::NodeId node, base::Class cls,
              const std::vector<Target>& to = {});
    // Every leaf of a definition that is not written: class error, no target. What has no meaning
    // anyway (nulls, unknown keys, $schema) stays dropped.
    void fail(const document::Document& document, base::Class cls = base::Class::error);
    // Takes over what an object's ledger says of its leaves and of those that they came from.
    void absorb(const Ledger& object);
    // Leaves that nothing was said of get their rule's usual class: those that have no equal by
    // rule, unknown keys, nulls. What then remains is a hole in the rules; the first such leaf is
    // returned, k_no_node when there is none.
    document::NodeId close(const document::Document& document, const batchai::RuleOfNode& rules);

    [[nodiscard]] const Fate& of(document::NodeId node) const;

  private:
    // k_no_node and places that are no place of the file have none.
    Fate* at(document::NodeId node);
    void combine(document::NodeId leaf, base::Class cls, const std::vector<Target>& to);
    // Whatever became of a value becomes of the one that it was made of.
    void follow_links(const document::Document& document);

    std::vector<std::string> m_files;
    document::NodeId m_root = document::k_no_node;
    document::NodeId m_first = 0;
    document::NodeId m_size = 0;                            // of the document
    std::vector<Fate> m_fates;                              // by node, from m_first on
    std::unordered_map<document::NodeId, Fate> m_elsewhere; // of nodes outside of the object
};

} // namespace translate
