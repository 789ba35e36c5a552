#include "document/json_mistakes.hpp"

#include "base/strings.hpp"
#include "document/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace document {

namespace {
using base::Applicability;

struct Mistake {
    std::size_t offset = 0;
    std::size_t length = 1;
    std::string message;
    std::string help = {};
    std::optional<base::Fix> fix = {};
};

// Where the reader stopped and what it hoped for.
struct Stop {
    const Builder& builder;
    Expected expected;
    std::size_t at;
    std::string_view rest; // the source from there on, never empty

    [[nodiscard]] bool starts(std::string_view text) const { return rest.starts_with(text); }

    [[nodiscard]] bool is_one_of(std::string_view characters) const {
        return characters.find(rest.front()) != std::string_view::npos;
    }

    [[nodiscard]] bool wants_key() const {
        return expected == Expected::key || expected == Expected::next_key;
    }

    [[nodiscard]] bool wants_value() const {
        return expected == Expected::value || expected == Expected::element ||
               expected == Expected::next_element;
    }
};

bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || c == '.' || c == '-' || c == '+';
}

std::string_view word_at(std::string_view rest) {
    const auto* const end = std::find_if_not(rest.begin(), rest.end(), is_word);
    return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

// Bytes of the character at the start of the text.
std::size_t character(std::string_view rest) {
    const auto* const end = std::find_if(rest.begin() + 1, rest.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    return static_cast<std::size_t>(end - rest.begin());
}

// Just behind the last byte before `at` that is not white space.
std::size_t end_of_text_before(std::string_view source, std::size_t at) {
    return source.substr(0, at).find_last_not_of(" \t\r\n") + 1;
}

std::string place(const Builder& builder, std::size_t offset) {
    const Position at = builder.position(static_cast<std::uint32_t>(offset));
    return fmt::format("line {}, column {}", at.line, at.column);
}

std::string open_container(const Builder& builder) {
    const Node& node = builder.container();
    return fmt::format("the {} that began at {}", name(node.kind), place(builder, node.offset));
}

std::optional<Mistake> comment(const Stop& stop) {
    const bool block = stop.starts("/*");
    if (!block && !stop.starts("//") && !stop.starts("#")) {
        return std::nullopt;
    }
    std::size_t length = block ? stop.rest.find("*/", 2) : stop.rest.find_first_of("\r\n");
    length = length == std::string_view::npos ? stop.rest.size() : length + (block ? 2 : 0);
    return Mistake{stop.at, length, "comments are not part of JSON", "remove the comment",
                   base::Fix{"", Applicability::machine_applicable}};
}

std::optional<Mistake> placeholder(const Stop& stop) {
    const bool dots = stop.starts("...");
    if (!dots && !stop.starts("…")) {
        return std::nullopt;
    }
    return Mistake{stop.at, 3, "something was left out here: dots are not JSON",
                   "write what belongs here, or remove the dots"};
}

std::optional<Mistake> single_quotes(const Stop& stop) {
    if (!stop.starts("'")) {
        return std::nullopt;
    }
    Mistake out{stop.at, 1, "strings stand in double quotes, not in single ones",
                "replace the single quotes by double ones"};
    const std::size_t close = stop.rest.find_first_of("'\"\\\r\n", 1);
    if (close != std::string_view::npos && stop.rest[close] == '\'') {
        out.length = close + 1;
    }
    // A fix repeats the text, which only a key may: a value can be a secret.
    if (out.length > 1 && stop.wants_key()) {
        out.fix = base::Fix{'"' + std::string(stop.rest.substr(1, close - 1)) + '"',
                            Applicability::maybe_incorrect};
    }
    return out;
}

std::optional<Mistake> foreign_character(const Stop& stop) {
    struct Row {
        std::string_view text;
        std::string_view message;
        std::string_view help;
    };

    constexpr std::string_view quotes = "a typographic quote stands here";
    constexpr std::string_view plain_quotes = "use the plain double quote \"";
    constexpr std::string_view remove = "replace it by a plain space or remove it";
    static constexpr std::array<Row, 8> rows = {{
        {"“", quotes, plain_quotes},
        {"”", quotes, plain_quotes},
        {"„", quotes, plain_quotes},
        {"‘", quotes, plain_quotes},
        {"’", quotes, plain_quotes},
        {"\u00A0", "a no-break space stands here", remove},
        {"\u200B", "an invisible character (U+200B) stands here", remove},
        {"\uFEFF", "a byte order mark stands inside the file", remove},
    }};
    for (const Row& row : rows) {
        if (stop.starts(row.text)) {
            return Mistake{stop.at, row.text.size(), std::string(row.message),
                           std::string(row.help)};
        }
    }
    return std::nullopt;
}

std::optional<Mistake> trailing_comma(const Stop& stop) {
    const bool object = stop.expected == Expected::next_key && stop.starts("}");
    const bool array = stop.expected == Expected::next_element && stop.starts("]");
    if (!object && !array) {
        return std::nullopt;
    }
    const std::size_t comma = end_of_text_before(stop.builder.source(), stop.at) - 1;
    return Mistake{comma, 1,
                   fmt::format("the last {} of an {} has no comma behind it",
                               object ? "member" : "element", object ? "object" : "array"),
                   "remove the comma", base::Fix{"", Applicability::machine_applicable}};
}

std::optional<Mistake> missing_value(const Stop& stop) {
    if (stop.expected == Expected::value && stop.builder.depth() > 0 && stop.is_one_of(",}]")) {
        return Mistake{
            stop.at, 1,
            fmt::format("a value was expected behind ':', but '{}' stands here", stop.rest.front()),
            "write the value, null, or remove the key"};
    }
    if (stop.starts(",") && (stop.wants_value() || stop.wants_key())) {
        return Mistake{stop.at, 1, "nothing stands before this comma", "remove the comma"};
    }
    if (stop.expected == Expected::colon && stop.is_one_of(",}")) {
        return Mistake{stop.at, 1,
                       fmt::format("':' and a value were expected behind the key, but '{}' stands "
                                   "here",
                                   stop.rest.front()),
                       "write the value, or remove the key"};
    }
    return std::nullopt;
}

std::optional<Mistake> unquoted_key(const Stop& stop) {
    const std::string_view word = word_at(stop.rest);
    if (!stop.wants_key() || word.empty()) {
        return std::nullopt;
    }
    return Mistake{stop.at, word.size(),
                   fmt::format("key {} stands without quotes", base::printable(word, 60)),
                   "put keys in double quotes",
                   base::Fix{fmt::format("\"{}\"", word), Applicability::machine_applicable}};
}

std::optional<Mistake> wrong_bracket(const Stop& stop) {
    if (stop.builder.depth() == 0 || !stop.is_one_of("}]")) {
        return std::nullopt;
    }
    const char close = stop.builder.in_object() ? '}' : ']';
    if (close == stop.rest.front()) {
        return std::nullopt;
    }
    return Mistake{stop.at, 1,
                   fmt::format("'{}' stands here, but {} is still open and ends with '{}'",
                               stop.rest.front(), open_container(stop.builder), close),
                   fmt::format("close it with '{}' first", close)};
}

// A word where a value belongs. The word itself is not shown: it may be a secret.
std::optional<Mistake> bare_word(const Stop& stop) {
    const std::string_view word = word_at(stop.rest);
    if (!stop.wants_value() || word.empty()) {
        return std::nullopt;
    }
    const std::string lower = base::lower(word);
    const bool none = lower == "none" || lower == "undefined" || lower == "nil";
    if (none || base::is_one_of(lower, {"true", "false", "null"})) {
        const std::string right = none ? "null" : lower;
        return Mistake{stop.at, word.size(), fmt::format("{} is not a value of JSON", word),
                       fmt::format("write {}", right),
                       base::Fix{right, Applicability::machine_applicable}};
    }
    if (base::is_one_of(lower, {"nan", "infinity", "inf", "+infinity", "+inf"})) {
        return Mistake{stop.at, word.size(), fmt::format("JSON has no number {}", word),
                       "write null, or a number that fits"};
    }
    if (word.front() == '+' || word.front() == '.') {
        return std::nullopt; // a number, see unexpected()
    }
    return Mistake{stop.at, word.size(), "a value stands without quotes",
                   "put text in double quotes"};
}

std::optional<Mistake> missing_comma(const Stop& stop) {
    const bool begins = stop.is_one_of("\"{[") || is_word(stop.rest.front());
    if (stop.expected != Expected::comma_or_close || !begins) {
        return std::nullopt;
    }
    const bool object = stop.builder.in_object();
    return Mistake{
        end_of_text_before(stop.builder.source(), stop.at), 0,
        fmt::format("a comma is missing between two {}", object ? "members" : "elements"),
        "insert a comma", base::Fix{",", Applicability::maybe_incorrect}};
}

std::optional<Mistake> after_the_end(const Stop& stop) {
    if (stop.expected != Expected::end) {
        return std::nullopt;
    }
    const bool closes = stop.is_one_of("}]");
    return Mistake{stop.at, character(stop.rest), "text stands behind the end of the value",
                   closes ? "a bracket too many? remove it"
                          : "a file holds one value: move the rest to a file of its own"};
}

std::string expectation(const Stop& stop) {
    switch (stop.expected) {
    case Expected::element:
        return "a value or ']'";
    case Expected::key:
        return "a key in double quotes or '}'";
    case Expected::next_key:
        return "a key in double quotes";
    case Expected::colon:
        return "':' behind the key";
    case Expected::comma_or_close:
        return stop.builder.in_object() ? "',' or '}'" : "',' or ']'";
    default:
        return "a value";
    }
}

std::optional<Mistake> anything_else(const Stop& stop) {
    const std::size_t length = character(stop.rest);
    return Mistake{stop.at, length,
                   fmt::format("{} was expected, but '{}' stands here", expectation(stop),
                               base::printable(stop.rest.substr(0, length))),
                   stop.expected == Expected::colon
                       ? "write ':' between a key and its value"
                       : "check quotes, commas and brackets near here"};
}

// The first that knows the mistake tells it.
using Guess = std::optional<Mistake> (*)(const Stop&);
constexpr std::array<Guess, 12> k_guesses = {
    comment,      placeholder,   single_quotes, foreign_character, trailing_comma, missing_value,
    unquoted_key, wrong_bracket, bare_word,     missing_comma,     after_the_end,  anything_else};

bool tell(Builder& out, Mistake mistake) {
    return out.error(k_syntax, static_cast<std::uint32_t>(mistake.offset),
                     static_cast<std::uint32_t>(mistake.length), std::move(mistake.message),
                     std::move(mistake.help), std::move(mistake.fix));
}

bool file_ends(Builder& out) {
    const std::size_t end = end_of_text_before(out.source(), out.source().size());
    return tell(out, {end, 0,
                      out.depth() == 0 ? "the file ends where a value was expected"
                                       : "the file ends inside " + open_container(out),
                      "the end of the file seems to be cut off"});
}

Mistake number_mistake(std::string_view word) {
    const std::string_view digits = word.substr(word.starts_with('-') || word.starts_with('+'));
    if (base::is_one_of(base::lower(digits), {"infinity", "inf", "nan"})) {
        return {0, 0, fmt::format("JSON has no number {}", word),
                "write null, or a number that fits"};
    }
    if (word.starts_with('+')) {
        return {0, 0, "a number does not begin with '+'", "remove the sign"};
    }
    if (digits.starts_with("0x") || digits.starts_with("0X")) {
        return {0, 0, "JSON has no hexadecimal numbers", "write it in decimal"};
    }
    if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9') {
        return {0, 0, "a number does not begin with 0",
                "remove the zero, or put the value in double quotes"};
    }
    if (digits.starts_with('.') || digits.ends_with('.') ||
        digits.find(".e") != std::string_view::npos) {
        return {0, 0, "a number needs digits on both sides of the point",
                "write 0.5 for .5 and 5.0 for 5."};
    }
    return {0, 0, "this is not a number", "put text in double quotes"};
}
} // namespace

