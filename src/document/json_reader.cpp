#include "document/json_reader.hpp"

#include "document/json_mistakes.hpp"
#include "document/unicode.hpp"

#include <array>
#include <cstring>

namespace document {

namespace {
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// What can neither end a number or word nor begin something new behind it.
bool sticks(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '.' || c == '+' || c == '-';
}

// Whether one of the eight bytes ends the plain part of a string: a quote, a backslash or a control
// character. Bytes of 0x80 and above do not count (the usual "byte less than" trick on words).
bool has_special(const char* at) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highs = ones * 0x80;
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    const std::uint64_t quotes = word ^ (ones * '"');
    const std::uint64_t slashes = word ^ (ones * '\\');
    const std::uint64_t hit = (word - ones * 0x20) | (quotes - ones) | (slashes - ones);
    return (hit & ~word & highs) != 0;
}

// The zero byte behind the last byte of a std::string stops every loop: the source has no other.
class Reader {
  public:
    explicit Reader(Builder& out)
        : m_out(out),
          m_begin(out.source().data()),
          m_at(m_begin + out.start()),
          m_end(m_begin + out.source().size()) {}

    bool run();

  private:
    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - m_begin);
    }

    bool wrong(Expected expected) { return unexpected(m_out, expected, offset(m_at)); }

    void skip_space() {
        while (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t') {
            ++m_at;
        }
    }

    bool value(Expected expected);
    bool container(Kind kind, char close);
    bool member();
    bool element();
    bool number();
    bool word(Kind kind, std::string_view text, Expected expected);
    bool string(std::string_view& text, bool& plain);
    bool escaped(const char* begin, std::string& text);
    bool escape(const char* begin, std::string& text);

    Builder& m_out;
    const char* m_begin;
    const char* m_at;
    const char* m_end;
    bool m_fresh = false; // nothing yet in the innermost container
};

bool Reader::run() {
    skip_space();
    if (!value(Expected::value)) {
        return false;
    }
    while (m_out.depth() > 0) {
        if (!(m_out.in_object() ? member() : element())) {
            return false;
        }
    }
    skip_space();
    return m_at == m_end || wrong(Expected::end);
}

bool Reader::value(Expected expected) {
    switch (*m_at) {
    case '{':
        return container(Kind::object, '}');
    case '[':
        return container(Kind::array, ']');
    case '"': {
        const std::uint32_t begin = offset(m_at);
        std::string_view text;
        bool plain = true;
        return string(text, plain) && m_out.scalar(Kind::string, begin, offset(m_at), text, plain);
    }
    case 't':
        return word(Kind::boolean, "true", expected);
    case 'f':
        return word(Kind::boolean, "false", expected);
    case 'n':
        return word(Kind::null, "null", expected);
    default:
        return *m_at == '-' || is_digit(*m_at) ? number() : wrong(expected);
    }
}

bool Reader::container(Kind kind, char close) {
    if (!m_out.open(kind, offset(m_at))) {
        return false;
    }
    ++m_at;
    skip_space();
    m_fresh = *m_at != close;
    if (!m_fresh) {
        ++m_at;
        m_out.close(offset(m_at));
    }
    return true;
}

bool Reader::member() {
    skip_space();
    if (!m_fresh) {
        if (*m_at == '}') {
            ++m_at;
            m_out.close(offset(m_at));
            return true;
        }
        if (*m_at != ',') {
            return wrong(Expected::comma_or_close);
        }
        ++m_at;
        skip_space();
    }
    if (*m_at != '"') {
        return wrong(m_fresh ? Expected::key : Expected::next_key);
    }
    m_fresh = false;
    const std::uint32_t begin = offset(m_at);
    std::string_view key;
    bool plain = true;
    if (!string(key, plain)) {
        return false;
    }
    m_out.key(key, begin, offset(m_at));
    skip_space();
    if (*m_at != ':') {
        return wrong(Expected::colon);
    }
    ++m_at;
    skip_space();
    return value(Expected::value);
}

