#include "base/shell_scan.hpp"

#include "base/shell.hpp"
#include "base/strings.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace base {

namespace {

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name(char c) {
    return is_name_start(c) || (c >= '0' && c <= '9');
}

bool is_meta(char c) {
    return std::string_view(" \t\r\n;&|()<>").find(c) != std::string_view::npos;
}

// After these the next word is still the one that is run.
bool is_reserved(std::string_view word) {
    return is_one_of(word, {"if", "then", "else", "elif", "do", "while", "until", "!", "{", "}",
                            "time", "exec", "sudo", "nohup", "env", "command"});
}

class Scanner {
  public:
    explicit Scanner(std::string_view line)
        : m_line(line) {}

    ShellScan run() {
        commands('\0', 0);
        return std::move(m_scan);
    }

  private:
    static constexpr unsigned k_deepest =
        50; // of nested substitutions; beyond, the rest is one word

    struct Command {
        std::uint32_t id;
        std::uint32_t words = 0;
        ShellWord::Redirection pending = ShellWord::Redirection::none;
        bool document = false; // the next word ends a here-document
    };

    // A here-document whose text begins on the next line.
    struct Document {
        std::uint32_t word;
        std::string end;
        bool live; // its end was not quoted: variables are expanded
    };

    [[nodiscard]] bool at_end() const { return m_at >= m_line.size(); }

    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return m_at + ahead < m_line.size() ? m_line[m_at + ahead] : '\0';
    }

    // Simple commands up to `close` (')' or '`'), which is consumed, or the end.
    void commands(char close, unsigned depth) {
        Command command{m_next_command++};
        while (!at_end()) {
            const char c = peek();
            if (c == close && close != '\0') {
                ++m_at;
                return;
            }
            if (c == ' ' || c == '\t' || c == '\r') {
                ++m_at;
            } else if (c == '\\' && peek(1) == '\n') {
                m_at += 2;
            } else if (c == '#') {
                m_scan.comment = true;
                while (!at_end() && peek() != '\n') {
                    ++m_at;
                }
            } else if (c == '<' || c == '>' || (c == '&' && peek(1) == '>')) {
                redirection(command);
            } else if (c == '(') {
                ++m_at;
                enter(')', depth);
                command = {m_next_command++};
            } else if (is_meta(c)) {
                separator(c);
                command = {m_next_command++};
            } else {
                word(command, close, depth);
            }
        }
        if (close != '\0') {
            m_scan.complete = false;
        }
    }

    // The commands of a subshell or substitution, up to `close`.
    void enter(char close, unsigned depth) {
        if (depth >= k_deepest) {
            m_scan.complete = false;
            m_at = m_line.size();
            return;
        }
        commands(close, depth + 1);
    }

    void separator(char c) {
        if (c == '&' && peek(1) != '&') {
            m_scan.background = true;
        }
        ++m_at;
        if (c == '\n' && !m_documents.empty()) {
            here_documents();
            return;
        }
        if (!at_end() && peek() == c && (c == '&' || c == '|' || c == ';')) {
            ++m_at;
        }
    }

    void redirection(Command& command) {
        command.pending = peek() == '<' ? ShellWord::Redirection::in : ShellWord::Redirection::out;
        if (peek() == '<' && peek(1) == '<' && peek(2) != '<') {
            m_scan.here_document = true;
            command.document = true;
            m_at += peek(2) == '-' ? 3U : 2U;
            return;
        }
        while (!at_end() && (peek() == '<' || peek() == '>' || peek() == '&' || peek() == '|')) {
            ++m_at;
        }
    }

