#include "launch/shell/machine.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

using launch::shell::Machine;
using launch::shell::Tree;
using launch::shell::Unreadable;

namespace {

struct World {
    Tree tree{{"store"}};
    Machine machine{tree};

    World() {
        tree.make_folder("/tmp", true);
        tree.make_folder("/root", true);
        machine.variables["HOME"] = {"/root", true};
    }

    // What X is when the script has run.
    std::string x(std::string_view script) {
        machine.run(script);
        const auto found = machine.variables.find("X");
        return found == machine.variables.end() ? "(not set)" : found->second.value;
    }
};

std::string x(std::string_view script) {
    return World().x(script);
}

} // namespace

TEST_CASE("words are expanded as bash does it") {
    CHECK(x("A='a b'; X=$A\"$A\"'$A'\\$A") == "a ba b$A$A");
    CHECK(x("X=${A:-none}${A-}") == "none");
    CHECK(x("A=; X=${A:+set}${A+set}") == "set");
    CHECK(x("A=10.0.0.4:6105; X=${A%%:*}/${A#*.}/${A##*.}") == "10.0.0.4/0.0.4:6105/4:6105");
    CHECK(x("A='a b  c'; X=${A//[[:space:]]/}") == "abc");
    CHECK(x("A='{\"type\":\"worker\"}'; r=worker; "
            "X=${A/\\\"type\\\":\\\"$r\\\"/\\\"type\\\":\\\"m\\\"}") == "{\"type\":\"m\"}");
    CHECK(x("X=$(echo \"a  b\"; echo c)") == "a  b\nc");
    CHECK(x("A=a; A+=b; X=${#A}$A") == "2ab");
    CHECK(x("X=$((1 + 2 * 3))") == "7");
    CHECK(x("X=$'a\\tb'") == "a\tb");
    CHECK(x("X=~/x") == "/root/x");
    CHECK(x("f() { X=$#$2; }; f 'a b' c") == "2c");
    CHECK(x("f() { X=; for i in \"$@\"; do X=$X[$i]; done; }; f 'a b' c") == "[a b][c]");
    CHECK(x("A='a b'; X=; for i in $A; do X=$X[$i]; done") == "[a][b]");
}

TEST_CASE("commands run as bash runs them") {
    CHECK(x("X=1; false || X=2; true && X=${X}3") == "23");
    CHECK(x("if [ 1 -lt 2 ]; then X=a; else X=b; fi") == "a");
    CHECK(x("if false; then X=a; elif [ -n x ]; then X=b; else X=c; fi") == "b");
    CHECK(x("X=; for ((i = 0; i < 3; i++)); do X=$X$i; done") == "012");
    CHECK(x("X=; until [ \"$X\" = aaa ]; do X=${X}a; done") == "aaa");
    CHECK(x("case gpu-4 in cpu*) X=1 ;; g[a-p]u-? | x) X=2 ;; *) X=3 ;; esac") == "2");
    CHECK(x("X=1; (X=2; exit 3); X=$X$?") == "13");
    CHECK(x("X=1; f() { local X=2; return 4; }; f; X=$X$?") == "14");
    CHECK(x("X=1; exit; X=2") == "1");
    CHECK(x("X=$(trap 'echo end' EXIT; echo a)") == "a\nend");
    CHECK(x("X=$(false 2>/dev/null || :; echo a | wc -l)") == "1");
    CHECK(x("[[ '\"index\":42}' =~ \\\"index\\\":([0-9]+) ]]; X=${BASH_REMATCH[1]}") == "42");
    CHECK(x("A='{\"ps\":[\"a\",\"b\"]}'; [[ $A =~ \\\"ps\\\":\\[([^]]*)\\] ]]; "
            "X=${BASH_REMATCH[1]//\\\"/}") == "a,b");
}

TEST_CASE("files are those of the machine") {
    World world;
    CHECK(world.x("mkdir /tmp/n && mkdir /tmp/n 2>/dev/null; X=$?") == "1");
    CHECK(world.x("ln -s /store/data /tmp/n/data; echo hi > /tmp/n/data/f; X=$?") == "1");
    world.tree.make_folder("/store/data", true);
    CHECK(world.x("echo hi > /tmp/n/data/f; read -r X < /store/data/f") == "hi");
    CHECK(world.x("cd /tmp/n; [ -e data/f ] && X=$PWD$(readlink data)") == "/tmp/n/store/data");
    CHECK(world.x("D=$(mktemp -d /tmp/n/m.XXXXXX) && [ -d \"$D\" ] && X=yes") == "yes");
    CHECK(world.x("rm /tmp/n/data; [ -L /tmp/n/data ] || X=gone") == "gone");
    CHECK(world.tree.at("/store/data/f") != nullptr);
}

TEST_CASE("what the user wrote is handed over, and not read") {
    World world;
    world.machine.run("export A=1; B=2\n"
                      "# shellcheck disable=all\n"
                      "prepare() (\n  echo \"${{ } $( rm -rf / >x\n)\n"
                      "prepare\n"
                      "# shellcheck disable=all\n"
                      "{\npython 'not closed; rm -rf ~\n}\n");
    REQUIRE(world.machine.handed.size() == 2);
    CHECK(world.machine.handed[0].function == "prepare");
    CHECK(world.machine.handed[0].text == "echo \"${{ } $( rm -rf / >x");
    CHECK(world.machine.handed[1].text == "python 'not closed; rm -rf ~");
    CHECK(world.machine.handed[1].variables.at("A").exported);
    CHECK_FALSE(world.machine.handed[1].variables.at("B").exported);
}

TEST_CASE("the user's text ends where the launcher goes on") {
    World world;
    world.machine.run("# shellcheck disable=all\nworker() {\n  if a; then {\n  b\n}\n  fi\n}\n"
                      "X=1\nworker\n");
    REQUIRE(world.machine.handed.size() == 1);
    CHECK(world.machine.handed[0].text == "if a; then {\n  b\n}\n  fi");
}

TEST_CASE("what launchers are not made of is refused") {
    for (const char* script :
         {"curl http://example.org", "rm -rf / && python x", "cat <(ls)", "cat <<EOF\nx\nEOF\n",
          "eval x", "X=(1 2)", "x() { x; }; x", "while true; do :; done", "sleep 1; exec bash",
          "until false; do sleep 1; done", "if", "((", "'", "X=${A:?}", "X=${A@Q}",
          "> /tmp/a/b/c; nope", "bash other.sh", "source"}) {
        INFO(script);
        CHECK_THROWS_AS(World().machine.run(script), Unreadable);
    }
}

TEST_CASE("one plain command is its arguments") {
    World world;
    world.machine.variables["D"] = {"/data set", true};
    using Words = std::vector<std::string>;
    CHECK(world.machine.arguments("python \"$D\"/x $D 'a b' *.py ~ # why") ==
          Words{"python", "/data set/x", "/data", "set", "a b", "*.py", "~"});
    for (const char* line : {"a $(b)", "a `b`", "a; b", "a > b", "a & b", "a | b"}) {
        INFO(line);
        CHECK_THROWS_AS(World().machine.arguments(line), Unreadable);
    }
}
