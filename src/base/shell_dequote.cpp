#include "base/files.hpp"
#include "base/shell_scan.hpp"

#include <algorithm>

namespace base {

std::string_view program_name(std::string_view line, const ShellWord& word) {
    std::string_view name = base_name(line.substr(word.begin, word.end - word.begin));
    name.remove_prefix(std::min(name.find_first_not_of("\"'"), name.size()));
    return name.substr(0, name.find_last_not_of("\"'") + 1);
}

Dequoted dequote(std::string_view line, std::size_t begin, std::size_t end, Quoting inside) {
    Dequoted out;
    const Quoting at_begin = inside;
    std::size_t i = begin;
    while (i < end) {
        const char c = line[i];
        if (inside == Quoting::single) {
            if (c == '\'') {
                inside = Quoting::none;
                out.plain = false;
            } else {
                out.text.push_back(c);
            }
        } else if (c == '$' || c == '`') {
            break;
        } else if (c == '\\' && i + 1 < end) {
            const char next = line[i + 1];
            if (inside == Quoting::none ||
                std::string_view("\\\"$`").find(next) != std::string_view::npos) {
                out.text.push_back(next);
                ++i;
            } else {
                out.text.push_back(c);
            }
            out.plain = false;
        } else if (c == '"') {
            inside = inside == Quoting::double_ ? Quoting::none : Quoting::double_;
            out.plain = false;
        } else if (c == '\'' && inside == Quoting::none) {
            inside = Quoting::single;
            out.plain = false;
        } else {
            out.text.push_back(c);
        }
        ++i;
    }
    out.end = i;
    // Closing the quotes that were open at the beginning, at the very end, changes nothing.
    if (!out.plain && at_begin != Quoting::none && out.text.size() + 1 == i - begin &&
        line[i - 1] == (at_begin == Quoting::double_ ? '"' : '\'') &&
        line.substr(begin, out.text.size()) == out.text) {
        out.plain = true;
    }
    return out;
}

} // namespace base
