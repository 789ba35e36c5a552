#include "rest/follow.hpp"
#include "rest/pipeline.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using rest::Failure;
using rest::follow;
using rest::FollowOptions;
using rest::Outcome;
using rest::Progress;
using rest::Repeat;
using support::fails;
using support::FakeAnswer;

namespace {

const std::string k_compute = k_arm + "/computes/gpu?api-version=1";
const std::string k_status = k_arm + "/operations/1?t=fake";

FakeAnswer accepted(int status, rest::Headers headers, std::string body = "{}") {
    return {.status = status, .body = std::move(body), .headers = std::move(headers)};
}

std::string urls(const Pipeline& p) {
    std::string all;
    for (const auto& seen : p.transport.seen) {
        all += seen.method + " " + seen.url.substr(k_arm.size()) + "\n";
    }
    return all;
}

// The PUT is accepted, each look gets this.
void accept_and_answer(Pipeline& p, const FakeAnswer& look) {
    p.transport.handler = [look](const support::Seen& seen) -> FakeAnswer {
        if (seen.method == "PUT") {
            return accepted(202, {{"Azure-AsyncOperation", k_status}});
        }
        return look;
    };
}

Outcome put(Pipeline& p, FollowOptions options = {}) {
    return follow(p.loop, rest::put(k_compute, "", "{\"a\": 1}"), std::move(options));
}

} // namespace

TEST_CASE("a PUT is followed by its status and ends with the object", "[rest]") {
    Pipeline p;
    std::vector<std::string> states;
    p.transport.script = {accepted(201, {{"Azure-AsyncOperation", k_status}, {"Retry-After", "3"}}),
                          {.body = R"({"status": "InProgress", "percentComplete": 40})",
                           .headers = {{"Retry-After", "Sat, 22 Aug 2026 12:00:20 GMT"},
                                       {"Date", "Sat, 22 Aug 2026 12:00:00 GMT"}}},
                          {.body = R"({"status": "SomethingNew"})"},
                          {.body = R"({"status": "succeeded"})"},
                          {.body = R"({"name": "gpu"})"}};
    const Outcome outcome = put(p, {.progress = [&](const Progress& progress) {
                                    states.push_back(progress.status);
                                    if (progress.status == "InProgress") {
                                        CHECK(progress.percent == 40.0);
                                    }
                                }});
    CHECK(outcome.ok());
    CHECK(outcome.response.body == R"({"name": "gpu"})");
    CHECK(states == std::vector<std::string>{"", "InProgress", "SomethingNew", "succeeded"});
    CHECK(urls(p) == "PUT /computes/gpu?api-version=1\nGET /operations/1?t=fake\n"
                     "GET /operations/1?t=fake\nGET /operations/1?t=fake\n"
                     "GET /computes/gpu?api-version=1\n");
    CHECK(p.transport.seen[1].at - p.transport.seen[0].at == 3s + 10ms);
    CHECK(p.transport.seen[2].at - p.transport.seen[1].at == 20s + 10ms);
    CHECK(p.transport.seen[3].at - p.transport.seen[2].at == 5s + 10ms); // nothing was asked for
}

TEST_CASE("a status of failure is an answer of 200", "[rest]") {
    Pipeline p;
    p.transport.script = {
        accepted(202, {{"Operation-Location", "/operations/1"}}),
        {.body = R"({"status": "Failed", "error": {"code": "ClusterCoreQuotaReached",
                     "message": "No cores."}})"}};
    const Outcome outcome = put(p, {.reattach = "look"});
    CHECK_FALSE(outcome.ok());
    const base::Error error = to_error(outcome, "create gpu");
    CHECK(error.code() == base::Exit::refused);
    CHECK(std::string(error.what()) ==
          "cannot create gpu: it failed with ClusterCoreQuotaReached: No cores.");
    CHECK_THROWS_AS(rest::expect(outcome, "create gpu"), base::Error);
    CHECK(error.help().find("look") == std::string::npos); // it runs no more
}

TEST_CASE("a cancelled operation failed", "[rest]") {
    for (const char* word : {"Canceled", "Cancelled", "FAILED"}) {
        Pipeline p;
        p.transport.script = {accepted(202, {{"Azure-AsyncOperation", k_status}}),
                              {.body = std::string(R"({"status": ")") + word + "\"}"}};
        CHECK(put(p).error->code == word);
    }
}