    void word(Command& command, char close, unsigned depth) {
        const auto index = static_cast<std::uint32_t>(m_scan.words.size());
        m_scan.words.push_back({.begin = m_at, .end = m_at, .command = command.id});
        while (!at_end() && !is_meta(peek()) && !(close == '`' && peek() == '`')) {
            piece(index, depth);
        }
        ShellWord& made = m_scan.words[index];
        made.end = m_at;
        const std::string_view text = m_line.substr(made.begin, made.end - made.begin);
        // "2>": digits right before a redirection belong to it.
        if ((peek() == '<' || peek() == '>') &&
            text.find_first_not_of("0123456789") == std::string_view::npos) {
            m_scan.words.pop_back();
            return;
        }
        made.redirection = command.pending;
        command.pending = ShellWord::Redirection::none;
        if (command.document) {
            command.document = false;
            const Dequoted end = dequote(m_line, made.begin, made.end, Quoting::none);
            m_documents.push_back({index, end.text, end.plain});
        }
        if (made.redirection != ShellWord::Redirection::none) {
            return;
        }
        const auto equals = text.find('=');
        if (command.words == 0 && equals != std::string_view::npos &&
            is_variable_name(text.substr(0, equals))) {
            made.assignment = true;
            return;
        }
        if (command.words == 0 && is_reserved(text)) {
            return;
        }
        made.place = command.words++;
    }

    // The texts of the here-documents that were announced, each up to its line of the end.
    void here_documents() {
        for (const Document& document : std::exchange(m_documents, {})) {
            const std::size_t begin = m_at;
            std::size_t end = m_at;
            bool ended = false;
            while (!at_end() && !ended) {
                end = m_at;
                const std::size_t next = std::min(m_line.find('\n', m_at), m_line.size());
                std::string_view line = m_line.substr(m_at, next - m_at);
                line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
                ended = line == document.end;
                m_at = std::min(next + 1, m_line.size());
            }
            m_scan.complete = m_scan.complete && ended;
            if (document.live) {
                nested(begin, ended ? end : m_at, document.word, Quoting::double_);
            }
        }
    }

    // One character, quoted run, variable or substitution of a word.
    void piece(std::uint32_t index, unsigned depth) {
        switch (peek()) {
        case '\\':
            m_at += m_at + 1 < m_line.size() ? 2U : 1U;
            break;
        case '\'':
            single_quoted();
            break;
        case '"':
            double_quoted(index, depth);
            break;
        case '$':
        case '`':
            dollar(index, Quoting::none, depth);
            break;
        default:
            ++m_at;
        }
    }

    void single_quoted() {
        const auto close = m_line.find('\'', m_at + 1);
        m_scan.complete = m_scan.complete && close != std::string_view::npos;
        m_at = close == std::string_view::npos ? m_line.size() : close + 1;
    }

    void double_quoted(std::uint32_t index, unsigned depth) {
        ++m_at;
        while (!at_end()) {
            const char c = peek();
            if (c == '"') {
                ++m_at;
                return;
            }
            if (c == '\\') {
                m_at += m_at + 1 < m_line.size() ? 2U : 1U;
            } else if (c == '$' || c == '`') {
                dollar(index, Quoting::double_, depth);
            } else {
                ++m_at;
            }
        }
        m_scan.complete = false;
    }

    void dollar(std::uint32_t index, Quoting quoting, unsigned depth) {
        if (peek() == '`') {
            ++m_at;
            enter('`', depth);
            return;
        }
        if (peek(1) == '$') { // the shell's own process id
            m_at += 2;
            return;
        }
        if (peek(1) == '(') {
            if (!arithmetic(index, quoting)) {
                m_at += 2;
                enter(')', depth);
            }
            return;
        }
        if (peek(1) == '\'' && quoting == Quoting::none) {
            ansi_quoted();
            return;
        }
        if (peek(1) == '{') {
            braced(index, quoting);
            return;
        }
        std::size_t end = m_at + 1;
        while (end < m_line.size() &&
               (end == m_at + 1 ? is_name_start(m_line[end]) : is_name(m_line[end]))) {
            ++end;
        }
        if (end > m_at + 1) {
            m_scan.variables.push_back(
                {m_at, end, m_line.substr(m_at + 1, end - m_at - 1), true, quoting, index});
        }
        m_at = end;
    }

