#include "document/tree.hpp"
#include "support/catch.hpp"

using document::parse;
using testing::json_tree;

TEST_CASE("every kind of value") {
    CHECK(
        json_tree(R"({"a": null, "b": [true, false], "c": -0.5e+3, "d": "x", "e": {}, "f": []})") ==
        " object \n"
        "/a null \n"
        "/b array \n"
        "/b/0 boolean true\n"
        "/b/1 boolean false\n"
        "/c number -0.5e+3\n"
        "/d string x\n"
        "/e object \n"
        "/f array \n");
}

TEST_CASE("any value can be the root") {
    CHECK(json_tree(" null ") == " null \n");
    CHECK(json_tree("\"\"") == " string \n");
    CHECK(json_tree("-12") == " number -12\n");
    CHECK(json_tree("true\n") == " boolean true\n");
}

TEST_CASE("values know where they stand") {
    const std::string text = "\r\n{ \"key\" : [ \"x\\ty\" , 12 ] }";
    const auto parsed = parse(text, "x.json");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    const auto written = [&](document::NodeId id) {
        return text.substr(tree.at(id).offset, tree.at(id).end - tree.at(id).offset);
    };
    CHECK(written(0) == "{ \"key\" : [ \"x\\ty\" , 12 ] }");
    CHECK(written(1) == "[ \"x\\ty\" , 12 ]");
    CHECK(text.substr(tree.at(1).key_offset, tree.at(1).key_end - tree.at(1).key_offset) ==
          "\"key\"");
    CHECK(written(2) == "\"x\\ty\"");
    CHECK(tree.at(2).text == "x\ty");
    CHECK_FALSE(tree.at(2).plain);
    CHECK(written(3) == "12");
    CHECK(tree.at(3).plain);
    CHECK(tree.at(3).key_offset == 0);
}

TEST_CASE("escapes are resolved") {
    CHECK(json_tree(R"("\"\\\/\b\f\n\r\t")") == " string \"\\/\b\f\n\r\t\n");
    CHECK(json_tree(R"("\u0041\u00e9\u20AC\ud83d\uDE00\u0000z")") ==
          std::string(" string Aé€😀\0z\n", 21));
    CHECK(json_tree(R"({"\u006b": 1})") == " object \n/k number 1\n");
}

TEST_CASE("strings of every length around the fast loop's step") {
    for (std::size_t length = 0; length < 40; ++length) {
        const std::string text(length, 'a');
        CHECK(json_tree('"' + text + '"') == " string " + text + "\n");
        CHECK(json_tree('"' + text + "\xC3\xA9\"") == " string " + text + "é\n");
        CHECK(json_tree('"' + text + "\\n" + text + '"') == " string " + text + '\n' + text + "\n");
        CHECK(json_tree('"' + text + "\x1F" + text + '"') == "not ok\n");
        CHECK(json_tree('"' + text) == "not ok\n");
    }
}

TEST_CASE("bytes that look like quotes in the fast loop are none") {
    // 0xA2 and 0xDC are the quote and the backslash with the highest bit set.
    CHECK(json_tree("\"aaaa\xC2\xA2zzzzzzzz\"") == " string aaaa\xC2\xA2zzzzzzzz\n");
    CHECK(json_tree("\"aaaa\xDC\x80zzzzzzzz\"") == " string aaaa\xDC\x80zzzzzzzz\n");
    CHECK(json_tree("\"\x7F\"") == " string \x7F\n");
}

TEST_CASE("a text cut anywhere is an error with a place") {
    const std::string text =
        "{\"a\": [1, -2.5e3, true, false, null, \"x\\u00e9\\n😀\"],\r\n \"b\": {}}";
    REQUIRE(parse(text, "x.json").ok);
    for (std::size_t length = 0; length < text.size(); ++length) {
        for (const auto* const file : {"x.json", "x.yaml"}) {
            INFO(file << ": " << text.substr(0, length));
            const auto parsed = parse(text.substr(0, length), file);
            CHECK_FALSE(parsed.ok);
            CHECK(parsed.document.empty());
            REQUIRE(parsed.findings.size() == 1);
            CHECK(parsed.findings[0].cls == base::Class::error);
            CHECK((parsed.findings[0].offset <= length || length == 0));
        }
    }
}
