#include "rest/request.hpp"
#include "support/catch.hpp"

using rest::Headers;
using rest::Method;
using rest::Repeat;

TEST_CASE("headers are found without regard to case, the first of them", "[rest]") {
    const Headers headers = {{"Retry-After", "1"}, {"x", ""}, {"RETRY-AFTER", "2"}};
    CHECK(rest::find(headers, "retry-after") == "1");
    CHECK(rest::find(headers, "X") == "");
    CHECK_FALSE(rest::find(headers, "y"));
}

TEST_CASE("nothing can be smuggled into a header", "[rest]") {
    CHECK(rest::is_header_value("Bearer a.b-c"));
    CHECK(rest::is_header_value(""));
    CHECK(rest::is_header_value("a b\xc3\xa4"));
    for (const std::string text : {"a\r\nX: y", "a\n", "\ta", " a", "a ", "a\x7f", "a\x01"}) {
        INFO(text);
        CHECK_FALSE(rest::is_header_value(text));
    }
    CHECK_FALSE(rest::is_header_value(std::string("a\0b", 3)));
    CHECK(rest::is_header_name("x-ms-date"));
    for (const char* text : {"", "a b", "a:", "a\r", "a\xc3"}) {
        INFO(text);
        CHECK_FALSE(rest::is_header_name(text));
    }
}

TEST_CASE("the usual requests say what twice means", "[rest]") {
    CHECK(rest::get("u", "s").repeat == Repeat::repeatable);
    CHECK(rest::head("u", "s").method == Method::head);
    CHECK(rest::remove("u", "s").repeat == Repeat::repeatable);
    const rest::Request put = rest::put("u", "s", "{}");
    CHECK(put.repeat == Repeat::repeatable);
    CHECK(rest::find(put.headers, "content-type") == "application/json");
    CHECK(rest::find(put.headers, "accept") == "application/json");
    const rest::Request post = rest::post("u", "s", "", Repeat::once);
    CHECK(post.repeat == Repeat::once);
    CHECK_FALSE(rest::find(post.headers, "content-type")); // there is nothing in it
    CHECK(rest::Request{}.repeat == Repeat::once);         // who says nothing is not sent twice
    CHECK(rest::patch("u", "s", "{}", Repeat::repeatable).method == Method::patch);
}

TEST_CASE("methods have their names", "[rest]") {
    CHECK(rest::name(Method::get) == "GET");
    CHECK(rest::name(Method::head) == "HEAD");
    CHECK(rest::name(Method::put) == "PUT");
    CHECK(rest::name(Method::post) == "POST");
    CHECK(rest::name(Method::patch) == "PATCH");
    CHECK(rest::name(Method::delete_) == "DELETE");
}
