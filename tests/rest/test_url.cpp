#include "rest/url.hpp"
#include "support/catch.hpp"

using rest::decode;
using rest::encode;
using rest::is_link_local;
using rest::is_loopback;
using rest::parse_url;
using rest::resolve;
using rest::Url;
using rest::with_query;

TEST_CASE("a URL falls into its parts", "[rest]") {
    CHECK(parse_url("https://Management.Azure.com/subscriptions/a%20b?api-version=1&x=?") ==
          Url{"https", "management.azure.com", 443, "/subscriptions/a%20b", "api-version=1&x=?"});
    CHECK(parse_url("HTTP://127.0.0.1:8080") == Url{"http", "127.0.0.1", 8080, "/", ""});
    CHECK(parse_url("https://h?x=1") == Url{"https", "h", 443, "/", "x=1"});
    CHECK(parse_url("https://[::1]:8443/a") == Url{"https", "[::1]", 8443, "/a", ""});
    CHECK(parse_url("https://[fe80::1]/") == Url{"https", "[fe80::1]", 443, "/", ""});
}

TEST_CASE("what two parsers could read in two ways is no URL", "[rest]") {
    for (const char* text : {"",
                             "management.azure.com",
                             "ftp://h/",
                             "file:///etc/passwd",
                             "https://",
                             "https:///x",
                             "https://user@h/",
                             "https://good.com@evil.com/",
                             "https://h/#f",
                             "https://h\\@evil/",
                             "https://h /",
                             "https://h/\n",
                             "https://h/\x01",
                             "https://h\xc3\xa9/",
                             "https://h:0/",
                             "https://h:65536/",
                             "https://h:/",
                             "https://h:8x/",
                             "https://h:-1/",
                             "https://[::1",
                             "https://[x]/",
                             "https://%68/",
                             "https://h%00/",
                             "//h/",
                             "https://a,b/"}) {
        INFO(text);
        CHECK_FALSE(parse_url(text));
    }
}

TEST_CASE("an origin is scheme, host and port", "[rest]") {
    CHECK(rest::origin(*parse_url("https://H/x")) == "https://h:443");
    CHECK(rest::origin(*parse_url("https://h:443/y?z")) == "https://h:443");
    CHECK(rest::origin(*parse_url("http://h/")) == "http://h:80");
}

TEST_CASE("loopback is what is written so, not what a name may resolve to", "[rest]") {
    for (const char* text : {"http://127.0.0.1/", "http://127.9.9.9:1/", "http://localhost/",
                             "http://LocalHost:80/", "http://[::1]/"}) {
        INFO(text);
        CHECK(is_loopback(*parse_url(text)));
    }
    for (const char* text :
         {"http://localhost.example.com/", "http://127.0.0.1.example.com/", "http://127.1/",
          "http://0127.0.0.1/", "http://0x7f.0.0.1/", "http://10.0.0.1/", "http://128.0.0.1/",
          "http://127.0.0.256/", "http://[::2]/", "http://[::ffff:127.0.0.1]/"}) {
        INFO(text);
        CHECK_FALSE(is_loopback(*parse_url(text)));
    }
    CHECK(is_link_local(*parse_url("http://169.254.169.254/metadata")));
    CHECK_FALSE(is_link_local(*parse_url("http://169.255.0.1/")));
    CHECK_FALSE(is_link_local(*parse_url("http://169.254.169.254.example.com/")));
}

TEST_CASE("a reference is absolute or a path on the same origin", "[rest]") {
    const Url from = *parse_url("https://h/a/b?c");
    CHECK(resolve(from, "/x?y=1") == "https://h/x?y=1");
    CHECK(resolve(*parse_url("http://127.0.0.1:81/"), "/x") == "http://127.0.0.1:81/x");
    CHECK(resolve(from, "https://other/x") == "https://other/x");
    CHECK_FALSE(resolve(from, "//other/x"));
    CHECK_FALSE(resolve(from, "x/y"));
    CHECK_FALSE(resolve(from, ""));
    CHECK_FALSE(resolve(from, "/x y"));
}

TEST_CASE("names are encoded whole", "[rest]") {
    CHECK(encode("a-b_c.d~9") == "a-b_c.d~9");
    CHECK(encode("a/b c?d&e=f%\xc3\xa4+") == "a%2Fb%20c%3Fd%26e%3Df%25%C3%A4%2B");
    CHECK(decode(encode("a/b c?d&e=f%\xc3\xa4+")) == "a/b c?d&e=f%\xc3\xa4+");
    CHECK(decode("%zz%4") == "%zz%4");
    CHECK(with_query("https://h/x", "api-version", "1") == "https://h/x?api-version=1");
    CHECK(with_query("https://h/x?a=b", "c d", "e&f") == "https://h/x?a=b&c%20d=e%26f");
    CHECK(with_query("https://h/x?", "c", "d") == "https://h/x?c=d");
}
