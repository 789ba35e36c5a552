#include "document/yaml_mistakes.hpp"

#include "base/strings.hpp"
#include "document/yaml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace document {

namespace {
// Where the library's mark stands, seen from the mistake.
enum class Marked : std::uint8_t {
    at,          // on it, or at the end of a file that is cut off
    exactly,     // on it
    behind_slash // somewhere behind the backslash
};

struct Row {
    std::string_view theirs; // how the message of yaml-cpp 0.7 begins
    std::string_view ours;
    std::string_view help;
    Marked marked = Marked::at;
    std::string_view code = k_syntax;
};

constexpr std::string_view k_quote_help = "text with special characters needs quotes";
constexpr std::string_view k_indent_help = "check the indentation of this line and the one above";
constexpr std::string_view k_escape_help = "write \\\\ for a backslash, or use single quotes";
constexpr std::string_view k_alias =
    "a value that begins with '*' is an alias, and aliases are not read";
constexpr std::string_view k_anchor =
    "a value that begins with '&' has an anchor, and anchors are not read";
constexpr std::string_view k_reference_help = "write the value out, or put text in quotes";

constexpr std::array<Row, 22> k_rows = {{
    {"illegal map value", "a ':' stands where no key can be",
     "put the value in quotes if the colon belongs to it, or check the indentation"},
    {"illegal map key", "a '?' stands where no key can be", k_indent_help},
    {"illegal block entry", "a '-' stands where no list item can be", k_indent_help},
    {"illegal flow end", "a closing bracket stands here that does not fit",
     "remove it, or check the one that opened"},
    {"illegal tab", "a tab stands in the indentation", "indent with spaces"},
    {"illegal document indicator", "a document marker stands inside a quoted string",
     "close the string before it"},
    {"end of map flow", "',' or '}' was expected", k_quote_help},
    {"end of sequence flow", "',' or ']' was expected", k_quote_help},
    {"end of map not found", "a key of the object above was expected", k_indent_help},
    {"end of sequence not found", "an item of the list above was expected", k_indent_help},
    {"unknown token", "a value cannot begin with this character", k_quote_help},
    {"unknown escape", "this is not an escape of YAML", k_escape_help, Marked::behind_slash},
    {"bad character found while scanning hex", "the escape lacks hexadecimal digits", k_escape_help,
     Marked::behind_slash},
    {"invalid unicode", "the escape is no character, or half of a surrogate pair", k_escape_help,
     Marked::behind_slash},
    {"illegal character in scalar", "a character that cannot stand in a string", k_quote_help},
    {"cannot set zero indentation", "the indentation of a block string cannot be 0",
     "write 1 to 9 or leave the number out", Marked::exactly},
    {"unexpected character in block", "only a comment may follow the '|' or '>' of a block string",
     "begin the text on the next line", Marked::exactly},
    {"the referenced anchor", k_alias, k_reference_help, Marked::exactly, k_yaml_feature},
    {"alias", k_alias, k_reference_help, Marked::exactly, k_yaml_feature},
    {"illegal character found while scanning alias", k_alias, k_reference_help, Marked::exactly,
     k_yaml_feature},
    {"anchor", k_anchor, k_reference_help, Marked::exactly, k_yaml_feature},
    {"illegal character found while scanning anchor", k_anchor, k_reference_help, Marked::exactly,
     k_yaml_feature},
}};

std::string place(const Builder& out, std::size_t offset) {
    const Position at = out.position(static_cast<std::uint32_t>(offset));
    return fmt::format("line {}, column {}", at.line, at.column);
}

bool tell(Builder& out, std::size_t offset, std::size_t length, std::string message,
          std::string_view help) {
    return out.error(k_syntax, static_cast<std::uint32_t>(offset),
                     static_cast<std::uint32_t>(length), std::move(message), std::string(help));
}

// A tab in front of the line's text; only where indentation counts.
std::size_t indenting_tab(std::string_view source, std::size_t offset) {
    const std::size_t begin =
        offset == 0 ? 0 : source.find_last_of("\r\n", offset - 1) + 1; // npos + 1 is 0
    const std::size_t text = std::min(source.find_first_not_of(" \t", begin), source.size());
    const std::size_t tab = source.find('\t', begin);
    return tab < text ? tab : std::string_view::npos;
}

bool file_ends(Builder& out, const YamlComplaint& complaint, std::size_t end) {
    const std::string_view source = out.source();
    const std::size_t quote = unclosed_yaml_quote(source, complaint.last_end);
    if (quote != std::string_view::npos) {
        return tell(out, end, 0,
                    "the file ends inside the string that began at " + place(out, quote),
                    "close the string with the quote that opened it");
    }
    if (complaint.bracket != std::string_view::npos) {
        return tell(out, end, 0,
                    fmt::format("the file ends inside the {} that began at {}",
                                source[complaint.bracket] == '[' ? "array" : "object",
                                place(out, complaint.bracket)),
                    "the end of the file seems to be cut off");
    }
    return tell(out, end, 0, "the file ends where something was expected",
                "the end of the file seems to be cut off");
}
} // namespace

bool yaml_mistake(Builder& out, const YamlComplaint& complaint) {
    const std::string_view source = out.source();
    const std::size_t end = source.find_last_not_of(" \t\r\n") + 1;
    const auto* const row = std::find_if(k_rows.begin(), k_rows.end(), [&](const Row& candidate) {
        return complaint.message.starts_with(candidate.theirs);
    });
    const bool known = row != k_rows.end();
    std::size_t offset = std::min(complaint.offset, source.size());
    if (!known || row->marked == Marked::at) {
        YamlComplaint open = complaint;
        open.bracket = open.bracket == std::string_view::npos
                           ? open.bracket
                           : unclosed_yaml_bracket(source, open.bracket);
        if (offset >= end || open.bracket != std::string_view::npos) {
            return file_ends(out, open, end);
        }
        const std::size_t tab = indenting_tab(source, offset);
        if (complaint.bracket == std::string_view::npos && tab != std::string_view::npos) {
            return tell(out, tab, 1, "a tab stands in the indentation", "indent with spaces");
        }
    }
    if (!known) {
        return tell(out, offset, 1, fmt::format("this is not YAML: {}", complaint.message),
                    k_quote_help);
    }
    if (row->marked == Marked::behind_slash) {
        const std::size_t slash = source.rfind('\\', offset);
        offset = slash == std::string_view::npos ? offset : slash;
    }
    offset = std::min(offset, end - std::min<std::size_t>(end, 1));
    return out.error(row->code, static_cast<std::uint32_t>(offset), 1, std::string(row->ours),
                     std::string(row->help));
}

bool yaml_control_character(Builder& out, std::size_t offset) {
    return tell(out, offset, 1,
                fmt::format("control character 0x{:02x} cannot stand in YAML",
                            static_cast<unsigned>(out.source()[offset])),
                "remove it, or write \\x.. in double quotes");
}

} // namespace document
