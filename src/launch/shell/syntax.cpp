#include "launch/shell/syntax.hpp"

#include "base/shell.hpp"
#include "launch/shell/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <span>

namespace launch::shell {

namespace {

constexpr std::string_view k_directive = "# shellcheck disable=all";

constexpr int k_most_ends = 256; // places where a text of the user's may end

// A node with one or two parts.
NodePtr node(Node::Kind kind, NodePtr first = {}, NodePtr second = {}) {
    auto out = std::make_unique<Node>();
    out->kind = kind;
    if (first) {
        out->parts.push_back(std::move(first));
    }
    if (second) {
        out->parts.push_back(std::move(second));
    }
    return out;
}

using Words = std::initializer_list<std::string_view>;

class Parser {
  public:
    Parser(std::string_view text, int& ends)
        : m_text(text),
          m_ends(ends) {}

    NodePtr script() {
        NodePtr out = sequence({});
        if (m_at < m_text.size()) {
            error("this is not expected here");
        }
        return out;
    }

  private:
    [[noreturn]] void error(std::string_view what) const { fail(m_text, m_at, what); }

    [[nodiscard]] char here(std::size_t ahead = 0) const {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }

    [[nodiscard]] bool sees(std::string_view what) const {
        return m_text.substr(m_at).starts_with(what);
    }

    void skip_blanks() {
        while (here() == ' ' || here() == '\t' || sees("\\\n")) {
            m_at += here() == '\\' ? 2U : 1U;
        }
    }

    // Blanks, line breaks and comments; whether the last comment says that the user's follows.
    bool skip_lines() {
        bool users = false;
        for (;;) {
            skip_blanks();
            if (here() == '#') {
                const std::size_t end = std::min(m_text.find('\n', m_at), m_text.size());
                users = m_text.substr(m_at, end - m_at) == k_directive;
                m_at = end;
            } else if (here() == '\n') {
                ++m_at;
            } else {
                return users;
            }
        }
    }

    // A comment behind a command.
    void skip_rest() {
        skip_blanks();
        if (here() == '#') {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        }
    }

    // The plain word that begins here, without taking it.
    [[nodiscard]] std::string_view peek() const {
        std::size_t end = m_at;
        while (end < m_text.size() && !is_meta(m_text[end])) {
            ++end;
        }
        if (end == m_at && m_at < m_text.size()) {
            end += m_text.substr(m_at).starts_with(";;") ? 2U : 1U;
        }
        return m_text.substr(m_at, end - m_at);
    }

    [[nodiscard]] bool at_one_of(std::span<const std::string_view> words) const {
        return std::find(words.begin(), words.end(), peek()) != words.end();
    }

    void expect(std::string_view word) {
        skip_lines();
        if (peek() != word) {
            error(fmt::format("\"{}\" is missing", word));
        }
        m_at += word.size();
    }

    NodePtr sequence(std::span<const std::string_view> ends) {
        if (++m_depth > k_most_depth) {
            error("too deep");
        }
        NodePtr out = node(Node::Kind::list);
        for (;;) {
            const bool users = skip_lines();
            if (m_at >= m_text.size() || at_one_of(ends)) {
                break;
            }
            if (users) {
                take_users(*out);
                continue;
            }
            NodePtr next = and_or();
            skip_rest();
            if (here() == '&') {
                ++m_at;
                next = node(Node::Kind::background, std::move(next));
            } else if (here() == ';' && here(1) != ';') {
                ++m_at;
            } else if (m_at < m_text.size() && here() != '\n' && !at_one_of(ends)) {
                error("this is not expected here");
            }
            out->parts.push_back(std::move(next));
        }
        --m_depth;
        return out;
    }

    NodePtr sequence(Words ends) { return sequence(std::span(ends.begin(), ends.size())); }

