#include "launch/shell/words.hpp"

#include "base/shell.hpp"
#include "launch/shell/syntax.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch::shell {

void fail(std::string_view text, std::size_t at, std::string_view what) {
    const auto line =
        1 + std::count(text.begin(),
                       text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size())), '\n');
    throw Unreadable(fmt::format("line {}: {}", line, what));
}

bool is_meta(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' ||
           c == '>' || c == '(' || c == ')';
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

namespace {

std::size_t expansion_end(std::string_view text, std::size_t begin, int depth);

std::size_t quote_end(std::string_view text, std::size_t begin, int depth) {
    const char quote = text[begin];
    std::size_t at = begin + 1;
    while (at < text.size() && text[at] != quote) {
        if (quote == '"' && text[at] == '\\') {
            at += 2;
        } else if (quote == '"' && (text[at] == '$' || text[at] == '`')) {
            at = expansion_end(text, at, depth + 1);
        } else {
            ++at;
        }
    }
    if (at >= text.size()) {
        fail(text, begin, "a quote is not closed");
    }
    return at + 1;
}

// Behind the bracket that closes; `begin` is behind the one that opens.
std::size_t bracket_end(std::string_view text, std::size_t begin, char open, char close,
                        int depth) {
    if (depth > k_most_depth) {
        fail(text, begin, "too deep");
    }
    std::size_t at = begin;
    int opened = 1;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '\\') {
            at += 2;
        } else if (c == '\'' || c == '"') {
            at = quote_end(text, at, depth + 1);
        } else if (c == '$' || c == '`') {
            at = expansion_end(text, at, depth + 1);
        } else {
            opened += c == open ? 1 : c == close ? -1 : 0;
            ++at;
            if (opened == 0) {
                return at;
            }
        }
    }
    fail(text, begin, "a bracket is not closed");
}

std::size_t expansion_end(std::string_view text, std::size_t begin, int depth) {
    if (text[begin] == '`') {
        std::size_t at = begin + 1;
        while (at < text.size() && text[at] != '`') {
            at += text[at] == '\\' ? 2U : 1U;
        }
        if (at >= text.size()) {
            fail(text, begin, "a backtick is not closed");
        }
        return at + 1;
    }
    if (begin + 1 >= text.size()) {
        return begin + 1;
    }
    const char next = text[begin + 1];
    if (next == '(') {
        return bracket_end(text, begin + 2, '(', ')', depth);
    }
    if (next == '{') {
        return bracket_end(text, begin + 2, '{', '}', depth);
    }
    if ((next >= '0' && next <= '9') || next == '@' || next == '*' || next == '#' || next == '?' ||
        next == '!' || next == '$' || next == '-') {
        return begin + 2;
    }
    std::size_t at = begin + 1;
    while (at < text.size() && base::is_variable_name(text.substr(begin + 1, at + 1 - begin - 1))) {
        ++at;
    }
    return at;
}

} // namespace

std::size_t quote_end(std::string_view text, std::size_t begin) {
    return quote_end(text, begin, 0);
}

std::size_t expansion_end(std::string_view text, std::size_t begin) {
    return expansion_end(text, begin, 0);
}

std::size_t word_end(std::string_view text, std::size_t begin) {
    std::size_t at = begin;
    while (at < text.size() && !is_meta(text[at])) {
        const char c = text[at];
        if (c == '\\') {
            at += 2;
        } else if (c == '$' && at + 1 < text.size() && text[at + 1] == '\'') {
            at += 2;
            while (at < text.size() && text[at] != '\'') {
                at += text[at] == '\\' ? 2U : 1U;
            }
            ++at;
        } else if (c == '\'' || c == '"') {
            at = quote_end(text, at, 0);
        } else if (c == '$' || c == '`') {
            at = expansion_end(text, at, 0);
        } else {
            ++at;
        }
    }
    if (at > text.size()) {
        fail(text, begin, "a quote is not closed");
    }
    return at;
}

} // namespace launch::shell
