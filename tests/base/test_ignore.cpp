#include "base/ignore.hpp"
#include "support/catch.hpp"

#include <string>

using base::IgnoreList;

TEST_CASE("a pattern without a slash counts at every depth", "[base]") {
    const IgnoreList list("*.pyc\n__pycache__\n");
    CHECK(list.leaves_out("a.pyc"));
    CHECK(list.leaves_out("deep/er/a.pyc"));
    CHECK(list.leaves_out("__pycache__/x"));
    CHECK(list.leaves_out("a/__pycache__/b/x"));
    CHECK_FALSE(list.leaves_out("a.py"));
    CHECK_FALSE(list.leaves_out("__pycache__2/x"));
}

TEST_CASE("a slash at the front or within ties a pattern to the top", "[base]") {
    const IgnoreList list("/data\nout/logs\n");
    CHECK(list.leaves_out("data/x.csv"));
    CHECK(list.leaves_out("out/logs/1.txt"));
    CHECK_FALSE(list.leaves_out("src/data/x.csv"));
    CHECK_FALSE(list.leaves_out("src/out/logs/1.txt"));
}

TEST_CASE("a slash at the end means folders only", "[base]") {
    const IgnoreList list("build/\n");
    CHECK(list.leaves_out("build/x"));
    CHECK(list.leaves_out("a/build/x"));
    CHECK_FALSE(list.leaves_out("build"));
}

TEST_CASE("two stars stand for any number of folders", "[base]") {
    const IgnoreList list("**/tmp\na/**/b\nlogs/**\n");
    CHECK(list.leaves_out("tmp"));
    CHECK(list.leaves_out("x/y/tmp"));
    CHECK(list.leaves_out("a/b"));
    CHECK(list.leaves_out("a/x/y/b"));
    CHECK(list.leaves_out("logs/x/y"));
    CHECK_FALSE(list.leaves_out("logs"));
    CHECK_FALSE(list.leaves_out("z/a/b"));
}

TEST_CASE("one star and a question mark stay within a name, classes too", "[base]") {
    const IgnoreList list("a*c/x\n?.txt\n[0-9].log\n[!a-c].md\n[x.cfg\n");
    CHECK(list.leaves_out("abbc/x"));
    CHECK_FALSE(list.leaves_out("ab/bc/x"));
    CHECK(list.leaves_out("a.txt"));
    CHECK_FALSE(list.leaves_out("ab.txt"));
    CHECK(list.leaves_out("7.log"));
    CHECK_FALSE(list.leaves_out("x.log"));
    CHECK(list.leaves_out("d.md"));
    CHECK_FALSE(list.leaves_out("b.md"));
    CHECK(list.leaves_out("[x.cfg")); // a class without an end is text
}

TEST_CASE("the last pattern that matches decides, even within a folder", "[base]") {
    const IgnoreList list("*.txt\n!keep.txt\ndata/\n!data/small/one.csv\nkeep.txt/\n");
    CHECK(list.leaves_out("a.txt"));
    CHECK_FALSE(list.leaves_out("keep.txt"));
    CHECK(list.leaves_out("data/big.csv"));
    CHECK_FALSE(list.leaves_out("data/small/one.csv"));
    const IgnoreList again("!a.txt\n*.txt\n");
    CHECK(again.leaves_out("a.txt"));
}

TEST_CASE("comments, empty lines, blanks and escapes", "[base]") {
    const IgnoreList list("# note\n\n  \r\n\\#hash\na.txt  \r\n\\!bang\nend\\ \n/\n!\n");
    CHECK(list.leaves_out("#hash"));
    CHECK(list.leaves_out("a.txt"));
    CHECK(list.leaves_out("!bang"));
    CHECK(list.leaves_out("end "));
    CHECK_FALSE(list.leaves_out("# note"));
    CHECK_FALSE(list.leaves_out("anything"));
    CHECK_FALSE(IgnoreList().leaves_out("anything"));
}

TEST_CASE("no pattern takes long", "[base]") {
    std::string stars;
    std::string folders;
    for (int i = 0; i < 40; ++i) {
        stars += "**/a*a*/";
        folders += "aaaaaaaaaaaaaaaaaaaaaaaaaaaaab/";
    }
    CHECK_FALSE(IgnoreList(stars + "z").leaves_out(folders + "y"));
}
