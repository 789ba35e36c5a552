#include "aml/check.hpp"

#include "aml/names.hpp"
#include "aml/plain.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace aml {

namespace {
using base::Class;
using document::Document;
using document::k_no_rule;
using document::KeyTree;
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
    case Type::scalar:
        return "one value";
    case Type::text_or_object:
        return "a string or an object";
    case Type::scalar_or_object:
        return "one value or an object";
    case Type::anything:
        break;
    }
    return "a value";
}

bool is_container(const Node& node) {
    return node.kind == Kind::object || node.kind == Kind::array;
}

class Check {
  public:
    Check(const Document& document, const Recognised& what, const Table& table, Findings& findings)
        : m_document(document),
          m_what(what),
          m_table(table),
          m_keys(table.keys(what.form)),
          m_findings(findings) {}

    void object(NodeId id, std::uint16_t branch) {
        for (NodeId child = m_document.at(id).first_child; child != k_no_node;
             child = m_document.at(child).next) {
            const std::uint16_t known = m_keys.child(branch, m_document.at(child).key);
            if (known != k_no_rule) {
                value(child, known);
            } else if (v2() || m_document.at(child).kind != Kind::null) {
                unknown(child, branch);
            }
        }
        missing(id, branch);
    }

  private:
    [[nodiscard]] bool v2() const { return m_what.form == Form::v2; }

    [[nodiscard]] const Row* row_of(std::uint16_t branch) const {
        const std::uint16_t rule = m_keys.at(branch).rule;
        return rule == k_no_rule ? nullptr : &m_table.rows()[rule];
    }

    void value(NodeId id, std::uint16_t branch) {
        const Row* row = row_of(branch);
        const Need need = row == nullptr ? Need::carried : row->need;
        if (need == Need::skipped) {
            return;
        }
        if (need == Need::unread || need == Need::body_only) {
            not_carried(id, *row);
            if (need == Need::unread) {
                return;
            }
        }
        const Node& node = m_document.at(id);
        const Type type = m_keys.at(branch).type;
        if (node.kind == Kind::null) {
            null(id, type);
        } else if (node.kind == Kind::object &&
                   (type == Type::object || type == Type::text_or_object ||
                    type == Type::scalar_or_object)) {
            object(id, branch);
        } else if (node.kind == Kind::array && type == Type::list) {
            const std::uint16_t item = m_keys.child(branch, "[]");
            for (NodeId child = node.first_child; child != k_no_node;
                 child = m_document.at(child).next) {
                value(child, item);
            }
        } else if (type != Type::anything && scalar(id, type, need) && row != nullptr) {
            words(id, *row);
            secrets(id, need);
        }
    }

    // An output may have no value: the service places it. Bodies are full of nulls.
    void null(NodeId id, Type type) {
        const NodeId parent = m_document.at(id).parent;
        const bool output = type == Type::object && m_document.at(parent).key == "outputs";
        if (v2() && !output) {
            m_findings.at_key("AZ103", Class::error, id,
                              fmt::format("\"{}\" has no value, which az ml refuses", label(id)),
                              "write a value, or take the key out");
        }
    }

    // Whether it can be used.
    bool scalar(NodeId id, Type type, Need need) {
        const Node& node = m_document.at(id);
        const Plain plain = is_container(node) ? Plain::string : plain_kind(m_document, id);
        bool fits = !is_container(node);
        switch (type) {
        case Type::text:
        case Type::text_or_object:
            fits = fits && (v2() ? plain == Plain::string : node.kind == Kind::string);
            break;
        case Type::integer:
            return integer(id, plain);
        case Type::boolean:
            return boolean(id, plain);
        case Type::scalar:
        case Type::scalar_or_object:
            break;
        default:
            fits = false;
        }
        if (!fits) {
            wrong(id, type, need);
        }
        return fits;
    }

