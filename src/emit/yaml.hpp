#pragma once
// A small YAML tree and its writer. Our own, because the quoting must hold under YAML 1.1 and 1.2
// alike (yaml-cpp 0.7 writes the string "1.10" without quotes). May include: base, aml. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace emit {

struct Yaml {
    enum class Kind : std::uint8_t { string, literal, integer, boolean, folded, map, sequence };
    struct Member; // not a std::pair: clang 14 needs that complete too early

    Kind kind = Kind::map;
    std::string text; // string, literal; integer and boolean as they are written
    // folded: `>-`, one line each; the value is them joined by spaces
    std::vector<std::string> lines;
    std::vector<Member> members;
    std::vector<Yaml> items;
    std::string comment;     // at the end of the line of the value (or of the key of a container);
                             // of the root: a line of its own; inside a flow map: at its end
    bool flow = false;       // {a: b, c: d}
    bool gap_before = false; // an empty line above

    static Yaml string(std::string value);
    static Yaml literal(std::string value); // `|`, with its own lines
    // A number, or true or false, in the user's spelling.
    static Yaml as_written(std::string text);
    static Yaml integer(std::int64_t value);
    static Yaml boolean(bool value);
    static Yaml folded(std::vector<std::string> lines);
    static Yaml map();
    static Yaml flow_map();
    static Yaml sequence();

    // Appends a member; returns it. Keys are unique by construction. The reference holds until the
    // next one is added.
    Yaml& add(std::string key, Yaml value);
};

struct Yaml::Member {
    std::string first;
    Yaml second;
};

// The document's text: `header` lines as comments first ("# " is added), LF line ends, one at the
// end. Deterministic. A folded or literal value whose lines would not survive that (blank at an
// end, control characters) is written in double quotes instead.
std::string write(const Yaml& root, const std::vector<std::string>& header);

// Whether the string needs quotes in YAML 1.1 or 1.2, in block or flow context, as value or key.
bool needs_quotes(std::string_view text, bool flow);

// One scalar as `write` would put it: plain, else in double quotes, in single ones where that saves
// escapes. Bytes that are not UTF-8 become U+FFFD.
void append_scalar(std::string& out, std::string_view text, bool flow);

// For a comment: a line break or anything else that would end it early is written as an escape.
void append_comment_text(std::string& out, std::string_view text);

// Whether `>-` gives back exactly the lines joined by spaces.
bool survives_folding(const std::vector<std::string>& lines);

// Whether `|` or `|-` gives back exactly the text.
bool survives_literally(std::string_view text);

// Every scalar and empty container, as RFC 6901 pointers in the order of the document.
std::vector<std::string> leaves(const Yaml& root);

} // namespace emit
