#include "base/json_text.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <iterator>

namespace base {

namespace {
// Length of the valid UTF-8 sequence at the front, 0 when it is not one.
std::size_t sequence_length(std::string_view text) {
    const auto c = static_cast<unsigned char>(text[0]);
    const std::size_t want = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (want > text.size() || invalid_utf8(text.substr(0, want))) {
        return 0;
    }
    return want;
}
} // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t begin = 0;
    std::size_t i = 0;
    const auto flush = [&](std::size_t end) { out.append(text.substr(begin, end - begin)); };
    while (i < text.size()) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x80) {
            const std::size_t n = sequence_length(text.substr(i));
            if (n != 0) {
                i += n;
                continue;
            }
            flush(i);
            out += "\xEF\xBF\xBD";
            begin = ++i;
            continue;
        }
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            ++i;
            continue;
        }
        flush(i);
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
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
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        }
        begin = ++i;
    }
    flush(text.size());
    out.push_back('"');
}

void append_pointer_token(std::string& pointer, std::string_view token) {
    pointer.push_back('/');
    for (const char c : token) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer.push_back(c);
        }
    }
}

void JsonText::line_break() {
    m_out.push_back('\n');
    m_out.append(m_levels.size() * 2, ' ');
}

void JsonText::before_value() {
    if (m_after_key) {
        m_after_key = false;
        return;
    }
    if (m_levels.empty()) {
        return;
    }
    Level& level = m_levels.back();
    if (!level.first) {
        m_out.push_back(',');
        if (level.on_one_line) {
            m_out.push_back(' ');
        }
    }
    level.first = false;
    if (!level.on_one_line) {
        line_break();
    }
}

JsonText& JsonText::key(std::string_view name) {
    before_value();
    append_json_string(m_out, name);
    m_out += ": ";
    m_after_key = true;
    return *this;
}

JsonText& JsonText::begin_object(bool on_one_line) {
    before_value();
    const bool inherited = !m_levels.empty() && m_levels.back().on_one_line;
    m_levels.push_back({true, on_one_line || inherited});
    m_out.push_back('{');
    return *this;
}

JsonText& JsonText::begin_array(bool on_one_line) {
    before_value();
    const bool inherited = !m_levels.empty() && m_levels.back().on_one_line;
    m_levels.push_back({true, on_one_line || inherited});
    m_out.push_back('[');
    return *this;
}

void JsonText::close(char bracket) {
    const Level level = m_levels.back();
    m_levels.pop_back();
    if (!level.first && !level.on_one_line) {
        line_break();
    }
    m_out.push_back(bracket);
}

JsonText& JsonText::end_object() {
    close('}');
    return *this;
}

JsonText& JsonText::end_array() {
    close(']');
    return *this;
}

JsonText& JsonText::string(std::string_view value) {
    before_value();
    append_json_string(m_out, value);
    return *this;
}

JsonText& JsonText::number(std::int64_t value) {
    before_value();
    fmt::format_to(std::back_inserter(m_out), "{}", value);
    return *this;
}

JsonText& JsonText::decimal(std::string_view digits) {
    before_value();
    m_out += digits;
    return *this;
}

JsonText& JsonText::boolean(bool value) {
    before_value();
    m_out += value ? "true" : "false";
    return *this;
}

JsonText& JsonText::as_written(std::string_view value) {
    before_value();
    m_out += value;
    return *this;
}

JsonText& JsonText::null() {
    before_value();
    m_out += "null";
    return *this;
}

} // namespace base
