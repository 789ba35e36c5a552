#pragma once
// Small text helpers that several folders need. Pure; ASCII where not said otherwise.

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace base {

bool iequals(std::string_view a, std::string_view b);
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool is_blank(std::string_view text);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
bool is_one_of(std::string_view text, std::initializer_list<std::string_view> choices);

// The candidate nearest to a misspelt word: at most a third of its letters differ, case counts
// for nothing, and neither do `_` and `-`. Empty when none is near.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// Whether the bytes are valid UTF-8 (RFC 3629); the offset of the first bad byte otherwise.
std::optional<std::size_t> invalid_utf8(std::string_view bytes);
// Number of Unicode code points; expects valid UTF-8.
std::size_t code_points(std::string_view utf8);
// For terminals and one-line messages: control characters as \xNN, line breaks as \n, what is
// plainly a secret as X, at most `limit` bytes (cut between characters, with an ellipsis).
std::string printable(std::string_view text, std::size_t limit = 200);

} // namespace base
