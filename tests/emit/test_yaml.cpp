#include "base/strings.hpp"
#include "emit/yaml.hpp"
#include "support/catch.hpp"

#include <yaml-cpp/yaml.h>

#include <random>
#include <string>
#include <vector>

using emit::Yaml;

namespace {
// Strings that some reader of YAML 1.1 or 1.2 takes for something else when they are plain.
// One blank between two; beside them the empty string and a date with blanks.
constexpr std::string_view k_typed =
    "~ null Null NULL true True FALSE yes Yes YES no No on On OFF off y Y n N << = 0 -0 +1 "
    "12 007 0o17 0x1F 0XfF 0b101 1_000 1,000 1:30 -1:30 190:20:30 20:30.15 1. 1.5 -1.5 +.5 "
    ".5 1.10 1.8.0 1e3 1E+3 1.5e-3 6.02_2e+23 . .inf -.Inf +.INF .nan .NaN .NAN 2018-05-01 "
    "2018-5-1 2018-05-01T12:00:00Z 2018-05-01t12:00:00-05:00 12e5";

// Strings whose characters mean something to the scanner.
const std::string k_syntax[] = {" lead",
                                "trail ",
                                "\tlead",
                                "trail\t",
                                "a: b",
                                "a:",
                                "a :",
                                "a:\tb",
                                "a #b",
                                "a\t#b",
                                "#a",
                                "- a",
                                "-",
                                "--",
                                "---",
                                "--- a",
                                "...",
                                "? a",
                                "?",
                                ":",
                                ": a",
                                "&a",
                                "*a",
                                "!a",
                                "!!str a",
                                "|",
                                ">",
                                ">-",
                                "'a",
                                "'",
                                "\"a\"",
                                "\"",
                                "%TAG",
                                "@a",
                                "`a",
                                "[a]",
                                "{a: b}",
                                "]",
                                "}",
                                ",a",
                                "a\nb",
                                "\n",
                                "a\n",
                                "a\r\nb",
                                "\r",
                                "a\001b",
                                std::string("a\0b", 3),
                                "\x7f",
                                "\033[0m",
                                "a\u0085b",
                                "a\u2028b",
                                "a\u2029b",
                                "\uFEFFa",
                                "\uFFFE",
                                "\u0080",
                                "back\\slash: x",
                                "both \" and ' : x",
                                "\\n: ",
                                "${{inputs.x}}: y"};

const std::string k_flow_only[] = {
    "a, b", "a,b", "a[0]", "a]", "x{y}", "${{name}}", "azureml://datastores/a/paths/${{name}}/o",
    "a?b"};

const std::string k_plain[] = {"a",
                               "a b",
                               "a:b",
                               "http://h:80/p",
                               "azureml://datastores/acct_data_blob/paths/",
                               "a#b",
                               "it's",
                               "a \"b\"",
                               "back\\slash",
                               "tensorflow/tensorflow:1.8.0-gpu",
                               "2g",
                               "3d-cad",
                               "./a",
                               "../../environments/x",
                               "yes please",
                               "nulls",
                               "ceadfe83e616",
                               "7d0e62",
                               "caf\xc3\xa9",
                               "\xf0\x9f\x98\x80",
                               "\xe6\x97\xa5\xe6\x9c\xac",
                               "a=b",
                               "~/data",
                               "a < b",
                               "x & y",
                               "_",
                               "+",
                               "ssh-rsa AAAA+/=="};

std::string as_value(const std::string& text) {
    Yaml root;
    root.add("k", Yaml::string(text));
    root.add("after", Yaml::integer(1));
    return emit::write(root, {});
}

std::string as_flow(const std::string& text) {
    Yaml root;
    Yaml& flow = root.add("k", Yaml::flow_map());
    flow.add("v", Yaml::string(text));
    flow.add("w", Yaml::string("x"));
    return emit::write(root, {});
}

std::string as_key(const std::string& text) {
    Yaml root;
    root.add("k", Yaml::map()).add(text, Yaml::string("x"));
    return emit::write(root, {});
}

std::string as_flow_key(const std::string& text) {
    Yaml root;
    root.add("k", Yaml::flow_map()).add(text, Yaml::string("x"));
    return emit::write(root, {});
}

void check_read_back(const std::string& text) {
    INFO(as_value(text) << as_flow(text) << as_key(text) << as_flow_key(text));
    const YAML::Node value = YAML::Load(as_value(text));
    REQUIRE(value["k"].as<std::string>() == text);
    REQUIRE(value["after"].as<int>() == 1);
    const YAML::Node flow = YAML::Load(as_flow(text));
    REQUIRE(flow["k"].size() == 2);
    REQUIRE(flow["k"]["v"].as<std::string>() == text);
    for (const std::string& document : {as_key(text), as_flow_key(text)}) {
        const YAML::Node map = YAML::Load(document)["k"];
        REQUIRE(map.size() == 1);
        REQUIRE(map.begin()->first.as<std::string>() == text);
        REQUIRE(map.begin()->second.as<std::string>() == "x");
    }
}
} // namespace

