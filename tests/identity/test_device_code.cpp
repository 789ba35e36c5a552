#include "identity/signer.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using identity::Kind;
using support::FakeAnswer;

namespace {

const FakeAnswer k_code{.body = R"({"device_code": "fake-device-code", "user_code": "ABCD-1234",
    "verification_uri": "https://login.example.com/device", "interval": 5, "expires_in": 60})"};

FakeAnswer says(const char* code) {
    return {.status = 400, .body = std::string(R"({"error": ")") + code + "\"}"};
}

struct Person {
    Signer s;
    std::vector<std::string> told;

    Person() {
        s.options.only = Kind::device_code;
        s.options.say = [this](std::string_view line) { told.emplace_back(line); };
    }

    Person(const Person&) = delete;
    Person& operator=(const Person&) = delete;
};

} // namespace

TEST_CASE("a person is shown a code and waited for", "[identity]") {
    Person p;
    p.s.p.transport.script = {k_code, says("authorization_pending"), says("slow_down"),
                              grants("t", R"(, "refresh_token": "fake-refresh-1")")};
    CHECK(p.s.token() == "t");
    CHECK(p.told == std::vector<std::string>{
                        "to sign in, open https://login.example.com/device in a browser and enter "
                        "ABCD-1234"});
    CHECK(p.s.seen(0).url ==
          "https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode");
    CHECK(form_of(p.s.seen(0).body)["scope"] ==
          "https://management.azure.com/.default offline_access");
    CHECK(form_of(p.s.seen(1).body) ==
          std::map<std::string, std::string>{
              {"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
              {"client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"},
              {"device_code", "fake-device-code"}});
    CHECK(p.s.seen(2).at - p.s.seen(1).at == 5s + 10ms);
    CHECK(p.s.seen(3).at - p.s.seen(2).at == 10s + 10ms); // slower
    CHECK(p.s.p.all_logged().find("fake-") == std::string::npos);
}

TEST_CASE("another scope needs no second code", "[identity]") {
    Person p;
    p.s.variables.values["AZURE_TENANT_ID"] = "my-tenant";
    p.s.p.transport.script = {k_code, grants("t", R"(, "refresh_token": "fake-refresh-1")"),
                              grants("u", R"(, "refresh_token": "fake-refresh-2")"), grants("v")};
    CHECK(p.s.token() == "t");
    CHECK(p.s.token("https://storage.azure.com/.default") == "u");
    CHECK(p.s.token() == "v");
    CHECK(p.told.size() == 1);
    CHECK(p.s.seen(2).url == "https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token");
    CHECK(form_of(p.s.seen(2).body) ==
          std::map<std::string, std::string>{
              {"grant_type", "refresh_token"},
              {"client_id", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"},
              {"refresh_token", "fake-refresh-1"},
              {"scope", "https://storage.azure.com/.default offline_access"}});
    CHECK(form_of(p.s.seen(3).body)["refresh_token"] == "fake-refresh-2");
    CHECK(p.s.p.all_logged().find("fake-") == std::string::npos);
}

TEST_CASE("when the refresh token has ended the person is asked again", "[identity]") {
    Person p;
    p.s.p.transport.script = {k_code, grants("t", R"(, "refresh_token": "fake-refresh-1")"),
                              says("invalid_grant"), k_code, grants("u")};
    CHECK(p.s.token() == "t");
    CHECK(p.s.token() == "u");
    CHECK(p.told.size() == 2);
}

TEST_CASE("two scopes at once show one code", "[identity]") {
    Person p;
    p.s.p.transport.handler = [](const support::Seen& seen) -> FakeAnswer {
        if (seen.url.ends_with("devicecode")) {
            return k_code;
        }
        return grants("t of " + form_of(seen.body)["grant_type"],
                      R"(, "refresh_token": "fake-refresh-1")");
    };
    const auto credential = identity::make_credential(
        p.s.options, {p.s.files, p.s.variables, p.s.process, p.s.p.random});
    std::vector<std::string> got;
    for (const char* scope : {"a/.default", "b/.default"}) {
        credential->fetch({scope}, p.s.p.loop, [&](const rest::TokenAnswer& answer) {
            got.push_back(answer.token->value.reveal());
        });
    }
    p.s.p.loop.run();
    CHECK(got == std::vector<std::string>{"t of urn:ietf:params:oauth:grant-type:device_code",
                                          "t of refresh_token"});
    CHECK(p.told.size() == 1);
}

TEST_CASE("a person who does not come, or says no", "[identity]") {
    Person late;
    late.s.p.transport.handler = [](const support::Seen& seen) {
        return seen.url.ends_with("devicecode") ? k_code : says("authorization_pending");
    };
    const base::Instant begin = late.s.p.clock.instant;
    CHECK(late.s.token() ==
          "!cannot sign in with a device code: nobody entered the code in time|repeat the command");
    CHECK(late.s.p.passed_since(begin) < 61s);

    Person expired;
    expired.s.p.transport.script = {k_code, says("expired_token")};
    CHECK_THAT(expired.s.token(), ContainsSubstring("nobody entered the code in time"));

    Person no;
    no.s.p.transport.script = {k_code, says("authorization_declined")};
    const rest::TokenAnswer answer = no.s.ask();
    CHECK(answer.error->code() == base::Exit::not_authorised);
    CHECK_THAT(answer.error->what(), ContainsSubstring("authorization_declined"));

    Person odd;
    odd.s.p.transport.script = {{.body = "{}"}};
    CHECK_THAT(odd.s.token(), ContainsSubstring("the answer has no code"));
}

TEST_CASE("waiting for a person can be interrupted", "[identity]") {
    Person p;
    p.s.p.transport.script = {k_code};
    p.s.p.transport.on_wait = [&, waits = 0]() mutable { p.s.p.stop = ++waits > 3; };
    CHECK(p.s.ask().error->code() == base::Exit::interrupted);
}
