// What a rehearsal asks of its children, with children that do as the test says.

#include "local/rehearsal.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"
#include "support/temp_folder.hpp"

#include <deque>
#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using base::Child;
using base::ChildEvent;
using Kind = base::ChildEvent::Kind;
using support::TempFolder;

namespace {

class ScriptedChildren final : public base::Children {
  public:
    std::deque<ChildEvent> events;
    std::vector<Child> started;
    std::vector<base::Milliseconds> ends;
    std::size_t pipes = 0;

    std::size_t start(const Child& child) override {
        CHECK(fs::is_directory(child.directory));
        started.push_back(child);
        return pipes + started.size() - 1;
    }

    std::size_t listen(const std::string&, const std::string&) override { return pipes++; }

    ChildEvent next(base::Instant) override {
        if (events.empty()) {
            return {};
        }
        ChildEvent event = std::move(events.front());
        events.pop_front();
        return event;
    }

    void end(base::Milliseconds grace) override { ends.push_back(grace); }

    [[nodiscard]] std::string account() const override { return "tester"; }
};

struct Stage {
    TempFolder folder;
    ScriptedChildren children;
    support::FakeTerminal terminal;

    // Two ranks of a job, on two nodes.
    local::Plan plan(aml::DistributionType type, const std::string& mpirun = {}) {
        bundle::JobFolder job;
        job.name = "train";
        job.job.command = {"train ${{outputs.model}}"};
        job.job.instance_count = 2;
        job.job.distribution = aml::Distribution{.type = type};
        job.job.outputs.emplace_back("model", aml::Output{});
        job.job.environment_variables.emplace_back("USERS", "a 'b' \"c\"");
        job.job.timeout = 60;
        job.code.push_back({.path = "lib/a.py", .text = "a"});
        const local::Machine machine{.path = "/usr/bin:/bin",
                                     .home = "/root",
                                     .temp = folder.path().string(),
                                     .mpirun = mpirun,
                                     .handed_on = {{"LANG", "C"}}};
        return local::plan(job, {.secrets = {{"TOKEN", base::Secret("fakeToken")}}}, machine);
    }

    local::Outcome run(local::Plan& plan, std::deque<ChildEvent> events) {
        children.events = std::move(events);
        return local::rehearse(plan, children, terminal);
    }
};

ChildEvent line(std::size_t child, const std::string& text, bool err = false) {
    return {.kind = Kind::line, .child = child, .err = err, .text = text};
}

ChildEvent ended(std::size_t child, int exit) {
    return {.kind = Kind::ended, .child = child, .exit = exit};
}

std::string value(const Child& child, const std::string& name) {
    const std::string* found = launch::find(child.environment, name);
    return found == nullptr ? "(not set)" : *found;
}

} // namespace

TEST_CASE("each rank has its node's folder, its variables and nothing of ours", "[local]") {
    Stage stage;
    local::Plan plan = stage.plan(aml::DistributionType::pytorch);
    const local::Outcome outcome = stage.run(plan, {ended(0, 0), ended(1, 0)});
    CHECK_FALSE(outcome.failed);
    REQUIRE(stage.children.started.size() == 2);
    const Child& second = stage.children.started[1];
    CHECK(second.argv ==
          std::vector<std::string>{"bash", "-c", "train " + plan.folder + "/mounts/OUTPUT_model"});
    CHECK(second.directory == plan.folder + "/nodes/1/wd");
    CHECK(support::read_file(fs::path(second.directory) / "lib/a.py") == "a");
    CHECK(value(second, "HOME") == plan.folder + "/nodes/1/home");
    CHECK(value(second, "RANK") == "1");
    CHECK(value(second, "USERS") == "a 'b' \"c\"");
    CHECK(value(second, "TOKEN") == "fakeToken");
    CHECK(value(second, "LANG") == "C");
    CHECK(value(second, "SHELL") == "(not set)");
    // The rest of the job ends with it.
    CHECK(stage.children.ends.size() == 1);
}

