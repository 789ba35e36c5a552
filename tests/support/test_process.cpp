#include "support/catch.hpp"
#include "support/process.hpp"
#include "support/temp_folder.hpp"

using support::ProcessOptions;
using support::run_process;

TEST_CASE("a program's outputs and exit code are caught apart", "[support]") {
    const auto result = run_process({"sh", "-c", "echo out; echo err >&2; exit 7"});
    CHECK(result.out == "out\n");
    CHECK(result.err == "err\n");
    CHECK(result.exit == 7);
    CHECK_FALSE(result.timed_out);
}

TEST_CASE("folder, environment and input are given to it", "[support]") {
    const support::TempFolder folder;
    ProcessOptions options;
    options.folder = folder.path().string();
    options.environment = {{"B2A_GIVEN", "a b"}, {"HOME", ""}};
    options.input = std::string(1'000'000, 'x'); // more than a pipe holds
    const auto result = run_process(
        {"sh", "-c", "pwd; printf '%s|%s\\n' \"$B2A_GIVEN\" \"${HOME-unset}\"; wc -c"}, options);
    CHECK(result.out == folder.path().string() + "\na b|unset\n1000000\n");
}

TEST_CASE("a program that does not read its input is no failure", "[support]") {
    ProcessOptions options;
    options.input = std::string(1'000'000, 'x');
    CHECK(run_process({"true"}, options).exit == 0);
}

TEST_CASE("a program that hangs is ended with its children", "[support]") {
    ProcessOptions options;
    options.timeout = std::chrono::seconds(1);
    const auto result = run_process({"sh", "-c", "echo before; sleep 60 | cat"}, options);
    CHECK(result.timed_out);
    CHECK(result.exit == 128 + 9);
    CHECK(result.out == "before\n");
}

TEST_CASE("a program that is not there is exit 127", "[support]") {
    CHECK(run_process({"no-such-program-here"}).exit == 127);
}
