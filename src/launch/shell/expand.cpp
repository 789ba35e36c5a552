// Words of the shell: quotes, variables and their operations, commands in words, counting.

#include "base/shell.hpp"
#include "launch/shell/arithmetic.hpp"
#include "launch/shell/machine.hpp"
#include "launch/shell/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace launch::shell {

namespace {

constexpr std::size_t k_longest = 1U << 22U;

// The text of $'…', with its escapes; `at` is behind the quote that opens and moves behind the one
// that closes.
std::string escaped(std::string_view word, std::size_t& at) {
    std::string out;
    for (; at < word.size() && word[at] != '\''; ++at) {
        if (word[at] != '\\' || at + 1 == word.size()) {
            out.push_back(word[at]);
            continue;
        }
        switch (const char c = word[++at]) {
        case 'n':
            out.push_back('\n');
            break;
        case 't':
            out.push_back('\t');
            break;
        case 'r':
            out.push_back('\r');
            break;
        case '\\':
        case '\'':
        case '"':
            out.push_back(c);
            break;
        default:
            throw Unreadable("an escape in $'…'");
        }
    }
    ++at;
    return out;
}

// The shortest or longest beginning (or end) of the text that the pattern matches, as its length.
std::optional<std::size_t> cut(const Marked& pattern, std::string_view text, bool front,
                               bool longest) {
    for (std::size_t n = 0; n <= text.size(); ++n) {
        const std::size_t length = longest ? text.size() - n : n;
        const std::string_view part =
            front ? text.substr(0, length) : text.substr(text.size() - length);
        if (matches(pattern, part)) {
            return length;
        }
    }
    return std::nullopt;
}

std::string replaced(const Marked& pattern, std::string_view text, std::string_view by, bool all) {
    std::string out;
    std::size_t at = 0;
    bool done = false;
    const bool one_byte = pattern.text.size() == 1 || pattern.text.starts_with('[');
    const bool literal = !has_wildcards(pattern);
    while (at < text.size()) {
        std::size_t length = 0;
        if (!done) {
            const std::size_t most = one_byte ? 1 : text.size() - at;
            if (literal) {
                length = text.substr(at).starts_with(pattern.text) ? pattern.text.size() : 0;
            }
            for (std::size_t n = most; !literal && n > 0 && length == 0; --n) {
                length = matches(pattern, text.substr(at, n)) ? n : 0;
            }
        }
        if (length == 0) {
            out.push_back(text[at++]);
            continue;
        }
        out += by;
        at += length;
        done = !all;
    }
    return out;
}

} // namespace

std::optional<std::string> Machine::get(std::string_view name) const {
    if (name == "?") {
        return std::to_string(m_status);
    }
    if (name == "!") {
        return m_background ? std::optional<std::string>("4711") : std::nullopt;
    }
    if (name == "#") {
        return std::to_string(m_arguments.size());
    }
    if (name == "PWD") {
        return folder;
    }
    if (!name.empty() && name[0] >= '0' && name[0] <= '9') {
        std::size_t n = 0;
        std::from_chars(name.data(), name.data() + name.size(), n);
        return n >= 1 && n <= m_arguments.size() ? std::optional(m_arguments[n - 1]) : std::nullopt;
    }
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second.value);
}

void Machine::set(std::string_view name, std::string value) {
    const auto found = variables.find(name);
    if (found == variables.end()) {
        variables.emplace(name, Variable{std::move(value), false});
    } else {
        found->second.value = std::move(value);
    }
}

void Machine::assign(std::string_view word, bool exported) {
    const std::size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    const bool add = name.ends_with('+');
    name.remove_suffix(add ? 1 : 0);
    std::string value = text_of(word.substr(equals + 1));
    set(name, add ? get(name).value_or("") + value : std::move(value));
    if (exported) {
        variables.find(name)->second.exported = true;
    }
}

// What stands in ${…}.
std::string Machine::parameter(std::string_view inside) {
    if (inside.size() > 1 && inside[0] == '#') {
        return std::to_string(get(inside.substr(1)).value_or("").size());
    }
    std::size_t end = 0;
    while (end < inside.size() && base::is_variable_name(inside.substr(0, end + 1))) {
        ++end;
    }
    if (end == 0) {
        end = std::min<std::size_t>(inside.size(), 1); // $1, $?
    }
    const std::string name(inside.substr(0, end));
    std::optional<std::string> value = get(name);
    if (inside.substr(end).starts_with('[')) {
        const std::size_t close = inside.find(']', end);
        if (name != "BASH_REMATCH" || close == std::string_view::npos) {
            throw Unreadable("an array");
        }
        std::size_t index = 0;
        std::from_chars(inside.data() + end + 1, inside.data() + close, index);
        value = index < m_groups.size() ? std::optional(m_groups[index]) : std::nullopt;
        end = close + 1;
    }
    return operated(name, std::move(value), inside.substr(end));
}

