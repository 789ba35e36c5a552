#pragma once
// Reads a shell line as bash would split it, without running anything: words, who commands whom,
// redirections, and which `$NAME` are live. Knows quotes, escapes, $'…', ${…}, $(…), $((…)), `…`,
// here-documents and comments. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace base {

enum class Quoting : std::uint8_t { none, double_, single };

struct ShellVariable {
    std::size_t begin = 0; // the `$`
    std::size_t end = 0;   // behind the name or the brace
    std::string_view name;
    bool simple = true;              // $NAME or ${NAME}; not ${NAME:-x} and the like
    Quoting quoting = Quoting::none; // none or double: single-quoted and escaped ones are not live
    std::uint32_t word = 0;          // index into words
};

struct ShellWord {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t command = 0; // which simple command it belongs to
    std::uint32_t place = 0;   // 0 is the word that is run; assignments before it have none
    bool assignment = false;   // NAME=value before the word that is run
    enum class Redirection : std::uint8_t { none, in, out } redirection = Redirection::none;
};

struct ShellScan {
    std::vector<ShellWord> words;         // in the order of their first letters
    std::vector<ShellVariable> variables; // in the order they stand
    bool complete = true;                 // every quote and bracket is closed
    bool background = false;              // an `&` between commands
    bool comment = false;
    bool here_document = false;
};

ShellScan scan_shell(std::string_view line);

// The last path segment of a word as it is written, without quotes around it: "python" of
// "$HOME/bin/python" and of 'python'.
std::string_view program_name(std::string_view line, const ShellWord& word);

// The text of line[begin, end) with quotes and escapes removed; stops at the first live `$` or
// backtick. `inside`: the quoting that holds at `begin`.
struct Dequoted {
    std::string text;
    std::size_t end = 0; // where it stopped
    bool plain = true;   // the source bytes are the text, all in the quoting that held at `begin`
};

Dequoted dequote(std::string_view line, std::size_t begin, std::size_t end, Quoting inside);

} // namespace base
