#include "base/strings.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "translate/codes.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

namespace fs = std::filesystem;
using translate::Code;
using translate::codes;
using translate::explain;
using translate::find_code;

namespace {

// "BA101" and its like between quotes, in every source file but the pages themselves.
std::set<std::string> used_codes() {
    const std::regex literal("\"((?:AZ|BA|BD|TR)[0-9]{3})\"");
    std::set<std::string> used;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(B2A_SOURCE_DIR) / "src")) {
        const std::string file = entry.path().filename().string();
        if (!entry.is_regular_file() || file.starts_with("codes_")) {
            continue;
        }
        const std::string text = support::read_file(entry.path());
        for (auto at = std::sregex_iterator(text.begin(), text.end(), literal);
             at != std::sregex_iterator(); ++at) {
            used.insert((*at)[1].str());
        }
    }
    return used;
}

} // namespace

TEST_CASE("codes are sorted and each has one page", "[translate]") {
    CHECK(std::is_sorted(codes().begin(), codes().end(),
                         [](const Code& a, const Code& b) { return a.code < b.code; }));
    CHECK(std::adjacent_find(codes().begin(), codes().end(), [](const Code& a, const Code& b) {
              return a.code == b.code;
          }) == codes().end());
}

TEST_CASE("no part of a page is empty, sentences end, and examples fit", "[translate]") {
    for (const Code& code : codes()) {
        INFO(code.code);
        CHECK(std::regex_match(std::string(code.code), std::regex("(AZ|BA|BD|TR)[0-9]{3}")));
        CHECK_FALSE(code.title.empty());
        CHECK_FALSE(code.title.ends_with('.'));
        CHECK(code.cause.ends_with('.'));
        CHECK(code.consequence.ends_with('.'));
        CHECK(code.todo.ends_with('.'));
        CHECK_FALSE(code.example.empty());
    }
}

TEST_CASE("a code is found in any case, and nothing else is", "[translate]") {
    REQUIRE(find_code("BA101") != nullptr);
    CHECK(find_code("BA101")->code == "BA101");
    CHECK(find_code("ba101") == find_code("BA101"));
    CHECK(find_code(" Ba101 ") == find_code("BA101"));
    for (const Code& code : codes()) {
        CHECK(find_code(code.code) == &code);
    }
    for (const char* none : {"", "BA", "BA10", "BA1011", "XX101", "ZZ999", "AA000"}) {
        INFO(none);
        CHECK(find_code(none) == nullptr);
    }
}

TEST_CASE("a page is wrapped at 80 columns", "[translate]") {
    for (const Code& code : codes()) {
        const std::string page = explain(code);
        for (const std::string_view line : base::split(page, '\n')) {
            INFO(code.code << ": " << line);
            CHECK(base::code_points(line) <= 80);
            CHECK_FALSE(line.ends_with(' '));
        }
    }
}

TEST_CASE("a page has its parts in order, and its example line by line", "[translate]") {
    const Code code{.code = "XX001",
                    .title = "A title",
                    .cause = "One two three four five six seven eight nine ten eleven twelve "
                             "thirteen fourteen.",
                    .consequence = "This follows.",
                    .todo = "Do that.",
                    .example = "a  b\n\n  c"};
    CHECK(explain(code) == "XX001: A title\n"
                           "\n"
                           "Cause\n"
                           "    One two three four five six seven eight nine ten eleven twelve "
                           "thirteen\n"
                           "    fourteen.\n"
                           "\n"
                           "Consequence\n"
                           "    This follows.\n"
                           "\n"
                           "What to do\n"
                           "    Do that.\n"
                           "\n"
                           "Example\n"
                           "    a  b\n"
                           "\n"
                           "      c\n");
}

TEST_CASE("every code of the sources has a page, and every page a use", "[translate]") {
    const std::set<std::string> used = used_codes();
    CHECK(used.contains("BA001"));
    std::set<std::string> explained;
    for (const Code& code : codes()) {
        explained.insert(std::string(code.code));
    }
    for (const std::string& code : used) {
        INFO(code << " has no page");
        CHECK(explained.contains(code));
    }
    for (const std::string& code : explained) {
        INFO(code << " is used nowhere");
        CHECK(used.contains(code));
    }
}
