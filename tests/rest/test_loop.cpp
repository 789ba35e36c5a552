#include "rest/pipeline.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using rest::Failure;
using rest::Outcome;
using rest::Repeat;
using rest::Request;
using support::fails;
using support::FakeAnswer;
using support::Seen;

TEST_CASE("a request goes out with its id, our name and its token", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-token")};
    p.transport.script = {{.status = 200, .body = "{}"}};
    const Outcome outcome =
        p.loop.send(rest::put(k_arm + "/x?api-version=1", k_arm + "/.default", "{\"a\": 1}"));
    CHECK(outcome.ok());
    CHECK(outcome.response.body == "{}");
    CHECK(outcome.attempts == 1);
    REQUIRE(p.transport.seen.size() == 1);
    const Seen& seen = p.transport.seen[0];
    CHECK(seen.method == "PUT");
    CHECK(seen.body == "{\"a\": 1}");
    CHECK(seen.header("User-Agent") == "tester/1.0");
    CHECK(seen.header("Authorization") == "Bearer fake-token");
    CHECK(seen.header("Content-Type") == "application/json");
    CHECK(seen.header("x-ms-client-request-id").size() == 36);
    CHECK(outcome.client_request_id == seen.header("x-ms-client-request-id"));
    REQUIRE(p.credential.questions.size() == 1);
    CHECK(p.credential.questions[0].scope == k_arm + "/.default");
}

TEST_CASE("without a scope no token goes along", "[rest]") {
    Pipeline p;
    p.transport.script = {{.status = 204}};
    CHECK(p.loop.send(rest::get("https://h/discovery", "")).ok());
    CHECK(p.transport.seen[0].header("Authorization").empty());
    CHECK(p.credential.questions.empty());
}

TEST_CASE("a busy service is asked again, with one id and with its pauses", "[rest]") {
    Pipeline p;
    p.random.chance = 0.5;
    p.transport.script = {{.status = 503},
                          {.status = 429, .headers = {{"Retry-After", "7"}}},
                          fails(Failure::Kind::cut),
                          {.status = 200}};
    const Outcome outcome = p.loop.send(rest::get("https://h/x", ""));
    CHECK(outcome.ok());
    CHECK(outcome.attempts == 4);
    CHECK(outcome.maybe_done);
    REQUIRE(p.transport.seen.size() == 4);
    const auto& seen = p.transport.seen;
    CHECK(seen[1].at - seen[0].at == 10ms + 400ms);
    CHECK(seen[2].at - seen[1].at == 10ms + 7s + 800ms);
    CHECK(seen[3].at - seen[2].at == 10ms + 1600ms);
    CHECK(seen[3].header("x-ms-client-request-id") == seen[0].header("x-ms-client-request-id"));
}

TEST_CASE("Retry-After as a date is kept", "[rest]") {
    Pipeline p;
    p.transport.script = {
        {.status = 429, .headers = {{"Retry-After", "Sat, 22 Aug 2026 12:00:30 GMT"}}},
        {.status = 200}};
    CHECK(p.loop.send(rest::get("https://h/x", "")).ok());
    // It was noon when it was asked, and the answer took 10 ms.
    CHECK(p.transport.seen[1].at - p.transport.seen[0].at == 30s);
}

TEST_CASE("when attempts are used up the last answer is the outcome", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen&) {
        return FakeAnswer{.status = 503,
                          .body = R"({"error": {"code": "ServerBusy", "message": "Later."}})"};
    };
    const Outcome outcome = p.loop.send(rest::get("https://h/x", ""));
    CHECK(outcome.is(503));
    CHECK(outcome.attempts == 6);
    REQUIRE(outcome.error);
    CHECK(outcome.error->code == "ServerBusy");
    const base::Error error = to_error(outcome, "read x");
    CHECK(error.code() == base::Exit::unavailable);
    CHECK(std::string(error.what()) ==
          "cannot read x: the service answers 503 ServerBusy: Later. (6 attempts)");
}

TEST_CASE("what must not happen twice is sent once", "[rest]") {
    Pipeline p;
    p.transport.script = {fails(Failure::Kind::no_connection), fails(Failure::Kind::cut, "broke")};
    const Outcome outcome = p.loop.send(rest::post("https://h/x", "", "{}", Repeat::once));
    CHECK(p.transport.seen.size() == 2); // the first attempt made no connection
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::cut);
    CHECK(outcome.maybe_done);
    p.transport.script = {{.status = 503}};
    CHECK(p.loop.send(rest::post("https://h/x", "", "{}", Repeat::once)).is(503));
}