    NodePtr and_or() {
        NodePtr out = pipeline();
        for (;;) {
            skip_blanks();
            const bool both = sees("&&");
            if (!both && !sees("||")) {
                return out;
            }
            m_at += 2;
            skip_lines();
            out = node(both ? Node::Kind::both : Node::Kind::either, std::move(out), pipeline());
        }
    }

    NodePtr pipeline() {
        const bool negated = peek() == "!";
        if (negated) {
            ++m_at;
            skip_blanks();
        }
        NodePtr out = command();
        skip_blanks();
        if (here() == '|' && here(1) != '|') {
            out = node(Node::Kind::pipeline, std::move(out));
            while (here() == '|' && here(1) != '|') {
                ++m_at;
                skip_lines();
                out->parts.push_back(command());
                skip_blanks();
            }
        }
        return negated ? node(Node::Kind::negated, std::move(out)) : std::move(out);
    }

    NodePtr command() {
        if (sees("((")) {
            return with_redirections(arithmetic());
        }
        if (here() == '(') {
            ++m_at;
            NodePtr out = node(Node::Kind::subshell, sequence({")"}));
            expect(")");
            return with_redirections(std::move(out));
        }
        const std::string_view word = peek();
        if (word == "{") {
            ++m_at;
            NodePtr out = node(Node::Kind::group, sequence({"}"}));
            expect("}");
            return with_redirections(std::move(out));
        }
        if (word == "[[") {
            return test();
        }
        if (word == "if") {
            return branch();
        }
        if (word == "while" || word == "until") {
            return loop(word == "until");
        }
        if (word == "for") {
            return for_loop();
        }
        if (word == "case") {
            return choice();
        }
        return simple();
    }

    NodePtr with_redirections(NodePtr out) {
        skip_blanks();
        while (redirection(*out)) {
            skip_blanks();
        }
        return out;
    }

    bool redirection(Node& to) {
        const std::size_t digit = here() >= '0' && here() <= '9' ? 1 : 0;
        if (here(digit) != '<' && here(digit) != '>') {
            return false;
        }
        Redirection out;
        const bool in = here(digit) == '<';
        out.from = digit != 0 ? here() - '0' : in ? 0 : 1;
        m_at += digit;
        using Kind = Redirection::Kind;
        const auto kinds = {std::pair{std::string_view("<<<"), Kind::text},
                            std::pair{std::string_view(">>"), Kind::append},
                            std::pair{std::string_view(">&"), Kind::same},
                            std::pair{std::string_view(">"), Kind::out},
                            std::pair{std::string_view("<"), Kind::in}};
        for (const auto& [text, kind] : kinds) {
            if (sees(text)) {
                out.kind = kind;
                m_at += text.size();
                break;
            }
        }
        if (here() == '<' || here() == '>' || here() == '(') {
            error("this redirection is not one of a launcher's");
        }
        skip_blanks();
        out.word = word();
        to.redirections.push_back(std::move(out));
        return true;
    }

    std::string word() {
        const std::size_t end = word_end(m_text, m_at);
        if (end == m_at) {
            error("a word is missing");
        }
        std::string out(m_text.substr(m_at, end - m_at));
        m_at = end;
        return out;
    }

    static bool is_assignment(std::string_view word) {
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            return false;
        }
        std::string_view name = word.substr(0, equals);
        if (name.ends_with('+')) {
            name.remove_suffix(1);
        }
        return base::is_variable_name(name);
    }

    NodePtr simple() {
        NodePtr out = node(Node::Kind::simple);
        for (;;) {
            skip_blanks();
            if (redirection(*out)) {
                continue;
            }
            if (m_at >= m_text.size() || is_meta(here()) ||
                (here() == '#' && (m_at == 0 || is_meta(m_text[m_at - 1])))) {
                break;
            }
            std::string next = word();
            constexpr std::string_view k_reserved[] = {"then", "else", "elif", "fi", "do",
                                                       "done", "esac", "}",    "in"};
            if (out->words.empty() && out->assignments.empty() &&
                std::find(std::begin(k_reserved), std::end(k_reserved), next) !=
                    std::end(k_reserved)) {
                error("this is not expected here");
            }
            if (out->words.empty() && here() == '(' && base::is_variable_name(next)) {
                return function(std::move(next));
            }
            (out->words.empty() && is_assignment(next) ? out->assignments : out->words)
                .push_back(std::move(next));
        }
        if (out->words.empty() && out->assignments.empty() && out->redirections.empty()) {
            error("a command is missing");
        }
        return out;
    }