TEST_CASE("strings that look like something else are quoted, and read back") {
    std::vector<std::string> texts = {"", "2018-05-01 12:00:00.5 +02:00"};
    for (const std::string_view text : base::split(k_typed, ' ')) {
        texts.emplace_back(text);
    }
    texts.insert(texts.end(), std::begin(k_syntax), std::end(k_syntax));
    for (const std::string& text : texts) {
        INFO(text);
        CHECK(emit::needs_quotes(text, false));
        CHECK(emit::needs_quotes(text, true));
        check_read_back(text);
    }
    for (const std::string& text : k_flow_only) {
        INFO(text);
        CHECK_FALSE(emit::needs_quotes(text, false));
        CHECK(emit::needs_quotes(text, true));
        check_read_back(text);
    }
}

TEST_CASE("other strings stay plain") {
    for (const std::string& text : k_plain) {
        INFO(text);
        CHECK_FALSE(emit::needs_quotes(text, false));
        CHECK_FALSE(emit::needs_quotes(text, true));
        check_read_back(text);
    }
}

TEST_CASE("the form of quotes") {
    const auto scalar = [](std::string_view text) {
        std::string out;
        emit::append_scalar(out, text, false);
        return out;
    };
    CHECK(scalar("yes") == "\"yes\"");
    CHECK(scalar("it's: so") == "\"it's: so\"");
    CHECK(scalar("a: \"b\"") == "'a: \"b\"'");
    CHECK(scalar("it's: \"b\"") == "'it''s: \"b\"'");
    CHECK(scalar("a\\b: c") == "'a\\b: c'");
    CHECK(scalar("a\n\"b\"\\") == "\"a\\n\\\"b\\\"\\\\\"");
    CHECK(scalar("\xc2\x85\xe2\x80\xa8\xef\xbb\xbf\x01") == "\"\\x85\\u2028\\uFEFF\\x01\"");
    CHECK(scalar("not UTF-8: \xff\xc3") == "\"not UTF-8: \\uFFFD\\uFFFD\"");
}

TEST_CASE("random strings are read back") {
    static const std::vector<std::string> k_pieces = {"a",
                                                      "0",
                                                      "1",
                                                      ":",
                                                      " ",
                                                      "#",
                                                      "-",
                                                      "?",
                                                      ",",
                                                      "[",
                                                      "]",
                                                      "{",
                                                      "}",
                                                      "'",
                                                      "\"",
                                                      "\\",
                                                      "\n",
                                                      "\t",
                                                      "&",
                                                      "*",
                                                      "!",
                                                      "|",
                                                      ">",
                                                      "%",
                                                      "@",
                                                      "`",
                                                      "=",
                                                      "<",
                                                      "~",
                                                      ".",
                                                      "_",
                                                      "+",
                                                      "e",
                                                      "x",
                                                      "\xc3\xa9",
                                                      "\xc2\x85",
                                                      "\xe2\x80\xa9",
                                                      "yes",
                                                      "null"};
    std::mt19937 random(7);
    std::uniform_int_distribution<std::size_t> length(0, 6);
    std::uniform_int_distribution<std::size_t> piece(0, k_pieces.size() - 1);
    for (int i = 0; i < 3000; ++i) {
        std::string text;
        for (std::size_t left = length(random); left > 0; --left) {
            text += k_pieces[piece(random)];
        }
        check_read_back(text);
    }
}

TEST_CASE("a folded value is its lines joined by spaces") {
    struct Case {
        std::vector<std::string> lines;
        bool folded;
    };

    const Case cases[] = {
        {{"A=${{inputs.a}}", "bash launch.sh"}, true},
        {{"# not a comment", "- a: b", "'x'", "---"}, true},
        {{"one"}, true},
        {{}, false},
        {{""}, false},
        {{"a", "", "b"}, false},
        {{" a"}, false},
        {{"a", " b"}, false},
        {{"a ", "b"}, false},
        {{"a\tb"}, false},
        {{"a\nb"}, false},
        {{"a\u2028b"}, false},
    };
    for (const Case& c : cases) {
        Yaml root;
        root.add("command", Yaml::folded(c.lines)).comment = "why: # this";
        root.add("after", Yaml::boolean(true));
        const std::string text = emit::write(root, {});
        INFO(text);
        std::string expected;
        for (std::size_t i = 0; i < c.lines.size(); ++i) {
            expected += (i == 0 ? "" : " ") + c.lines[i];
        }
        CHECK((text.find(">-") != std::string::npos) == c.folded);
        CHECK(YAML::Load(text)["command"].as<std::string>() == expected);
        CHECK(YAML::Load(text)["after"].as<bool>());
    }
}

