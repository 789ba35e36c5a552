#include "rest/redact.hpp"
#include "support/catch.hpp"

using rest::Header;
using rest::KnownSecrets;
using rest::loggable_header;
using rest::loggable_url;
using rest::Request;

TEST_CASE("parameters are shown when they are on the list", "[rest]") {
    CHECK(loggable_url("https://h/p?api-version=2024-10-01&$skip=a%3D&comp=list") ==
          "https://h/p?api-version=2024-10-01&$skip=a%3D&comp=list");
    CHECK(loggable_url(
              "https://h/p?API-Version=1&sig=fake&sv=2021&new-parameter=x&t=1&c=2&s=3&h=4") ==
          "https://h/p?API-Version=1&sig=REDACTED&sv=2021&new-parameter=REDACTED&t=REDACTED"
          "&c=REDACTED&s=REDACTED&h=REDACTED");
    CHECK(loggable_url("https://h/p?s%69g=fake&flag") ==
          "https://h/p?s%69g=REDACTED&flag=REDACTED");
    CHECK(loggable_url("https://h/a\nb") == "https://h/a\\nb"); // one line stays one line
    CHECK(loggable_url("https://h/p") == "https://h/p");
}

TEST_CASE("headers are shown when they are on the list", "[rest]") {
    CHECK(loggable_header({"X-MS-Request-Id", "abc"}) == "X-MS-Request-Id: abc");
    CHECK(loggable_header({"x-ms-ratelimit-remaining-subscription-writes", "11"}) ==
          "x-ms-ratelimit-remaining-subscription-writes: 11");
    for (const char* name : {"Authorization", "X-IDENTITY-HEADER", "secret", "Set-Cookie",
                             "WWW-Authenticate", "x-ms-copy-source", "x-new"}) {
        CHECK(loggable_header({name, "fake"}) == std::string(name) + ": REDACTED");
    }
    CHECK(loggable_header({"Azure-AsyncOperation", "https://h/op?api-version=1&t=9&s=fake"}) ==
          "Azure-AsyncOperation: https://h/op?api-version=1&t=REDACTED&s=REDACTED");
    CHECK(loggable_header({"Date", "a\r\nb"}) == "Date: a\\r\\nb");
}

TEST_CASE("what a request holds is hidden in what is said about it", "[rest]") {
    Request request{
        .url = "https://h/p?sig=fake%2Bsignature%3D0123&api-version=2024-10-01&code=short",
        .headers = {{"Authorization", "Bearer fake-token-0123"},
                    {"X-IDENTITY-HEADER", "fake-identity"},
                    {"Content-Type", "application/json"},
                    {"metadata-flag", "true"}},
        .secrets = {base::Secret("fake client secret")},
    };
    const KnownSecrets known(request);
    CHECK(known.hide("token fake-token-0123.") == "token REDACTED.");
    CHECK(known.hide("Bearer fake-token-0123") == "REDACTED");
    CHECK(known.hide("fake-identity") == "REDACTED");
    CHECK(known.hide("a fake client secret is wrong") == "a REDACTED is wrong");
    CHECK(known.hide("fake%2Bsignature%3D0123 fake+signature=0123") == "REDACTED REDACTED");
    // Words that may stand in any text stay.
    CHECK(known.hide("short true application/json 2024-10-01") ==
          "short true application/json 2024-10-01");
    // And what looks like a secret goes, though nobody knew it.
    CHECK(known.hide("AccountKey=fakefakefake;x") == "AccountKey=REDACTED;x");
}

TEST_CASE("of secrets that hold one another all are hidden", "[rest]") {
    KnownSecrets known;
    known.add("fake-part");
    known.add("fake-part-of-a-whole");
    known.add("fake-part");
    known.add(""); // nothing to look for
    CHECK(known.hide("fake-part-of-a-whole, fake-part") == "REDACTED, REDACTED");
    CHECK(KnownSecrets().hide("text") == "text");
}
