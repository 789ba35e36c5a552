// Each folder below testdata/convert is one run of the program, in process and on the real disk:
//
//   in/        the input            args     one argument a line; @IN and @OUT are the two folders
//   before/    what lies in @OUT    env      NAME=VALUE lines, the whole environment
//   out/       the bundle           stdout, stderr (none: nothing said), exit
//
// `in`, `before` and `env` may be missing. Everything is compared byte for byte.

#include "base/real_files.hpp"
#include "cli/cli.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"
#include "support/golden.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using support::compare_folder;
using support::compare_text;

namespace {

// An empty folder of cases must not pass.
constexpr std::size_t k_least_cases = 20;

std::vector<fs::path> cases() {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(support::testdata() / "convert")) {
        folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::vector<std::string> lines_of(const fs::path& file) {
    std::vector<std::string> lines;
    std::istringstream text(support::read_file(file));
    for (std::string line; std::getline(text, line);) {
        lines.push_back(line);
    }
    return lines;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
        text.replace(at, what.size(), by);
    }
}

// The command line. Paths are relative to the copy of the case, so nothing of this machine shows.
std::vector<std::string> arguments(const fs::path& folder) {
    std::vector<std::string> result = {"batchai-to-amlcompute"};
    for (std::string& line : lines_of(folder / "args")) {
        replace_all(line, "@IN", "in");
        replace_all(line, "@OUT", "out");
        result.push_back(std::move(line));
    }
    return result;
}

support::FakeEnviron environment(const fs::path& folder) {
    support::FakeEnviron environ;
    if (!fs::exists(folder / "env")) {
        return environ;
    }
    for (const std::string& line : lines_of(folder / "env")) {
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos) {
            FAIL("no NAME=VALUE in " << folder / "env");
        }
        environ.values[line.substr(0, equals)] = line.substr(equals + 1);
    }
    return environ;
}

struct Run {
    int exit = -1;
    std::string out;
    std::string err;
};

Run run_case(const fs::path& folder, const fs::path& place) {
    if (fs::exists(folder / "in")) {
        fs::copy(folder / "in", place / "in", fs::copy_options::recursive);
    }
    if (fs::exists(folder / "before")) {
        fs::copy(folder / "before", place / "out", fs::copy_options::recursive);
    }
    const std::vector<std::string> words = arguments(folder);
    std::vector<const char*> argv;
    for (const std::string& word : words) {
        argv.push_back(word.c_str());
    }
    base::RealFiles files;
    support::FakeEnviron environ = environment(folder);
    support::FakeTerminal terminal;
    support::NoChildren children;
    cli::Env env{files, environ, terminal, children};
    const support::WorkingFolder there(place);
    Run run;
    run.exit = cli::run(static_cast<int>(argv.size()), argv.data(), env);
    run.out = std::move(terminal.said_out);
    run.err = std::move(terminal.said_err);
    return run;
}

// Names in a case's folder that nobody would read.
std::string strangers(const fs::path& folder) {
    static const std::set<std::string> known = {"in",  "args",   "before", "env",
                                                "out", "stdout", "stderr", "exit"};
    std::string found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!known.contains(name)) {
            found += name + "\n";
        }
    }
    return found;
}

void expect_same(const std::string& difference) {
    INFO(difference); // shown as lines; in an expression it would be one long string
    CHECK(difference.empty());
}

} // namespace

TEST_CASE("each case of testdata/convert gives what it holds", "[golden]") {
    for (const fs::path& folder : cases()) {
        DYNAMIC_SECTION(folder.filename().string()) {
            REQUIRE(fs::is_directory(folder));
            CHECK(strangers(folder).empty());
            const support::TempFolder place;
            const Run run = run_case(folder, place.path());
            expect_same(compare_text(folder / "exit", std::to_string(run.exit) + "\n"));
            expect_same(compare_text(folder / "stderr", run.err, true));
            expect_same(compare_text(folder / "stdout", run.out, true));
            expect_same(compare_folder(folder / "out", place.path() / "out"));
        }
    }
}

TEST_CASE("there are cases", "[golden]") {
    CHECK(cases().size() >= k_least_cases);
}
