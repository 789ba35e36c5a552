// What is said of a rehearsal, before and after it.

#include "base/files.hpp"
#include "base/strings.hpp"
#include "local/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace local {

namespace {

std::string count(std::size_t number, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", number, number == 1 ? one : many);
}

// Each line of a text behind some blanks.
std::string indented(std::string_view text, std::string_view blanks) {
    std::string out;
    for (const std::string_view line : base::split(text, '\n')) {
        out += fmt::format("{}{}\n", blanks, base::printable(line, 4000));
    }
    return out;
}

std::string how_begun(const Place& place, const Bindings& bindings) {
    if (place.bound) {
        return {};
    }
    if (!place.from.empty()) {
        return fmt::format(" (new, begins as a copy of {})", base::printable(place.from, 400));
    }
    for (const auto& [root, from] : bindings.stores) {
        const bool within = place.target == root || place.target.starts_with(root + "/");
        if (within && !from.empty() && !place.output) {
            return fmt::format(" (new, begins as a copy of {})", base::printable(from, 400));
        }
    }
    return place.output ? " (new)" : place.file ? " (missing)" : " (new, empty)";
}

std::string folders(const Plan& plan) {
    std::string out;
    for (const Place& place : plan.bindings.places) {
        out += fmt::format("  {} {}: {}{}\n", place.output ? "output" : "input", place.name,
                           base::printable(place.target, 400), how_begun(place, plan.bindings));
        if (place.original) {
            out += fmt::format("    appears at {}, outside of the run's folder, until the end\n",
                               base::printable(place.at, 400));
        }
    }
    return out;
}

// Processes with the same command on the same node run the same thing.
std::string commands(const Plan& plan) {
    std::vector<std::pair<std::string, std::string>> groups; // what is said, the names
    for (const Process& process : plan.processes) {
        std::string what =
            fmt::format("in {}/wd\n{}", base::printable(node_folder(plan, process.azure.node), 400),
                        indented(process.azure.command, "      "));
        const std::string name = process.name.empty() ? "the process" : process.name;
        const auto known = std::find_if(groups.begin(), groups.end(),
                                        [&](const auto& group) { return group.first == what; });
        if (known == groups.end()) {
            groups.emplace_back(std::move(what), name);
        } else {
            known->second += ", " + name;
        }
    }
    std::string out;
    for (const auto& [what, names] : groups) {
        out += fmt::format("  {} {}", names, what);
    }
    return out;
}

std::string name_of(const Plan& plan, std::size_t process) {
    if (process >= plan.processes.size()) {
        return "mpirun";
    }
    const std::string& name = plan.processes[process].name;
    return name.empty() ? "the process" : name;
}

} // namespace

std::string describe(const Plan& plan, std::string_view account) {
    std::string out = fmt::format(
        "rehearsal of the job \"{}\" on this machine: {}, {}\nnot as in the cloud:\n",
        base::printable(plan.job.name, 100), count(plan.processes.size(), "process", "processes"),
        count(static_cast<std::size_t>(plan.job.job.instance_count), "node", "nodes"));
    for (const std::string& note : plan.notes) {
        out += fmt::format("  {}\n", note);
    }
    out += fmt::format("folders:\n  the run: {}\n", base::printable(plan.folder, 400));
    out += folders(plan);
    out += fmt::format("what will run, by bash, under the account {}:\n",
                       base::printable(account, 100));
    out += commands(plan);
    if (!plan.lines.empty()) {
        out += "  the lines of the job in launch.sh:\n";
        for (const std::string& line : plan.lines) {
            out += indented(line, "      ");
        }
    }
    return out;
}

std::string tell(const Plan& plan, const Outcome& outcome) {
    std::string out;
    if (outcome.interrupted) {
        out += "interrupted; all processes have ended\n";
    } else if (outcome.out_of_time) {
        out += fmt::format("the job did not end within its limit of {} s, and was ended\n",
                           plan.job.job.timeout);
    } else if (outcome.failed) {
        out += fmt::format("the job failed: {} ended with exit code {}{}\n",
                           name_of(plan, *outcome.failed), outcome.exit,
                           plan.processes.size() > 1 ? ", the others were ended" : "");
    } else {
        out += "the job succeeded\n";
    }
    out += fmt::format("logs: {}/user_logs\n", base::printable(plan.folder, 400));
    for (const Place& place : plan.bindings.places) {
        if (place.output) {
            out += fmt::format("output {}: {}\n", place.name, base::printable(place.target, 400));
        }
    }
    return out;
}

} // namespace local