TEST_CASE("without an address the object itself is looked at", "[rest]") {
    Pipeline p;
    p.transport.script = {
        accepted(201, {}, R"({"properties": {"provisioningState": "Creating"}})"),
        {.body = R"({"properties": {"provisioningState": "Creating"}})"},
        {.body = R"({"name": "gpu", "properties": {"provisioningState": "Succeeded"}})"}};
    const Outcome outcome = put(p);
    CHECK(outcome.ok());
    CHECK_THAT(outcome.response.body, ContainsSubstring("gpu"));
    CHECK(p.transport.seen.size() == 3); // the last look is the object

    Pipeline at_once;
    at_once.transport.script = {accepted(200, {}, R"({"properties": {}})")};
    CHECK(put(at_once).ok());
    Pipeline failed;
    failed.transport.script = {accepted(201, {}, R"({"properties": {"provisioningState": "Failed",
        "provisioningErrors": [{"error": {"code": "BadSubnet", "message": "No."}}]}})")};
    CHECK(put(failed).error->code == "BadSubnet");
}

TEST_CASE("a Location is asked until it is no 202", "[rest]") {
    Pipeline p;
    p.transport.script = {accepted(202, {{"Location", "/r/1"}}),
                          {.status = 202, .headers = {{"Location", "/r/2"}}},
                          {.status = 202},
                          {.body = R"({"keys": []})"}};
    const Outcome outcome =
        follow(p.loop, rest::post(k_arm + "/start", "", "", Repeat::repeatable), {});
    CHECK(outcome.ok());
    CHECK(outcome.response.body == R"({"keys": []})");
    CHECK(urls(p) == "POST /start\nGET /r/1\nGET /r/2\nGET /r/2\n");
}

TEST_CASE("the result of a POST is where its first Location said", "[rest]") {
    Pipeline p;
    p.transport.script = {
        accepted(202, {{"Azure-AsyncOperation", k_status}, {"Location", "/result"}}),
        {.body = R"({"status": "Succeeded"})"},
        {.body = R"({"result": 1})"}};
    const Outcome outcome =
        follow(p.loop, rest::post(k_arm + "/start", "", "", Repeat::repeatable), {});
    CHECK(outcome.response.body == R"({"result": 1})");
    CHECK(urls(p) == "POST /start\nGET /operations/1?t=fake\nGET /result\n");
}

TEST_CASE("what is answered at once is not followed", "[rest]") {
    Pipeline p;
    p.transport.script = {accepted(200, {}, R"({"keys": []})"), accepted(204, {}, "")};
    CHECK(follow(p.loop, rest::post(k_arm + "/listKeys", "", "", Repeat::repeatable), {})
              .response.body == R"({"keys": []})");
    CHECK(follow(p.loop, rest::remove(k_compute, ""), {}).ok());
    CHECK(p.transport.seen.size() == 2);
}

TEST_CASE("a DELETE is done when the thing is gone", "[rest]") {
    Pipeline p;
    p.transport.script = {accepted(202, {{"Azure-AsyncOperation", k_status}}),
                          {.body = R"({"status": "Deleting"})"},
                          {.status = 404}};
    const Outcome outcome = follow(p.loop, rest::remove(k_compute, ""), {});
    CHECK(outcome.error == std::nullopt);
    CHECK_FALSE(outcome.failure);

    Pipeline bare; // 202 and no address
    bare.transport.script = {accepted(202, {}, ""),
                             {.body = R"({"properties": {"provisioningState": "Succeeded"}})"},
                             {.body = R"({"properties": {"provisioningState": "Deleting"}})"},
                             {.status = 404}};
    CHECK_FALSE(follow(bare.loop, rest::remove(k_compute, ""), {}).error);
    CHECK(bare.transport.seen.size() == 4);

    Pipeline failed;
    failed.transport.script = {accepted(202, {}, ""),
                               {.body = R"({"properties": {"provisioningState": "Failed"}})"}};
    CHECK(follow(failed.loop, rest::remove(k_compute, ""), {}).error->code == "Failed");
}

TEST_CASE("a status that may not be seen is replaced by the object", "[rest]") {
    for (const int status : {403, 404}) {
        Pipeline p;
        p.transport.handler = [status](const support::Seen& seen) -> std::optional<FakeAnswer> {
            if (seen.url == k_status) {
                return FakeAnswer{.status = status};
            }
            return std::nullopt;
        };
        p.transport.script = {accepted(201, {{"Azure-AsyncOperation", k_status}}),
                              {.body = R"({"properties": {"provisioningState": "Creating"}})"},
                              {.body = R"({"properties": {"provisioningState": "Succeeded"}})"}};
        CHECK(put(p).ok());
    }
}

