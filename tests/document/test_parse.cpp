#include "document/tree.hpp"
#include "support/catch.hpp"

using document::parse;
using testing::places;

TEST_CASE("empty files") {
    for (const std::string text : {"", " \r\n\t", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
        for (const auto* const file : {"x.json", "x.yaml", "x"}) {
            const auto parsed = parse(text, file);
            CHECK_FALSE(parsed.ok);
            CHECK(places(parsed) == "BA001");
        }
    }
    CHECK(places(parse("# nothing\n\n# here", "x.yaml")) == "BA001");
    CHECK(places(parse("---\n", "x.yaml")) == "BA001");
}

TEST_CASE("files that are not UTF-8") {
    const auto said = [](std::string bytes) {
        const auto parsed = parse(std::move(bytes), "x.json");
        CHECK_FALSE(parsed.ok);
        CHECK(parsed.findings.size() == 1);
        return std::string(parsed.findings.at(0).code) + " " +
               std::to_string(parsed.findings.at(0).offset) + " " + parsed.findings.at(0).message +
               "; " + parsed.findings.at(0).help;
    };
    using namespace std::string_literals;
    CHECK(said("[\"\xE4\"]") == "BA002 2 the byte 0xe4 is not UTF-8 here; save the file as UTF-8");
    CHECK(said("[\"é\", \"\xC3") ==
          "BA002 8 the byte 0xc3 is not UTF-8 here; save the file as UTF-8");
    CHECK(said("\xFF\xFE{\0}\0"s) ==
          "BA002 0 the file is UTF-16, not UTF-8; save the file as UTF-8");
    CHECK(said("\xFE\xFF\0{\0}"s) ==
          "BA002 0 the file is UTF-16, not UTF-8; save the file as UTF-8");
    CHECK(said("\xFF\xFE\0\0{\0\0\0"s) ==
          "BA002 0 the file is UTF-32, not UTF-8; save the file as UTF-8");
    CHECK(said("\0\0\xFE\xFF\0\0\0{"s) ==
          "BA002 0 the file is UTF-32, not UTF-8; save the file as UTF-8");
    CHECK_THAT(said("{\0}\0"s), ContainsSubstring("BA002 1 the file has zero bytes between"));
    CHECK_THAT(said("{} \0"s), ContainsSubstring("BA002 3 a zero byte"));
}

TEST_CASE("the format follows the name, then the text") {
    const auto is_yaml = [](std::string text, std::string_view file) {
        return parse(std::move(text), file).ok;
    };
    const std::string yaml = "a: b\n"; // no JSON
    CHECK(is_yaml(yaml, "x.yaml"));
    CHECK(is_yaml(yaml, "X.YML"));
    CHECK_FALSE(is_yaml(yaml, "x.json"));
    CHECK(is_yaml(yaml, "job.template"));
    CHECK(is_yaml("name: x", "x.runconfig"));
    CHECK(is_yaml("- x", ""));
    CHECK(is_yaml("---\ntrue: x", "x"));
    CHECK(is_yaml("# c\na: b", "x"));
    CHECK_FALSE(is_yaml("{a: b}", "job.json.template"));
    CHECK_FALSE(is_yaml("[a]", "x"));
    CHECK_FALSE(is_yaml("\"a\": b", "x"));
    CHECK_FALSE(is_yaml("// c\n{}", "x"));
    CHECK(is_yaml("{a: b}", "x.yaml"));
    CHECK(testing::tree(parse("-1", "x")) == " number -1\n");
    CHECK(testing::tree(parse("null", "x")) == " null \n");
}

TEST_CASE("the source stays readable when nothing else is") {
    const auto parsed = parse("[1,\n  oops]", "x.json");
    CHECK_FALSE(parsed.ok);
    CHECK(parsed.document.root() == document::k_no_node);
    CHECK(parsed.document.line(parsed.findings.at(0).offset) == "  oops]");
}
