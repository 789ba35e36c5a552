#include "document/tree.hpp"
#include "support/catch.hpp"

using document::Kind;
using document::parse;
using testing::json_tree;
using testing::yaml_tree;

TEST_CASE("plain words have the types of the core schema, quoted ones are text") {
    const auto kind = [](std::string_view word) {
        const auto parsed = parse("- " + std::string(word) + "\n", "x.yaml");
        return parsed.ok ? parsed.document.at(1).kind : Kind::object;
    };
    for (const auto* const word : {"null", "Null", "NULL", "~", "", "!!null null"}) {
        CHECK(kind(word) == Kind::null);
    }
    for (const auto* const word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
        CHECK(kind(word) == Kind::boolean);
    }
    for (const auto* const word : {"0", "-12", "+3", "007", "0o17", "0x1F", "1.5", ".5", "5.",
                                   "1e3", "-1.5E-3", ".inf", "-.Inf", "+.INF", ".nan", "!!int 3"}) {
        INFO(word);
        CHECK(kind(word) == Kind::number);
    }
    for (const auto* const word :
         {"yes",    "off",  "nul",     "tRUE", "1.2.3", "1_000",     "0x",  "0o8",
          ".",      "-",    "e3",      "1e",   "12:30", "+.nan",     "'1'", "\"true\"",
          "'null'", "\"\"", "!!str 1", "! 1",  "!!str", "2018-05-01"}) {
        INFO(word);
        CHECK(kind(word) == (std::string_view(word) == "-" ? Kind::array : Kind::string));
    }
}

TEST_CASE("block and flow") {
    const std::string expected = " object \n"
                                 "/a object \n"
                                 "/a/b array \n"
                                 "/a/b/0 number 1\n"
                                 "/a/b/1 object \n"
                                 "/a/b/1/c null \n"
                                 "/d e string f g\n";
    CHECK(yaml_tree("a:\n  b:\n  - 1\n  - c:\nd e: f g\n") == expected);
    CHECK(yaml_tree("{a: {b: [1, {c: }]}, d e: f g}") == expected);
    CHECK(yaml_tree("# c\n---\na:   # c\n  b: [1, c: ]\n? 'd e'\n: f\n  g # c\n...\n") == expected);
}

TEST_CASE("values of YAML know where they stand") {
    const std::string text = "\xEF\xBB\xBF# é\r\n"
                             "é: \"😀\" # c\r\n"
                             "list: [a, 'it''s', \"x\\n\" ]\r\n"
                             "block: |\r\n"
                             "  one\r\n"
                             "\r\n"
                             "  two\r\n"
                             "# c\r\n"
                             "empty:\r\n"
                             "folded: >-\r\n"
                             "  a\r\n"
                             "  b\r\n"
                             "plain: p q\r\n"
                             "  r\r\n"
                             "tagged: !!str 12\r\n"
                             "nested:\r\n"
                             "- - {k: v}\r\n"
                             "  -\r\n"
                             "- {}\r\n";
    const auto parsed = parse(text, "x.yaml");
    REQUIRE(parsed.ok);
    const auto& tree = parsed.document;
    const auto written = [&](document::NodeId id) {
        return text.substr(tree.at(id).offset, tree.at(id).end - tree.at(id).offset);
    };
    const auto member = [&](std::string_view key) { return tree.find(0, key); };
    CHECK(tree.position(tree.at(0).offset) == document::Position{2, 1});
    CHECK(tree.position(tree.at(1).offset) == document::Position{2, 4});
    CHECK(written(member("é")) == "\"😀\"");
    CHECK(tree.at(member("é")).plain);
    const auto list = member("list");
    CHECK(written(list) == "[a, 'it''s', \"x\\n\" ]");
    const auto its = tree.at(tree.at(list).first_child).next;
    CHECK(written(its) == "'it''s'");
    CHECK_FALSE(tree.at(its).plain);
    CHECK(written(tree.at(its).next) == "\"x\\n\"");
    CHECK(written(member("block")) == "|\r\n  one\r\n\r\n  two");
    CHECK(tree.at(member("block")).text == "one\n\ntwo\n");
    CHECK_FALSE(tree.at(member("block")).plain);
    CHECK(tree.position(tree.at(member("empty")).offset) == document::Position{9, 7});
    CHECK(written(member("empty")).empty());
    CHECK(tree.at(member("folded")).text == "a b");
    CHECK(written(member("plain")) == "p q\r\n  r");
    CHECK(tree.at(member("plain")).text == "p q r");
    CHECK(written(member("tagged")) == "12");
    CHECK(written(member("nested")) == "- - {k: v}\r\n  -\r\n- {}");
    CHECK(written(tree.at(member("nested")).first_child) == "- {k: v}\r\n  -");
    CHECK(text.substr(tree.at(list).key_offset, 4) == "list");
    CHECK(tree.at(list).key_end == tree.at(list).key_offset + 4);
}