    bool integer(NodeId id, Plain plain) {
        const Node& node = m_document.at(id);
        const auto whole = is_container(node) ? std::nullopt : whole_number(node.text);
        if (!whole) {
            wrong(id, Type::integer, Need::carried);
            return false;
        }
        if (plain == Plain::integer && *whole == node.text) {
            return true;
        }
        const bool cut =
            plain_kind(node.text) == Plain::real && python_text(node.text) != *whole + ".0";
        const std::string read =
            plain == Plain::string
                ? "this string as one"
                : fmt::format("{} as {}", base::printable(node.text, 40), *whole);
        m_findings.at_value(
            "AZ102", cut ? Class::approximated : Class::rewritten, id,
            fmt::format("\"{}\" should be an integer; az ml reads {} without a word", label(id),
                        read));
        m_findings.fix(*whole);
        return true;
    }

    bool boolean(NodeId id, Plain plain) {
        const Node& node = m_document.at(id);
        const bool is_word = !is_container(node) && plain_kind(node.text) == Plain::boolean;
        if (!is_word) {
            wrong(id, Type::boolean, Need::carried);
            return false;
        }
        if (v2() ? plain == Plain::string : node.kind != Kind::boolean) {
            const bool yes = python_text(node.text) == "True";
            m_findings.at_value("AZ102", Class::rewritten, id,
                                fmt::format("\"{}\" should be true or false; az ml reads this "
                                            "string as one without a word",
                                            label(id)));
            m_findings.fix(yes ? "true" : "false");
        }
        return true;
    }

    void wrong(NodeId id, Type type, Need need) {
        const Node& node = m_document.at(id);
        const bool text =
            !is_container(node) && (type == Type::text || type == Type::text_or_object);
        m_findings.at_value("AZ103", Class::error, id,
                            fmt::format("\"{}\" must be {}, not {}", label(id), wanted(type),
                                        describe(id, need == Need::secret)),
                            text ? "put it in quotes" : "");
        if (text && need != Need::secret && node.text.find('"') == std::string_view::npos) {
            m_findings.fix(fmt::format("\"{}\"", node.text));
        }
    }

    [[nodiscard]] std::string describe(NodeId id, bool secret) const {
        const Node& node = m_document.at(id);
        switch (node.kind) {
        case Kind::array:
            return "a list";
        case Kind::object:
            return "an object";
        case Kind::null:
            return "null";
        default:
            break;
        }
        const std::string_view kind = name(plain_kind(m_document, id));
        return secret ? std::string(kind)
                      : fmt::format("{}: {}", kind, base::printable(node.text, 40));
    }