TEST_CASE("an address on another host is not asked", "[rest]") {
    for (const char* address : {"https://evil.example.com/op", "http://management.azure.com/op",
                                "https://management.azure.com:444/op", "nonsense"}) {
        Pipeline p;
        p.transport.script = {accepted(202, {{"Azure-AsyncOperation", address}})};
        const Outcome outcome = put(p, {.reattach = "look"});
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::forbidden);
        CHECK_THAT(outcome.failure->what, ContainsSubstring("a token does not go to another host"));
        CHECK(p.transport.seen.size() == 1);
        CHECK_THAT(to_error(outcome, "x").help(), EndsWith("to go on watching it: look"));
    }
}

TEST_CASE("answers that say nothing are counted", "[rest]") {
    Pipeline p;
    accept_and_answer(p, {.body = ""});
    const Outcome outcome = put(p);
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::unusable);
    CHECK(p.transport.seen.size() == 11);

    Pipeline some; // now and then is fine
    some.transport.script = {accepted(202, {{"Azure-AsyncOperation", k_status}}),
                             {.body = ""},
                             {.status = 202},
                             {.body = "<html>"},
                             {.body = R"({"properties": {"provisioningState": "Updating"}})"},
                             {.body = R"({"status": "Completed"})"},
                             {.body = "{}"}};
    CHECK(put(some).ok());
}

TEST_CASE("an operation that takes too long runs on, and the way back is told", "[rest]") {
    Pipeline p;
    accept_and_answer(p, {.body = R"({"status": "InProgress"})"});
    const base::Instant begin = p.clock.instant;
    const Outcome outcome = put(p, {.total = 10min, .reattach = "tool cluster wait gpu"});
    const base::Error error = to_error(outcome, "create gpu");
    CHECK(error.code() == base::Exit::unavailable);
    CHECK(std::string(error.what()) == "cannot create gpu: the operation still runs after 10 min");
    CHECK(error.help() == "to go on watching it: tool cluster wait gpu");
    CHECK(outcome.maybe_done);
    CHECK(p.passed_since(begin) < 10min);
    CHECK(p.passed_since(begin) > 9min);
}

TEST_CASE("an interruption leaves the operation to itself", "[rest]") {
    Pipeline p;
    p.transport.script = {accepted(202, {{"Azure-AsyncOperation", k_status}})};
    p.transport.on_wait = [&, waits = 0]() mutable { p.stop = ++waits > 5; };
    const base::Error error = to_error(put(p, {.reattach = "look"}), "create gpu");
    CHECK(error.code() == base::Exit::interrupted);
    CHECK(error.help() == "to go on watching it: look");
}

TEST_CASE("when the service goes away while it is watched, that is told with the way back",
          "[rest]") {
    Pipeline p;
    accept_and_answer(p, {.status = 503});
    const base::Error error = to_error(put(p, {.reattach = "look"}), "create gpu");
    CHECK(error.code() == base::Exit::unavailable);
    CHECK_THAT(error.help(), EndsWith("to go on watching it: look"));
}

TEST_CASE("a request that is refused is not followed", "[rest]") {
    Pipeline p;
    p.transport.script = {{.status = 400, .body = R"({"error": {"code": "Bad"}})"}};
    const Outcome outcome = put(p, {.reattach = "look"});
    CHECK(outcome.error->code == "Bad");
    CHECK(outcome.hint.empty());
}

TEST_CASE("several operations run beside one another", "[rest]") {
    Pipeline p;
    p.transport.handler =
        [polls = std::map<std::string, int>()](const support::Seen& seen) mutable -> FakeAnswer {
        if (seen.method == "PUT") {
            return accepted(202, {{"Azure-AsyncOperation", "/op" + seen.url.substr(k_arm.size())}});
        }
        const bool done = seen.url.find("/op/") == std::string::npos || ++polls[seen.url] > 3;
        return {.body = done ? R"({"status": "Succeeded"})" : R"({"status": "InProgress"})"};
    };
    int ended = 0;
    for (int i = 0; i < 5; ++i) {
        follow(p.loop, rest::put(k_arm + "/c/" + std::to_string(i), "", "{}"), {},
               [&](const Outcome& outcome) { ended += outcome.ok() ? 1 : 0; });
    }
    const base::Instant begin = p.clock.instant;
    p.loop.run();
    CHECK(ended == 5);
    CHECK(p.passed_since(begin) < 21s);
}

TEST_CASE("no secret of the request is in an operation's error", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-token-0123456789")};
    p.transport.script = {accepted(202, {{"Azure-AsyncOperation", k_status}}),
                          {.body = R"({"status": "Failed", "error": {"code": "X",
                     "message": "with fake-token-0123456789"}})"}};
    const Outcome outcome = follow(p.loop, rest::put(k_compute, "s/.default", "{}"), {});
    CHECK(outcome.error->message == "with REDACTED");
}