    NodePtr function(std::string name) {
        if (!sees("()")) {
            error("this is not expected here");
        }
        m_at += 2;
        skip_blanks();
        NodePtr out = node(Node::Kind::function);
        out->words.push_back(std::move(name));
        out->own_shell = here() == '(';
        if (here() != '(' && here() != '{') {
            error("a function has no body");
        }
        ++m_at;
        const std::string_view close = out->own_shell ? ")" : "}";
        if (here() != '\n') {
            out->parts.push_back(sequence({close}));
            expect(close);
            return out;
        }
        const std::size_t end = m_text.find(fmt::format("\n{}\n", close), m_at);
        if (end == std::string_view::npos) {
            error("a function has no end");
        }
        out->words.emplace_back(m_text.substr(m_at + 1, end + 1 - std::min(m_at + 1, end + 1)));
        m_at = end + 2;
        return out;
    }

    NodePtr arithmetic() {
        m_at += 2;
        const std::size_t end = m_text.find("))", m_at);
        if (end == std::string_view::npos) {
            error("\"))\" is missing");
        }
        NodePtr out = node(Node::Kind::arithmetic);
        out->words.emplace_back(m_text.substr(m_at, end - m_at));
        m_at = end + 2;
        return out;
    }

    // Words end at blanks alone: brackets in them are those of patterns.
    NodePtr test() {
        m_at += 2;
        NodePtr out = node(Node::Kind::test);
        for (;;) {
            skip_blanks();
            std::size_t end = m_at;
            while (end < m_text.size() && m_text[end] != ' ' && m_text[end] != '\n') {
                const char c = m_text[end];
                end = c == '\'' || c == '"'  ? quote_end(m_text, end)
                      : c == '$' || c == '`' ? shell::expansion_end(m_text, end)
                      : c == '\\'            ? end + 2
                                             : end + 1;
            }
            if (end == m_at || end > m_text.size()) {
                error("\"]]\" is missing");
            }
            const std::string_view next = m_text.substr(m_at, end - m_at);
            if (next == "]]" || next == "]];") {
                m_at += 2;
                return out;
            }
            out->words.emplace_back(next);
            m_at = end;
        }
    }

    NodePtr branch() {
        m_at += 2;
        NodePtr out = node(Node::Kind::branch);
        for (;;) {
            out->parts.push_back(sequence({"then"}));
            expect("then");
            out->parts.push_back(sequence({"elif", "else", "fi"}));
            if (peek() == "elif") {
                m_at += 4;
                continue;
            }
            if (peek() == "else") {
                m_at += 4;
                out->parts.push_back(sequence({"fi"}));
            }
            expect("fi");
            return with_redirections(std::move(out));
        }
    }

    NodePtr body() {
        skip_blanks();
        if (here() == ';') {
            ++m_at;
        }
        expect("do");
        NodePtr out = sequence({"done"});
        expect("done");
        return out;
    }

    NodePtr loop(bool until) {
        m_at += 5;
        NodePtr condition = sequence({"do"});
        NodePtr out = node(Node::Kind::loop, std::move(condition), body());
        out->until = until;
        return with_redirections(std::move(out));
    }