TEST_CASE("an outcome says whether a lost attempt may have worked", "[rest]") {
    Pipeline p;
    p.transport.script = {fails(Failure::Kind::timed_out), {.status = 409}};
    CHECK(p.loop.send(rest::post("https://h/x", "", "{}", Repeat::create_or_get)).maybe_done);
    p.transport.script = {fails(Failure::Kind::no_connection), {.status = 409}};
    CHECK_FALSE(p.loop.send(rest::post("https://h/x", "", "{}", Repeat::create_or_get)).maybe_done);
    p.transport.script = {{.status = 503}, {.status = 409}};
    CHECK_FALSE(p.loop.send(rest::post("https://h/x", "", "{}", Repeat::create_or_get)).maybe_done);
    p.transport.script = {{.status = 504}, {.status = 409}};
    CHECK(p.loop.send(rest::post("https://h/x", "", "{}", Repeat::create_or_get)).maybe_done);
}

TEST_CASE("quota is told at once", "[rest]") {
    Pipeline p;
    p.transport.script = {
        {.status = 429,
         .body = R"({"error": {"code": "QuotaExceeded", "message": "No cores."}})",
         .headers = {{"Retry-After", "1"}}}};
    const Outcome outcome = p.loop.send(rest::put("https://h/x", "", "{}"));
    CHECK(outcome.attempts == 1);
    CHECK(to_error(outcome, "x").code() == base::Exit::refused);
}

TEST_CASE("all attempts together have a time", "[rest]") {
    Pipeline p;
    p.random.chance = 0.99;
    p.transport.handler = [](const Seen&) { return FakeAnswer{.status = 500, .takes = 20s}; };
    Request request = rest::get("https://h/x", "");
    request.limits.total = 50s;
    const base::Instant begin = p.clock.instant;
    const Outcome outcome = p.loop.send(std::move(request));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::too_long);
    CHECK(outcome.failure->what == "h has not answered within 50 s");
    CHECK(p.passed_since(begin) == 50s);
    CHECK(p.transport.cancelled == 1);
    CHECK(outcome.attempts == 3);
}

TEST_CASE("the time of a request counts from its first attempt, not in the queue", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen&) { return FakeAnswer{.takes = 40s}; };
    std::vector<Request> requests;
    for (int i = 0; i < 24; ++i) { // three rounds to one host
        requests.push_back(rest::get("https://h/x", ""));
        requests.back().limits.total = 60s;
    }
    for (const Outcome& outcome : p.loop.send_all(std::move(requests))) {
        CHECK(outcome.ok());
    }
}

TEST_CASE("outcomes stand in the order of the requests", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen& seen) {
        const int number = std::stoi(seen.url.substr(seen.url.rfind('/') + 1));
        return FakeAnswer{.body = std::to_string(number),
                          .takes = base::Milliseconds(100 - number)};
    };
    std::vector<Request> requests;
    for (int i = 0; i < 50; ++i) {
        requests.push_back(rest::get("https://h/" + std::to_string(i), ""));
    }
    const auto outcomes = p.loop.send_all(std::move(requests));
    for (std::size_t i = 0; i < 50; ++i) {
        CHECK(outcomes[i].response.body == std::to_string(i));
    }
}

TEST_CASE("hosts have their limit, and all together one", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen&) { return FakeAnswer{.takes = 1s}; };
    std::vector<Request> requests;
    for (int i = 0; i < 30; ++i) {
        for (const char* host : {"a", "b", "c", "d"}) {
            requests.push_back(rest::get(std::string("https://") + host + "/x", ""));
        }
    }
    p.loop.send_all(std::move(requests));
    CHECK(p.transport.most_at_once == 24);
    CHECK(p.transport.most_at_origin.at("https://a:443") == 8);
}

TEST_CASE("the pauses of one request hold up no other", "[rest]") {
    Pipeline p;
    p.transport.handler = [calls = 0](const Seen& seen) mutable -> FakeAnswer {
        if (seen.url == "https://h/slow" && ++calls < 3) {
            return {.status = 503, .headers = {{"Retry-After", "60"}}};
        }
        return {.takes = 1s};
    };
    std::vector<Request> requests = {rest::get("https://h/slow", "")};
    for (int i = 0; i < 20; ++i) {
        requests.push_back(rest::get("https://h/x", ""));
    }
    std::map<std::string, base::Instant> ended;
    for (const Request& request : requests) {
        p.loop.submit(request, [&, url = request.url](const Outcome& outcome) {
            CHECK(outcome.ok());
            ended[url] = p.clock.instant;
        });
    }
    const base::Instant begin = p.clock.instant;
    p.loop.run();
    CHECK(ended["https://h/x"] - begin < 5s);
    CHECK(ended["https://h/slow"] - begin > 120s);
}

