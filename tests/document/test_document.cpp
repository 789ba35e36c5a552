#include "document/tree.hpp"
#include "support/catch.hpp"

using document::Kind;
using document::NodeId;
using document::parse;
using document::Position;

namespace {
NodeId follow(const document::Document& tree, std::initializer_list<std::string_view> keys) {
    NodeId id = tree.root();
    for (const std::string_view key : keys) {
        id = tree.find(id, key);
    }
    return id;
}
} // namespace

TEST_CASE("pointers escape tilde and slash") {
    const auto parsed = parse(R"({"a/b": {"m~n": [1, {"": 2}]}})", "x.json");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    CHECK(tree.pointer(tree.root()).empty());
    const NodeId list = follow(tree, {"a/b", "m~n"});
    CHECK(tree.pointer(list) == "/a~1b/m~0n");
    const NodeId second = tree.at(tree.at(list).first_child).next;
    CHECK(tree.pointer(tree.find(second, "")) == "/a~1b/m~0n/1/");
    CHECK(tree.at(second).index == 1);
}

TEST_CASE("find knows members only") {
    const auto parsed = parse(R"({"a": [1], "b": {}})", "x.json");
    const auto& tree = parsed.document;
    CHECK(tree.find(tree.root(), "c") == document::k_no_node);
    CHECK(tree.find(follow(tree, {"a"}), "") == document::k_no_node);
    CHECK(tree.find(document::k_no_node, "a") == document::k_no_node);
    CHECK(tree.is_leaf(follow(tree, {"b"})));
    CHECK_FALSE(tree.is_leaf(follow(tree, {"a"})));
}

TEST_CASE("columns count code points and not the byte order mark") {
    const auto parsed = parse("\xEF\xBB\xBF{\"é\": \"😀\", \"x\":\r\n  1}", "x.json");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    CHECK(tree.at(0).offset == 3);
    CHECK(tree.position(0) == Position{1, 1});
    CHECK(tree.position(tree.at(0).offset) == Position{1, 1});
    CHECK(tree.position(tree.at(1).key_offset) == Position{1, 2});
    CHECK(tree.position(tree.at(1).offset) == Position{1, 7});
    CHECK(tree.position(tree.at(2).key_offset) == Position{1, 12});
    CHECK(tree.position(tree.at(2).offset) == Position{2, 3});
    CHECK(tree.line(tree.at(1).offset) == "{\"é\": \"😀\", \"x\":");
    CHECK(tree.line(tree.at(2).offset) == "  1}");
}

TEST_CASE("lines end with LF, CRLF or CR alone") {
    const auto parsed = parse("[\n1,\r\n2,\r3,\n\r4]", "x.json");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    std::vector<std::uint32_t> lines;
    for (NodeId id = 1; id < tree.size(); ++id) {
        const Position at = tree.position(tree.at(id).offset);
        CHECK(at.column == 1);
        lines.push_back(at.line);
    }
    CHECK(lines == std::vector<std::uint32_t>{2, 3, 4, 6});
}

TEST_CASE("positions in long lines are those counted from their start") {
    std::string text = "[\n";
    for (int i = 0; i < 3000; ++i) {
        text += "\"é\",";
    }
    text += "0]\n";
    const auto parsed = parse(text, "x.json");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    REQUIRE(tree.size() == 3002);
    for (NodeId id = 1; id < tree.size(); ++id) {
        REQUIRE(tree.position(tree.at(id).offset) == Position{2, 1 + 4 * (id - 1)});
    }
    CHECK(tree.line(tree.at(2500).offset).size() == 3000 * 5 + 2);
    CHECK(tree.position(0xfffffff0) == Position{3, 1});
}

TEST_CASE("of duplicate keys the last counts") {
    const auto parsed =
        parse("{\"a\": 1, \"b\": 2,\n \"a\": 3, \"\\u0061\": {\"c\": 4}}", "x.json");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    CHECK(testing::tree(parsed) == " object \n/b number 2\n/a object \n/a/c number 4\n");
    CHECK(tree.at(0).count == 2);
    CHECK(tree.at(follow(tree, {"a"})).index == 1);
    CHECK(testing::places(parsed) == "BA004 1:2 '\"a\"', BA004 2:2 '\"a\"'");
    for (const base::Finding& finding : parsed.findings) {
        CHECK(finding.cls == base::Class::dropped);
        CHECK(tree.pointer(finding.node) == "/a");
        CHECK_THAT(finding.message, ContainsSubstring("line 2, column 10"));
    }
}

TEST_CASE("a thousand keys twice give a hundred findings and one that counts the rest") {
    std::string text = "{";
    for (int i = 0; i < 2000; ++i) {
        text += "\"k" + std::to_string(i % 1000) + "\": " + std::to_string(i) + ",";
    }
    text.back() = '}';
    const auto parsed = parse(text, "x.json");
    REQUIRE(parsed.ok);
    CHECK(parsed.document.at(0).count == 1000);
    CHECK(parsed.document.at(parsed.document.find(0, "k7")).text == "1007");
    REQUIRE(parsed.findings.size() == 101);
    CHECK(parsed.findings.back().message == "900 more duplicate keys are not listed");
}

TEST_CASE("documents can be moved") {
    auto parsed = parse(R"({"k": "v", "e": "\n"})", "x.json");
    const document::Document moved = std::move(parsed.document);
    CHECK(testing::tree(moved, 0) == " object \n/k string v\n/e string \n\n");
}
