// customMpiSettings: an MPI launcher runs one command line on all nodes.

#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;

bool has_several_commands(std::string_view line) {
    const base::ShellScan scan = base::scan_shell(line);
    return std::any_of(scan.words.begin(), scan.words.end(), [&](const base::ShellWord& word) {
        return word.command != scan.words.front().command;
    });
}

// Such scripts read their rank from Open MPI, which does not start a single process.
void give_rank_of_one(JobWork& work) {
    for (const auto& [name, value] :
         {std::pair{"OMPI_COMM_WORLD_RANK", "0"}, std::pair{"OMPI_COMM_WORLD_SIZE", "1"},
          std::pair{"OMPI_COMM_WORLD_LOCAL_RANK", "0"}}) {
        const bool own =
            std::any_of(work.in.variables.begin(), work.in.variables.end(),
                        [&, n = name](const batchai::Variable& v) { return v.name.value == n; });
        if (!own) {
            work.layout.variables.push_back({name, value});
        }
    }
}

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!has_command_line(work, settings)) {
        return;
    }
    const std::string_view line = settings.command_line.value;
    if (read_mpi_line(line).starts) {
        work.say("TR333", Class::manual, settings.command_line.node,
                 "the line starts MPI, and customMpiSettings starts it too: each rank would start "
                 "MPI again",
                 "take mpirun and its options out of the line, and say processCount");
        work.task("take mpirun out of the command line",
                  fmt::format("jobs/{}/job.yml", work.context.name),
                  "Azure ML starts the processes; the line is what each of them runs");
    }
    if (has_several_commands(line)) {
        work.assume("custom-mpi-runs-the-whole-line-in-each-process");
    }
    work.layout.roles.push_back(command_role(settings));
    if (spread_processes(work, settings.process_count, aml::DistributionType::mpi) &&
        !work.layout.distribution) {
        give_rank_of_one(work);
    }
}

} // namespace

const Toolkit k_toolkit_custom_mpi = {batchai::ToolkitKind::custom_mpi, plan};

} // namespace translate