TEST_CASE("text with lines of its own is literal where that gives it back") {
    struct Case {
        std::string text;
        bool literal;
    };

    const Case cases[] = {
        {"a\nb", true},        {"a\nb\n", true}, {"a\n\n  b: # c\n", true}, {"# a\n---\n", true},
        {"", false},           {"\n", false},    {" a\nb", false},          {"\na", false},
        {"a\nb\n\n", false},   {"a \nb", false}, {"a\tb\n", false},         {"a\r\nb", false},
        {"a\u2028b\n", false},
    };
    for (const Case& c : cases) {
        Yaml root;
        root.add("command", Yaml::literal(c.text)).comment = "why: # this";
        root.add("after", Yaml::boolean(true));
        const std::string text = emit::write(root, {});
        INFO(text);
        CHECK((text.find(": |") != std::string::npos) == c.literal);
        CHECK(YAML::Load(text)["command"].as<std::string>() == c.text);
        CHECK(YAML::Load(text)["after"].as<bool>());
    }
}

TEST_CASE("the form of a document") {
    Yaml root;
    root.add("type", Yaml::string("command"));
    Yaml& run = root.add("command", Yaml::folded({"a", "b"}));
    run.gap_before = true;
    run.comment = "two lines\nof comment";
    Yaml& inputs = root.add("inputs", Yaml::map());
    inputs.comment = "data";
    Yaml& data = inputs.add("data", Yaml::flow_map());
    data.comment = "outer";
    data.add("mode", Yaml::string("ro_mount")).comment = "inner";
    data.add("count", Yaml::integer(-3));
    root.add("empty", Yaml::map()).comment = "nothing";
    Yaml list;
    list.kind = Yaml::Kind::sequence;
    list.items = {Yaml::string("x"), Yaml::string("yes"), Yaml::map(), Yaml::map()};
    list.items[3].add("a", Yaml::integer(1));
    list.items[3].add("b", Yaml::integer(2));
    root.add("list", list);
    list.flow = true;
    root.add("flow", list);
    const std::string text = emit::write(root, {"header", "", "b: c"});
    CHECK(text == "# header\n"
                  "#\n"
                  "# b: c\n"
                  "type: command\n"
                  "\n"
                  "command: >-   # two lines\\nof comment\n"
                  "  a\n"
                  "  b\n"
                  "inputs:   # data\n"
                  "  data: {mode: ro_mount, count: -3}   # outer; inner\n"
                  "empty: {}   # nothing\n"
                  "list:\n"
                  "  - x\n"
                  "  - \"yes\"\n"
                  "  - {}\n"
                  "  - a: 1\n"
                  "    b: 2\n"
                  "flow: [x, \"yes\", {}, {a: 1, b: 2}]\n");
    const YAML::Node read = YAML::Load(text);
    CHECK(read["list"][3]["b"].as<int>() == 2);
    CHECK(read["flow"][3]["b"].as<int>() == 2);
    CHECK(emit::leaves(root) == std::vector<std::string>{"/type", "/command", "/inputs/data/mode",
                                                         "/inputs/data/count", "/empty", "/list/0",
                                                         "/list/1", "/list/2", "/list/3/a",
                                                         "/list/3/b", "/flow/0", "/flow/1",
                                                         "/flow/2", "/flow/3/a", "/flow/3/b"});
}

TEST_CASE("keys too long for a simple key are explicit ones") {
    const std::string key(2000, 'k');
    check_read_back(key);
    CHECK(as_key(key) == "k:\n  ? " + key + "\n  : x\n");
}

TEST_CASE("leaves escape their names") {
    Yaml root;
    root.add("a/b", Yaml::map()).add("~", Yaml::integer(1));
    CHECK(emit::leaves(root) == std::vector<std::string>{"/a~1b/~0"});
    CHECK(emit::leaves(Yaml::map()) == std::vector<std::string>{""});
    CHECK(emit::write(Yaml::map(), {}) == "{}\n");
}
