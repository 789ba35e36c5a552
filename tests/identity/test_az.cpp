#include "identity/local_time.hpp"
#include "identity/signer.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <ctime>

using base::CommandResult;
using identity::from_local_time;
using identity::Kind;
using End = base::CommandResult::End;

namespace {

struct Az {
    Signer s;

    explicit Az(CommandResult result) {
        s.options.only = Kind::az;
        s.process.result = std::move(result);
    }

    std::string reason() {
        const std::string all = s.token();
        return all.substr(all.rfind("az: ") + 4);
    }

    std::int64_t expires() {
        return std::chrono::floor<std::chrono::seconds>(s.ask().token->expires.time_since_epoch())
            .count();
    }
};

// The time zone of this process, for a test.
class Zone {
  public:
    explicit Zone(const char* zone) {
        setenv("TZ", zone, 1);
        tzset();
    }

    ~Zone() {
        unsetenv("TZ");
        tzset();
    }

    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;
};

std::int64_t seconds(const std::string& text) {
    return std::chrono::floor<std::chrono::seconds>(
               from_local_time(text).value().time_since_epoch())
        .count();
}

// Central European Time with its summer, said in full: no files are needed.
constexpr const char* k_central_europe = "CET-1CEST,M3.5.0,M10.5.0/3";

} // namespace

TEST_CASE("az is asked for the resource, and for the tenant of the subscription", "[identity]") {
    Az az({.out = R"({"accessToken": "t", "expires_on": 1787403600})"});
    CHECK(az.s.token() == "t");
    REQUIRE(az.s.process.commands.size() == 1);
    CHECK(az.s.process.commands[0].argv ==
          std::vector<std::string>{"az", "account", "get-access-token", "--output=json",
                                   "--resource=https://management.azure.com/"});
    CHECK(az.s.process.commands[0].timeout == std::chrono::seconds(30));

    Az subscription(az.s.process.result);
    subscription.s.options.subscription = "--help";
    subscription.s.token();
    CHECK(subscription.s.process.commands[0].argv.back() == "--subscription=--help");
    Az tenant(az.s.process.result);
    tenant.s.options.subscription = "s";
    tenant.s.options.tenant = "t";
    tenant.s.token();
    CHECK(tenant.s.process.commands[0].argv.back() == "--tenant=t");
}

TEST_CASE("the token's end is the number, or the local time", "[identity]") {
    const Zone zone(k_central_europe);
    CHECK(Az({.out = R"({"accessToken": "t", "expires_on": 1787403600,
                         "expiresOn": "2026-08-22 05:00:00.000000"})"})
              .expires() == 1787403600);
    CHECK(Az({.out = R"({"accessToken": "t", "expires_on": "1787403600"})"}).expires() ==
          1787403600);
    CHECK(Az({.out = R"({"accessToken": "t", "expiresOn": "2026-08-22 15:00:00.000000"})"})
              .expires() == 1787403600);
    // Unreadable: not for long.
    CHECK(Az({.out = R"({"accessToken": "t", "expiresOn": "soon"})"}).expires() == 1787400600);
}

TEST_CASE("why az gives no token is said in its place", "[identity]") {
    CHECK(Az({.end = End::not_found}).reason() == "az is not installed");
    CHECK(Az({.end = End::timed_out}).reason() == "az did not answer within 30 s");
    CHECK(Az({.end = End::too_much}).reason() == "az answers without end");
    CHECK(Az({.exit = 1, .err = "ERROR: Please run 'az login' to setup account.\n"}).reason() ==
          "az has no session that serves: run az login");
    CHECK(Az({.exit = 2, .err = "Traceback\nAccountKey=fakefake;\n"}).reason() ==
          "az ends with 2: Traceback\\nAccountKey=XXXXXXXX;");
    CHECK(Az({.out = "nonsense"}).reason() == "az answers without a token");
    CHECK(Az({.out = "{}"}).reason() == "az answers without a token");
    CHECK(Az({.end = End::stopped}).s.ask().error->code() == base::Exit::interrupted);
}

TEST_CASE("local time is that of the zone", "[identity]") {
    const Zone zone(k_central_europe);
    CHECK(seconds("2026-08-22 14:00:00") == 1787400000); // summer
    CHECK(seconds("2026-08-22 14:00:00.999999") == 1787400000);
    CHECK(seconds("2026-01-22 13:00:00.000000") == 1769083200); // winter
    // 25 October 2026, 02:30 comes twice: the first one is meant.
    CHECK(seconds("2026-10-25 02:30:00.000000") == 1792888200);
    CHECK(seconds("2026-10-25 03:30:00.000000") == 1792895400);
    CHECK_FALSE(from_local_time("2026-08-22"));
    CHECK_FALSE(from_local_time("2026-08-22T14:00:00Z"));
    CHECK_FALSE(from_local_time("2026-08-22 14:00:00 CEST"));
    CHECK_FALSE(from_local_time(""));
}
