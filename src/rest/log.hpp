#pragma once
// The lines of a log about one attempt. Nothing that is not on the lists of rest/redact.hpp. Pure.

#include "rest/transport.hpp"

#include <string>
#include <vector>

namespace rest {

// "> PUT https://…?api-version=2024-10-01 (attempt 1)", then one line for each header. Bodies are
// never shown.
std::vector<std::string> attempt_lines(const Request& request, const Headers& headers, int attempt);
// "< 201 after 340 ms, 812 bytes", then one line for each header; or why there is no answer.
std::vector<std::string> answer_lines(const Finished& finished, base::Milliseconds took);

} // namespace rest
