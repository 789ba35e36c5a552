#include "support/catch.hpp"
#include "term/table.hpp"

#include <string>

using term::aligned;
using term::tab_separated;
using term::Table;

namespace {

Table sizes() {
    return {.columns = {{"Size"}, {"Cores", true}, {"Note"}},
            .rows = {{"Standard_NC6", "6", "one GPU of the first kind"}, {"D2", "16", ""}}};
}

} // namespace

TEST_CASE("columns stand below their titles, numbers to the right", "[term]") {
    CHECK(aligned(sizes(), 0) == "Size          Cores  Note\n"
                                 "------------  -----  -------------------------\n"
                                 "Standard_NC6      6  one GPU of the first kind\n"
                                 "D2               16\n");
}

TEST_CASE("a terminal that is wide enough changes nothing", "[term]") {
    CHECK(aligned(sizes(), 46) == aligned(sizes(), 0));
    CHECK(aligned(sizes(), 1000) == aligned(sizes(), 0));
}

TEST_CASE("what does not fit is cut from the right", "[term]") {
    CHECK(aligned(sizes(), 45) == "Size          Cores  Note\n"
                                  "------------  -----  ------------------------\n"
                                  "Standard_NC6      6  one GPU of the first ki…\n"
                                  "D2               16\n");
    // 12 columns are left of the note at 33, 11 at 32: too few to say anything.
    CHECK_THAT(aligned(sizes(), 33), ContainsSubstring("6  one GPU of …\n"));
    CHECK(aligned(sizes(), 32) == "Size          Cores\n"
                                  "------------  -----\n"
                                  "Standard_NC6      6\n"
                                  "D2               16\n");
    CHECK(aligned(sizes(), 19) == aligned(sizes(), 32));
    CHECK(aligned(sizes(), 18) == "Size\n"
                                  "------------\n"
                                  "Standard_NC6\n"
                                  "D2\n");
    CHECK(aligned(sizes(), 1) == aligned(sizes(), 18)); // the first column stays whole
}

TEST_CASE("no line of a table is wider than the terminal, its first column excepted", "[term]") {
    for (std::size_t width = 12; width < 60; ++width) {
        const std::string text = aligned(sizes(), width);
        std::size_t line = 0;
        for (const char c : text) {
            const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
            line = c == '\n' ? 0 : line + (begins ? 1U : 0U);
            INFO(width << "\n" << text);
            REQUIRE(line <= width);
        }
    }
}

TEST_CASE("widths count characters, not bytes", "[term]") {
    const Table table{.columns = {{"Näme"}, {"N", true}}, .rows = {{"größe", "1"}, {"ab", "22"}}};
    CHECK(aligned(table, 0) == "Näme    N\n"
                               "-----  --\n"
                               "größe   1\n"
                               "ab     22\n");
    const Table wide{.columns = {{"A"}, {"B"}}, .rows = {{"a", "ääääääääääääääää"}}};
    CHECK_THAT(aligned(wide, 15), ContainsSubstring("a  äääääääääää…\n"));
}

TEST_CASE("a cell cannot break the table or the terminal", "[term]") {
    const Table table{.columns = {{"A"}, {"B"}}, .rows = {{"x\ny", "\x1b[31m\tz"}}};
    CHECK_THAT(aligned(table, 0), EndsWith("x\\ny  \\x1b[31m\\tz\n"));
    CHECK(tab_separated(table) == "x\\ny\t\\x1b[31m\\tz\n");
}

TEST_CASE("for scripts: tabs, no titles, empty cells kept", "[term]") {
    CHECK(tab_separated(sizes()) == "Standard_NC6\t6\tone GPU of the first kind\nD2\t16\t\n");
    CHECK(tab_separated({}).empty());
}

TEST_CASE("a table without rows has its titles", "[term]") {
    CHECK(aligned({.columns = {{"A"}, {"B"}}, .rows = {}}, 0) == "A  B\n-  -\n");
}