bool Reader::element() {
    skip_space();
    if (m_fresh) {
        m_fresh = false;
        return value(Expected::element);
    }
    if (*m_at == ']') {
        ++m_at;
        m_out.close(offset(m_at));
        return true;
    }
    if (*m_at != ',') {
        return wrong(Expected::comma_or_close);
    }
    ++m_at;
    skip_space();
    return value(Expected::next_element);
}

bool Reader::number() {
    const char* const begin = m_at;
    const auto digits = [this] {
        const char* const first = m_at;
        while (is_digit(*m_at)) {
            ++m_at;
        }
        return m_at != first;
    };
    m_at += *m_at == '-' ? 1 : 0;
    bool good = true;
    if (*m_at == '0') {
        ++m_at;
    } else {
        good = digits();
    }
    if (good && *m_at == '.') {
        ++m_at;
        good = digits();
    }
    if (good && (*m_at == 'e' || *m_at == 'E')) {
        ++m_at;
        m_at += *m_at == '+' || *m_at == '-' ? 1 : 0;
        good = digits();
    }
    if (!good || sticks(*m_at)) {
        return bad_number(m_out, offset(begin));
    }
    return m_out.scalar(Kind::number, offset(begin), offset(m_at),
                        {begin, static_cast<std::size_t>(m_at - begin)});
}

bool Reader::word(Kind kind, std::string_view text, Expected expected) {
    const std::string_view here(m_at, static_cast<std::size_t>(m_end - m_at));
    if (!here.starts_with(text) || sticks(m_at[text.size()])) {
        return wrong(expected);
    }
    const std::uint32_t begin = offset(m_at);
    m_at += text.size();
    return m_out.scalar(kind, begin, offset(m_at),
                        kind == Kind::null ? std::string_view{} : here.substr(0, text.size()));
}

bool Reader::string(std::string_view& text, bool& plain) {
    const char* const begin = m_at++;
    while (m_end - m_at >= 8 && !has_special(m_at)) {
        m_at += 8;
    }
    while (*m_at != '"' && *m_at != '\\' && static_cast<unsigned char>(*m_at) >= 0x20) {
        ++m_at;
    }
    text = {begin + 1, static_cast<std::size_t>(m_at - begin - 1)};
    if (*m_at == '"') {
        ++m_at;
        return true;
    }
    if (*m_at != '\\') {
        return bad_string(m_out, offset(begin), offset(m_at));
    }
    plain = false;
    std::string& decoded = m_out.room();
    decoded = text;
    if (!escaped(begin, decoded)) {
        return false;
    }
    text = decoded;
    return true;
}

// The rest of a string from its first backslash on.
bool Reader::escaped(const char* begin, std::string& text) {
    for (;;) {
        const char* const from = m_at;
        while (*m_at != '"' && *m_at != '\\' && static_cast<unsigned char>(*m_at) >= 0x20) {
            ++m_at;
        }
        text.append(from, m_at);
        if (*m_at == '"') {
            ++m_at;
            return true;
        }
        if (*m_at != '\\') {
            return bad_string(m_out, offset(begin), offset(m_at));
        }
        if (!escape(begin, text)) {
            return false;
        }
    }
}

bool Reader::escape(const char* begin, std::string& text) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char* const backslash = m_at;
    const char letter = backslash[1];
    if (const auto known = letter == '\0' ? std::string_view::npos : letters.find(letter);
        known != std::string_view::npos) {
        text.push_back(meanings[known]);
        m_at += 2;
        return true;
    }
    std::size_t used = 0;
    const auto code_point = utf16_escape({m_at, static_cast<std::size_t>(m_end - m_at)}, used);
    if (!code_point) {
        return bad_escape(m_out, offset(begin), offset(backslash));
    }
    append_utf8(text, *code_point);
    m_at += used;
    return true;
}
} // namespace

bool read_json(Builder& out) {
    return Reader(out).run();
}

} // namespace document