TEST_CASE("values left out, next to a key that is called null") {
    CHECK(yaml_tree("a:\nnull: 1\n") == " object \n/a null \n/null number 1\n");
    CHECK(yaml_tree("a:\n  b:\n~: 1\n") == " object \n/a object \n/a/b null \n/~0 number 1\n");
    CHECK(yaml_tree("a:\n-\n- null\n-\nb:") ==
          " object \n/a array \n/a/0 null \n/a/1 null \n/a/2 null \n/b null \n");
    CHECK(yaml_tree("{a, b: , c: null}") == " object \n/a null \n/b null \n/c null \n");
    CHECK(yaml_tree(": x") == " object \n/ string x\n");
    CHECK(yaml_tree("null: null") == " object \n/null null \n");
}

TEST_CASE("JSON is YAML") {
    for (const std::string text :
         {R"({"a": null, "b": [true, false, -0.5e+3, 1E5], "c": "x", "d": {}, "e": [], "": 0})",
          R"([{"a": [[], [{}], {"b": {"c": []}}]}])",
          R"(["\"\\\/\b\f\n\r\t", "\u0041\u00e9\u20ac", "\ud83d\ude00 and \ud83d\uDE01", "😀é"])",
          R"(["# no comment", "a: b", "- x", "{", "true", "1", "it's", "&x", "*x", "!!int", "<<"])",
          "{\n\t\"tabs\": [\n\t\t1,\n\t\t2\n\t],\n\t\"more\": {\"a\":1,\"b\":\"c\"}\n}\n",
          "\xEF\xBB\xBF[1,\r\n2 , 3]\r\n", R"("\\ud83d\\ude00")", R"("\\\ud83d\ude00")",
          R"(  "root"  )", "12", "null"}) {
        INFO(text);
        const auto json = parse(text, "x.json");
        const auto yaml = parse(text, "x.yaml");
        REQUIRE(json.ok);
        CHECK(testing::tree(json) == testing::tree(yaml));
        REQUIRE(json.document.size() == yaml.document.size());
        for (document::NodeId id = 0; id < json.document.size(); ++id) {
            const document::Node& a = json.document.at(id);
            const document::Node& b = yaml.document.at(id);
            CHECK(a.offset == b.offset);
            CHECK(a.end == b.end);
            CHECK(a.key_offset == b.key_offset);
            CHECK(a.key_end == b.key_end);
            CHECK(a.plain == b.plain);
        }
    }
}

TEST_CASE("escaped surrogate pairs outside of double quotes stay as they are") {
    CHECK(yaml_tree("- '\\ud83d\\ude00'\n- \\ud83d\\ude00\n- |\n  \\ud83d\\ude00\n") ==
          " array \n/0 string \\ud83d\\ude00\n/1 string \\ud83d\\ude00\n/2 string "
          "\\ud83d\\ude00\n\n");
}

TEST_CASE("a CR alone ends a line of YAML") {
    CHECK(yaml_tree("a: 1\rb:\r  c: d\r") == " object \n/a number 1\n/b object \n/b/c string d\n");
}

TEST_CASE("duplicate keys of YAML") {
    const auto parsed = parse("a: 1\nb: {x: 1, 'x': 2}\n\"a\": 3\n", "x.yaml");
    REQUIRE(parsed.ok);
    CHECK(testing::tree(parsed) == " object \n/b object \n/b/x number 2\n/a number 3\n");
    CHECK(testing::places(parsed) == "BA004 1:1 'a', BA004 2:5 'x'");
}
