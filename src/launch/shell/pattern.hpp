#pragma once
// Patterns of the shell: those of file names and `case`, and the regular expressions of =~, as far
// as launchers use them. Each character of a pattern knows whether it was quoted, which makes it
// mean itself. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace launch::shell {

struct Marked {
    std::string text;
    std::string marks; // one for each byte: 'q' quoted, 'w' written so, 'x' from an expansion

    void append(std::string_view more, char mark) {
        text += more;
        marks.append(more.size(), mark);
    }
};

// * ? [a-z] [!a] [[:space:]]
bool matches(const Marked& pattern, std::string_view text);
// Whether an unquoted * ? or [ stands in it.
bool has_wildcards(const Marked& pattern);

// The match of an extended regular expression anywhere in the text, and its groups; empty: none.
// Of its syntax: characters, ., classes, groups, and *, + and ? behind the first three. Throws
// Unreadable for more.
std::vector<std::string> search(const Marked& expression, std::string_view text);

} // namespace launch::shell