TEST_CASE("who is called back may ask on", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen&) { return FakeAnswer{}; };
    int ended = 0;
    std::function<void(const Outcome&)> on = [&](const Outcome&) {
        if (++ended < 100) {
            p.loop.submit(rest::get("https://h" + std::to_string(ended % 3) + "/x", ""), on);
        }
    };
    p.loop.submit(rest::get("https://h/x", ""), on);
    p.loop.run();
    CHECK(ended == 100);
    CHECK(p.transport.seen.size() == 100);
}

TEST_CASE("timers run in order, whatever else is under way", "[rest]") {
    Pipeline p;
    std::vector<int> order;
    const base::Instant begin = p.clock.instant;
    p.loop.after(2s, [&](bool) { order.push_back(2); });
    p.loop.after(1s, [&](bool) {
        order.push_back(1);
        p.loop.after(5s, [&](bool) { order.push_back(3); });
    });
    p.loop.run();
    CHECK(order == std::vector{1, 2, 3});
    CHECK(p.passed_since(begin) == 6s);
}

TEST_CASE("an interruption ends everything and says so", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen&) { return FakeAnswer{.takes = 1h}; };
    p.transport.on_wait = [&, waits = 0]() mutable { p.stop = ++waits > 3; };
    bool woken = false;
    p.loop.after(1h, [&](bool stopped) { woken = stopped; });
    std::vector<Request> requests;
    for (int i = 0; i < 20; ++i) {
        requests.push_back(rest::get("https://h/x", ""));
    }
    const auto outcomes = p.loop.send_all(std::move(requests));
    for (const Outcome& outcome : outcomes) {
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::interrupted);
        CHECK(to_error(outcome, "x").code() == base::Exit::interrupted);
    }
    CHECK(outcomes[0].maybe_done);
    CHECK_FALSE(outcomes[19].maybe_done); // it had not been sent
    CHECK(p.transport.cancelled == 8);
    p.loop.run();
    CHECK(woken);
    // And nothing starts any more.
    CHECK(p.loop.send(rest::get("https://h/x", "")).failure->kind == Failure::Kind::interrupted);
    CHECK(p.transport.seen.size() == 8);
}

TEST_CASE("a pause is interrupted, too", "[rest]") {
    Pipeline p;
    p.transport.script = {{.status = 503, .headers = {{"Retry-After", "100"}}}};
    const base::Instant begin = p.clock.instant;
    p.transport.on_wait = [&] { p.stop = p.passed_since(begin) >= 20s; };
    CHECK(p.loop.send(rest::get("https://h/x", "")).failure->kind == Failure::Kind::interrupted);
    CHECK(p.passed_since(begin) < 21s);
}

TEST_CASE("a request goes nowhere without TLS, but to this machine", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-token")};
    p.transport.handler = [](const Seen&) { return FakeAnswer{}; };
    for (const char* url : {"http://management.azure.com/x", "http://169.254.169.254/x", "nonsense",
                            "https://user:fake@h/x", "http://10.0.0.1/x"}) {
        const Outcome outcome = p.loop.send(rest::get(url, "scope/.default"));
        REQUIRE(outcome.failure);
        CHECK(outcome.failure->kind == Failure::Kind::forbidden);
        CHECK(outcome.attempts == 0);
    }
    CHECK(p.transport.seen.empty());
    CHECK(p.credential.questions.empty()); // nobody was asked for a token, either
    CHECK(p.loop.send(rest::get("http://127.0.0.1:8080/x", "scope/.default")).ok());
    Request metadata = rest::get("http://169.254.169.254/metadata", "");
    metadata.link_local = true;
    CHECK(p.loop.send(metadata).ok());
    metadata.url = "http://10.0.0.1/metadata";
    CHECK_FALSE(p.loop.send(metadata).ok());
    Request smuggling = rest::get("https://h/x", "");
    smuggling.headers.push_back({"x-user", "a\r\nAuthorization: b"});
    CHECK(p.loop.send(smuggling).failure->kind == Failure::Kind::forbidden);
}

