// How one string is written so that YAML 1.1 and 1.2 readers both read it back as that string.
// Sources: YAML 1.1 (2005) with its type repository (bool, float, int, merge, null, timestamp,
// value), YAML 1.2.2.

#include "base/strings.hpp"
#include "emit/yaml.hpp"

#include <algorithm>
#include <cstddef>

namespace emit {

namespace {
enum class Style : std::uint8_t { plain, single_quoted, double_quoted };

struct Character {
    char32_t code = 0xFFFD;
    std::size_t size = 1;
    bool valid = false;
};

// The character that begins at the byte, which is not ASCII.
Character decode(std::string_view text, std::size_t at) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(at);
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + size > text.size()) {
        return {};
    }
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80U) {
            return {};
        }
        code = (code << 6U) | (byte(at + i) & 0x3FU);
    }
    const bool too_long = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    if (too_long || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return {};
    }
    return {code, size, true};
}

Character character_at(std::string_view text, std::size_t at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte < 0x80 ? Character{byte, 1, true} : decode(text, at);
}

// Control characters, YAML 1.1's line breaks, the byte order mark, what no reader takes as it is.
bool needs_escape(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
           code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

bool needs_escape(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const Character c = character_at(text, i);
        if (!c.valid || needs_escape(c.code)) {
            return true;
        }
        i += c.size;
    }
    return false;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool consists_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

// Integers of all bases, sexagesimals (1:30), floats, dates and times: whatever looks like one.
// Too much costs a pair of quotes, too little a value.
bool looks_like_number(std::string_view text) {
    if (text.front() == '+' || text.front() == '-') {
        text.remove_prefix(1);
    }
    if (text.empty() || (!is_digit(text.front()) && text.front() != '.')) {
        return false;
    }
    if (consists_of(text, "0123456789_,.:+-eETtZz ")) {
        return true;
    }
    if (text.front() == '.') {
        return base::iequals(text, ".inf") || base::iequals(text, ".nan");
    }
    return text.size() > 1 && text.front() == '0' &&
           std::string_view("xXoObB").find(text[1]) != std::string_view::npos &&
           consists_of(text.substr(2), "0123456789abcdefABCDEF_");
}

// Null, booleans, the merge key and the default value of the type repository.
bool is_reserved_word(std::string_view text) {
    if (text.size() > 5) {
        return false;
    }
    for (const std::string_view word :
         {"null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "<<", "="}) {
        if (base::iequals(text, word)) {
            return true;
        }
    }
    return false;
}

// What would end a plain scalar, or begin something else.
bool has_syntax(std::string_view text, bool flow) {
    static constexpr std::string_view k_indicators = "-?:,[]{}#&*!|>'\"%@`";
    if (k_indicators.find(text.front()) != std::string_view::npos || text.front() == ' ' ||
        text.back() == ' ' || text.back() == ':') {
        return true;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
        case ' ':
            if (text[i + 1] == '#') { // never the last character here
                return true;
            }
            break;
        case ':':
            if (text[i + 1] == ' ') {
                return true;
            }
            break;
        case ',':
        case '?': // ends a plain scalar in a flow for PyYAML
        case '[':
        case ']':
        case '{':
        case '}':
            if (flow) {
                return true;
            }
            break;
        default:
            break;
        }
    }
    return false;
}

Style style_of(std::string_view text, bool flow) {
    if (needs_escape(text)) {
        return Style::double_quoted;
    }
    if (text.empty() || has_syntax(text, flow) || looks_like_number(text) ||
        is_reserved_word(text)) {
        return text.find_first_of("\"\\") == std::string_view::npos ? Style::double_quoted
                                                                    : Style::single_quoted;
    }
    return Style::plain;
}

void append_hexadecimal(std::string& out, char32_t code) {
    static constexpr std::string_view k_digits = "0123456789ABCDEF";
    const bool is_short = code <= 0xFF;
    out += is_short ? "\\x" : "\\u";
    for (unsigned shift = is_short ? 8 : 16; shift > 0;) {
        shift -= 4;
        out.push_back(k_digits[(code >> shift) & 0xFU]);
    }
}

void append_escaped(std::string& out, char32_t code) {
    switch (code) {
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        append_hexadecimal(out, code);
    }
}

// What needs an escape gets one, and so do the ASCII characters of `special`.
void append_with_escapes(std::string& out, std::string_view text, std::string_view special) {
    for (std::size_t i = 0; i < text.size();) {
        const Character c = character_at(text, i);
        if (!c.valid || needs_escape(c.code)) {
            append_escaped(out, c.code);
        } else {
            if (special.find(text[i]) != std::string_view::npos) {
                out.push_back('\\');
            }
            out.append(text, i, c.size);
        }
        i += c.size;
    }
}

void append_double_quoted(std::string& out, std::string_view text) {
    out.push_back('"');
    append_with_escapes(out, text, "\"\\");
    out.push_back('"');
}

void append_single_quoted(std::string& out, std::string_view text) {
    out.push_back('\'');
    for (const char c : text) {
        out.append(c == '\'' ? 2 : 1, c);
    }
    out.push_back('\'');
}
} // namespace

bool needs_quotes(std::string_view text, bool flow) {
    return style_of(text, flow) != Style::plain;
}

void append_scalar(std::string& out, std::string_view text, bool flow) {
    switch (style_of(text, flow)) {
    case Style::plain:
        out += text;
        break;
    case Style::single_quoted:
        append_single_quoted(out, text);
        break;
    case Style::double_quoted:
        append_double_quoted(out, text);
        break;
    }
}

void append_comment_text(std::string& out, std::string_view text) {
    append_with_escapes(out, text, {});
}

bool survives_folding(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
        if (line.empty() || line.front() == ' ' || line.back() == ' ' || needs_escape(line)) {
            return false;
        }
    }
    return !lines.empty();
}

bool survives_literally(std::string_view text) {
    text.remove_suffix(text.ends_with('\n') ? 1 : 0);
    if (text.empty() || text.front() == ' ' || text.front() == '\n' || text.back() == '\n') {
        return false;
    }
    const std::vector<std::string_view> lines = base::split(text, '\n');
    return std::none_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.ends_with(' ') || needs_escape(line);
    });
}

} // namespace emit
