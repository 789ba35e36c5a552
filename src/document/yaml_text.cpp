#include "document/yaml_text.hpp"

#include "base/strings.hpp"

#include <algorithm>

namespace document {

namespace {
constexpr std::string_view k_white = " \t\r\n";

bool is_white(char c) {
    return k_white.find(c) != std::string_view::npos;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t end_of_quoted(std::string_view source, std::size_t open) {
    const char quote = source[open];
    for (std::size_t i = open + 1; i < source.size(); ++i) {
        if (quote == '"' && source[i] == '\\') {
            ++i;
        } else if (source[i] == quote) {
            if (quote == '"' || i + 1 == source.size() || source[i + 1] != quote) {
                return i + 1;
            }
            ++i; // '' stands for one quote
        }
    }
    return std::string_view::npos;
}

// Folding changes white space and nothing else, so the other characters of a text lead through the
// source to its end.
std::size_t end_of_folded(std::string_view source, std::size_t begin, std::string_view text) {
    std::size_t end = begin;
    std::size_t at = begin;
    for (const char c : text) {
        if (is_white(c)) {
            continue;
        }
        while (at < source.size() && source[at] != c) {
            ++at;
        }
        at = std::min(at + 1, source.size());
        end = at;
    }
    return end;
}

// One of the characters stands at the place, and stands where it means something: a quote or `#`
// inside a word is part of the word.
bool begins_token(std::string_view source, std::size_t at, std::string_view characters) {
    if (characters.find(source[at]) == std::string_view::npos) {
        return false;
    }
    const bool behind_space = at == 0 || is_white(source[at - 1]);
    return behind_space || (source[at] != '#' && std::string_view("[{,:").find(source[at - 1]) !=
                                                     std::string_view::npos);
}

std::size_t end_of_line(std::string_view source, std::size_t at) {
    return std::min(source.find_first_of("\r\n", at), source.size());
}

bool all_of(std::string_view text, std::string_view allowed) {
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_number(std::string_view text) {
    if (text.starts_with("0o")) {
        return all_of(text.substr(2), "01234567");
    }
    if (text.starts_with("0x")) {
        return all_of(text.substr(2), "0123456789abcdefABCDEF");
    }
    if (base::is_one_of(text, {".nan", ".NaN", ".NAN"})) {
        return true;
    }
    text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    if (base::is_one_of(text, {".inf", ".Inf", ".INF"})) {
        return true;
    }
    const auto digits = [&] {
        const auto count = static_cast<std::size_t>(
            std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
        text.remove_prefix(count);
        return count;
    };
    std::size_t mantissa = digits();
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        mantissa += digits();
    }
    if (mantissa > 0 && (text.starts_with('e') || text.starts_with('E'))) {
        text.remove_prefix(1);
        text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
        mantissa = digits();
    }
    return mantissa > 0 && text.empty();
}
} // namespace

std::size_t skip_yaml_space(std::string_view source, std::size_t at) {
    for (;;) {
        at = std::min(source.find_first_not_of(k_white, at), source.size());
        if (at == source.size() || !begins_token(source, at, "#")) {
            return at;
        }
        at = end_of_line(source, at);
    }
}

YamlScalar find_yaml_scalar(std::string_view source, std::size_t at, std::string_view text) {
    YamlScalar out;
    if (at < source.size() && source[at] == '!') {
        const std::size_t end = end_of_yaml_tag(source, at);
        const std::size_t line = end_of_line(source, end);
        at = std::min(source.find_first_not_of(" \t", end), source.size());
        const bool bare = at >= line || source[at] == '#';
        if (bare && text.empty()) {
            return {YamlStyle::plain, end, end, true};
        }
        at = bare ? skip_yaml_space(source, at) : at;
    }
    at = std::min(at, source.size());
    out.begin = at;
    const char first = at < source.size() ? source[at] : ' ';
    if (first == '"' || first == '\'') {
        out.style = first == '"' ? YamlStyle::double_quoted : YamlStyle::single_quoted;
        const std::size_t end = end_of_quoted(source, at);
        out.closed = end != std::string_view::npos;
        out.end = std::min(end, source.size());
    } else if (first == '|' || first == '>') {
        out.style = YamlStyle::block;
        const std::size_t header = end_of_line(source, at);
        const std::size_t end = end_of_folded(source, header, text);
        out.end = end == header ? header : end_of_line(source, end);
    } else {
        out.end = end_of_folded(source, at, text);
    }
    return out;
}

std::size_t yaml_null_word(std::string_view source, std::size_t at, bool is_key) {
    const std::string_view rest = source.substr(std::min(at, source.size()));
    for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
        if (!rest.starts_with(word)) {
            continue;
        }
        const std::string_view behind = rest.substr(word.size());
        const auto next = behind.find_first_not_of(" \t");
        const bool colon = next != std::string_view::npos && behind[next] == ':';
        const bool ends =
            next != 0 || std::string_view("\r\n,]}:").find(behind[0]) != std::string_view::npos;
        return ends && (is_key || !colon) ? word.size() : 0;
    }
    return 0;
}

Kind yaml_plain_kind(std::string_view text) {
    if (base::is_one_of(text, {"", "~", "null", "Null", "NULL"})) {
        return Kind::null;
    }
    if (base::is_one_of(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
        return Kind::boolean;
    }
    return is_number(text) ? Kind::number : Kind::string;
}

std::size_t end_of_yaml_tag(std::string_view source, std::size_t at) {
    if (source.substr(at).starts_with("!<")) {
        const std::size_t close = source.find('>', at);
        return close == std::string_view::npos ? source.size() : close + 1;
    }
    return std::min(source.find_first_of(" \t\r\n,[]{}\"", at), source.size());
}

std::size_t unclosed_yaml_quote(std::string_view source, std::size_t from) {
    for (std::size_t at = from; at < source.size();) {
        if (begins_token(source, at, "\"'")) {
            const std::size_t end = end_of_quoted(source, at);
            if (end == std::string_view::npos) {
                return at;
            }
            at = end;
        } else {
            at = begins_token(source, at, "#") ? end_of_line(source, at) : at + 1;
        }
    }
    return std::string_view::npos;
}

std::size_t unclosed_yaml_bracket(std::string_view source, std::size_t from) {
    std::vector<std::size_t> open;
    for (std::size_t at = from; at < source.size();) {
        if (begins_token(source, at, "\"'")) {
            at = std::min(end_of_quoted(source, at), source.size());
            continue;
        }
        if (begins_token(source, at, "#")) {
            at = end_of_line(source, at);
            continue;
        }
        if (source[at] == '[' || source[at] == '{') {
            open.push_back(at);
        } else if (source[at] == ']' || source[at] == '}') {
            if (open.size() <= 1) {
                return std::string_view::npos;
            }
            open.pop_back();
        }
        ++at;
    }
    return open.empty() ? std::string_view::npos : open.back();
}

} // namespace document