TEST_CASE("a 401 gets another token and one more attempt, whatever the request", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-old-token"), p.token("fake-new-token")};
    // {"access_token":{"nbf":{"essential":true}}}
    p.transport.script = {
        {.status = 401,
         .headers = {{"WWW-Authenticate",
                      "Bearer realm=\"x\", error=\"insufficient_claims\", "
                      "claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==\""}}},
        {.status = 200}};
    const Outcome outcome =
        p.loop.send(rest::post("https://h/x", "scope/.default", "{}", Repeat::once));
    CHECK(outcome.ok());
    CHECK(p.transport.seen[0].header("Authorization") == "Bearer fake-old-token");
    CHECK(p.transport.seen[1].header("Authorization") == "Bearer fake-new-token");
    CHECK(p.transport.seen[1].body == "{}");
    REQUIRE(p.credential.questions.size() == 2);
    CHECK(p.credential.questions[1].claims == R"({"access_token":{"nbf":{"essential":true}}})");
}

TEST_CASE("a second 401 is the end", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-token")};
    p.transport.handler = [](const Seen&) { return FakeAnswer{.status = 401}; };
    const Outcome outcome = p.loop.send(rest::get("https://h/x", "scope/.default"));
    CHECK(outcome.is(401));
    CHECK(p.transport.seen.size() == 2);
    CHECK(to_error(outcome, "x").code() == base::Exit::not_authorised);
    // Without a scope there is no token to change.
    CHECK(p.loop.send(rest::get("https://h/x", "")).attempts == 1);
}

TEST_CASE("many that get a 401 together renew once", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-old-token"), p.token("fake-new-token")};
    p.credential.takes = 50ms;
    p.transport.handler = [](const Seen& seen) {
        const bool old = seen.header("Authorization") == "Bearer fake-old-token";
        return FakeAnswer{.status = old ? 401 : 200};
    };
    std::vector<Request> requests(40, rest::get("https://h/x", "scope/.default"));
    for (const Outcome& outcome : p.loop.send_all(std::move(requests))) {
        CHECK(outcome.ok());
    }
    CHECK(p.credential.questions.size() == 2);
    CHECK(p.transport.most_at_once == 8);
}

TEST_CASE("without a token the request is not sent", "[rest]") {
    Pipeline p;
    p.credential.answers = {
        {.error = base::Error(base::Exit::not_authorised, "nobody is signed in", "az login")}};
    const Outcome outcome = p.loop.send(rest::get("https://h/x", "scope/.default"));
    REQUIRE(outcome.failure);
    CHECK(outcome.failure->kind == Failure::Kind::no_token);
    const base::Error error = to_error(outcome, "read x");
    CHECK(error.code() == base::Exit::not_authorised);
    CHECK(std::string(error.what()) == "cannot read x: nobody is signed in");
    CHECK(error.help() == "az login");
    CHECK(p.transport.seen.empty());

    Pipeline odd;
    odd.credential.answers = {odd.token("fake\r\nX-Evil: 1")};
    CHECK(odd.loop.send(rest::get("https://h/x", "s/.default")).failure->kind ==
          Failure::Kind::no_token);
}

TEST_CASE("a person who signs in does not use up the request's time", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("fake-token")};
    p.credential.takes = 14min;
    p.transport.script = {{.takes = 1s}};
    CHECK(p.loop.send(rest::get("https://h/x", "scope/.default")).ok());
}

TEST_CASE("bodies go to a sink when they are a success, and begin anew", "[rest]") {
    struct Text final : rest::Sink {
        std::string text;
        int begun = 0;

        void begin() override {
            text.clear();
            ++begun;
        }

        void write(std::string_view bytes) override { text += bytes; }
    };

    Pipeline p;
    const auto sink = std::make_shared<Text>();
    Request request = rest::get("https://h/x", "");
    request.sink = sink;
    FakeAnswer broken = fails(Failure::Kind::cut);
    broken.body = "0123456789";
    broken.cut_after = 6;
    p.transport.script = {{.status = 503, .body = "no"}, broken, {.status = 206, .body = "abcdef"}};
    const Outcome outcome = p.loop.send(request);
    CHECK(outcome.ok());
    CHECK(sink->text == "abcdef");
    CHECK(sink->begun == 2); // not for the 503
    CHECK(outcome.response.body.empty());

    p.transport.script = {{.status = 404, .body = R"({"error": {"code": "BlobNotFound"}})"}};
    CHECK(p.loop.send(request).error->code == "BlobNotFound");
    p.transport.script = {{.status = 200}};
    CHECK(p.loop.send(request).ok());
    CHECK(sink->text.empty());
}

