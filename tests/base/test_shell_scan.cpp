#include "base/shell_scan.hpp"
#include "support/catch.hpp"

#include <random>
#include <string>
#include <string_view>
#include <vector>

using base::dequote;
using base::Quoting;
using base::scan_shell;
using base::ShellScan;
using base::ShellWord;

namespace {

using Texts = std::vector<std::string>;

std::string text_of(std::string_view line, const ShellWord& word) {
    return std::string(line.substr(word.begin, word.end - word.begin));
}

Texts words(std::string_view line) {
    Texts out;
    for (const ShellWord& word : scan_shell(line).words) {
        out.push_back(text_of(line, word));
    }
    return out;
}

// The words that are run, one for each simple command.
Texts run(std::string_view line) {
    Texts out;
    for (const ShellWord& word : scan_shell(line).words) {
        if (word.place == 0 && !word.assignment &&
            word.redirection == ShellWord::Redirection::none) {
            out.push_back(text_of(line, word));
        }
    }
    return out;
}

Texts live(std::string_view line) {
    Texts out;
    for (const base::ShellVariable& variable : scan_shell(line).variables) {
        out.emplace_back(variable.name);
    }
    return out;
}

} // namespace

TEST_CASE("words end at blanks that are not quoted", "[base]") {
    CHECK(words("python train.py  --lr\t0.1") == Texts{"python", "train.py", "--lr", "0.1"});
    CHECK(words("echo 'a b' \"c d\" e\\ f") == Texts{"echo", "'a b'", "\"c d\"", "e\\ f"});
    CHECK(words("echo a'b c'\"d e\"f") == Texts{"echo", "a'b c'\"d e\"f"});
    CHECK(words("echo $'it\\'s here' x") == Texts{"echo", "$'it\\'s here'", "x"});
    CHECK(words("echo \"a \\\" b\" c") == Texts{"echo", "\"a \\\" b\"", "c"});
    CHECK(words("one \\\n two") == Texts{"one", "two"});
    CHECK(words("").empty());
    CHECK(words(" \t ").empty());
}

TEST_CASE("places count from the word that is run", "[base]") {
    const ShellScan scan = scan_shell("A=1 python train.py --x");
    REQUIRE(scan.words.size() == 4);
    CHECK(scan.words[0].assignment);
    CHECK_FALSE(scan.words[1].assignment);
    CHECK(scan.words[1].place == 0);
    CHECK(scan.words[2].place == 1);
    CHECK(scan.words[3].place == 2);
    // Behind the word that is run NAME=value is an argument.
    CHECK_FALSE(scan_shell("make A=1").words[1].assignment);
}

TEST_CASE("separators begin a new command", "[base]") {
    CHECK(run("cd x && python a.py; ls | wc -l || echo no\necho yes") ==
          Texts{"cd", "python", "ls", "wc", "echo", "echo"});
    CHECK(run("(cd x; ls)") == Texts{"cd", "ls"});
    const ShellScan scan = scan_shell("a b; c d");
    REQUIRE(scan.words.size() == 4);
    CHECK(scan.words[0].command == scan.words[1].command);
    CHECK(scan.words[1].command != scan.words[2].command);
    CHECK(scan.words[2].command == scan.words[3].command);
}

TEST_CASE("commands inside words are commands of their own", "[base]") {
    const std::string_view line = "echo $(ls a) `wc b` \"$(cat c)\" d";
    CHECK(run(line) == Texts{"echo", "ls", "wc", "cat"});
    const ShellScan scan = scan_shell(line);
    CHECK(scan.complete);
    CHECK(text_of(line, scan.words.back()) == "d");
    CHECK(scan.words.back().command == scan.words.front().command);
}

TEST_CASE("arithmetic and subshells inside a substitution do not end it", "[base]") {
    CHECK(words("echo $((1 + 2)) b") == Texts{"echo", "$((1 + 2))", "b"});
    CHECK(words("echo \"$(( (1 + 2) * $N ))\" b") == Texts{"echo", "\"$(( (1 + 2) * $N ))\"", "b"});
    CHECK(live("echo $(($A + ${B}))") == Texts{"A", "B"});
    CHECK(run("echo $( (cd x; ls) | wc -l ) b") == Texts{"echo", "cd", "ls", "wc"});
    CHECK(run("echo $((cd x; ls) | wc -l) b") == Texts{"echo", "cd", "ls", "wc"});
    const std::string_view line = "echo $( (cd x; ls) | wc -l ) b";
    CHECK(text_of(line, scan_shell(line).words.back()) == "b");
    CHECK(scan_shell(line).words.back().place == 2);
    CHECK(scan_shell("(cd x && (ls; pwd))").complete);
    CHECK_FALSE(scan_shell("(cd x").complete);
    CHECK_FALSE(scan_shell("echo $((1 + 2)").complete);
}

