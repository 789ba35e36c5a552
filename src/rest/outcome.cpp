#include "rest/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rest {

namespace {
std::string after_attempts(int attempts) {
    return attempts > 1 ? fmt::format(" ({} attempts)", attempts) : "";
}
} // namespace

base::Error to_error(const Outcome& outcome, std::string_view doing) {
    base::Exit code = base::Exit::internal;
    std::string what;
    std::string help;
    if (outcome.failure) {
        code = outcome.failure->exit;
        what = fmt::format("cannot {}: {}", doing, outcome.failure->what);
        help = outcome.failure->help;
    } else {
        const base::Error said = to_error(
            outcome.error.value_or(ServiceError{.status = outcome.response.status}), doing);
        code = said.code();
        what = said.what();
        help = said.help();
    }
    if (!outcome.hint.empty()) {
        help += (help.empty() ? "" : "; ") + outcome.hint;
    }
    return {code, what + after_attempts(outcome.attempts), help};
}

const Response& expect(const Outcome& outcome, std::string_view doing,
                       std::initializer_list<int> also) {
    if (outcome.ok() || (!outcome.failure && std::find(also.begin(), also.end(),
                                                       outcome.response.status) != also.end())) {
        return outcome.response;
    }
    throw to_error(outcome, doing);
}

} // namespace rest
