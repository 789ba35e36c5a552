#pragma once
// Text as words of a POSIX shell.

#include <string>
#include <string_view>

namespace base {

// Whether a shell reads the text as one word that means itself.
bool is_plain_word(std::string_view text);
// The text as one shell word: itself where plain, else in single quotes. Any bytes but NUL.
std::string shell_quote(std::string_view text);
// Whether the text can name a shell variable: [A-Za-z_][A-Za-z0-9_]*
bool is_variable_name(std::string_view text);

} // namespace base
