#include "base/error.hpp"
#include "base/real_children.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <unistd.h>

using namespace std::chrono_literals;
using base::Child;
using base::ChildEvent;
using base::RealChildren;
using Kind = base::ChildEvent::Kind;

namespace {

Child shell(const std::string& line, const std::string& folder = "/") {
    return {.argv = {"bash", "-c", line},
            .directory = folder,
            .environment = {{"PATH", "/usr/bin:/bin"}}};
}

struct Heard {
    std::map<std::size_t, std::string> out;
    std::map<std::size_t, std::string> err;
    std::map<std::size_t, int> exits;
    bool interrupted = false;
    bool in_time = true;
};

void take(Heard& heard, const ChildEvent& event) {
    switch (event.kind) {
    case Kind::line:
        (event.err ? heard.err : heard.out)[event.child] += event.text + (event.whole ? "\n" : "|");
        break;
    case Kind::ended:
        heard.exits[event.child] = event.exit;
        break;
    case Kind::interrupted:
        heard.interrupted = true;
        break;
    case Kind::time:
        heard.in_time = false;
        break;
    case Kind::none:
        break;
    }
}

// Until nothing runs any more, or the time is over.
Heard listen(RealChildren& children, std::chrono::milliseconds time = 30s) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    Heard heard;
    for (;;) {
        const ChildEvent event = children.next(deadline);
        take(heard, event);
        if (event.kind == Kind::none || event.kind == Kind::time) {
            return heard;
        }
    }
}

bool runs(const std::string& pid) {
    return ::kill(static_cast<pid_t>(std::stol(pid)), 0) == 0;
}

} // namespace

TEST_CASE("children run at once, and each is heard under its number", "[base]") {
    RealChildren children;
    const support::TempFolder folder;
    const std::string place = folder.path().string();
    // Each waits for the other: neither would end alone.
    CHECK(children.start(shell("touch a; until [ -e b ]; do sleep 0.05; done; echo one", place)) ==
          0);
    CHECK(children.start(shell("touch b; until [ -e a ]; do sleep 0.05; done; echo two; "
                               "echo wrong >&2; exit 7",
                               place)) == 1);
    const Heard heard = listen(children);
    CHECK(heard.in_time);
    CHECK(heard.out.at(0) == "one\n");
    CHECK(heard.out.at(1) == "two\n");
    CHECK(heard.err.at(1) == "wrong\n");
    CHECK(heard.exits == std::map<std::size_t, int>{{0, 0}, {1, 7}});
}

TEST_CASE("a child has the arguments, folder and environment that it is given", "[base]") {
    RealChildren children;
    const support::TempFolder folder;
    ::setenv("B2A_NOT_HANDED_OVER", "x", 1);
    children.start({.argv = {"bash", "-c", "printf '[%s]' \"$@\"; echo; pwd; cat; env", "x",
                             "$(id)", "a b", "", "\n"},
                    .directory = folder.path().string(),
                    .environment = {{"ONE", "1 \" '"}, {"PATH", "/usr/bin:/bin"}}});
    const Heard heard = listen(children);
    ::unsetenv("B2A_NOT_HANDED_OVER");
    const std::string& out = heard.out.at(0);
    CHECK(out.starts_with("[$(id)][a b][][\n]\n"));
    CHECK_THAT(out, ContainsSubstring(folder.path().string() + "\n"));
    CHECK_THAT(out, ContainsSubstring("ONE=1 \" '\n"));
    CHECK(out.find("B2A_NOT_HANDED_OVER") == std::string::npos);
}

TEST_CASE("lines come while a child runs; the last may have no end", "[base]") {
    RealChildren children;
    const support::TempFolder folder;
    children.start(shell("echo first; until [ -e go ]; do sleep 0.05; done; printf last",
                         folder.path().string()));
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    const ChildEvent first = children.next(deadline);
    CHECK(first.kind == Kind::line);
    CHECK(first.text == "first");
    (void)folder.add("go", "");
    const Heard heard = listen(children);
    CHECK(heard.out.at(0) == "last|");
    CHECK(heard.exits.at(0) == 0);
}

