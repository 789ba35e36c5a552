#include "base/base64.hpp"
#include "support/catch.hpp"

using base::base64;
using base::base64_url;
using base::from_base64;

TEST_CASE("base64 is that of RFC 4648", "[base]") {
    CHECK(base64("").empty());
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64("\xfb\xff\xfe") == "+//+");
    CHECK(base64_url("\xfb\xff\xfe") == "-__-");
    CHECK(base64_url("f") == "Zg");
}

TEST_CASE("either alphabet is read, padded or not", "[base]") {
    CHECK(from_base64("Zg==") == "f");
    CHECK(from_base64("Zg") == "f");
    CHECK(from_base64("Zm8") == "fo");
    CHECK(from_base64("+//+") == "\xfb\xff\xfe");
    CHECK(from_base64("-__-") == "\xfb\xff\xfe");
    CHECK(from_base64("") == "");
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all.push_back(static_cast<char>(i));
        CHECK(from_base64(base64(all)) == all);
        CHECK(from_base64(base64_url(all)) == all);
    }
}

TEST_CASE("what is no base64 is none", "[base]") {
    for (const char* text :
         {"Z", "Zg=", "Zg===", "Z===", "=", "Zm9v=", "Zm 9v", "Zm9v\n", "Zm9*"}) {
        INFO(text);
        CHECK_FALSE(from_base64(text));
    }
}
