// Every command, every request that it makes, every way in which that can fail. The published table
// of exit codes is testdata/faults/exits.txt; whatever the fault, one more run ends where an
// undisturbed one does, nothing is made twice, and a failure says what to do next.

#include "cli/world.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>

#include <map>

namespace {

using Kind = rest::Failure::Kind;

enum class Fault : std::uint8_t {
    refused, // no connection, once
    before,  // reset before the work was done
    after,   // and after it
    silent,  // timed out after it
    cut,     // half an answer
    later_s, // 429 with seconds
    later_d, // 429 with a date
    busy,    // 503
    broken,  // 500, for ever
    expired, // 401, once
    late     // the operation that it begins fails at its end
};

struct Column {
    Fault fault;
    const char* title;
};

constexpr Column k_faults[] = {
    {Fault::refused, "refused"},  {Fault::before, "reset"}, {Fault::after, "lost"},
    {Fault::silent, "silent"},    {Fault::cut, "cut"},      {Fault::later_s, "429 s"},
    {Fault::later_d, "429 date"}, {Fault::busy, "503"},     {Fault::broken, "500"},
    {Fault::expired, "401"},      {Fault::late, "late"}};

struct Command {
    const char* name;
    std::vector<std::string> words;
    int exit = 0;         // undisturbed
    bool made = true;     // a workspace is there beforehand
    bool cluster = false; // and a cluster
    bool experiment = false;
};

const std::vector<Command> k_commands = {
    {"workspace create", {"workspace", "create", "lab", "-l", "westeurope"}, 0, false},
    {"workspace show", {"workspace", "show"}},
    {"workspace show --check", {"workspace", "show", "--check"}},
    {"workspace list", {"workspace", "list"}},
    {"workspace delete", {"workspace", "delete", "--yes"}},
    {"workspace delete --all-resources",
     {"workspace", "delete", "--all-resources", "--confirm", "lab"}},
    {"cluster create", k_create},
    {"cluster update", {"cluster", "update", "gpu", "--max", "8"}, 0, true, true},
    {"cluster delete", {"cluster", "delete", "gpu", "--yes"}, 0, true, true},
    {"cluster status", {"cluster", "status", "gpu"}, 0, true, true},
    {"cluster list", {"cluster", "list"}, 0, true, true},
    {"cluster nodes", {"cluster", "nodes", "gpu"}, 0, true, true},
    {"cluster wait", {"cluster", "wait", "gpu"}, 0, true, true},
    {"cluster diff",
     {"cluster", "diff", "-n", "gpu", "-s", "Standard_DS3_v2", "--min", "1", "--max", "2"},
     0,
     true,
     true},
    {"cluster sizes", {"cluster", "sizes", "--location", "westeurope"}},
    {"experiment create", {"experiment", "create", "mnist"}},
    {"experiment list", {"experiment", "list"}},
    {"experiment show", {"experiment", "show", "mnist"}, 0, true, false, true},
};

void prepare(World& world, const Command& command) {
    if (command.made) {
        REQUIRE(world.run({"workspace", "create", "lab", "-l", "westeurope"}) == 0);
    }
    if (command.cluster) {
        REQUIRE(world.run(k_create) == 0);
    }
    if (command.experiment) {
        REQUIRE(world.run({"experiment", "create", "mnist"}) == 0);
    }
    world.arm.created.clear();
}

std::string rest_of(World& world) {
    world.clock.pass(std::chrono::hours(1)); // what goes on by itself has ended then
    return world.arm.state();
}

// A short name of a request: "PUT workspaces/lab".
std::string name_of(const support::Seen& one) {
    std::string path = one.url.substr(0, one.url.find('?'));
    if (path.find("/oauth2/") != std::string::npos) {
        return "token";
    }
    const auto last = path.rfind('/');
    const auto before = path.rfind('/', last - 1);
    std::string end = path.substr(before + 1);
    // Hashed names would make the table unreadable.
    for (const char* type : {"storageAccounts", "vaults", "components"}) {
        if (end.starts_with(type)) {
            end = type;
        }
    }
    if (path.find("OperationalInsights/workspaces") != std::string::npos) {
        end = "logAnalytics";
    }
    if (end.starts_with("operations/")) {
        end = "operation";
    }
    if (end.starts_with("Microsoft.MachineLearningServices/")) {
        end = end.substr(end.find('/') + 1);
    }
    if (path.ends_with(".windows.net/")) {
        end = "blob storage";
    }
    return one.method + " " + end;
}

// The answer to the request, with the fault; nothing where this request cannot have it.
std::optional<support::FakeAnswer> disturbed(World& world, const support::Seen& one, Fault fault) {
    const auto answer = [&](int status, rest::Headers headers) {
        return support::FakeAnswer{.status = status,
                                   .body = R"({"error": {"code": "", "message": "a fault"}})",
                                   .headers = std::move(headers)};
    };
    switch (fault) {
    case Fault::refused:
        return support::fails(Kind::no_connection, "the host does not answer");
    case Fault::before:
        return support::fails(Kind::cut, "the connection broke");
    case Fault::after:
        world.arm.answer(one);
        return support::fails(Kind::cut, "the connection broke");
    case Fault::silent:
        world.arm.answer(one);
        return support::fails(Kind::timed_out, "nothing came for 90 s");
    case Fault::cut: {
        support::FakeAnswer out = world.arm.answer(one);
        out.cut_after = out.body.size() / 2;
        out.failure = rest::Failure{.kind = Kind::cut, .what = "the answer breaks off"};
        return out;
    }
    case Fault::later_s:
        return answer(429, {{"Retry-After", "7"}});
    case Fault::later_d:
        return answer(429, {{"Date", "Sat, 22 Aug 2026 12:00:00 GMT"},
                            {"Retry-After", "Sat, 22 Aug 2026 12:00:20 GMT"}});
    case Fault::busy:
        return answer(503, {});
    case Fault::broken:
        return answer(500, {});
    case Fault::expired:
        return answer(401, {});
    case Fault::late:
        world.arm.fail_late = true;
        const support::FakeAnswer out = world.arm.answer(one);
        if (world.arm.fail_late) { // it began none
            world.arm.fail_late = false;
            return std::nullopt;
        }
        return out;
    }
    return std::nullopt;
}

// Runs the command with the fault at the request; the exit code, or "-" where it cannot be there.
std::string try_fault(const Command& command, std::size_t at, Fault fault,
                      const std::string& undisturbed) {
    World world;
    prepare(world, command);
    bool possible = true;
    std::string broken;
    std::size_t index = 0;
    world.network.answer = [&](const support::Seen& one) {
        const bool now = index++ == at || (!broken.empty() && one.method + one.url == broken);
        if (!now || !possible) {
            return world.arm.answer(one);
        }
        broken = fault == Fault::broken ? one.method + one.url : std::string{};
        const auto answer = disturbed(world, one, fault);
        possible = answer.has_value();
        return possible ? *answer : world.arm.answer(one);
    };
    // The request without an operation was answered already: this run counts for nothing.
    const int exit = world.run(command.words);
    if (!possible) {
        return "-";
    }
    INFO("exit " << exit << "\n" << world.err());
    if (exit != command.exit) {
        CHECK_THAT(world.err() + world.out(),
                   ContainsSubstring("help: ") || ContainsSubstring("failed"));
    }
    for (const auto& [path, times] : world.arm.created) {
        CHECK(times <= 1);
    }
    world.network.answer = [&](const support::Seen& one) { return world.arm.answer(one); };
    CHECK(world.run(command.words) == command.exit);
    CHECK(rest_of(world) == undisturbed);
    for (const auto& [path, times] : world.arm.created) {
        INFO(path);
        CHECK(times <= 1);
    }
    return std::to_string(exit);
}

std::string table_of(const Command& command) {
    World world;
    prepare(world, command);
    INFO(command.name);
    const int exit = world.run(command.words);
    INFO(world.err());
    REQUIRE(exit == command.exit);
    const std::vector<support::Seen> requests = world.network.seen;
    const std::string undisturbed = rest_of(world);
    std::string out = fmt::format("{}: {} requests\n", command.name, requests.size());
    out += fmt::format("  {:50}", "");
    for (const Column& column : k_faults) {
        out += fmt::format(" {:>8}", column.title);
    }
    out += "\n";
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const std::string name = name_of(requests[i]);
        INFO(fmt::format("request {}: {}", i + 1, name));
        out += fmt::format("  {:50}", name);
        for (const Column& column : k_faults) {
            INFO(column.title);
            out += fmt::format(" {:>8}", try_fault(command, i, column.fault, undisturbed));
        }
        out += "\n";
    }
    return out;
}

} // namespace

TEST_CASE("every request of every command survives every fault", "[cli][faults]") {
    std::string table = "# Exit codes of each command when one of its requests fails; made by "
                        "tests/cli/test_faults.\n"
                        "# refused: no connection, once; reset: before the work was done; lost: "
                        "the answer, after it;\n"
                        "# silent: no answer in time; cut: half an answer; 429 with Retry-After in "
                        "seconds, as a date;\n"
                        "# 503 once; 500 for ever; 401 once; late: the operation that the request "
                        "begins fails at its\n"
                        "# end. -: the request begins none. After each, one more run ends where an "
                        "undisturbed one does.\n";
    for (const Command& command : k_commands) {
        table += "\n" + table_of(command);
    }
    CHECK(support::compare_text(support::testdata() / "faults" / "exits.txt", table).empty());
}
