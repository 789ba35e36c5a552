#include "emit/yaml.hpp"

#include "base/json_text.hpp"
#include "base/strings.hpp"

#include <cstddef>
#include <utility>

namespace emit {

namespace {
// A simple key must fit 1024 characters in both versions of YAML; longer ones are written with "?".
constexpr std::size_t k_longest_simple_key = 1000;
constexpr std::size_t k_step = 2;

bool is_container(const Yaml& node) {
    return node.kind == Yaml::Kind::map || node.kind == Yaml::Kind::sequence;
}

bool is_empty_container(const Yaml& node) {
    return is_container(node) && node.members.empty() && node.items.empty();
}

class Writer {
  public:
    explicit Writer(std::string& out)
        : m_out(out) {}

    void comment_line(std::string_view text) {
        m_out.push_back('#');
        if (!text.empty()) {
            m_out.push_back(' ');
            append_comment_text(m_out, text);
        }
        m_out.push_back('\n');
    }

    void root(const Yaml& node) {
        if (is_container(node) && !node.flow && !is_empty_container(node)) {
            block(node, 0);
            return;
        }
        std::string comments;
        inline_value(node, node.flow, comments);
        end_line(comments);
    }

  private:
    void members(const Yaml& map, std::size_t indent) {
        for (const auto& [name, value] : map.members) {
            if (value.gap_before && !m_out.empty()) {
                m_out.push_back('\n');
            }
            begin_line(indent);
            if (key(name, false)) {
                m_out.push_back('\n');
                begin_line(indent);
            }
            m_out.push_back(':');
            block_value(value, indent);
        }
    }

    void items(const Yaml& sequence, std::size_t indent) {
        for (const Yaml& item : sequence.items) {
            begin_line(indent);
            m_out.push_back('-');
            if (is_container(item) && !item.flow && !is_empty_container(item) &&
                item.comment.empty()) {
                m_out.push_back(' ');
                m_line_begun = true;
                block(item, indent + k_step);
            } else {
                block_value(item, indent);
            }
        }
    }

    void begin_line(std::size_t indent) {
        if (!m_line_begun) {
            m_out.append(indent, ' ');
        }
        m_line_begun = false;
    }

    // Whether it is an explicit one, behind "?".
    bool key(const std::string& name, bool flow) {
        const std::size_t begin = m_out.size();
        append_scalar(m_out, name, flow);
        if (m_out.size() - begin <= k_longest_simple_key) {
            return false;
        }
        m_out.insert(begin, "? ");
        return true;
    }

    void block(const Yaml& container, std::size_t indent) {
        if (container.kind == Yaml::Kind::map) {
            members(container, indent);
        } else {
            items(container, indent);
        }
    }

    // What stands behind "key:" or "-", to the end of the line and below.
    void block_value(const Yaml& value, std::size_t indent) {
        if (is_container(value) && !value.flow && !is_empty_container(value)) {
            end_line(value.comment);
            block(value, indent + k_step);
            return;
        }
        m_out.push_back(' ');
        if (value.kind == Yaml::Kind::folded && survives_folding(value.lines)) {
            m_out += ">-";
            end_line(value.comment);
            for (const std::string& line : value.lines) {
                m_out.append(indent + k_step, ' ');
                m_out += line;
                m_out.push_back('\n');
            }
            return;
        }
        if (value.kind == Yaml::Kind::literal && survives_literally(value.text)) {
            literal(value, indent + k_step);
            return;
        }
        std::string comments = value.comment;
        inline_value(value, value.flow, comments);
        end_line(comments);
    }

    void literal(const Yaml& value, std::size_t indent) {
        std::string_view text = value.text;
        const bool ends_line = text.ends_with('\n');
        m_out += ends_line ? "|" : "|-";
        end_line(value.comment);
        text.remove_suffix(ends_line ? 1 : 0);
        for (const std::string_view line : base::split(text, '\n')) {
            if (!line.empty()) {
                m_out.append(indent, ' ');
                m_out += line;
            }
            m_out.push_back('\n');
        }
    }