TEST_CASE("a brace in quotes or in another expansion does not end an expansion", "[base]") {
    CHECK(words("echo ${X:-'}'} b") == Texts{"echo", "${X:-'}'}", "b"});
    CHECK(words("echo ${X:-\"}\"} b") == Texts{"echo", "${X:-\"}\"}", "b"});
    CHECK(words("echo ${X:-\\}} b") == Texts{"echo", "${X:-\\}}", "b"});
    CHECK(words("echo ${X:-${Y}} b") == Texts{"echo", "${X:-${Y}}", "b"});
    CHECK(words("echo ${X:-$(echo '}')} b") == Texts{"echo", "${X:-$(echo '}')}", "b"});
    CHECK(words("echo ${X:-{} b") == Texts{"echo", "${X:-{}", "b"});
    // Within double quotes a single quote is a letter.
    CHECK(words("echo \"${X:-'}'\" b") == Texts{"echo", "\"${X:-'}'\"", "b"});
    CHECK(live("${X:-'$Y'$Z}") == Texts{"X", "Z"});
}

TEST_CASE("the text of a here-document is no command", "[base]") {
    const std::string_view line = "cat << EOF > out\n  don't run $A\nEOF\nls b";
    CHECK(run(line) == Texts{"cat", "ls"});
    CHECK(live(line) == Texts{"A"});
    CHECK(scan_shell(line).complete);
    CHECK(live("cat << 'EOF'\n$A\nEOF\n$B") == Texts{"B"});
    CHECK(live("cat <<- \"E F\"\n$A\n\tE F\n$B") == Texts{"B"});
    CHECK(run("cat << A << B; pwd\na\nA\nb\nB\nls") == Texts{"cat", "pwd", "ls"});
    CHECK(run("cat <<< word\nls") == Texts{"cat", "ls"});
    CHECK_FALSE(scan_shell("cat << EOF\nno end").complete);
}

TEST_CASE("shell words before a command do not hide it", "[base]") {
    CHECK(scan_shell("if true; then python a.py; fi").words[3].place == 0);
    CHECK(scan_shell("sudo python a.py").words[1].place == 0);
    CHECK(scan_shell("sudo python a.py").words[2].place == 1);
    CHECK(scan_shell("! time ls").words[2].place == 0);
}

TEST_CASE("redirections are told from arguments", "[base]") {
    const auto redirections = [](std::string_view line) {
        Texts out;
        for (const ShellWord& word : scan_shell(line).words) {
            if (word.redirection == ShellWord::Redirection::out) {
                out.push_back(">" + text_of(line, word));
            } else if (word.redirection == ShellWord::Redirection::in) {
                out.push_back("<" + text_of(line, word));
            }
        }
        return out;
    };
    CHECK(redirections("a < in > out b") == Texts{"<in", ">out"});
    CHECK(redirections("a >> log 2> err &> all >| forced") ==
          Texts{">log", ">err", ">all", ">forced"});
    CHECK(redirections("a 2>err") == Texts{">err"});
    CHECK(words("a 2>err") == Texts{"a", "err"}); // the digit is no word
    CHECK(words("a 2 >err") == Texts{"a", "2", "err"});
    CHECK(scan_shell("> out a b").words[1].place == 0);
    CHECK_FALSE(scan_shell("a &> all").background);
    CHECK_FALSE(scan_shell("a 2>&1").background);
}

TEST_CASE("what a line holds beside words is said", "[base]") {
    CHECK(scan_shell("a & b").background);
    CHECK_FALSE(scan_shell("a && b").background);
    CHECK(scan_shell("a # b").comment);
    CHECK_FALSE(scan_shell("a#b").comment);
    CHECK_FALSE(scan_shell("a '# b'").comment);
    CHECK(words("a # $X 'open\nb") == Texts{"a", "b"});
    CHECK(live("a # $X\nb $Y") == Texts{"Y"});
    CHECK(scan_shell("cat << EOF").here_document);
    CHECK_FALSE(scan_shell("cat <<< word").here_document);
}

TEST_CASE("an open quote or bracket makes the line incomplete", "[base]") {
    for (const std::string_view line :
         {"echo 'a", "echo \"a", "echo $'a", "echo $(a", "echo `a", "echo ${A", "echo \"$(a)"}) {
        INFO(line);
        CHECK_FALSE(scan_shell(line).complete);
    }
    CHECK(scan_shell("echo 'a' \"b\" $'c' $(d) `e` ${F}").complete);
    CHECK(scan_shell("echo a\\").complete);
}

TEST_CASE("deep nesting ends the reading, not the program", "[base]") {
    std::string line = "echo ";
    for (int i = 0; i < 10'000; ++i) {
        line += "$(a ";
    }
    CHECK_FALSE(scan_shell(line).complete);
}