    void words(NodeId id, const Row& row) {
        if (row.words.empty()) {
            return;
        }
        const Node& node = m_document.at(id);
        std::vector<std::string_view> choices;
        for (const Word& word : row.words) {
            const std::string_view mine = v2() ? word.v2 : word.arm;
            if (base::iequals(mine, node.text)) {
                return;
            }
            if (!mine.empty()) {
                choices.push_back(mine);
            }
        }
        const std::string_view near = base::nearest(node.text, choices);
        m_findings.at_value("AZ104", Class::error, id,
                            fmt::format("\"{}\" is \"{}\", which is none of {}", label(id),
                                        base::printable(node.text, 40), fmt::join(choices, ", ")),
                            near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
        if (!near.empty()) {
            m_findings.fix(std::string(near));
        }
    }

    void secrets(NodeId id, Need need) {
        const Node& node = m_document.at(id);
        const bool real = need == Need::secret && !node.text.empty() && !has_placeholder(node.text);
        if (real || !base::find_secrets(node.text).empty()) {
            m_findings.at_key(
                "AZ111", Class::manual, id,
                fmt::format("\"{}\" holds what looks like a secret: it is not written or printed",
                            label(id)),
                "take it out of the file, and give it when the object is made");
        }
    }

    void not_carried(NodeId id, const Row& row) {
        const Node& node = m_document.at(id);
        const bool empty = node.kind == Kind::null || (is_container(node) && node.count == 0) ||
                           (node.kind == Kind::string && node.text.empty());
        if (empty || (!row.harmless.empty() && base::iequals(node.text, row.harmless))) {
            return;
        }
        if (row.need == Need::body_only) {
            m_findings.at_key(
                "AZ114", Class::dropped, id,
                fmt::format("v2 YAML has no key for \"{}\": only the body (-o json) keeps it",
                            label(id)));
            return;
        }
        m_findings.at_key("AZ106", Class::error, id,
                          fmt::format("\"{}\" is not understood by this tool", label(id)),
                          "what it says would be lost: take it out, or send the file with az ml");
    }

    void unknown(NodeId id, std::uint16_t branch) {
        auto names = m_keys.names(branch);
        names.erase(std::remove(names.begin(), names.end(), "*"), names.end());
        const Node& node = m_document.at(id);
        const std::string_view near = base::nearest(node.key, names);
        m_findings.at_key("AZ101", Class::error, id,
                          fmt::format("unknown key \"{}\"{}", base::printable(node.key, 60),
                                      v2() ? ": az ml refuses the file" : ""),
                          near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
        if (!near.empty()) {
            const char first = m_document.source()[node.key_offset];
            m_findings.fix(first == '"' ? fmt::format("\"{}\"", near) : std::string(near));
        }
    }

    void missing(NodeId id, std::uint16_t branch) {
        for (const std::uint16_t child : m_keys.at(branch).children) {
            const Row* row = row_of(child);
            const bool required = row != nullptr && (row->need == Need::required ||
                                                     (row->need == Need::required_v2 && v2()));
            if (!required) {
                continue;
            }
            const NodeId there = m_document.find(id, m_keys.at(child).name);
            if (there == k_no_node || (!v2() && m_document.at(there).kind == Kind::null)) {
                const std::string message = fmt::format("\"{}\" is missing", m_keys.at(child).name);
                if (m_document.at(id).key.empty()) {
                    m_findings.at_value("AZ105", Class::error, id, message);
                } else {
                    m_findings.at_key("AZ105", Class::error, id, message);
                }
            }
        }
    }

    // The member's key; for an item of a list that of the list.
    [[nodiscard]] std::string label(NodeId id) const {
        while (m_document.at(id).key.empty() && m_document.at(id).parent != k_no_node) {
            id = m_document.at(id).parent;
        }
        return base::printable(m_document.at(id).key, 60);
    }

    const Document& m_document;
    const Recognised& m_what;
    const Table& m_table;
    const KeyTree& m_keys;
    Findings& m_findings;
};
} // namespace

void Findings::at_value(std::string_view code, Class cls, NodeId node, std::string message,
                        std::string help) {
    const Node& at = m_document.at(node);
    // Of an object the place where it begins: it may be the whole file.
    const std::uint32_t length = is_container(at) ? 0 : at.end - at.offset;
    m_out.push_back({.code = code,
                     .cls = cls,
                     .node = node,
                     .offset = at.offset,
                     .length = length,
                     .message = std::move(message),
                     .help = std::move(help)});
}

void Findings::at_key(std::string_view code, Class cls, NodeId node, std::string message,
                      std::string help) {
    const Node& at = m_document.at(node);
    if (at.key_end == at.key_offset) { // an item of a list has none
        at_value(code, cls, node, std::move(message), std::move(help));
        return;
    }
    m_out.push_back({.code = code,
                     .cls = cls,
                     .node = node,
                     .offset = at.key_offset,
                     .length = at.key_end - at.key_offset,
                     .message = std::move(message),
                     .help = std::move(help)});
}

void Findings::fix(std::string replacement) {
    m_out.back().fix = base::Fix{std::move(replacement), base::Applicability::maybe_incorrect};
}

void check(const Document& document, const Recognised& what, const Table& table,
           Findings& findings) {
    Check(document, what, table, findings).object(what.object, 0);
}

} // namespace aml
