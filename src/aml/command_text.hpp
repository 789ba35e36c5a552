#pragma once
// The command of a job: its lines as they were folded, and what it refers to. Pure.

#include "aml/reader.hpp"

#include <string>
#include <vector>

namespace aml {

// A folded command (`>-`) gives its lines, so that it can be folded in the same way again; any
// other the whole text. Joined by spaces they are the text.
std::vector<std::string> command_lines(const document::Document& document, NodeId node);

// Each ${{inputs.x}} and ${{outputs.x}} of the command that no binding has (AZ113), but for what
// stands in the brackets of an optional part, $[[…]].
void check_expressions(const Reader& r, const CommandJob& job);

} // namespace aml