TEST_CASE("lines go to the logs as they are, and to the terminal with a name", "[local]") {
    Stage stage;
    local::Plan plan = stage.plan(aml::DistributionType::pytorch);
    ChildEvent half = line(1, "half");
    half.whole = false;
    (void)stage.run(plan, {line(0, "one"), line(1, "wrong", true), half, ended(0, 0), ended(1, 0)});
    CHECK(stage.terminal.said_out == "[rank_0] one\n[rank_1] half\n");
    CHECK(stage.terminal.said_err == "[rank_1] wrong\n");
    const fs::path logs = fs::path(plan.folder) / "user_logs";
    CHECK(support::read_file(logs / "std_log_process_0.txt") == "one\n");
    CHECK(support::read_file(logs / "std_log_process_1.txt") == "wrong\nhalf");
}

TEST_CASE("the first that fails ends the others, and is the one that is named", "[local]") {
    Stage stage;
    local::Plan plan = stage.plan(aml::DistributionType::pytorch);
    const local::Outcome outcome = stage.run(plan, {ended(1, 3), ended(0, 143)});
    CHECK(outcome.failed == 1U);
    CHECK(outcome.exit == 3);
    CHECK(stage.children.ends.size() == 2);
    CHECK_THAT(local::tell(plan, outcome), ContainsSubstring("rank_1 ended with exit code 3"));
}

TEST_CASE("time limit and interrupts end all; the second interrupt kills", "[local]") {
    Stage stage;
    local::Plan plan = stage.plan(aml::DistributionType::pytorch);
    const local::Outcome late =
        stage.run(plan, {{.kind = Kind::time}, ended(0, 143), ended(1, 143)});
    CHECK(late.out_of_time);
    CHECK_FALSE(late.failed);
    stage.children.ends.clear();
    local::Plan again = stage.plan(aml::DistributionType::pytorch);
    const local::Outcome stopped =
        stage.run(again, {{.kind = Kind::interrupted}, {.kind = Kind::interrupted}, ended(0, 137)});
    CHECK(stopped.interrupted);
    REQUIRE(stage.children.ends.size() == 3);
    CHECK(stage.children.ends[0].count() > 0);
    CHECK(stage.children.ends[1].count() == 0);
}

TEST_CASE("mpirun starts the ranks, each by a script of its own", "[local]") {
    Stage stage;
    local::Plan plan = stage.plan(aml::DistributionType::mpi, "/usr/bin/mpirun");
    const local::Outcome outcome = stage.run(plan, {line(1, "rank"), line(2, "help"), ended(2, 5)});
    CHECK(stage.children.pipes == 2);
    REQUIRE(stage.children.started.size() == 1);
    const Child& mpirun = stage.children.started[0];
    const std::vector<std::string> head(mpirun.argv.begin(), mpirun.argv.begin() + 7);
    CHECK(head == std::vector<std::string>{"/usr/bin/mpirun", "--allow-run-as-root",
                                           "--oversubscribe", "--bind-to", "none", "-np", "2"});
    CHECK(value(mpirun, "TOKEN") == "fakeToken");
    CHECK(value(mpirun, "OMPI_COMM_WORLD_RANK") == "(not set)");
    CHECK(stage.terminal.said_out == "[rank_1] rank\n");
    CHECK(stage.terminal.said_err == "[mpirun] help\n");
    CHECK(outcome.failed == 2U);
    CHECK_THAT(local::tell(plan, outcome), ContainsSubstring("mpirun ended with exit code 5"));
    // Scripts with variables do not stay.
    CHECK_FALSE(fs::exists(plan.folder + "/ranks"));
}

TEST_CASE("no secret is written anywhere", "[local]") {
    Stage stage;
    for (const char* mpirun : {"", "/usr/bin/mpirun"}) {
        local::Plan plan = stage.plan(aml::DistributionType::mpi, mpirun);
        (void)stage.run(plan, {});
        CHECK(local::describe(plan, "tester").find("fakeToken") == std::string::npos);
        for (const auto& entry : fs::recursive_directory_iterator(plan.folder)) {
            if (entry.is_regular_file()) {
                CHECK(support::read_file(entry.path()).find("fakeToken") == std::string::npos);
            }
        }
    }
}