TEST_CASE("a sink that fails ends the request with its own words", "[rest]") {
    struct Full final : rest::Sink {
        void begin() override {}

        void write(std::string_view) override {
            throw base::Error(base::Exit::invalid, "the disk is full", "free some space");
        }
    };

    Pipeline p;
    Request request = rest::get("https://h/x", "");
    request.sink = std::make_shared<Full>();
    p.transport.script = {{.body = "x"}};
    const base::Error error = to_error(p.loop.send(request), "download x");
    CHECK(error.code() == base::Exit::invalid);
    CHECK(std::string(error.what()) == "cannot download x: the disk is full");
    CHECK(error.help() == "free some space");
}

TEST_CASE("an answer in memory has an end", "[rest]") {
    Pipeline p;
    Request request = rest::get("https://h/x", "");
    request.limits.answer = 1000;
    p.transport.script = {{.body = std::string(1000, 'x')}, {.body = std::string(1001, 'x')}};
    CHECK(p.loop.send(request).ok());
    const Outcome outcome = p.loop.send(request);
    CHECK(outcome.failure->kind == Failure::Kind::unusable);
    CHECK(outcome.attempts == 1);
    CHECK(outcome.failure->what == "h answers with more than 1000 bytes");
}

TEST_CASE("expect takes a success and what was said to be one", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen&) { return FakeAnswer{.status = 404}; };
    const Outcome outcome = p.loop.send(rest::head("https://h/x", ""));
    CHECK(rest::expect(outcome, "look for x", {404}).status == 404);
    CHECK_THROWS_WITH(rest::expect(outcome, "look for x"),
                      "cannot look for x: the service answers 404");
}

TEST_CASE("the log shows what happened, and no secret wherever it stands", "[rest]") {
    const std::string secret = "fake/Planted+Secret=0123456789";
    const std::string encoded = "fake%2FPlanted%2BSecret%3D0123456789";
    Pipeline p;
    p.credential.answers = {p.token(secret)};
    Request request{.method = rest::Method::post,
                    .url = "https://h/x?api-version=1&sig=" + encoded + "&other=" + encoded,
                    .headers = {{"X-IDENTITY-HEADER", secret},
                                {"x-ms-copy-source", "https://h/y?sig=" + encoded}},
                    .body = "client_secret=" + encoded,
                    .scope = "s/.default",
                    .repeat = Repeat::repeatable,
                    .secrets = {base::Secret(secret)}};
    const std::string body = R"({"error": {"code": ")" + secret + R"(", "message": "You sent )" +
                             secret + R"( and fake\/Planted\u002BSecret=0123456789"}})";
    p.transport.script = {
        fails(Failure::Kind::cut, "after " + secret),
        {.status = 503,
         .body = body,
         .headers = {{"Location", "https://h/op?sig=" + encoded},
                     {"x-ms-request-id", secret},
                     {"Set-Cookie", secret}}},
        {.status = 403, .body = body, .headers = {{"x-ms-correlation-request-id", secret}}}};
    const Outcome outcome = p.loop.send(request);
    const base::Error error = to_error(outcome, "send x");
    const std::string all = p.all_logged() + error.what() + error.help() + outcome.response.body;
    INFO(all);
    CHECK(all.find("Planted") == std::string::npos);
    // The lines that must be there.
    CHECK_THAT(p.all_logged(),
               ContainsSubstring("> POST https://h/x?api-version=1&sig=REDACTED&other=REDACTED "
                                 "(attempt 1)\n") &&
                   ContainsSubstring(">   Authorization: REDACTED\n") &&
                   ContainsSubstring(">   User-Agent: tester/1.0\n") &&
                   ContainsSubstring("< no answer after 10 ms: after REDACTED\n") &&
                   ContainsSubstring("= again in 0 ms: after REDACTED\n") &&
                   ContainsSubstring("< 503 after 10 ms") && ContainsSubstring("(attempt 3)\n"));
    for (const std::string& line : p.logged) {
        CHECK(line.find('\n') == std::string::npos);
    }
}

TEST_CASE("our name has its version, and what AZURE_HTTP_USER_AGENT adds", "[rest]") {
    CHECK_THAT(rest::user_agent("libcurl/7.88.1", ""),
               StartsWith("batchai-to-amlcompute/") && EndsWith(" libcurl/7.88.1"));
    CHECK_THAT(rest::user_agent("t", " pid-1\r\nX: y "), EndsWith("t pid-1\\r\\nX: y"));
}
