#pragma once
// The page on every diagnostic code: what `--explain CODE` prints. A code that no source file uses
// has no page, and the other way round. Pure.

#include <span>
#include <string>
#include <string_view>

namespace translate {

struct Code {
    std::string_view code;
    std::string_view title;
    std::string_view cause;
    std::string_view consequence;
    std::string_view todo;
    std::string_view example; // printed as it stands, line by line
};

// Sorted by code.
std::span<const Code> codes();
// Without regard to case; nullptr: no such code.
const Code* find_code(std::string_view code);
// The page as text, wrapped at 80 columns, with a line break at its end.
std::string explain(const Code& code);

} // namespace translate
