#include "rest/retry.hpp"

#include "base/strings.hpp"
#include "rest/http_date.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rest {

namespace {

// What one kind of ending allows.
struct Rule {
    int attempts = 0; // 0: never again
    base::Milliseconds base{0};
};

Rule rule_of(const Request& request, const Failure& failure, const RetryOptions& options) {
    switch (failure.kind) {
    case Failure::Kind::no_connection:
        return {options.connection_attempts, options.base};
    case Failure::Kind::cut:
    case Failure::Kind::timed_out:
        return request.repeat == Repeat::once ? Rule{} : Rule{options.attempts, options.base};
    default:
        return {};
    }
}

bool is_transient(int status, const Request& request) {
    constexpr int k_statuses[] = {408, 429, 500, 502, 503, 504};
    return std::find(std::begin(k_statuses), std::end(k_statuses), status) !=
               std::end(k_statuses) ||
           std::find(request.retry_also.begin(), request.retry_also.end(), status) !=
               request.retry_also.end();
}

// Something else goes on with the resource, perhaps our own request whose answer was lost. Each
// provider says it with a word of its own in front.
bool is_busy(std::string_view code) {
    return base::is_one_of(code,
                           {"AnotherOperationInProgress", "StorageAccountOperationInProgress"});
}

Rule rule_of(const Request& request, int status, std::string_view code,
             const RetryOptions& options) {
    if (request.repeat == Repeat::once || is_final_code(code)) {
        return {};
    }
    if (is_transient(status, request)) {
        return {options.attempts, options.base};
    }
    if (status == 409 && is_busy(code)) {
        return {options.busy_attempts, options.busy_base};
    }
    if (status == 404 && request.just_made) {
        return {options.missing_attempts, options.base};
    }
    return {};
}

base::Milliseconds pause(const Rule& rule, const Attempt& attempt, const RetryOptions& options) {
    // 2^20 of the base is above every cap.
    const auto most = std::min(options.cap, rule.base * (1L << std::min(attempt.number - 1, 20)));
    return base::Milliseconds(
        static_cast<std::int64_t>(static_cast<double>(most.count()) * attempt.chance));
}

} // namespace

bool is_final_code(std::string_view code) {
    return base::lower(code).find("quota") != std::string::npos ||
           base::is_one_of(code, {"OperationNotAllowed", "RequestDisallowedByPolicy",
                                  "RequestDisallowedByAzure", "SkuNotAvailable"});
}

Verdict judge(const Request& request, const Finished& finished, const Attempt& attempt,
              const RetryOptions& options) {
    Rule rule;
    Verdict verdict;
    if (finished.failure) {
        rule = rule_of(request, *finished.failure, options);
        verdict.why = finished.failure->what;
    } else if (finished.response.status >= 400) {
        rule = rule_of(request, finished.response.status, attempt.code, options);
        verdict.why = fmt::format("{}{}{}", finished.response.status,
                                  attempt.code.empty() ? "" : " ", attempt.code);
    }
    if (rule.attempts == 0) {
        return verdict;
    }
    if (request.limits.attempts > 0) {
        rule.attempts = std::min(rule.attempts, request.limits.attempts);
    }
    if (attempt.number >= rule.attempts) {
        verdict.why += fmt::format(", {} attempts", attempt.number);
        return verdict;
    }
    verdict.wait = pause(rule, attempt, options);
    if (const auto asked = retry_after(finished.response.headers, attempt.now)) {
        // Not all at the same moment after it, either.
        verdict.wait = *asked + std::min(verdict.wait, options.base);
    }
    if (verdict.wait >= attempt.left) {
        verdict.why += fmt::format(", the next attempt would be in {} s, and the time ends in {} s",
                                   verdict.wait.count() / 1000, attempt.left.count() / 1000);
        return verdict;
    }
    verdict.again = true;
    return verdict;
}

} // namespace rest
