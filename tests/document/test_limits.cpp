#include "document/tree.hpp"
#include "support/catch.hpp"

using document::Limits;
using document::parse;

namespace {
std::string repeated(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}
} // namespace

TEST_CASE("nesting ends at the limit") {
    const std::string deepest = repeated("[", 64) + repeated("]", 64);
    const std::string deeper = "[" + deepest + "]";
    for (const auto* const file : {"x.json", "x.yaml"}) {
        CHECK(parse(deepest, file).ok);
        const auto parsed = parse(deeper, file);
        CHECK_FALSE(parsed.ok);
        CHECK(testing::places(parsed) == "BA005 1:65 '['");
    }
}

TEST_CASE("a hundred thousand levels are refused without harm") {
    std::string indented;
    for (std::size_t i = 0; i < 1000; ++i) {
        indented += std::string(i, ' ') + "a:\n";
    }
    const std::size_t many = 100'000;
    for (const std::string& text :
         {repeated("[", many), repeated("{\"a\":", many), repeated("[", many) + repeated("]", many),
          repeated("{\"a\":", many) + "1" + repeated("}", many), repeated("- ", many),
          repeated("? ", many), repeated("{", many), indented}) {
        for (const auto* const file : {"x.json", "x.yaml"}) {
            const auto parsed = parse(text, file);
            CHECK_FALSE(parsed.ok);
            CHECK(parsed.findings.size() == 1);
        }
    }
}

TEST_CASE("deeper limits stop where the library stops") {
    const Limits limits{.depth = 100'000};
    const std::string text = repeated("[", 2000) + repeated("]", 2000);
    CHECK(parse(text, "x.json", limits).ok);
    CHECK(parse(text, "x.yaml", limits).findings.at(0).code == "BA005");
}

TEST_CASE("a file may have a million values") {
    const std::string text = "[" + repeated("1,", 999'999) + "1]";
    for (const auto* const file : {"x.json", "x.yaml"}) {
        const auto parsed = parse(text, file);
        REQUIRE(parsed.ok);
        CHECK(parsed.document.at(0).count == 1'000'000);
    }
}

TEST_CASE("more values than the limit") {
    const Limits limits{.nodes = 3};
    for (const auto* const file : {"x.json", "x.yaml"}) {
        CHECK(parse("[1, 2]", file, limits).ok);
        CHECK(testing::places(parse("[1, 2, 3]", file, limits)) == "BA006 1:8 '3'");
        CHECK(testing::places(parse("[1, 2, []]", file, limits)) == "BA006 1:8 '['");
    }
}

TEST_CASE("more bytes than the limit") {
    CHECK(parse("[1]", "x.json", {.bytes = 3}).ok);
    const auto parsed = parse("[10]", "x.json", {.bytes = 3});
    CHECK_FALSE(parsed.ok);
    CHECK(testing::places(parsed) == "BA006");
    CHECK_THAT(parsed.findings.at(0).message, ContainsSubstring("4 bytes"));
}

TEST_CASE("an object with a hundred thousand keys, and with one key as often") {
    std::string different = "{";
    std::string same = "{";
    for (int i = 0; i < 100'000; ++i) {
        different += "\"key" + std::to_string(i) + "\": 0,";
        same += "\"key\": 0,";
    }
    different.back() = '}';
    same.back() = '}';
    for (const auto* const file : {"x.json", "x.yaml"}) {
        const auto parsed = parse(different, file);
        CHECK(parsed.ok);
        CHECK(parsed.findings.empty());
        const auto one = parse(same, file);
        REQUIRE(one.ok);
        CHECK(one.document.at(0).count == 1);
        CHECK(one.findings.size() == 101);
    }
}
