#include "aml/plain.hpp"

#include "base/strings.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace aml {

namespace {
constexpr std::string_view k_digits = "0123456789";

std::string_view without_sign(std::string_view word) {
    word.remove_prefix(word.starts_with('+') || word.starts_with('-') ? 1 : 0);
    return word;
}

bool consists_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

// Parts of base 60: 1:30, 190:20:30.
bool is_sexagesimal(std::string_view word) {
    const auto parts = base::split(word, ':');
    if (parts.size() < 2 || parts[0].empty() || !consists_of(parts[0], "0123456789_")) {
        return false;
    }
    return std::all_of(parts.begin() + 1, parts.end(), [](std::string_view part) {
        return !part.empty() && part.size() <= 2 && consists_of(part, k_digits) &&
               (part.size() == 1 || part[0] <= '5');
    });
}

bool is_integer(std::string_view word) {
    word = without_sign(word);
    if (word.empty() || k_digits.find(word.front()) == std::string_view::npos) {
        return false;
    }
    if (word.front() != '0') {
        return consists_of(word, "0123456789_") || is_sexagesimal(word);
    }
    if (word.size() > 2 && (word[1] == 'x' || word[1] == 'b')) {
        return consists_of(word.substr(2), word[1] == 'x' ? "0123456789abcdefABCDEF_" : "01_");
    }
    return consists_of(word.substr(1), "01234567_");
}

// Without a point a word is no float, and an exponent has a sign: 1e3 and 1.0e3 are strings.
bool is_real(std::string_view word) {
    const bool infinite = base::is_one_of(without_sign(word), {".inf", ".Inf", ".INF"}) ||
                          base::is_one_of(word, {".nan", ".NaN", ".NAN"});
    word = without_sign(word);
    const std::size_t point = word.find('.');
    if (infinite || point == std::string_view::npos) {
        return infinite;
    }
    const std::string_view whole = word.substr(0, point);
    std::string_view part = word.substr(point + 1);
    if (is_sexagesimal(whole)) {
        return consists_of(part, "0123456789_");
    }
    const std::size_t e = part.find_first_of("eE");
    if (e != std::string_view::npos) {
        const std::string_view exponent = part.substr(e + 1);
        if (exponent.size() < 2 || without_sign(exponent).size() == exponent.size() ||
            !consists_of(exponent.substr(1), k_digits)) {
            return false;
        }
        part = part.substr(0, e);
    }
    const std::string_view first = whole.empty() ? part : whole;
    return !first.empty() && k_digits.find(first.front()) != std::string_view::npos &&
           consists_of(whole, "0123456789_") && consists_of(part, "0123456789_");
}

// 2020-01-01, and with a time behind it.
bool is_date(std::string_view word) {
    const auto digits = [&word](std::size_t least, std::size_t most) {
        const std::size_t count = std::min(word.find_first_not_of(k_digits), word.size());
        word.remove_prefix(std::min(count, most));
        return count >= least && count <= most;
    };
    const auto hyphen = [&word] {
        const bool there = word.starts_with('-');
        word.remove_prefix(there ? 1 : 0);
        return there;
    };
    if (!digits(4, 4) || !hyphen() || !digits(1, 2) || !hyphen() || !digits(1, 2)) {
        return false;
    }
    return word.empty() || ((word.front() == 'T' || word.front() == 't' || word.front() == ' ') &&
                            word.find(':') != std::string_view::npos);
}

// Digits of a base, underscores aside; sexagesimal parts.
std::optional<std::int64_t> integer_value(std::string_view word) {
    const bool negative = word.starts_with('-');
    std::string digits(without_sign(word));
    digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
    std::int64_t value = 0;
    if (digits.find(':') != std::string::npos) {
        for (const std::string_view part : base::split(digits, ':')) {
            std::int64_t next = 0;
            std::from_chars(part.data(), part.data() + part.size(), next);
            if (value > 100'000'000'000 || next > 100'000'000'000) {
                return std::nullopt;
            }
            value = value * 60 + next;
        }
        return negative ? -value : value;
    }
    int radix = 10;
    std::string_view rest = digits;
    if (digits.size() > 1 && digits.front() == '0') {
        radix = digits[1] == 'x' ? 16 : digits[1] == 'b' ? 2 : 8;
        rest.remove_prefix(radix == 8 ? 1 : 2);
    }
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, radix);
    if (error != std::errc{} || end != rest.data() + rest.size()) {
        return std::nullopt;
    }
    return negative ? -value : value;
}

// As Python's repr: the shortest digits that give the number back, an exponent below 1e-04 and from
// 1e16 on.
std::optional<std::string> real_text(std::string_view word) {
    std::string digits(word);
    digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
    digits.erase(0, digits.starts_with('+') ? 1 : 0);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    const double size = value < 0 ? -value : value;
    const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
    std::array<char, 64> buffer{};
    const auto written =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                      fixed ? std::chars_format::fixed : std::chars_format::scientific);
    std::string out(buffer.data(), written.ptr);
    if (fixed && out.find('.') == std::string::npos) {
        out += ".0";
    }
    return out;
}
} // namespace

std::string_view name(Plain plain) {
    static constexpr std::array<std::string_view, 6> k_names = {
        "a string", "null", "a boolean", "an integer", "a number", "a date"};
    return k_names[static_cast<std::size_t>(plain)];
}

Plain plain_kind(std::string_view word) {
    if (base::is_one_of(word, {"", "~", "null", "Null", "NULL"})) {
        return Plain::null;
    }
    if (base::is_one_of(word, {"yes", "Yes", "YES", "no", "No", "NO", "true", "True", "TRUE",
                               "false", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF"})) {
        return Plain::boolean;
    }
    if (is_integer(word)) {
        return Plain::integer;
    }
    if (is_real(word)) {
        return Plain::real;
    }
    return is_date(word) ? Plain::date : Plain::string;
}

Plain plain_kind(const document::Document& document, document::NodeId node) {
    const document::Node& at = document.at(node);
    if (at.kind == document::Kind::null) {
        return Plain::null;
    }
    const std::string_view source = document.source();
    const char first = at.offset < source.size() ? source[at.offset] : '\0';
    const bool quoted = at.kind == document::Kind::string &&
                        std::string_view("\"'|>").find(first) != std::string_view::npos;
    return quoted ? Plain::string : plain_kind(at.text);
}

std::optional<std::string> python_text(std::string_view word) {
    switch (plain_kind(word)) {
    case Plain::boolean:
        return base::is_one_of(base::lower(word), {"yes", "true", "on"}) ? "True" : "False";
    case Plain::integer: {
        const auto value = integer_value(word);
        return value ? std::optional(std::to_string(*value)) : std::nullopt;
    }
    case Plain::real:
        return is_sexagesimal(without_sign(word.substr(0, word.find('.')))) ? std::nullopt
                                                                            : real_text(word);
    default:
        return std::nullopt;
    }
}

std::optional<std::string> whole_number(std::string_view word) {
    const Plain kind = plain_kind(word);
    auto text = kind == Plain::integer || kind == Plain::real ? python_text(word) : std::nullopt;
    if (!text || text->find('e') != std::string::npos) {
        return std::nullopt;
    }
    return text->substr(0, text->find('.'));
}

} // namespace aml