bool unexpected(Builder& out, Expected expected, std::uint32_t offset) {
    const std::string_view rest = out.source().substr(offset);
    if (rest.empty()) {
        return file_ends(out);
    }
    const Stop stop{out, expected, offset, rest};
    for (const Guess guess : k_guesses) {
        if (auto mistake = guess(stop)) {
            return tell(out, std::move(*mistake));
        }
        if (guess == bare_word && stop.wants_value() && stop.is_one_of("+.")) {
            return bad_number(out, offset);
        }
    }
    return false;
}

bool bad_number(Builder& out, std::uint32_t offset) {
    const std::string_view word = word_at(out.source().substr(offset));
    Mistake mistake = number_mistake(word);
    mistake.offset = offset;
    mistake.length = word.size();
    return tell(out, std::move(mistake));
}

bool bad_string(Builder& out, std::uint32_t begin, std::uint32_t offset) {
    const std::string_view rest = out.source().substr(offset);
    if (rest.empty()) {
        return tell(out, {offset, 0,
                          "the file ends inside the string that began at " + place(out, begin),
                          "close the string with a double quote"});
    }
    if (rest.front() == '\n' || rest.front() == '\r') {
        return tell(out, {offset, rest.starts_with("\r\n") ? std::size_t{2} : std::size_t{1},
                          fmt::format("the line ends inside the string that began at {}",
                                      place(out, begin)),
                          "close the string with a double quote, or write \\n for a line break"});
    }
    if (rest.front() == '\t') {
        return tell(out, {offset, 1, "a tab stands inside a string", "write \\t",
                          base::Fix{"\\t", Applicability::machine_applicable}});
    }
    const auto code = unsigned{static_cast<unsigned char>(rest.front())};
    return tell(out, {offset, 1, fmt::format("control character 0x{:02x} inside a string", code),
                      fmt::format("write \\u{:04x}, or remove it", code)});
}

bool bad_escape(Builder& out, std::uint32_t begin, std::uint32_t offset) {
    const std::string_view rest = out.source().substr(offset);
    if (rest.size() < 2 || static_cast<unsigned char>(rest[1]) < 0x20) {
        return bad_string(out, begin, offset + 1);
    }
    if (rest[1] == 'u') {
        if (four_hex(rest.substr(2))) {
            return tell(out, {offset, 6,
                              fmt::format("{} is one half of a surrogate pair", rest.substr(0, 6)),
                              "write both halves, or the character itself"});
        }
        const auto digits = rest.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF");
        return tell(out,
                    {offset, 2 + std::min(digits, std::min<std::size_t>(4, rest.size() - 2)),
                     "\\u is followed by four hexadecimal digits", "write \\\\ for a backslash"});
    }
    const std::size_t length = 1 + character(rest.substr(1));
    const std::string escape(rest.substr(0, length));
    return tell(out, {offset, length, fmt::format("{} is not an escape of JSON", escape),
                      "write \\\\ for a backslash",
                      base::Fix{'\\' + escape, Applicability::maybe_incorrect}});
}

} // namespace document
