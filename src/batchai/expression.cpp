#include "batchai/expression.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <charconv>

namespace batchai {

namespace {

using Kind = Value::Kind;

Value unknown(std::string what) {
    Value out;
    out.what = std::move(what);
    return out;
}

Value text(std::string value) {
    Value out;
    out.kind = Kind::text;
    out.text = std::move(value);
    return out;
}

Value boolean(bool value) {
    Value out;
    out.kind = Kind::boolean;
    out.text = value ? "true" : "false";
    return out;
}

Value number(std::int64_t value) {
    Value out;
    out.kind = Kind::number;
    out.text = std::to_string(value);
    return out;
}

std::optional<std::int64_t> integer(const Value& value) {
    std::int64_t out = 0;
    const char* end = value.text.data() + value.text.size();
    const auto [stop, error] = std::from_chars(value.text.data(), end, out);
    return error == std::errc{} && stop == end ? std::optional(out) : std::nullopt;
}

bool is_scalar(const Value& value) {
    return value.kind == Kind::text || value.kind == Kind::number || value.kind == Kind::boolean;
}

// {0}, {1} … with the arguments behind it.
Value format(const std::vector<Value>& args) {
    std::string out;
    const std::string& pattern = args[0].text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if ((c == '{' || c == '}') && i + 1 < pattern.size() && pattern[i + 1] == c) {
            out.push_back(c);
            ++i;
            continue;
        }
        if (c != '{') {
            out.push_back(c);
            continue;
        }
        const auto close = pattern.find('}', i);
        const auto digits = pattern.substr(i + 1, close == std::string::npos ? 0 : close - i - 1);
        std::size_t index = 0;
        const auto [stop, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (error != std::errc{} || stop != digits.data() + digits.size() ||
            index + 1 >= args.size()) {
            return unknown("format()");
        }
        out += args[index + 1].text;
        i = close;
    }
    return text(std::move(out));
}

// The part of the id behind the resource group, which is all that a translation needs of it.
Value resource_id(const std::vector<Value>& args) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        const auto slash = args[i].text.find('/');
        if (slash == std::string::npos || args[i].text.find('.') > slash) {
            continue; // a subscription or a group before the type
        }
        const auto types = base::split(std::string_view(args[i].text).substr(slash + 1), '/');
        if (args.size() - i - 1 != types.size()) {
            return unknown("resourceId()");
        }
        std::string out = fmt::format("/providers/{}", args[i].text.substr(0, slash));
        for (std::size_t k = 0; k < types.size(); ++k) {
            out += fmt::format("/{}/{}", types[k], args[i + 1 + k].text);
        }
        return text(std::move(out));
    }
    return unknown("resourceId()");
}

Value call(std::string_view name, const std::vector<Value>& args) {
    const std::string low = base::lower(name);
    const std::string shown = fmt::format("{}()", name);
    for (const Value& value : args) {
        if (!is_scalar(value)) {
            return value.kind == Kind::unknown ? value : unknown(shown);
        }
    }
    const auto is = [&](std::string_view what, std::size_t count) {
        return low == what && args.size() == count;
    };
    if (low == "concat" && !args.empty()) {
        std::string out;
        for (const Value& value : args) {
            out += value.text;
        }
        return text(std::move(out));
    }
    if (low == "format" && !args.empty()) {
        return format(args);
    }
    if (is("string", 1)) {
        return text(args[0].text);
    }
    if (is("tolower", 1)) {
        return text(base::lower(args[0].text));
    }
    if (is("toupper", 1)) {
        return text(base::upper(args[0].text));
    }
    if (is("trim", 1)) {
        return text(std::string(base::trim(args[0].text)));
    }
    if (is("replace", 3) && !args[1].text.empty()) {
        return text(base::replace_all(args[0].text, args[1].text, args[2].text));
    }
    if (is("equals", 2)) {
        return boolean(args[0].text == args[1].text);
    }
    if (is("not", 1)) {
        return boolean(args[0].text == "false");
    }
    if (is("bool", 1)) {
        return boolean(base::iequals(args[0].text, "true") || args[0].text == "1");
    }
    if (is("if", 3)) {
        return args[0].text == "true" ? args[1] : args[2];
    }
    if (low == "resourceid" || low == "extensionresourceid") {
        return resource_id(args);
    }
    if (is("int", 1) || is("add", 2) || is("sub", 2) || is("mul", 2)) {
        const auto a = integer(args[0]);
        const auto b = args.size() == 2 ? integer(args[1]) : std::optional<std::int64_t>(0);
        constexpr std::int64_t k_far = 1'000'000'000; // no definition counts so far
        if (!a || !b || *a > k_far || *a < -k_far || *b > k_far || *b < -k_far) {
            return unknown(shown);
        }
        return number(low == "sub" ? *a - *b : low == "mul" ? *a * *b : *a + *b);
    }
    return unknown(shown);
}