    // On one line. Comments of what is inside a flow are gathered for its end.
    void inline_value(const Yaml& value, bool flow, std::string& comments) {
        switch (value.kind) {
        case Yaml::Kind::string:
        case Yaml::Kind::literal:
            append_scalar(m_out, value.text, flow);
            break;
        case Yaml::Kind::integer:
        case Yaml::Kind::boolean:
            m_out += value.text;
            break;
        case Yaml::Kind::folded:
            append_scalar(m_out, base::join(value.lines, " "), flow);
            break;
        case Yaml::Kind::map:
            flow_members(value, comments);
            break;
        case Yaml::Kind::sequence:
            flow_items(value, comments);
            break;
        }
    }

    void flow_members(const Yaml& map, std::string& comments) {
        m_out.push_back('{');
        bool first = true;
        for (const auto& [name, value] : map.members) {
            separate(first);
            m_out += key(name, true) ? " : " : ": ";
            gather(comments, value.comment);
            inline_value(value, true, comments);
        }
        m_out.push_back('}');
    }

    void flow_items(const Yaml& sequence, std::string& comments) {
        m_out.push_back('[');
        bool first = true;
        for (const Yaml& item : sequence.items) {
            separate(first);
            gather(comments, item.comment);
            inline_value(item, true, comments);
        }
        m_out.push_back(']');
    }

    void separate(bool& first) {
        if (!first) {
            m_out += ", ";
        }
        first = false;
    }

    static void gather(std::string& comments, const std::string& comment) {
        if (!comments.empty() && !comment.empty()) {
            comments += "; ";
        }
        comments += comment;
    }

    void end_line(std::string_view comment) {
        if (!comment.empty()) {
            m_out += "   # ";
            append_comment_text(m_out, comment);
        }
        m_out.push_back('\n');
    }

    std::string& m_out;
    bool m_line_begun = false;
};

void append_leaves(const Yaml& node, std::string& pointer, std::vector<std::string>& out) {
    if (!is_container(node) || is_empty_container(node)) {
        out.push_back(pointer);
        return;
    }
    const std::size_t length = pointer.size();
    const auto below = [&](std::string_view token, const Yaml& child) {
        base::append_pointer_token(pointer, token);
        append_leaves(child, pointer, out);
        pointer.resize(length);
    };
    for (const auto& [name, value] : node.members) {
        below(name, value);
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
        below(std::to_string(i), node.items[i]);
    }
}
} // namespace

Yaml Yaml::string(std::string value) {
    Yaml node;
    node.kind = Kind::string;
    node.text = std::move(value);
    return node;
}

Yaml Yaml::literal(std::string value) {
    Yaml node = string(std::move(value));
    node.kind = Kind::literal;
    return node;
}

Yaml Yaml::as_written(std::string text) {
    Yaml node = string(std::move(text));
    node.kind = Kind::integer;
    return node;
}

Yaml Yaml::integer(std::int64_t value) {
    Yaml node;
    node.kind = Kind::integer;
    node.text = std::to_string(value);
    return node;
}

Yaml Yaml::boolean(bool value) {
    Yaml node;
    node.kind = Kind::boolean;
    node.text = value ? "true" : "false";
    return node;
}

Yaml Yaml::folded(std::vector<std::string> lines) {
    Yaml node;
    node.kind = Kind::folded;
    node.lines = std::move(lines);
    return node;
}

Yaml Yaml::map() {
    return {};
}

Yaml Yaml::flow_map() {
    Yaml node;
    node.flow = true;
    return node;
}

Yaml Yaml::sequence() {
    Yaml node;
    node.kind = Kind::sequence;
    return node;
}

Yaml& Yaml::add(std::string key, Yaml value) {
    members.push_back({std::move(key), std::move(value)});
    return members.back().second;
}

std::string write(const Yaml& root, const std::vector<std::string>& header) {
    std::string out;
    Writer writer(out);
    for (const std::string& line : header) {
        writer.comment_line(line);
    }
    if (!root.comment.empty()) {
        writer.comment_line(root.comment);
    }
    writer.root(root);
    return out;
}

std::vector<std::string> leaves(const Yaml& root) {
    std::vector<std::string> out;
    std::string pointer;
    append_leaves(root, pointer, out);
    return out;
}

} // namespace emit
