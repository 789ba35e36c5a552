#pragma once
// Where things stand in a YAML text. yaml-cpp marks where a value begins but not where it ends;
// these find the end, given what it read.

#include "document/document.hpp"

namespace document {

// Behind white space and comments.
std::size_t skip_yaml_space(std::string_view source, std::size_t at);

enum class YamlStyle : std::uint8_t { plain, single_quoted, double_quoted, block };

// Just behind the tag at the place.
std::size_t end_of_yaml_tag(std::string_view source, std::size_t at);

struct YamlScalar {
    YamlStyle style = YamlStyle::plain;
    std::size_t begin = 0; // behind a tag
    std::size_t end = 0;
    bool closed = true; // false: the quote that ends it is missing
};

// The scalar at the place, which may begin with a tag; `text` is its decoded value.
YamlScalar find_yaml_scalar(std::string_view source, std::size_t at, std::string_view text);

// A word for null (null, Null, NULL, ~) at the place; 0 when there is none. Where a value may be
// left out the word may be the next key, which is no null: `is_key` says that the place is a key's.
std::size_t yaml_null_word(std::string_view source, std::size_t at, bool is_key);

// The type of a plain scalar by the core schema: null, boolean, number or string.
Kind yaml_plain_kind(std::string_view text);

// The opening quote of a string that is not closed, looking from `from` on.
std::size_t unclosed_yaml_quote(std::string_view source, std::size_t from);

// The innermost `[` or `{` that is open at the end of the text, looking from the one at `from` on;
// npos when that one is closed.
std::size_t unclosed_yaml_bracket(std::string_view source, std::size_t from);

} // namespace document
