#include "translate/ledger.hpp"

#include "translate/rules.hpp"

#include <algorithm>

namespace translate {

using base::Class;
using document::Document;
using document::k_no_node;
using document::NodeId;

Ledger::Ledger(const Document& document)
    : m_fates(document.size()) {}

std::uint16_t Ledger::file(std::string_view path) {
    const auto known = std::find(m_files.begin(), m_files.end(), path);
    if (known != m_files.end()) {
        return static_cast<std::uint16_t>(known - m_files.begin());
    }
    m_files.emplace_back(path);
    return static_cast<std::uint16_t>(m_files.size() - 1);
}

void Ledger::set(NodeId leaf, Class cls, std::vector<Target> to) {
    if (leaf == k_no_node) {
        return;
    }
    Fate& fate = m_fates[leaf];
    fate.cls = fate.set ? std::max(fate.cls, cls) : cls;
    fate.set = true;
    for (Target& target : to) {
        if (std::find(fate.to.begin(), fate.to.end(), target) == fate.to.end()) {
            fate.to.push_back(std::move(target));
        }
    }
}

void Ledger::rest(const Document& document, NodeId node, Class cls, const std::vector<Target>& to) {
    each_leaf(document, node, [&](NodeId leaf) {
        if (!m_fates[leaf].set) {
            set(leaf, cls, to);
        }
    });
}

void Ledger::fail(const Document& document) {
    each_leaf(document, document.root(), [&](NodeId node) {
        Fate& fate = m_fates[node];
        if (fate.cls != Class::dropped) {
            fate.cls = Class::error;
            fate.to.clear();
        }
    });
    m_files.clear();
}

NodeId Ledger::close(const Document& document, const batchai::RuleOfNode& rules) {
    NodeId hole = k_no_node;
    each_leaf(document, document.root(), [&](NodeId node) {
        Fate& fate = m_fates[node];
        if (fate.set) {
            return;
        }
        const Rule* rule = rule_at(rules[node]);
        const document::Kind kind = document.at(node).kind;
        const bool container = kind == document::Kind::object || kind == document::Kind::array;
        fate.set = true;
        // An empty container says nothing.
        if (container || (rule != nullptr && rule->cls == Class::dropped)) {
            fate.cls = Class::dropped;
        } else {
            fate.cls = Class::error;
            hole = hole == k_no_node ? node : hole;
        }
    });
    return hole;
}

} // namespace translate