std::string Machine::operated(const std::string& name, std::optional<std::string> value,
                              std::string_view operation) {
    if (operation.empty()) {
        return value.value_or("");
    }
    const bool colon = operation[0] == ':';
    const bool given = value && !(colon && value->empty());
    const std::string_view op = operation.substr(colon ? 1 : 0);
    if (op.starts_with('-')) {
        return given ? *value : text_of(op.substr(1));
    }
    if (op.starts_with('+')) {
        return given ? text_of(op.substr(1)) : std::string{};
    }
    if (op.starts_with('?')) {
        if (given) {
            return *value;
        }
        const std::string why = text_of(op.substr(1));
        errors += fmt::format("{}: {}\n", name, why.empty() ? "is not set" : why);
        throw Unreadable(fmt::format("the variable {} is missing", name));
    }
    if (colon || m_plain) {
        throw Unreadable("an operation on a variable that launchers do not use");
    }
    const std::string text = value.value_or("");
    if (op[0] == '%' || op[0] == '#') {
        const bool longest = op.size() > 1 && op[1] == op[0];
        const Marked pattern = expand(op.substr(longest ? 2 : 1)).chars;
        const bool front = op[0] == '#';
        const auto length = cut(pattern, text, front, longest);
        return !length ? text
               : front ? text.substr(*length)
                       : text.substr(0, text.size() - *length);
    }
    if (op[0] == '/') {
        const bool all = op.starts_with("//");
        const std::string_view rest = op.substr(all ? 2 : 1);
        std::size_t slash = 0;
        while (slash < rest.size() && rest[slash] != '/') {
            slash = rest[slash] == '\\'  ? slash + 2
                    : rest[slash] == '$' ? expansion_end(rest, slash)
                                         : slash + 1;
        }
        slash = std::min(slash, rest.size());
        const Marked pattern = expand(rest.substr(0, slash)).chars;
        const std::string by =
            slash < rest.size() ? expand(rest.substr(slash + 1)).chars.text : std::string{};
        return replaced(pattern, text, by, all);
    }
    throw Unreadable("an operation on a variable that launchers do not use");
}

std::string Machine::output_of(std::string_view script) {
    std::string out;
    m_substituted = true;
    in_own_shell([&] {
        m_out = &out;
        const NodePtr tree = parse(script);
        return run(*tree);
    });
    while (out.ends_with('\n')) {
        out.pop_back();
    }
    return out;
}

// Adds what the `$` or backtick at `at` stands for; where it ends.
std::size_t Machine::expand_dollar(Expanded& out, std::string_view word, std::size_t at,
                                   bool quoted) {
    const std::size_t end = expansion_end(word, at);
    const std::string_view all = word.substr(at, end - at);
    const char mark = quoted ? 'q' : 'x';
    if (all == "$") {
        out.chars.append(all, quoted ? 'q' : 'w');
    } else if (all == "$@") {
        for (std::size_t i = 0; i < m_arguments.size(); ++i) {
            if (i > 0) {
                out.cuts.push_back(out.chars.text.size());
            }
            out.chars.append(m_arguments[i], mark);
        }
    } else if (all.starts_with("$((")) {
        out.chars.append(std::to_string(count(all.substr(3, all.size() - 5))), mark);
    } else if (all[0] == '`' || all.starts_with("$(")) {
        if (m_plain) {
            throw Unreadable("a command in a word");
        }
        out.chars.append(all[0] == '`' ? output_of(all.substr(1, all.size() - 2))
                                       : output_of(all.substr(2, all.size() - 3)),
                         mark);
    } else if (all.starts_with("${")) {
        out.chars.append(parameter(all.substr(2, all.size() - 3)), mark);
    } else {
        out.chars.append(get(all.substr(1)).value_or(""), mark);
    }
    return end;
}

