// customToolkitSettings: one command line, on the first node only. A line that starts MPI over all
// nodes itself becomes an mpi distribution where it can be understood.

#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!has_command_line(work, settings)) {
        return;
    }
    const MpiLine line = read_mpi_line(settings.command_line.value);
    if (work.several_nodes() && line.starts && line.names_nodes && line.obstacle.empty()) {
        replace_mpirun(work, settings, line);
        return;
    }
    work.layout.roles.push_back(command_role(settings));
    if (!work.several_nodes()) {
        return;
    }
    run_on_first_node(work, settings);
    if (line.starts && line.names_nodes) {
        work.say(
            "TR331", Class::manual, settings.command_line.node,
            fmt::format("the line starts MPI over several nodes itself, which cannot reach each "
                        "other by ssh, and it cannot be turned into an mpi distribution: {}",
                        line.obstacle),
            "give what mpirun starts as customMpiSettings, with processCount");
        work.task("let Azure ML start MPI", fmt::format("jobs/{}/job.yml", work.context.name),
                  "the command is what each process runs; distribution says how many there are");
    }
}

} // namespace

const Toolkit k_toolkit_custom = {batchai::ToolkitKind::custom, plan};

} // namespace translate
