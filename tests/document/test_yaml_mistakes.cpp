#include "document/tree.hpp"
#include "support/catch.hpp"

using document::parse;

namespace {
struct Row {
    std::string_view text;
    std::string_view place; // code line:column 'text'
    std::string_view message;
};

void check(const Row& row) {
    INFO(row.text);
    const auto parsed = parse(std::string(row.text), "x.yaml");
    CHECK_FALSE(parsed.ok);
    REQUIRE(parsed.findings.size() == 1);
    CHECK(testing::places(parsed) == row.place);
    CHECK_THAT(parsed.findings[0].message, ContainsSubstring(std::string(row.message)));
    CHECK_FALSE(parsed.findings[0].help.empty());
}
} // namespace

TEST_CASE("what YAML has and is not read") {
    const Row rows[] = {
        {"a: &x 1\nb: *x\n", "BA007 1:4 '&'", "anchors are not read"},
        {"a: *x\n", "BA007 1:4 '*'", "aliases are not read"},
        {"a: *.py\n", "BA007 1:4 '*'", "aliases are not read"},
        {"é:\n  <<: {a: 1}\n", "BA007 2:3 '<<'", "merge keys"},
        {"a: !foo 1\n", "BA007 1:4 '!foo'", "begins with '!'"},
        {"a: !!binary eA==\n", "BA007 1:4 '!!binary'", "begins with '!'"},
        {"a: !!int x\n", "BA007 1:4 '!!int'", "does not fit"},
        {"a: !!map []\n", "BA007 1:4 '!!map'", "does not fit"},
        {"a: 1\n---\nb: 2\n", "BA007 2:1 '---'", "second document"},
        {"? [a]\n: b\n", "BA007 1:3 '['", "a key that is an array"},
        {"? {a: 1}\n: b\n", "BA007 1:3 '{'", "a key that is an object"},
    };
    for (const Row& row : rows) {
        check(row);
    }
    CHECK(parse("'<<': 1\n", "x.yaml").ok);
}

TEST_CASE("what is not YAML") {
    const Row rows[] = {
        {"a: b: c\n", "BA003 1:5 ':'", "where no key can be"},
        {"a: 1\n  b: 2\n", "BA003 2:4 ':'", "where no key can be"},
        {"a:\n\tb: 1\n", "BA003 2:1 '\t'", "a tab stands in the indentation"},
        {"a: @x\n", "BA003 1:4 '@'", "cannot begin with this character"},
        {"a: \"\\q\"\n", "BA003 1:5 '\\'", "not an escape"},
        {"a: \"\\ud800\"\n", "BA003 1:5 '\\'", "surrogate"},
        {"a: \"\\u12\"", "BA003 1:5 '\\'", "hexadecimal"},
        {"a: \"b\" c\n", "BA003 1:8 'c'", "a key of the object above"},
        {"- a\nb: c\n", "BA003 2:1 'b'", "behind the end"},
        {"[1] x", "BA003 1:5 'x'", "behind the end"},
        {"a: ]", "BA003 1:4 ']'", "does not fit"},
        {"a: [b}\n", "BA003 1:6 '}'", "does not fit"},
        {"[1,,2]", "BA003 1:4 ','", "nothing stands before this comma"},
        {"{a: 1,, b: 2}", "BA003 1:7 ','", "nothing stands before this comma"},
        {"a: |x\n  b\n", "BA003 1:5 'x'", "only a comment may follow"},
        {"é: \x04\n", "BA003 1:4 '\x04'", "control character 0x04"},
        {"a: 1\nfoo\n", "BA003 2:4 ''", "':' was expected behind the key"},
        {"a:\nnull", "BA003 2:5 ''", "':' was expected behind the key"},
        {"a: \"é\n", "BA003 1:6 ''", "inside the string that began at line 1, column 4"},
        {"a: 'x\nb: 1\n", "BA003 2:5 ''", "inside the string that began at line 1, column 4"},
        {"a: [1,\n  {b: 2},\nc: 3\n", "BA003 3:5 ''",
         "inside the array that began at line 1, column 4"},
        {"a: {b: [1], c: {d: 2}\n", "BA003 1:22 ''",
         "inside the object that began at line 1, column 4"},
    };
    for (const Row& row : rows) {
        check(row);
    }
}
