#include "identity/signer.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using identity::Kind;
using support::fails;
using support::FakeAnswer;

namespace {
const rest::Failure::Kind k_nobody = rest::Failure::Kind::no_connection;
}

TEST_CASE("the ways have names", "[identity]") {
    for (const char* name :
         {"environment", "workload-identity", "managed-identity", "az", "device-code"}) {
        const auto kind = identity::kind_from(name);
        REQUIRE(kind);
        CHECK(identity::name(*kind) == name);
    }
    CHECK_FALSE(identity::kind_from("password"));
}

TEST_CASE("when no way serves, the error has the reason of each", "[identity]") {
    Signer s;
    s.p.transport.script = {fails(k_nobody)}; // the probe of a machine's metadata service
    const rest::TokenAnswer answer = s.ask();
    REQUIRE(answer.error);
    CHECK(answer.error->code() == base::Exit::not_authorised);
    CHECK(std::string(answer.error->what()) == "not signed in: no way to get a token serves");
    CHECK(answer.error->help() ==
          "run az login, or set the AZURE_… variables of a service principal; tried:\n"
          "    environment: AZURE_CLIENT_ID is not set\n"
          "    workload-identity: AZURE_FEDERATED_TOKEN_FILE is not set\n"
          "    managed-identity: no metadata service answers at http://169.254.169.254\n"
          "    az: az is not installed");
    CHECK(s.p.transport.seen.size() == 1); // one attempt
}

TEST_CASE("the ways are tried in their order, and the one that serves is kept", "[identity]") {
    Signer s;
    s.service_principal();
    s.process.result = {.out = R"({"accessToken": "of az", "expires_on": 1787403600})"};
    s.p.transport.script = {grants("of the principal")};
    CHECK(s.token() == "of the principal");
    CHECK(s.process.commands.empty());

    Signer later;
    later.process.result = s.process.result;
    later.p.transport.script = {fails(k_nobody)};
    CHECK(later.token() == "of az");
    CHECK(later.token("https://storage.azure.com/.default") == "of az");
    CHECK(later.p.transport.seen.size() == 1); // no second probe
    CHECK(later.process.commands.size() == 2);
}

TEST_CASE("a way that is there and fails ends the search", "[identity]") {
    Signer s;
    s.service_principal();
    s.process.result = {.out = R"({"accessToken": "of az", "expires_on": 1787403600})"};
    s.p.transport.script = {
        {.status = 401, .body = R"({"error": "invalid_client", "error_description":
                               "AADSTS7000215: Invalid client secret provided: fake & secret=1",
                               "trace_id": "t-1"})"}};
    const rest::TokenAnswer answer = s.ask();
    REQUIRE(answer.error);
    CHECK(answer.error->code() == base::Exit::not_authorised);
    CHECK(
        std::string(answer.error->what()) ==
        "cannot get a token for the service principal of AZURE_CLIENT_ID: the service answers 401 "
        "invalid_client: AADSTS7000215: Invalid client secret provided: REDACTED");
    CHECK_THAT(answer.error->help(), StartsWith("check AZURE_CLIENT_ID and its secret"));
    CHECK(s.process.commands.empty());

    // Nor does a service that cannot be reached make us somebody else.
    Signer down;
    down.service_principal();
    down.process.result = s.process.result;
    down.p.transport.handler = [](const support::Seen&) { return FakeAnswer{.status = 503}; };
    CHECK(down.ask().error->code() == base::Exit::unavailable);
    CHECK(down.process.commands.empty());
}

TEST_CASE("the option --auth chooses one way alone", "[identity]") {
    Signer s;
    s.service_principal();
    s.options.only = Kind::az;
    CHECK(s.token() == "!not signed in: no way to get a token serves|run az login, or set the "
                       "AZURE_… variables of a service principal; tried:\n    az: az is not "
                       "installed");
    CHECK(s.p.transport.seen.empty());
}

TEST_CASE("a token is asked for once by many, and again before its end", "[identity]") {
    Signer s;
    s.service_principal();
    s.p.transport.handler = [count = 0](const support::Seen& seen) mutable -> FakeAnswer {
        if (seen.url.find("oauth2") != std::string::npos) {
            return grants("fake-token-" + std::to_string(++count));
        }
        return {.body = seen.header("Authorization")};
    };
    const auto credential =
        identity::make_credential(s.options, {s.files, s.variables, s.process, s.p.random});
    rest::Tokens tokens(*credential, s.p.clock);
    rest::Loop loop(s.p.transport, s.p.clock, s.p.random, s.p.options(), &tokens);
    const auto bodies = [&] {
        std::vector<rest::Request> requests(
            20, rest::get(k_arm + "/x", "https://management.azure.com/.default"));
        std::set<std::string> all;
        for (const rest::Outcome& outcome : loop.send_all(std::move(requests))) {
            all.insert(outcome.response.body);
        }
        return all;
    };
    CHECK(bodies() == std::set<std::string>{"Bearer fake-token-1"});
    s.p.clock.pass(54min);
    CHECK(bodies() == std::set<std::string>{"Bearer fake-token-1"});
    s.p.clock.pass(1min);
    CHECK(bodies() == std::set<std::string>{"Bearer fake-token-2"});
    CHECK(s.p.all_logged().find("fake-token") == std::string::npos);
    CHECK(s.p.all_logged().find("fake%20") == std::string::npos);
}
