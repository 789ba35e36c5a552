#pragma once
// Where words, quotes and expansions of shell text end. Pure.

#include <cstddef>
#include <string_view>

namespace launch::shell {

inline constexpr int k_most_depth = 64; // of brackets in each other

// Throws Unreadable with the number of the line.
[[noreturn]] void fail(std::string_view text, std::size_t at, std::string_view what);

// Ends a word that is not quoted.
bool is_meta(char c);
bool is_blank(char c);

// Behind the quote that closes the one there. Throws Unreadable.
std::size_t quote_end(std::string_view text, std::size_t begin);
// Behind the word that begins there, quotes and expansions included.
std::size_t word_end(std::string_view text, std::size_t begin);
// Behind the expansion whose `$` or backtick stands there; `begin + 1` when it is none.
std::size_t expansion_end(std::string_view text, std::size_t begin);

} // namespace launch::shell
