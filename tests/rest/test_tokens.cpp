#include "rest/pipeline.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;

namespace {

// What a request of this scope gets now: the token, or "!" and the error.
std::string ask(Pipeline& p, const std::string& scope = "a/.default") {
    std::string got;
    p.tokens.get(scope, p.loop, [&](const rest::TokenAnswer& answer) {
        got = answer.token ? answer.token->value.reveal() : std::string("!") + answer.error->what();
    });
    p.loop.run();
    return got;
}

rest::TokenAnswer error(const char* what) {
    return {.error = base::Error(base::Exit::not_authorised, what)};
}

} // namespace

TEST_CASE("a token is kept for its scope until five minutes before its end", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("first", 1h), p.token("second", 2h), p.token("third", 3h)};
    CHECK(ask(p) == "first");
    p.clock.pass(54min + 59s);
    CHECK(ask(p) == "first");
    CHECK(p.credential.questions.size() == 1);
    p.clock.pass(1s);
    CHECK(ask(p) == "second");
    CHECK(ask(p, "b/.default") == "third");
    CHECK(ask(p) == "second");
    CHECK(p.credential.questions.size() == 3);
}

TEST_CASE("a token that lives shortly is used for half of its life", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("first", 4min), p.token("second", 1h)};
    CHECK(ask(p) == "first");
    p.clock.pass(1min + 59s);
    CHECK(ask(p) == "first");
    p.clock.pass(1s);
    CHECK(ask(p) == "second");
}

TEST_CASE("who comes while it is asked for waits for the same answer", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("one")};
    p.credential.takes = 1s;
    int answered = 0;
    for (int i = 0; i < 10; ++i) {
        p.tokens.get("a/.default", p.loop, [&](const rest::TokenAnswer& answer) {
            CHECK(answer.token);
            ++answered;
        });
    }
    p.loop.run();
    CHECK(answered == 10);
    CHECK(p.credential.questions.size() == 1);
}

TEST_CASE("when renewing fails the old token is used to its end", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("old", 1h), error("the network is down")};
    CHECK(ask(p) == "old");
    p.clock.pass(56min);
    CHECK(ask(p) == "old");
    CHECK(ask(p) == "old");
    CHECK(p.credential.questions.size() == 2); // not again for each request
    p.clock.pass(31s);
    CHECK(ask(p) == "old");
    CHECK(p.credential.questions.size() == 3);
    p.clock.pass(4min);
    CHECK(ask(p) == "!the network is down");
}

TEST_CASE("a failure is believed for a while, then asked about again", "[rest]") {
    Pipeline p;
    p.credential.answers = {error("no"), p.token("yes")};
    CHECK(ask(p) == "!no");
    CHECK(ask(p) == "!no");
    CHECK(p.credential.questions.size() == 1);
    p.clock.pass(30s);
    CHECK(ask(p) == "yes");
}

TEST_CASE("a refused token is replaced, another one is not", "[rest]") {
    Pipeline p;
    p.credential.answers = {p.token("first"), p.token("second")};
    CHECK(ask(p) == "first");
    p.tokens.refuse("a/.default", base::Secret("older"), "{}");
    CHECK(ask(p) == "first");
    p.tokens.refuse("a/.default", base::Secret("first"), "{\"c\": 1}");
    CHECK(ask(p) == "second");
    CHECK(p.credential.questions.back().claims == "{\"c\": 1}");
    p.tokens.refuse("unknown/.default", base::Secret("first"), "");
}

TEST_CASE("claims stand in the challenge, in base64", "[rest]") {
    CHECK(rest::claims_of({{"www-authenticate", "Bearer claims=\"e30=\""}}) == "{}");
    CHECK(rest::claims_of({{"WWW-Authenticate", "Basic"},
                           {"WWW-Authenticate", "Bearer a=\"b\", claims=\"e30\", c=\"d\""}}) ==
          "{}");
    CHECK(rest::claims_of({{"WWW-Authenticate", "Bearer claims=\"***\""}}).empty());
    CHECK(rest::claims_of({{"WWW-Authenticate", "Bearer realm=\"x\""}}).empty());
    CHECK(rest::claims_of({}).empty());
}
