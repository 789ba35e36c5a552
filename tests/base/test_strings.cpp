#include "base/shell.hpp"
#include "base/strings.hpp"
#include "support/catch.hpp"

#include <array>
#include <string>
#include <string_view>

using base::invalid_utf8;
using base::nearest;
using base::printable;
using base::shell_quote;
using namespace std::string_view_literals;

TEST_CASE("nearest finds a misspelt word, whatever its case and joints", "[base]") {
    constexpr std::array<std::string_view, 4> k_words = {"nodeCount", "mountVolumes",
                                                         "inputDirectories", "outputDirectories"};
    CHECK(nearest("nodeCuont", k_words) == "nodeCount"); // two neighbours changed places
    CHECK(nearest("nodecount", k_words) == "nodeCount");
    CHECK(nearest("node_count", k_words) == "nodeCount");
    CHECK(nearest("node-count", k_words) == "nodeCount");
    CHECK(nearest("nodCount", k_words) == "nodeCount");
    CHECK(nearest("mountVolume", k_words) == "mountVolumes");
    CHECK(nearest("outputDirectory", k_words) == "outputDirectories");
}

TEST_CASE("nearest is silent when a third of the letters is exceeded", "[base]") {
    constexpr std::array<std::string_view, 1> k_words = {"abcdef"};
    CHECK(nearest("abcdxy", k_words) == "abcdef"); // two of six
    CHECK(nearest("abcxyz", k_words).empty());     // three of six
    CHECK(nearest("", k_words).empty());
    CHECK(nearest("abcdef", {}).empty());
}

TEST_CASE("nearest takes the nearer of two", "[base]") {
    constexpr std::array<std::string_view, 2> k_words = {"minimumNodeCount", "maximumNodeCount"};
    CHECK(nearest("maximumNodeCont", k_words) == "maximumNodeCount");
    CHECK(nearest("minmumNodeCount", k_words) == "minimumNodeCount");
}

TEST_CASE("sound UTF-8 of every length is accepted", "[base]") {
    CHECK_FALSE(invalid_utf8(""));
    CHECK_FALSE(invalid_utf8("plain"));
    CHECK_FALSE(invalid_utf8("\xC2\x80\xDF\xBF"));
    CHECK_FALSE(invalid_utf8("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"));
    CHECK_FALSE(invalid_utf8("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST_CASE("the first bad byte of wrong UTF-8 is named", "[base]") {
    CHECK(invalid_utf8("ab\xFF") == 2U);
    CHECK(invalid_utf8("\x80") == 0U);                 // nothing goes before it
    CHECK(invalid_utf8("a\xC1\xBF") == 1U);            // longer than it needs to be
    CHECK(invalid_utf8("a\xE0\x9F\xBF") == 1U);        // the same with three bytes
    CHECK(invalid_utf8("a\xF0\x8F\xBF\xBF") == 1U);    // and with four
    CHECK(invalid_utf8("\xED\xA0\x80") == 0U);         // half of a surrogate pair
    CHECK(invalid_utf8("\xF4\x90\x80\x80") == 0U);     // above U+10FFFF
    CHECK(invalid_utf8("\xF5\x80\x80\x80") == 0U);     // such a byte begins nothing
    CHECK(invalid_utf8("ok \xE2\x82") == 3U);          // cut short at the end
    CHECK(invalid_utf8("ok \xE2\x82x") == 3U);         // cut short within
    CHECK(invalid_utf8("ok \xF0\x9F\x98\x28") == 3U);  // wrong in the last byte
    CHECK(invalid_utf8("\xC3\xA9\xC3\xA9\xC3") == 4U); // sound ones before it
}

TEST_CASE("printable text holds no control character", "[base]") {
    CHECK(printable("plain text") == "plain text");
    CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
    CHECK(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
    CHECK(printable("a\0b"sv) == "a\\x00b");
    CHECK(printable("\xC2\x9B"
                    "31m") == "\\u009b31m"); // the C1 control that terminals obey
    CHECK(printable("caf\xC3\xA9 \xC2\xA0") == "caf\xC3\xA9 \xC2\xA0");
}

TEST_CASE("printable text is cut between characters", "[base]") {
    CHECK(printable("abcdef", 6) == "abcdef");
    CHECK(printable("abcdefg", 6) == "abcdef…");
    CHECK(printable("\xC3\xA9\xC3\xA9\xC3\xA9", 4) == "\xC3\xA9\xC3\xA9…");
    CHECK(printable(std::string(300, 'x')) == std::string(200, 'x') + "…");
    CHECK(printable("", 0).empty());
}

TEST_CASE("plain words stay and all else is quoted for a shell", "[base]") {
    CHECK(shell_quote("train.py") == "train.py");
    CHECK(shell_quote("--lr=0.1,0.2:a/b@c%d+e_f") == "--lr=0.1,0.2:a/b@c%d+e_f");
    CHECK(shell_quote("") == "''");
    CHECK(shell_quote("two words") == "'two words'");
    CHECK(shell_quote("$HOME") == "'$HOME'");
    CHECK(shell_quote("it's") == "'it'\\''s'");
    CHECK(shell_quote("'") == "''\\'''");
    CHECK(shell_quote("a\\b\"c`d\ne") == "'a\\b\"c`d\ne'");
    CHECK(shell_quote("~/x") == "'~/x'");
    CHECK(shell_quote("*.py") == "'*.py'");
    CHECK(shell_quote("#no comment") == "'#no comment'");
}

TEST_CASE("names of shell variables", "[base]") {
    CHECK(base::is_variable_name("PATH"));
    CHECK(base::is_variable_name("_a1"));
    CHECK_FALSE(base::is_variable_name(""));
    CHECK_FALSE(base::is_variable_name("1a"));
    CHECK_FALSE(base::is_variable_name("a-b"));
    CHECK_FALSE(base::is_variable_name("a.b"));
}

TEST_CASE("splitting keeps empty parts, trimming only cuts blanks", "[base]") {
    CHECK(base::split("", '/') == std::vector<std::string_view>{""});
    CHECK(base::split("/a//b/", '/') == std::vector<std::string_view>{"", "a", "", "b", ""});
    CHECK(base::trim(" \t a b\r\n").size() == 3);
    CHECK(base::trim(" \n ").empty());
    CHECK(base::is_blank("\t\r\n "));
    CHECK_FALSE(base::is_blank(" x "));
}

TEST_CASE("replacing goes on behind what was put in", "[base]") {
    CHECK(base::replace_all("aaa", "a", "aa") == "aaaaaa");
    CHECK(base::replace_all("abcabc", "bc", "") == "aa");
    CHECK(base::replace_all("abc", "", "x") == "abc");
    CHECK(base::replace_all("abc", "abcd", "x") == "abc");
}
