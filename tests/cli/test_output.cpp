#include "base/error.hpp"
#include "cli/output.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"
#include "support/memory_files.hpp"

#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::ordered_json;

const Json k_value = {{{"name", "a"}, {"scale", {{"min", 0}, {"max", nullptr}}}},
                      {{"name", "true"}, {"scale", {{"min", 1}, {"max", 2.5}}}}};

std::string printed(const std::string& format, const std::string& query = {},
                    const Json& value = k_value) {
    support::MemoryFiles files;
    support::FakeEnviron environ;
    support::FakeTerminal terminal;
    support::NoChildren children;
    cli::Env env{files, environ, terminal, children};
    cli::print(env, {format, query}, value, {{"Name", "name"}, {"Min", "scale.min", true}});
    return terminal.said_out;
}

} // namespace

TEST_CASE("a list in each format", "[cli]") {
    CHECK(printed("tsv") == "a\t0\ntrue\t1\n");
    CHECK(printed("table") == "Name  Min\n----  ---\na       0\ntrue    1\n");
    CHECK(printed("json") == k_value.dump(2) + "\n");
    CHECK(printed("yaml") == "- name: a\n  scale:\n    min: 0\n    max: null\n"
                             "- name: \"true\"\n  scale:\n    min: 1\n    max: 2.5\n");
}

TEST_CASE("the flag --query takes a field, of each item where there is a list", "[cli]") {
    CHECK(printed("tsv", "name") == "a\ntrue\n");
    CHECK(printed("tsv", "1.scale.max") == "2.5\n");
    CHECK(printed("json", "0.name") == "\"a\"\n");
    CHECK(printed("yaml", "1.name") == "\"true\"\n");
    CHECK(printed("yaml", "0.scale.max") == "null\n");
    CHECK(printed("tsv", "0.scale.max") == "\n");
    CHECK(printed("json", "scale.min") == "[\n  0,\n  1\n]\n");
    CHECK_THROWS_AS(printed("json", "nme"), base::Error);
    CHECK_THROWS_AS(printed("json", "2.name"), base::Error);
    CHECK_THROWS_AS(printed("json", "name.x"), base::Error);
}

TEST_CASE("what a service says cannot break a line", "[cli]") {
    const Json value = {{"name", "a\tb\nc\x1b[31m"}};
    CHECK(printed("tsv", "", value).find('\x1b') == std::string::npos);
    CHECK(printed("tsv", "name", value) == "a\\tb\\nc\\x1b[31m\n");
}
