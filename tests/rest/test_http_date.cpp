#include "rest/http_date.hpp"
#include "support/catch.hpp"

#include <chrono>

using namespace std::chrono_literals;
using rest::parse_http_date;
using rest::retry_after;
using rest::to_http_date;

namespace {

base::Date date(std::int64_t seconds) {
    return base::Date(std::chrono::seconds(seconds));
}

// What one header asks for, said at noon of 22 August 2026.
std::optional<base::Milliseconds> wait(const char* name, const char* value) {
    return retry_after({{name, value}}, date(1'787'400'000));
}

} // namespace

TEST_CASE("the three forms of a date are one", "[rest]") {
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == date(784'111'777));
    CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == date(784'111'777));
    CHECK(parse_http_date("Sun Nov  6 08:49:37 1994") == date(784'111'777));
    CHECK(parse_http_date("  Sat, 22 Aug 2026 12:00:00 GMT ") == date(1'787'400'000));
    CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT") == date(1'709'251'200)); // a leap second
    CHECK(parse_http_date("Monday, 01-Jan-24 00:00:00 GMT") == date(1'704'067'200));
    CHECK(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == date(0));
}

TEST_CASE("what is no date is none", "[rest]") {
    for (const char* text :
         {"", "soon", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
          "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 31 Feb 2024 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
          "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 19945 08:49:37 GMT", "Sun, 06 Nov 994 08:49:37 GMT",
          "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "2026-08-22T12:00:00Z"}) {
        INFO(text);
        CHECK_FALSE(parse_http_date(text));
    }
}

TEST_CASE("dates are written in the first form", "[rest]") {
    CHECK(to_http_date(date(784'111'777)) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(to_http_date(date(1'787'400'000) + 999ms) == "Sat, 22 Aug 2026 12:00:00 GMT");
}

TEST_CASE("Retry-After is seconds or a date", "[rest]") {
    CHECK(wait("Retry-After", "7") == 7s);
    CHECK(wait("retry-after", " 0 ") == 0s);
    CHECK(wait("Retry-After", "Sat, 22 Aug 2026 12:01:30 GMT") == 90s);
    CHECK(wait("Retry-After", "Sat, 22 Aug 2026 11:00:00 GMT") == 0s); // it is over
    CHECK(wait("retry-after-ms", "1500") == 1500ms);
    CHECK(wait("x-ms-retry-after-ms", "250") == 250ms);
    // In milliseconds it is more exact, whatever stands first.
    CHECK(retry_after({{"Retry-After", "2"}, {"retry-after-ms", "1500"}}, {}) == 1500ms);
}

TEST_CASE("a date counts from the service's own", "[rest]") {
    // This machine is a year behind.
    CHECK(retry_after({{"Date", "Sat, 22 Aug 2026 12:00:00 GMT"},
                       {"Retry-After", "Sat, 22 Aug 2026 12:00:20 GMT"}},
                      date(1'755'864'000)) == 20s);
}

TEST_CASE("what nobody can wait for is a day, and nonsense is nothing", "[rest]") {
    CHECK(wait("Retry-After", "99999999999999999999999") == 24h);
    CHECK(wait("Retry-After", "Sat, 22 Aug 2099 12:00:00 GMT") == 24h);
    for (const char* text : {"", "-5", "+5", "1.5", "0x10", "soon", "5 s"}) {
        INFO(text);
        CHECK_FALSE(wait("Retry-After", text));
    }
    CHECK_FALSE(wait("retry-after-ms", "1s"));
    CHECK_FALSE(retry_after({}, {}));
}