TEST_CASE("a very long line comes in pieces and loses nothing", "[base]") {
    RealChildren children;
    children.start(shell("head -c 300000 /dev/zero | tr '\\0' x; echo; echo end"));
    Heard heard = listen(children);
    std::string& out = heard.out.at(0);
    std::erase(out, '|');
    CHECK(out == std::string(300000, 'x') + "\nend\n");
}

TEST_CASE("a program or a folder that is not there is an error of the input", "[base]") {
    RealChildren children;
    for (const Child& child :
         {Child{.argv = {"no-such-program-here"}, .directory = "/", .environment = {}},
          shell("true", "/no/such/folder")}) {
        try {
            children.start(child);
            FAIL("was started");
        } catch (const base::Error& error) {
            CHECK(error.code() == base::Exit::invalid);
        }
    }
    CHECK(listen(children).exits.empty());
}

TEST_CASE("the deadline passes and the child lives on until it is ended", "[base]") {
    RealChildren children;
    children.start(shell("trap 'echo asked; exit 3' TERM; echo up; while :; do sleep 0.05; done"));
    CHECK(children.next(std::chrono::steady_clock::now() + 30s).text == "up");
    CHECK(children.next(std::chrono::steady_clock::now() + 50ms).kind == Kind::time);
    children.end(20s);
    const Heard heard = listen(children);
    CHECK(heard.out.at(0) == "asked\n");
    CHECK(heard.exits.at(0) == 3);
}

TEST_CASE("what does not end when asked is killed", "[base]") {
    RealChildren children;
    children.start(shell("trap '' TERM; echo $$; while :; do sleep 0.1; done"));
    const std::string pid = children.next(std::chrono::steady_clock::now() + 30s).text;
    children.end(200ms);
    const Heard heard = listen(children);
    CHECK(heard.in_time);
    CHECK(heard.exits.at(0) == 137);
    CHECK_FALSE(runs(pid));
}

TEST_CASE("what children leave behind is ended, whatever its session", "[base]") {
    RealChildren children;
    const support::TempFolder folder;
    children.start(shell("set -m; sleep 300 & echo $!\n"
                         "(trap '' TERM; setsid bash -c 'echo $$ > new; mv new second; exec sleep "
                         "300' &)\n"
                         "until [ -e second ]; do sleep 0.05; done; cat second",
                         folder.path().string()));
    Heard heard = listen(children);
    CHECK(heard.exits.at(0) == 0);
    std::string pids = heard.out.at(0);
    const std::string first = pids.substr(0, pids.find('\n'));
    const std::string second = pids.substr(first.size() + 1);
    CHECK(runs(first));
    CHECK(runs(second));
    children.end(300ms);
    heard = listen(children);
    CHECK(heard.in_time);
    CHECK_FALSE(runs(first));
    CHECK_FALSE(runs(second));
}

TEST_CASE("named pipes are heard too, until nothing runs", "[base]") {
    RealChildren children;
    const support::TempFolder folder;
    const std::string out = (folder.path() / "out").string();
    const std::string err = (folder.path() / "err").string();
    CHECK(children.listen(out, err) == 0);
    CHECK(children.start(shell("echo mine; (echo rank; printf half) > out 2> err; "
                               "echo fault > err",
                               folder.path().string())) == 1);
    const Heard heard = listen(children);
    CHECK(heard.out.at(0) == "rank\nhalf|");
    CHECK(heard.err.at(0) == "fault\n");
    CHECK(heard.out.at(1) == "mine\n");
    CHECK(heard.exits.size() == 1);
}

TEST_CASE("an interrupt is heard, and the children's are their own", "[base]") {
    RealChildren children;
    children.start(shell("kill -INT $PPID; sleep 0.1; kill -INT $$; exit 0"));
    const Heard heard = listen(children);
    CHECK(heard.interrupted);
    CHECK(heard.exits.at(0) == 130);
}

TEST_CASE("nobody is left when the object goes", "[base]") {
    std::string pid;
    {
        RealChildren children;
        children.start(shell("echo $$; exec sleep 300"));
        pid = children.next(std::chrono::steady_clock::now() + 30s).text;
        CHECK(runs(pid));
    }
    CHECK_FALSE(runs(pid));
}

TEST_CASE("the account has a name", "[base]") {
    CHECK_FALSE(RealChildren().account().empty());
}
