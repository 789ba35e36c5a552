#include "base/real_programs.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <thread>

using namespace std::chrono_literals;
using base::Command;
using base::CommandResult;
using End = base::CommandResult::End;

namespace {
CommandResult run(std::vector<std::string> argv, std::chrono::milliseconds timeout = 20s) {
    base::RealProcess process;
    return process.run({.argv = std::move(argv), .timeout = timeout});
}
} // namespace

TEST_CASE("a program's outputs and exit code come back apart", "[base]") {
    const CommandResult result = run({"sh", "-c", "echo out; echo err >&2; exit 7"});
    CHECK(result.end == End::exited);
    CHECK(result.exit == 7);
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
}

TEST_CASE("arguments arrive as they are, and there is nothing to read", "[base]") {
    const CommandResult result =
        run({"sh", "-c", "cat; printf '[%s]' \"$@\"", "sh", "$(id)", "a b", "'", ""});
    CHECK(result.out == "[$(id)][a b]['][]");
}

TEST_CASE("a program that is not there is found out", "[base]") {
    CHECK(run({"no-such-program-here"}).end == End::not_found);
    CHECK(run({"/"}).end == End::not_found);
}

TEST_CASE("a signal is an exit code as shells say it", "[base]") {
    CHECK(run({"sh", "-c", "kill -9 $$"}).exit == 137);
}

TEST_CASE("a program that hangs is ended with its children", "[base]") {
    const auto begin = std::chrono::steady_clock::now();
    const CommandResult result = run({"sh", "-c", "echo before; sleep 60 | cat"}, 300ms);
    CHECK(result.end == End::timed_out);
    CHECK(result.out == "before\n");
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
    // Also one that has closed its outputs.
    CHECK(run({"sh", "-c", "exec >&- 2>&-; sleep 60"}, 300ms).end == End::timed_out);
}

TEST_CASE("a child that is left behind holds up nobody", "[base]") {
    const auto begin = std::chrono::steady_clock::now();
    const CommandResult result = run({"sh", "-c", "sleep 20 & echo done"});
    CHECK(result.end == End::exited);
    CHECK(result.out == "done\n");
    CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("a program that says too much is ended", "[base]") {
    base::RealProcess process;
    const CommandResult result = process.run({.argv = {"yes"}, .timeout = 20s, .limit = 100'000});
    CHECK(result.end == End::too_much);
    CHECK(result.out.size() < 200'000);
}

TEST_CASE("a stop from outside ends the program", "[base]") {
    base::RealProcess process;
    std::atomic<bool> stop = false;
    std::thread other([&] {
        std::this_thread::sleep_for(100ms);
        stop = true;
    });
    const CommandResult result =
        process.run({.argv = {"sleep", "60"}, .timeout = 20s, .stop = &stop});
    other.join();
    CHECK(result.end == End::stopped);
}
