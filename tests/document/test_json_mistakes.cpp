#include "document/tree.hpp"
#include "support/catch.hpp"

using document::parse;

namespace {
struct Row {
    std::string_view text;
    std::string_view place; // line:column 'text'
    std::string_view message;
    std::string_view help = "";
    std::string_view fix = "-"; // "-" for none
};

void check(const Row& row) {
    INFO(row.text);
    const auto parsed = parse(std::string(row.text), "x.json");
    CHECK_FALSE(parsed.ok);
    REQUIRE(parsed.findings.size() == 1);
    const base::Finding& finding = parsed.findings[0];
    CHECK(testing::places(parsed) == "BA003 " + std::string(row.place));
    CHECK_THAT(finding.message, ContainsSubstring(std::string(row.message)));
    CHECK_THAT(finding.help, ContainsSubstring(std::string(row.help)));
    CHECK((finding.fix ? finding.fix->replacement : "-") == row.fix);
}
} // namespace

TEST_CASE("mistakes people make between values") {
    const Row rows[] = {
        {"{\"a\": 1,\n}", "1:8 ','", "last member", "remove the comma", ""},
        {"[1, 2, ]", "1:6 ','", "last element", "remove the comma", ""},
        {"[1 2]", "1:3 ''", "comma is missing between two elements", "insert", ","},
        {"{\"a\": 1\n \"b\": 2}", "1:8 ''", "comma is missing between two members", "", ","},
        {"[1,,2]", "1:4 ','", "nothing stands before this comma"},
        {"{,}", "1:2 ','", "nothing stands before this comma"},
        {"{\"a\": }", "1:7 '}'", "a value was expected behind ':'", "null"},
        {"{\"a\"}", "1:5 '}'", "':' and a value were expected"},
        {"{\"a\" = 1}", "1:6 '='", "':' behind the key was expected", "between a key"},
        {"{\"a\": 1;}", "1:8 ';'", "',' or '}' was expected, but ';'"},
        {"{\"a\": [1}", "1:9 '}'", "the array that began at line 1, column 7 is still open", "']'"},
        {"[{\"a\": 1]", "1:9 ']'", "the object that began at line 1, column 2", "'}'"},
        {"{} }", "1:4 '}'", "behind the end", "bracket too many"},
        {"{}\n{}", "2:1 '{'", "behind the end", "file of its own"},
        {"{1: 2}", "1:2 '1'", "without quotes", "double quotes", "\"1\""},
        {"{]", "1:2 ']'", "the object that began"},
        {"é", "1:1 'é'", "a value was expected, but 'é' stands here"},
    };
    for (const Row& row : rows) {
        check(row);
    }
}

TEST_CASE("text that is not JSON's") {
    const Row rows[] = {
        {"// c\n{}", "1:1 '// c'", "comments", "remove the comment", ""},
        {"{} # c", "1:4 '# c'", "comments", "remove", ""},
        {"[1, /* c */ 2]", "1:5 '/* c */'", "comments", "remove", ""},
        {"[/* c", "1:2 '/* c'", "comments", "remove", ""},
        {"[...]", "1:2 '...'", "left out", "remove the dots"},
        {"{…}", "1:2 '…'", "left out"},
        {"{'a': 1}", "1:2 ''a''", "double quotes", "replace", "\"a\""},
        {"{\"a\": 'secret'}", "1:7 ''secret''", "double quotes"},
        {"{\"a\": 'x\ny'}", "1:7 '''", "double quotes"},
        {"[“x”]", "1:2 '“'", "typographic quote"},
        {"[1,\u00A02]", "1:4 '\u00A0'", "no-break space"},
        {"{nodeCount: 1}", "1:2 'nodeCount'", "key nodeCount", "double quotes", "\"nodeCount\""},
        {"[True]", "1:2 'True'", "True is not a value", "write true", "true"},
        {"[None]", "1:2 'None'", "None is not a value", "write null", "null"},
        {"[nullx]", "1:2 'nullx'", "without quotes"},
        {"[NaN]", "1:2 'NaN'", "no number NaN"},
        {"[-Infinity]", "1:2 '-Infinity'", "no number -Infinity"},
    };
    for (const Row& row : rows) {
        check(row);
    }
}

TEST_CASE("numbers that are none") {
    const Row rows[] = {
        {"[012]", "1:2 '012'", "begin with 0", "remove the zero"},
        {"[-01]", "1:2 '-01'", "begin with 0"},
        {"[+1]", "1:2 '+1'", "begin with '+'", "remove the sign"},
        {"[.5]", "1:2 '.5'", "both sides of the point"},
        {"[5.]", "1:2 '5.'", "both sides of the point"},
        {"[0x1F]", "1:2 '0x1F'", "hexadecimal"},
        {"[-]", "1:2 '-'", "not a number"},
        {"[1e]", "1:2 '1e'", "not a number"},
        {"[12GB]", "1:2 '12GB'", "not a number", "double quotes"},
        {"[1.2.3]", "1:2 '1.2.3'", "not a number"},
    };
    for (const Row& row : rows) {
        check(row);
    }
}

TEST_CASE("strings that are none") {
    const Row rows[] = {
        {"[\"a\tb\"]", "1:4 '\t'", "a tab", "\\t", "\\t"},
        {"[\"a\r\nb\"]", "1:4 '\r\n'", "the string that began at line 1, column 2", "\\n"},
        {"[\"a\x01\"]", "1:4 '\x01'", "control character 0x01", "\\u0001"},
        {R"(["C:\Users"])", R"(1:5 '\U')", "\\U is not an escape", "\\\\", "\\\\U"},
        {R"(["\u12g4"])", R"(1:3 '\u12')", "four hexadecimal digits"},
        {R"(["\ud800x"])", R"(1:3 '\ud800')", "surrogate pair"},
        {R"(["\udc00"])", R"(1:3 '\udc00')", "surrogate pair"},
        {R"(["\ud800\u0041"])", R"(1:3 '\ud800')", "surrogate pair"},
        {"[\"\\", "1:4 ''", "the file ends inside the string that began at line 1, column 2"},
        {"[\n \"abc", "2:6 ''", "the file ends inside the string that began at line 2, column 2"},
        {"{\n\"a\": [1, \n\n", "2:9 ''",
         "the file ends inside the array that began at line 2, column 6"},
    };
    for (const Row& row : rows) {
        check(row);
    }
}

TEST_CASE("values, which may be secrets, are not repeated") {
    for (const auto* const text :
         {"{\"key\": hunter2}", "{\"key\": 'hunter2'}", "{\"key\": 12hunter2}", "\"a\" hunter2",
          "[1 hunter2]", "{\"key\": \"hunter2\n\"}", "key: \"hunter2", "key: [hunter2",
          "key: @hunter2", "key: hunter2: x"}) {
        for (const auto* const file : {"x.json", "x.yaml"}) {
            const auto parsed = parse(text, file);
            for (const base::Finding& finding : parsed.findings) {
                INFO(file << ": " << text << ": " << finding.message);
                CHECK(finding.message.find("hunter2") == std::string::npos);
                CHECK(finding.help.find("hunter2") == std::string::npos);
                CHECK((!finding.fix ||
                       finding.fix->replacement.find("hunter2") == std::string::npos));
            }
        }
    }
}