class Parser {
  public:
    Parser(std::string_view text, Names& names)
        : m_text(text),
          m_names(names) {}

    Value run() {
        Value out = expression(0);
        skip();
        return m_failed || m_at != m_text.size() ? unknown("an expression that is not sound") : out;
    }

  private:
    static constexpr unsigned k_deepest = 40;

    void skip() {
        while (m_at < m_text.size() &&
               std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) {
            ++m_at;
        }
    }

    bool take(char c) {
        skip();
        if (m_at < m_text.size() && m_text[m_at] == c) {
            ++m_at;
            return true;
        }
        return false;
    }

    std::string_view word() {
        skip();
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && (m_text[m_at] == '_' || m_text[m_at] == '-' ||
                                        (m_text[m_at] >= '0' && m_text[m_at] <= '9') ||
                                        (m_text[m_at] >= 'a' && m_text[m_at] <= 'z') ||
                                        (m_text[m_at] >= 'A' && m_text[m_at] <= 'Z'))) {
            ++m_at;
        }
        m_failed = m_failed || m_at == begin;
        return m_text.substr(begin, m_at - begin);
    }

    // 'it''s'
    Value quoted() {
        std::string out;
        while (m_at < m_text.size()) {
            if (m_text[m_at] == '\'') {
                if (m_at + 1 == m_text.size() || m_text[m_at + 1] != '\'') {
                    ++m_at;
                    return text(std::move(out));
                }
                ++m_at;
            }
            out.push_back(m_text[m_at++]);
        }
        m_failed = true;
        return {};
    }

    Value expression(unsigned depth) {
        if (depth > k_deepest) {
            m_failed = true;
            return {};
        }
        if (take('\'')) {
            return quoted();
        }
        const std::string_view name = word();
        if (m_failed) {
            return {};
        }
        Value out;
        if (!take('(')) {
            out.kind = Kind::number;
            out.text = std::string(name);
            m_failed = !integer(out);
            return out;
        }
        out = function(name, depth);
        return postfix(std::move(out), depth);
    }

    Value function(std::string_view name, unsigned depth) {
        std::vector<Value> args;
        if (!take(')')) {
            do {
                args.push_back(expression(depth + 1));
            } while (!m_failed && take(','));
            m_failed = m_failed || !take(')');
        }
        if (m_failed) {
            return {};
        }
        const bool named = args.size() == 1 && args[0].kind == Kind::text;
        if (named && base::iequals(name, "parameters")) {
            return m_names.parameter(args[0].text);
        }
        if (named && base::iequals(name, "variables")) {
            return m_names.variable(args[0].text);
        }
        return call(name, args);
    }

    // .member and [item]
    Value postfix(Value value, unsigned depth) {
        while (!m_failed) {
            std::string name;
            if (take('.')) {
                name = std::string(word());
            } else if (take('[')) {
                name = expression(depth + 1).text;
                m_failed = m_failed || !take(']');
            } else {
                return value;
            }
            if (value.kind == Kind::node) {
                value = m_names.member(value.node, name);
            } else if (value.kind != Kind::unknown) {
                m_failed = true;
            }
        }
        return value;
    }

    std::string_view m_text;
    Names& m_names;
    std::size_t m_at = 0;
    bool m_failed = false;
};

} // namespace

bool is_expression(std::string_view text) {
    return text.size() > 2 && text.front() == '[' && text.back() == ']' && text[1] != '[';
}

std::string without_escape(std::string_view text) {
    return std::string(text.starts_with("[[") ? text.substr(1) : text);
}

Value evaluate(std::string_view text, Names& names) {
    return Parser(text.substr(1, text.size() - 2), names).run();
}

} // namespace batchai