    void ansi_quoted() {
        m_at += 2;
        while (!at_end() && peek() != '\'') {
            m_at += peek() == '\\' && m_at + 1 < m_line.size() ? 2U : 1U;
        }
        m_scan.complete = m_scan.complete && !at_end();
        m_at += at_end() ? 0U : 1U;
    }

    // $((…)): false when it is a substitution that begins with a subshell.
    bool arithmetic(std::uint32_t index, Quoting quoting) {
        const std::size_t inner = m_at + 3;
        if (peek(2) != '(') {
            return false;
        }
        const std::size_t close = closing(inner, ')', quoting, 0);
        if (close + 1 >= m_line.size() || m_line[close + 1] != ')') {
            return false;
        }
        nested(inner, close, index, quoting);
        m_at = close + 2;
        return true;
    }

    // The place of the bracket that closes what is open at `at`: quotes, escapes and what is opened
    // in between are passed over. The end of the line where there is none.
    [[nodiscard]] std::size_t closing(std::size_t at, char close, Quoting quoting,
                                      unsigned depth) const {
        while (at < m_line.size() && m_line[at] != close) {
            const char c = m_line[at];
            const char next = at + 1 < m_line.size() ? m_line[at + 1] : '\0';
            const bool opens = (c == '$' && (next == '{' || next == '(')) ||
                               (c == '(' && close == ')') || (c == '"' && close != '"');
            if (c == '\\') {
                ++at;
            } else if (c == '\'' && quoting == Quoting::none && close != '"') {
                at = std::min(m_line.find('\'', at + 1), m_line.size());
            } else if (opens && depth >= k_deepest) {
                return m_line.size();
            } else if (opens) {
                at += c == '$' ? 2U : 1U;
                const char wanted = c == '"' ? '"' : c == '(' || next == '(' ? ')' : '}';
                const bool substitution = c == '$' && next == '(';
                at = closing(at, wanted,
                             c == '"'       ? Quoting::double_
                             : substitution ? Quoting::none
                                            : quoting,
                             depth + 1);
            }
            ++at;
        }
        return std::min(at, m_line.size());
    }

    void braced(std::uint32_t index, Quoting quoting) {
        const std::size_t begin = m_at;
        std::size_t name = m_at + 2;
        while (name < m_line.size() && (m_line[name] == '#' || m_line[name] == '!')) {
            ++name;
        }
        std::size_t end = name;
        while (end < m_line.size() && is_name(m_line[end])) {
            ++end;
        }
        const std::size_t close = closing(end, '}', quoting, 0);
        if (close >= m_line.size()) {
            m_scan.complete = false;
            m_at = m_line.size();
            return;
        }
        if (end > name) {
            const bool simple = close == end && name == begin + 2;
            m_scan.variables.push_back(
                {begin, close + 1, m_line.substr(name, end - name), simple, quoting, index});
        }
        nested(end, close, index, quoting);
        m_at = close + 1;
    }

    // ${A:-$B/c}: what stands inside is live too, but cannot be replaced where it stands.
    void nested(std::size_t at, std::size_t end, std::uint32_t index, Quoting quoting) {
        bool quoted = quoting != Quoting::none;
        while (at < end) {
            const char c = m_line[at++];
            if (c == '\\') {
                ++at;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '\'' && !quoted) {
                at = std::min(m_line.find('\'', at), m_line.size() - 1) + 1;
            }
            if (c != '$') {
                continue;
            }
            const std::size_t name = at + (at < end && m_line[at] == '{' ? 1U : 0U);
            std::size_t stop = name;
            while (stop < end && is_name(m_line[stop])) {
                ++stop;
            }
            if (stop > name) {
                m_scan.variables.push_back(
                    {at - 1, stop, m_line.substr(name, stop - name), false, quoting, index});
            }
            at = stop;
        }
    }

    std::string_view m_line;
    std::size_t m_at = 0;
    std::uint32_t m_next_command = 0;
    ShellScan m_scan;
    std::vector<Document> m_documents;
};

} // namespace

ShellScan scan_shell(std::string_view line) {
    return Scanner(line).run();
}

} // namespace base