void Machine::expand_into(Expanded& out, std::string_view word, bool in_quotes) {
    std::size_t at = 0;
    while (at < word.size()) {
        if (out.chars.text.size() > k_longest) {
            throw Unreadable("a word is too long");
        }
        const char c = word[at];
        if (c == '\\' && at + 1 < word.size()) {
            const char next = word[at + 1];
            const bool stays = in_quotes && next != '"' && next != '\\' && next != '$' &&
                               next != '`' && next != '\n';
            if (stays) {
                out.chars.append("\\", 'q');
            }
            if (next != '\n') {
                out.chars.append(word.substr(at + 1, 1), 'q');
            }
            at += 2;
        } else if (c == '\'' && !in_quotes) {
            const std::size_t end = word.find('\'', at + 1);
            out.chars.append(word.substr(at + 1, end - at - 1), 'q');
            out.quotes = true;
            at = end + 1;
        } else if (c == '"' && !in_quotes) {
            std::size_t close = at + 1;
            while (close < word.size() && word[close] != '"') {
                close = word[close] == '\\'                        ? close + 2
                        : word[close] == '$' || word[close] == '`' ? expansion_end(word, close)
                                                                   : close + 1;
            }
            expand_into(out, word.substr(at + 1, close - at - 1), true);
            out.quotes = true;
            at = close + 1;
        } else if (c == '$' && !in_quotes && word.substr(at).starts_with("$'")) {
            at += 2;
            out.chars.append(escaped(word, at), 'q');
            out.quotes = true;
        } else if (c == '$' || c == '`') {
            at = expand_dollar(out, word, at, in_quotes);
        } else {
            out.chars.append(word.substr(at, 1), in_quotes ? 'q' : 'w');
            ++at;
        }
    }
}

Machine::Expanded Machine::expand(std::string_view word, bool in_quotes) {
    if (++m_depth > 64) {
        throw Unreadable("too deep");
    }
    Expanded out;
    if (!m_plain && (word == "~" || word.starts_with("~/"))) {
        out.chars.append(get("HOME").value_or("/"), 'q');
        word.remove_prefix(1);
    }
    expand_into(out, word, in_quotes);
    --m_depth;
    return out;
}

std::vector<std::string> Machine::files_of(const Marked& pattern) const {
    // Wildcards in the last segment only, which is all that launchers have.
    const std::size_t slash = pattern.text.rfind('/');
    const std::string above =
        slash == std::string::npos ? folder : path(pattern.text.substr(0, slash));
    const std::size_t from = slash == std::string::npos ? 0 : slash + 1;
    const Marked last{pattern.text.substr(from), pattern.marks.substr(from)};
    std::vector<std::string> out;
    for (const std::string& name : m_tree.names(above)) {
        if ((!name.starts_with('.') || last.text.starts_with('.')) && matches(last, name)) {
            out.push_back(pattern.text.substr(0, from) + name);
        }
    }
    return out;
}

std::vector<std::string> Machine::fields(std::string_view word) {
    const Expanded all = expand(word);
    std::vector<std::string> out;
    Marked field;
    bool open = false;
    const auto close = [&] {
        if (open) {
            auto files =
                m_plain || !has_wildcards(field) ? std::vector<std::string>{} : files_of(field);
            if (files.empty()) {
                out.push_back(field.text);
            } else {
                out.insert(out.end(), files.begin(), files.end());
            }
        }
        field = {};
        open = false;
    };
    const std::string_view text = all.chars.text;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (std::find(all.cuts.begin(), all.cuts.end(), at) != all.cuts.end()) {
            close();
            open = true;
        }
        if (all.chars.marks[at] == 'x' && is_blank(text[at])) {
            close();
            continue;
        }
        field.append(text.substr(at, 1), all.chars.marks[at]);
        open = true;
    }
    open = open || (all.quotes && out.empty() && text.empty());
    close();
    return out;
}

std::int64_t Machine::count(std::string_view expression) {
    return counted(
        expression, [&](std::string_view name) { return get(name).value_or("0"); },
        [&](std::string_view name, std::int64_t value) { set(name, std::to_string(value)); });
}

std::string Machine::path(std::string_view text) const {
    return text.starts_with('/') ? std::string(text) : folder + "/" + std::string(text);
}

std::vector<std::string> Machine::arguments(std::string_view line) {
    std::vector<std::string> out;
    m_plain = true;
    std::size_t at = 0;
    while (at < line.size()) {
        if (is_blank(line[at]) && line[at] != '\n') {
            ++at;
            continue;
        }
        const std::size_t end = word_end(line, at);
        if (end == at || (line[at] == '#' && out.empty())) {
            throw Unreadable("more than one plain command");
        }
        if (line[at] == '#') { // a comment to the end of the line
            if (line.find('\n', at) != std::string_view::npos) {
                throw Unreadable("more than one plain command");
            }
            break;
        }
        for (std::string& field : fields(line.substr(at, end - at))) {
            out.push_back(std::move(field));
        }
        at = end;
    }
    m_plain = false;
    return out;
}

} // namespace launch::shell
