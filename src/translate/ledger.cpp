#include "translate/ledger.hpp"

#include "translate/rules.hpp"

#include <algorithm>

namespace translate {

using base::Class;
using document::Document;
using document::k_no_node;
using document::NodeId;

namespace {

// Every scalar and empty container, what stands for an expression included; not those of objects
// nested in this one.
template <class F>
void each_value(const Document& document, const batchai::RuleOfNode& rules, NodeId node, F&& f) {
    if (document.at(node).count == 0) {
        f(node);
        return;
    }
    for (NodeId child = document.at(node).first_child; child != k_no_node;
         child = document.at(child).next) {
        if (rules[child] != batchai::k_nested) {
            each_value(document, rules, child, f);
        }
    }
    if (document.at(node).stand_in) {
        f(node);
    }
}

} // namespace

Ledger::Ledger(const Document& document)
    : Ledger(document, document.root()) {}

Ledger::Ledger(const Document& document, NodeId object)
    : m_root(object),
      m_size(document.size()) {
    if (object != k_no_node) {
        m_first = object;
        m_fates.resize(document.end_of(object) - object);
    }
}

Fate* Ledger::at(NodeId node) {
    if (node >= m_size) {
        return nullptr;
    }
    if (node >= m_first && node - m_first < m_fates.size()) {
        return &m_fates[node - m_first];
    }
    return &m_elsewhere[node];
}

const Fate& Ledger::of(NodeId node) const {
    static const Fate k_none;
    if (node >= m_first && node - m_first < m_fates.size()) {
        return m_fates[node - m_first];
    }
    const auto found = m_elsewhere.find(node);
    return found == m_elsewhere.end() ? k_none : found->second;
}

std::uint16_t Ledger::file(std::string_view path) {
    const auto known = std::find(m_files.begin(), m_files.end(), path);
    if (known != m_files.end()) {
        return static_cast<std::uint16_t>(known - m_files.begin());
    }
    m_files.emplace_back(path);
    return static_cast<std::uint16_t>(m_files.size() - 1);
}

void Ledger::set(NodeId leaf, Class cls, const std::vector<Target>& to) {
    combine(leaf, cls, to);
}

void Ledger::combine(NodeId leaf, Class cls, const std::vector<Target>& to) {
    Fate* fate = at(leaf);
    if (fate == nullptr) {
        return;
    }
    fate->cls = fate->set ? std::max(fate->cls, cls) : cls;
    fate->set = true;
    for (const Target& target : to) {
        if (std::find(fate->to.begin(), fate->to.end(), target) == fate->to.end()) {
            fate->to.push_back(target);
        }
    }
}

void Ledger::rest(const Document& document, NodeId node, Class cls, const std::vector<Target>& to) {
    each_leaf(document, node, [&](NodeId leaf) {
        if (!of(leaf).set) {
            combine(leaf, cls, to);
        }
    });
}

void Ledger::fail(const Document& document, Class cls) {
    each_leaf(document, m_root, [&](NodeId node) {
        Fate& fate = *at(node);
        if (!fate.set || fate.cls != Class::dropped) {
            fate.set = true;
            fate.cls = cls;
            fate.to.clear();
        }
    });
    m_elsewhere.clear();
    m_files.clear();
}

void Ledger::follow_links(const Document& document) {
    const auto& links = document.links();
    for (auto link = links.rbegin(); link != links.rend(); ++link) {
        const Fate from = of(link->from);
        if (from.set) {
            combine(link->also, from.cls, from.to);
        }
    }
}

NodeId Ledger::close(const Document& document, const batchai::RuleOfNode& rules) {
    NodeId hole = k_no_node;
    const auto settle = [&](NodeId node) {
        Fate& fate = *at(node);
        if (fate.set) {
            return;
        }
        const Rule* rule = rule_at(rules[node]);
        const document::Kind kind = document.at(node).kind;
        const bool container = kind == document::Kind::object || kind == document::Kind::array;
        // An expression's value was settled with what stands in for it.
        if (container && document.at(node).stand_in && document.at(node).count != 0) {
            return;
        }
        fate.set = true;
        // An empty container says nothing.
        if (container || (rule != nullptr && rule->cls == Class::dropped)) {
            fate.cls = Class::dropped;
        } else if (rule != nullptr && rules[node] == batchai::k_unresolved) {
            fate.cls = Class::manual;
        } else {
            fate.cls = Class::error;
            hole = hole == k_no_node ? node : hole;
        }
    };
    if (m_root != k_no_node) {
        each_value(document, rules, m_root, settle);
        follow_links(document);
    }
    return hole;
}

void Ledger::absorb(const Ledger& object) {
    std::vector<std::uint16_t> files;
    files.reserve(object.m_files.size());
    for (const std::string& path : object.m_files) {
        files.push_back(file(path));
    }
    const auto moved = [&](const Fate& fate) {
        std::vector<Target> to = fate.to;
        for (Target& target : to) {
            target.file = files[target.file];
        }
        return to;
    };
    for (std::size_t i = 0; i < object.m_fates.size(); ++i) {
        const Fate& fate = object.m_fates[i];
        Fate* mine = fate.set ? at(object.m_first + static_cast<NodeId>(i)) : nullptr;
        if (mine != nullptr) {
            *mine = {true, fate.cls, moved(fate)};
        }
    }
    for (const auto& [node, fate] : object.m_elsewhere) {
        if (fate.set) {
            combine(node, fate.cls, moved(fate));
        }
    }
}

} // namespace translate
