#include "rest/retry.hpp"
#include "support/catch.hpp"

#include <map>
#include <set>

using namespace std::chrono_literals;
using rest::Attempt;
using rest::Failure;
using rest::Finished;
using rest::judge;
using rest::Repeat;
using rest::Request;
using rest::RetryOptions;
using rest::Verdict;

namespace {

Attempt first(std::string_view code = "") {
    return {.number = 1, .code = code, .chance = 0.5, .now = {}, .left = 5min};
}

Verdict after_status(int status, Repeat repeat, std::string_view code = "") {
    return judge(Request{.repeat = repeat}, Finished{.response = {.status = status}}, first(code),
                 {});
}

Verdict after_failure(Failure::Kind kind, Repeat repeat) {
    return judge(Request{.repeat = repeat}, Finished{.failure = Failure{.kind = kind, .what = "w"}},
                 first(), {});
}

} // namespace

TEST_CASE("every status has its verdict, for each kind of request", "[rest]") {
    const std::set<int> again = {408, 429, 500, 502, 503, 504};
    for (int status = 200; status < 600; ++status) {
        INFO(status);
        CHECK(after_status(status, Repeat::repeatable).again == again.contains(status));
        CHECK(after_status(status, Repeat::create_or_get).again == again.contains(status));
        CHECK_FALSE(after_status(status, Repeat::once).again);
    }
}

TEST_CASE("every failure has its verdict, for each kind of request", "[rest]") {
    using Kind = Failure::Kind;
    const std::map<Kind, std::pair<bool, bool>> expected = {
        // repeatable, once
        {Kind::no_connection, {true, true}}, {Kind::cut, {true, false}},
        {Kind::timed_out, {true, false}},    {Kind::tls, {false, false}},
        {Kind::unusable, {false, false}},    {Kind::local, {false, false}},
        {Kind::forbidden, {false, false}},   {Kind::no_token, {false, false}},
        {Kind::too_long, {false, false}},    {Kind::interrupted, {false, false}}};
    for (const auto& [kind, verdicts] : expected) {
        INFO(static_cast<int>(kind));
        CHECK(after_failure(kind, Repeat::repeatable).again == verdicts.first);
        CHECK(after_failure(kind, Repeat::create_or_get).again == verdicts.first);
        CHECK(after_failure(kind, Repeat::once).again == verdicts.second);
    }
}

TEST_CASE("quota and policy never get another attempt", "[rest]") {
    for (const char* code :
         {"QuotaExceeded", "ClusterCoreQuotaReached", "InsufficientQuota", "OperationNotAllowed",
          "RequestDisallowedByPolicy", "SkuNotAvailable"}) {
        INFO(code);
        CHECK(rest::is_final_code(code));
        for (const int status : {403, 409, 429, 503}) {
            CHECK_FALSE(after_status(status, Repeat::repeatable, code).again);
        }
    }
    CHECK_FALSE(rest::is_final_code("TooManyRequests"));
    CHECK(after_status(429, Repeat::repeatable, "SubscriptionRequestsThrottled").again);
}

TEST_CASE("another operation in progress and a missing new object are waited for", "[rest]") {
    CHECK(after_status(409, Repeat::repeatable, "AnotherOperationInProgress").again);
    CHECK(after_status(409, Repeat::repeatable, "StorageAccountOperationInProgress").again);
    CHECK_FALSE(after_status(409, Repeat::repeatable, "InProgress").again);
    CHECK_FALSE(after_status(409, Repeat::repeatable, "Conflict").again);
    CHECK_FALSE(after_status(409, Repeat::once, "AnotherOperationInProgress").again);

    Request request{.repeat = Repeat::repeatable, .just_made = true};
    const Finished missing{.response = {.status = 404}};
    CHECK(judge(request, missing, first("ResourceNotFound"), {}).again);
    request.just_made = false;
    CHECK_FALSE(judge(request, missing, first("ResourceNotFound"), {}).again);
}

TEST_CASE("a request may name more statuses", "[rest]") {
    const Request request{.repeat = Repeat::repeatable, .retry_also = {404, 410}};
    CHECK(judge(request, Finished{.response = {.status = 410}}, first(), {}).again);
    CHECK_FALSE(judge(request, Finished{.response = {.status = 400}}, first(), {}).again);
}

TEST_CASE("attempts are counted, each reason with its own limit", "[rest]") {
    const Request request{.repeat = Repeat::repeatable, .just_made = true};
    const auto allowed = [&](const Finished& finished, std::string_view code) {
        Attempt attempt = first(code);
        while (judge(request, finished, attempt, {}).again) {
            ++attempt.number;
        }
        return attempt.number;
    };
    CHECK(allowed({.response = {.status = 503}}, "") == 6);
    CHECK(allowed({.failure = Failure{.kind = Failure::Kind::cut}}, "") == 6);
    CHECK(allowed({.failure = Failure{.kind = Failure::Kind::no_connection}}, "") == 4);
    CHECK(allowed({.response = {.status = 409}}, "AnotherOperationInProgress") == 8);
    CHECK(allowed({.response = {.status = 404}}, "") == 5);
}

TEST_CASE("the pause doubles, has a roof, and is drawn from all of it", "[rest]") {
    const Request request{.repeat = Repeat::repeatable};
    const Finished busy{.response = {.status = 503}};
    RetryOptions options;
    options.attempts = 1000;
    Attempt attempt{.number = 1, .chance = 0.999999, .left = 1h};
    CHECK(judge(request, busy, attempt, options).wait == 799ms);
    attempt.number = 2;
    CHECK(judge(request, busy, attempt, options).wait == 1599ms);
    attempt.number = 7;
    CHECK(judge(request, busy, attempt, options).wait == 51'199ms);
    for (const int number : {8, 20, 63, 64, 65, 900}) {
        attempt.number = number;
        CHECK(judge(request, busy, attempt, options).wait == 59'999ms);
    }
    attempt.chance = 0;
    CHECK(judge(request, busy, attempt, options).wait == 0ms);
    attempt = {.number = 1, .code = "AnotherOperationInProgress", .chance = 0.5, .left = 1h};
    CHECK(judge(request, {.response = {.status = 409}}, attempt, options).wait == 2s);
}

TEST_CASE("Retry-After is the least, a little is drawn on top", "[rest]") {
    const Request request{.repeat = Repeat::repeatable};
    const Finished busy{.response = {.status = 429, .headers = {{"Retry-After", "17"}}}};
    Attempt attempt{.number = 1, .chance = 0, .left = 1h};
    CHECK(judge(request, busy, attempt, {}).wait == 17s);
    attempt.chance = 0.5;
    CHECK(judge(request, busy, attempt, {}).wait == 17'400ms);
    attempt.number = 5;
    CHECK(judge(request, busy, attempt, {}).wait == 17'800ms); // not more than the base
}

TEST_CASE("a pause that would outlast the time is not begun", "[rest]") {
    const Request request{.repeat = Repeat::repeatable};
    const Finished busy{.response = {.status = 503, .headers = {{"Retry-After", "600"}}}};
    const Attempt attempt{.number = 1, .code = "ServerBusy", .chance = 0, .left = 2min};
    const Verdict verdict = judge(request, busy, attempt, {});
    CHECK_FALSE(verdict.again);
    CHECK(verdict.why ==
          "503 ServerBusy, the next attempt would be in 600 s, and the time ends in 120 s");
}
