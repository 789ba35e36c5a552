#include "base/strings.hpp"
#include "batchai/frames.hpp"
#include "batchai/read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace batchai {

namespace {

using base::Class;
using document::Document;
using document::Kind;
using document::Node;

std::string_view wanted(Type type) {
    switch (type) {
    case Type::text:
        return "a string";
    case Type::integer:
        return "an integer";
    case Type::boolean:
        return "true or false";
    case Type::object:
        return "an object";
    case Type::list:
        return "a list";
    default:
        break;
    }
    return "a value";
}

bool is_integer(std::string_view text) {
    if (!text.empty() && text.front() == '-') {
        text.remove_prefix(1);
    }
    return !text.empty() && text.size() <= 10 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "2.0" and 5.7 became integers on the old CLI; the digits before the point are what it kept.
bool is_decimal(std::string_view text) {
    const auto point = text.find('.');
    return point != std::string_view::npos && is_integer(text.substr(0, point)) &&
           text.substr(point + 1).find_first_not_of("0123456789") == std::string_view::npos;
}

class Check {
  public:
    Check(const Document& document, RuleOfNode& rules, std::vector<base::Finding>& findings)
        : m_document(document),
          m_rules(rules),
          m_findings(findings) {}

    // `skip`: the one member that another tree describes.
    void object(NodeId id, const KeyTree& keys, std::uint16_t branch, NodeId skip) {
        const Node& node = m_document.at(id);
        for (NodeId child = node.first_child; child != k_no_node;
             child = m_document.at(child).next) {
            if (child == skip || m_rules[child] != k_no_rule) { // nested objects are checked apart
                continue;
            }
            const std::string_view key = m_document.at(child).key;
            const std::uint16_t known = keys.child(branch, key);
            if (known != k_no_rule && may_be(child, keys.at(known))) {
                value(child, keys, known);
            } else {
                unknown(child, keys, branch);
            }
        }
    }

    // The version as which the object is read.
    void settle_version(Recognised& what, std::string_view forced) {
        std::string_view newest;
        std::string_view last;
        NodeId newest_key = k_no_node;
        for (const Dated& dated : m_dated) {
            if (dated.since > newest) {
                newest = dated.since;
                newest_key = dated.node;
            }
            last = std::max(last, dated.until);
        }
        what.api_version = !forced.empty()                   ? forced
                           : !what.hinted_version.empty()    ? what.hinted_version
                           : !last.empty() && newest <= last ? last
                                                             : k_2018_05;
        if (forced.empty() && newest > what.api_version) {
            say("BA117", Class::rewritten, newest_key,
                fmt::format(
                    "the file names version {}, but \"{}\" came with {}: it is read as that",
                    what.api_version, label(newest_key), newest));
            what.api_version = newest;
        }
        for (const Dated& dated : m_dated) {
            const bool early = dated.since > what.api_version;
            if (!early && (dated.until.empty() || dated.until >= what.api_version)) {
                continue;
            }
            say("BA117", Class::dropped, dated.node,
                early ? fmt::format("\"{}\" came with version {}: {} ignored it", label(dated.node),
                                    dated.since, what.api_version)
                      : fmt::format("\"{}\" ended with version {}: {} ignored it",
                                    label(dated.node), dated.until, what.api_version));
            mark(dated.node, k_other_version);
        }
    }

  private:
    struct Dated {
        NodeId node = k_no_node;
        std::string_view since;
        std::string_view until;
    };

    // An old key whose name later meant something else has its own type.
    [[nodiscard]] bool may_be(NodeId id, const KeyTree::Branch& expected) const {
        const Node& node = m_document.at(id);
        return expected.until.empty() || expected.type != Type::integer ||
               node.kind == Kind::null || is_integer(node.text) || is_decimal(node.text);
    }

    void value(NodeId id, const KeyTree& keys, std::uint16_t branch) {
        const Node& node = m_document.at(id);
        const KeyTree::Branch& expected = keys.at(branch);
        m_rules[id] = expected.rule;
        if (node.kind == Kind::null) {
            m_rules[id] = node.stand_in ? k_unresolved : k_null;
            return;
        }
        if (!expected.since.empty() || !expected.until.empty()) {
            m_dated.push_back({id, expected.since, expected.until});
        }
        if (expected.type == Type::anything) {
            mark(id, expected.rule);
        } else if (expected.type == Type::object && node.kind == Kind::object) {
            object(id, keys, branch, k_no_node);
        } else if (expected.type == Type::list && node.kind == Kind::array) {
            const std::uint16_t item = keys.child(branch, "[]");
            for (NodeId child = node.first_child; child != k_no_node;
                 child = m_document.at(child).next) {
                value(child, keys, item);
            }
        } else {
            scalar(id, expected);
        }
    }

    void scalar(NodeId id, const KeyTree::Branch& expected) {
        const Node& node = m_document.at(id);
        const bool fits =
            (expected.type == Type::text && node.kind == Kind::string) ||
            (expected.type == Type::boolean && node.kind == Kind::boolean) ||
            (expected.type == Type::integer && node.kind == Kind::number && is_integer(node.text));
        if (fits) {
            return;
        }
        const bool scalar_node = node.kind != Kind::object && node.kind != Kind::array;
        const bool to_text = expected.type == Type::text && scalar_node;
        const bool to_integer =
            expected.type == Type::integer && scalar_node &&
            (is_integer(node.text) || is_decimal(node.text) || node.kind == Kind::boolean);
        const bool to_boolean = expected.type == Type::boolean && node.kind == Kind::string &&
                                (node.text == "true" || node.text == "false");
        if (to_text || to_integer || to_boolean) {
            say("BA102", Class::rewritten, id,
                fmt::format("\"{}\" should be {}; the old CLI read this {} as one without a word",
                            label(id), wanted(expected.type), document::name(node.kind)));
            return;
        }
        say("BA103", Class::error, id,
            fmt::format("\"{}\" must be {}, not {}", label(id), wanted(expected.type),
                        describe(node, expected.type)));
        mark(id, k_wrong_type);
    }

    // The member's key; for an item of a list that of the list.
    std::string label(NodeId id) {
        while (m_document.at(id).key.empty() && m_document.at(id).parent != k_no_node) {
            id = m_document.at(id).parent;
        }
        return base::printable(m_document.at(id).key, 60);
    }

    // The text itself only where a number belongs: elsewhere it may be a secret in the wrong place.
    static std::string describe(const Node& node, Type expected) {
        switch (node.kind) {
        case Kind::array:
            return "a list";
        case Kind::object:
            return "an object";
        default:
            return expected == Type::integer
                       ? fmt::format("the {} \"{}\"", document::name(node.kind),
                                     base::printable(node.text, 40))
                       : fmt::format("a {}", document::name(node.kind));
        }
    }

    void unknown(NodeId id, const KeyTree& keys, std::uint16_t branch) {
        const Node& node = m_document.at(id);
        if (is_stray(id)) {
            mark(id, k_stray);
            return;
        }
        if (node.key.starts_with("comment") || node.key.starts_with("$comment") ||
            node.key == "//") {
            mark(id, k_comment_key);
            return;
        }
        mark(id, k_unknown_key);
        const auto names = keys.names(branch);
        const std::string_view near = nearest(node.key, names);
        base::Finding finding{
            .code = "BA101",
            .cls = Class::dropped,
            .node = id,
            .offset = node.key_offset,
            .length = node.key_end - node.key_offset,
            .message = fmt::format("unknown key \"{}\": Batch AI ignored it, and so does this tool",
                                   base::printable(node.key, 60)),
            .help = {}};
        if (!near.empty()) {
            finding.help = how_it_differs(node.key, near);
            finding.fix =
                base::Fix{fmt::format("\"{}\"", near), base::Applicability::maybe_incorrect};
        }
        m_findings.push_back(std::move(finding));
    }

    // The old CLI's output repeats the group beside each id, and an empty object beside anything.
    [[nodiscard]] bool is_stray(NodeId id) const {
        const Node& node = m_document.at(id);
        return (node.key == "additionalProperties" && node.kind == Kind::object) ||
               (node.key == "resourceGroup" && m_document.find(node.parent, "id") != k_no_node);
    }

    static std::string_view nearest(std::string_view key,
                                    const std::vector<std::string_view>& names) {
        // The specification's own examples say "priority: normal" for it.
        if (key == "priority" &&
            std::find(names.begin(), names.end(), "schedulingPriority") != names.end()) {
            return "schedulingPriority";
        }
        return base::nearest(key, names);
    }

    static std::string how_it_differs(std::string_view key, std::string_view near) {
        if (base::iequals(key, near)) {
            return fmt::format("keys are case-sensitive: the old CLI knew only \"{}\"", near);
        }
        if (key.find('_') != std::string_view::npos &&
            base::iequals(base::replace_all(key, "_", ""), near)) {
            return fmt::format("this is the name in Python; in a file it is \"{}\"", near);
        }
        return fmt::format("did you mean \"{}\"? Then it never had an effect", near);
    }

    // The node and all below it.
    void mark(NodeId id, std::uint16_t rule) {
        m_rules[id] = rule;
        for (NodeId child = m_document.at(id).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            mark(child, rule);
        }
    }

    void say(std::string_view code, Class cls, NodeId id, std::string message) {
        const Node& node = m_document.at(id);
        m_findings.push_back({.code = code,
                              .cls = cls,
                              .node = id,
                              .offset = node.offset,
                              .length = node.end - node.offset,
                              .message = std::move(message),
                              .help = {}});
    }

    const Document& m_document;
    RuleOfNode& m_rules;
    std::vector<base::Finding>& m_findings;
    std::vector<Dated> m_dated;
};

} // namespace

void check_keys(const Document& document, Recognised& what, const KeyTree& outer_keys,
                const KeyTree& keys, std::string_view forced, RuleOfNode& rules,
                std::vector<base::Finding>& findings) {
    Check check(document, rules, findings);
    if (!what.flat()) {
        check.object(what.outer, outer_keys, 0, what.body);
    }
    check.object(what.body, keys, 0, k_no_node);
    check.settle_version(what, forced);
}

} // namespace batchai