    NodePtr for_loop() {
        m_at += 3;
        skip_blanks();
        if (sees("((")) {
            NodePtr head = arithmetic();
            NodePtr out = node(Node::Kind::count, body());
            const std::string& text = head->words[0];
            const std::size_t first = text.find(';');
            const std::size_t second =
                first == std::string::npos ? first : text.find(';', first + 1);
            if (second == std::string::npos) {
                error("\"for\" counts in three parts");
            }
            out->words = {text.substr(0, first), text.substr(first + 1, second - first - 1),
                          text.substr(second + 1)};
            return out;
        }
        NodePtr out = node(Node::Kind::each);
        out->words.push_back(word());
        skip_blanks();
        expect("in");
        for (skip_blanks(); here() != ';' && here() != '\n' && m_at < m_text.size();
             skip_blanks()) {
            out->words.push_back(word());
        }
        out->parts.push_back(body());
        return with_redirections(std::move(out));
    }

    NodePtr choice() {
        m_at += 4;
        skip_blanks();
        NodePtr out = node(Node::Kind::choice);
        out->words.push_back(word());
        expect("in");
        for (skip_lines(); peek() != "esac"; skip_lines()) {
            std::vector<std::string>& row = out->patterns.emplace_back();
            row.push_back(word());
            for (skip_blanks(); here() == '|'; skip_blanks()) {
                ++m_at;
                skip_blanks();
                row.push_back(word());
            }
            expect(")");
            out->parts.push_back(sequence({";;", "esac"}));
            if (peek() == ";;") {
                m_at += 2;
            }
        }
        m_at += 4;
        return with_redirections(std::move(out));
    }

    // What the user wrote: the body of a function, else all that is left. A body may hold a line
    // that looks like its end; it ends where what follows can be read.
    void take_users(Node& list) {
        if (m_depth != 1) {
            error("the user's line stands inside something else");
        }
        const std::string_view rest = m_text.substr(m_at);
        const std::size_t name = rest.find("() ");
        if (name != std::string_view::npos && base::is_variable_name(rest.substr(0, name)) &&
            (rest.substr(name).starts_with("() {\n") || rest.substr(name).starts_with("() (\n"))) {
            take_users_function(list, name);
            return;
        }
        NodePtr out = node(Node::Kind::users);
        std::string_view text = rest;
        if (text.ends_with('\n')) {
            text.remove_suffix(1);
        }
        if (text.starts_with("{\n") && text.ends_with("\n}")) {
            text = text.substr(2, std::max<std::size_t>(text.size(), 4) - 4);
        }
        out->words.emplace_back(text);
        list.parts.push_back(std::move(out));
        m_at = m_text.size();
    }

    void take_users_function(Node& list, std::size_t name_size) {
        NodePtr out = node(Node::Kind::function);
        out->words.emplace_back(m_text.substr(m_at, name_size));
        out->own_shell = m_text[m_at + name_size + 3] == '(';
        out->users_text = true;
        const std::size_t body = m_at + name_size + 5;
        const std::string close = out->own_shell ? "\n)\n" : "\n}\n";
        for (std::size_t end = m_text.find(close, body - 1); end != std::string_view::npos;
             end = m_text.find(close, end + 1)) {
            if (++m_ends > k_most_ends) {
                break;
            }
            try {
                Parser behind(m_text, m_ends);
                behind.m_at = end + close.size();
                NodePtr rest = behind.script();
                std::string_view text = m_text.substr(body, std::max(end, body) - body);
                text.remove_prefix(text.starts_with("  ") ? 2 : 0);
                out->words.emplace_back(text);
                list.parts.push_back(std::move(out));
                std::move(rest->parts.begin(), rest->parts.end(), std::back_inserter(list.parts));
                m_at = m_text.size();
                return;
            } catch (const Unreadable&) {
                continue;
            }
        }
        error("what follows the user's line cannot be read");
    }

    std::string_view m_text;
    int& m_ends;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

NodePtr parse(std::string_view text) {
    int ends = 0;
    return Parser(text, ends).script();
}

} // namespace launch::shell