TEST_CASE("any bytes are read to their end, and words lie where they stand", "[base]") {
    const std::string letters = "aE1 \t\n'\"$(){}[]`<>&|;#\\=-/";
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string line(random() % 24, ' ');
        for (char& c : line) {
            c = letters[random() % letters.size()];
        }
        INFO(line);
        const ShellScan scan = scan_shell(line);
        std::size_t before = 0;
        for (const ShellWord& word : scan.words) {
            REQUIRE(word.begin >= before);
            REQUIRE(word.end >= word.begin);
            REQUIRE(word.end <= line.size());
            before = word.begin;
        }
        for (const base::ShellVariable& variable : scan.variables) {
            REQUIRE(line[variable.begin] == '$');
            REQUIRE(variable.end <= line.size());
            REQUIRE(variable.word < scan.words.size());
        }
    }
}

TEST_CASE("only variables that the shell expands are live", "[base]") {
    CHECK(live("$A ${B} \"$C\" \"${D}\"") == Texts{"A", "B", "C", "D"});
    CHECK(live("'$A' \\$B \"\\$C\" $'$D'").empty());
    CHECK(live("\"it's $A\"") == Texts{"A"}); // a single quote in double quotes is a letter
    CHECK(live("'a'$B'c'") == Texts{"B"});
    CHECK(live("$(ls $A) `ls $B`") == Texts{"A", "B"});
    CHECK(live("\"$(ls '$A' $B)\"") == Texts{"B"});
    CHECK(live("$1 $? $@ $ a$").empty());
    CHECK(live("$A_1-x $B.c") == Texts{"A_1", "B"});
}

TEST_CASE("a variable knows its place, its quoting and its word", "[base]") {
    const std::string_view line = "echo a$A \"x ${B}\" ${C:-y}";
    const ShellScan scan = scan_shell(line);
    REQUIRE(scan.variables.size() == 3);
    const auto source = [&](std::size_t i) {
        const base::ShellVariable& v = scan.variables[i];
        return std::string(line.substr(v.begin, v.end - v.begin));
    };
    CHECK(source(0) == "$A");
    CHECK(scan.variables[0].quoting == Quoting::none);
    CHECK(scan.variables[0].word == 1);
    CHECK(source(1) == "${B}");
    CHECK(scan.variables[1].quoting == Quoting::double_);
    CHECK(scan.variables[1].word == 2);
    CHECK(source(2) == "${C:-y}");
    CHECK(scan.variables[2].word == 3);
}

TEST_CASE("only a plain name in braces is simple", "[base]") {
    const auto simple = [](std::string_view line) {
        const ShellScan scan = scan_shell(line);
        REQUIRE(scan.variables.size() == 1);
        return scan.variables[0].simple;
    };
    CHECK(simple("$A"));
    CHECK(simple("${A}"));
    CHECK_FALSE(simple("${A:-b}"));
    CHECK_FALSE(simple("${A%/*}"));
    CHECK_FALSE(simple("${#A}"));
    CHECK_FALSE(simple("${!A}"));
    CHECK_FALSE(simple("${A[0]}"));
}

TEST_CASE("a program is named by the last segment of its word", "[base]") {
    const auto name = [](std::string_view line) {
        return std::string(base::program_name(line, scan_shell(line).words.at(0)));
    };
    CHECK(name("python a.py") == "python");
    CHECK(name("\"$HOME/bin/python\" a.py") == "python");
    CHECK(name("'mpirun' -n 2") == "mpirun");
    CHECK(name("./run.sh") == "run.sh");
    CHECK(name("'' x").empty());
}

TEST_CASE("quotes and escapes are taken away up to the first live dollar", "[base]") {
    const auto whole = [](std::string_view line, Quoting inside = Quoting::none) {
        return dequote(line, 0, line.size(), inside);
    };
    CHECK(whole("/a/b").text == "/a/b");
    CHECK(whole("/a/b").plain);
    CHECK(whole("/a/b").end == 4);
    CHECK(whole("/'a b'/c").text == "/a b/c");
    CHECK_FALSE(whole("/'a b'/c").plain);
    CHECK(whole("/a\\ b").text == "/a b");
    CHECK(whole("/\"a\\\"b\\c\"").text == "/a\"b\\c");
    CHECK(whole("/a$X/b").text == "/a");
    CHECK(whole("/a$X/b").end == 2);
    CHECK(whole("/a`x`").text == "/a");
    CHECK(whole("'$X'").text == "$X");
    CHECK(whole("\\$X").text == "$X");
}

TEST_CASE("a quote that was open and closes at the end leaves the text plain", "[base]") {
    const std::string_view line = "/a b\"";
    CHECK(dequote(line, 0, line.size(), Quoting::double_).text == "/a b");
    CHECK(dequote(line, 0, line.size(), Quoting::double_).plain);
    const std::string_view more = "/a\"/b";
    CHECK(dequote(more, 0, more.size(), Quoting::double_).text == "/a/b");
    CHECK_FALSE(dequote(more, 0, more.size(), Quoting::double_).plain);
    const std::string_view single = "/a\\b'";
    CHECK(dequote(single, 0, single.size(), Quoting::single).text == "/a\\b");
    CHECK(dequote(single, 0, single.size(), Quoting::single).plain);
}
