#include "base/strings.hpp"
#include "document/document.hpp"
#include "report/report.hpp"
#include "support/catch.hpp"
#include "support/definition.hpp"
#include "translate/rules.hpp"

#include <string>
#include <string_view>

namespace {

// A file as the report has it, and a finding at the first place of `what`.
struct Shown {
    document::Parsed parsed;
    batchai::RuleOfNode rules;
    report::File file;
    base::Finding finding;

    Shown(std::string text, std::string_view what, std::string_view name = "x.json") {
        const auto at = text.find(what);
        parsed = document::parse(std::move(text), name);
        file.document = &parsed.document;
        finding.offset = static_cast<std::uint32_t>(at);
        finding.length = static_cast<std::uint32_t>(what.size());
        if (parsed.ok) {
            rules = support::Definition(parsed.document).rules;
            file.rules = &rules;
        }
    }

    [[nodiscard]] std::string text() const { return report::excerpt(file, finding); }
};

std::string excerpt(std::string text, std::string_view what, std::string_view name = "x.json") {
    return Shown(std::move(text), what, name).text();
}

} // namespace

TEST_CASE("a line with a caret below its place", "[report]") {
    CHECK(excerpt("{\"properties\": {\n  \"nodeCount\": 2,\n  \"x\": 1}}", "2") ==
          "  2 |   \"nodeCount\": 2,\n"
          "    |                ^\n");
    CHECK(excerpt("{\"properties\": {\"nodeCount\": 2, \"stdOutErrPathPrefix\": \"größe/x\"}}",
                  "\"größe/x\"") ==
          "  1 | {\"properties\": {\"nodeCount\": 2, \"stdOutErrPathPrefix\": \"größe/x\"}}\n"
          "    |                                                        ^^^^^^^^^\n");
}

TEST_CASE("values that may be secrets are left out of a line", "[report]") {
    const std::string line =
        "{\"properties\": {\"nodeCount\": 1, \"secrets\": [{\"name\": \"A\", \"value\": "
        "\"fake\"}], "
        "\"passwrd\": \"hidden\", \"comment\": \"noted\", \"nodeSetup\": 12345}}";
    const std::string shown = excerpt(line, "{\"name\"");
    INFO(shown);
    for (const char* word : {"fake", "hidden", "noted", "12345"}) {
        CHECK(shown.find(word) == std::string::npos);
    }
    CHECK(shown.find("\"name\": \"A\", \"value\": …}") != std::string::npos);
    const std::string key = excerpt(line, "\"passwrd\"");
    CHECK(key.find("\"passwrd\": …") != std::string::npos);
    CHECK(key.find("^^^^^^^^^\n") != std::string::npos);
}

TEST_CASE("a value that is plainly a secret is left out wherever it stands", "[report]") {
    CHECK(excerpt("{\"properties\": {\"nodeCount\": 1,\n\"stdOutErrPathPrefix\": "
                  "\"https://a/b?x=1\\u0026sig=fake\"}}",
                  "\"stdOutErrPathPrefix\"") == "  2 | \"stdOutErrPathPrefix\": …}}\n"
                                                "    | ^^^^^^^^^^^^^^^^^^^^^\n");
}

TEST_CASE("of a file that is broken only its shape is shown", "[report]") {
    CHECK(excerpt("{\"accountKey\": \"fake\" \"nodeCount\": fake2}", "\"nodeCount\"") ==
          "  1 | {\"accountKey\": … \"nodeCount\": …}\n"
          "    |                  ^^^^^^^^^^^\n");
    CHECK(excerpt("{\"adminUserPassword\": \"fake", "\"fake").find("fake") == std::string::npos);
    CHECK(excerpt("{\"a\": 1} // the key is fake", "// the").find("fake") == std::string::npos);
}

TEST_CASE("comments of YAML are left out", "[report]") {
    const std::string text = "properties:\n  nodeCount: two # fake\n  vmSize: x\n";
    CHECK(excerpt(text, "nodeCount", "x.yaml") == "  2 |   nodeCount: … …\n"
                                                  "    |   ^^^^^^^^^\n");
    CHECK(excerpt("properties:\n  nodeCount: 1\n  x: |\n    fake\n    more\n", "fake", "x.yaml") ==
          "  4 | …\n"
          "    | ^\n");
}

TEST_CASE("of a long line the part around the place is shown", "[report]") {
    const std::string shown =
        excerpt("{\"properties\": {\"nodeCount\": 1, \"stdOutErrPathPrefix\": \"" +
                    std::string(200, 'a') + "\", \"vmSize\": \"x\"}}",
                "\"vmSize\"");
    INFO(shown);
    CHECK(shown.starts_with("  1 | …aaaa"));
    CHECK(shown.find("\"vmSize\": …") != std::string::npos);
    const std::size_t line = shown.find('\n');
    const std::size_t caret = shown.find('^') - line - 1;
    CHECK(base::code_points(shown.substr(0, shown.find("\"vmSize\""))) == caret);
}

TEST_CASE("no place, no line", "[report]") {
    Shown shown("{}", "{");
    shown.finding.offset = base::k_no_offset;
    CHECK(shown.text().empty());
    shown.finding.offset = 99;
    CHECK(shown.text().empty());
    shown.file.document = nullptr;
    shown.finding.offset = 0;
    CHECK(shown.text().empty());
}
