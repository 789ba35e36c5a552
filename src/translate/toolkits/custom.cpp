// customToolkitSettings: one command line, on the first node only. A line that starts MPI over all
// nodes itself becomes an mpi distribution where it can be understood.

#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

// RANK 0 runs the line and the others end at once; --single-node drops them.
void run_on_first_node(JobWork& work) {
    Layout& layout = work.layout;
    if (work.options.single_node) {
        work.say(
            "TR330", Class::rewritten, work.in.node_count.node,
            fmt::format("the line runs on one node: --single-node drops the {} that stood idle",
                        layout.instances - 1));
        layout.instances = 1;
        return;
    }
    layout.distribution =
        aml::Distribution{.type = aml::DistributionType::pytorch, .process_count_per_instance = 1};
    layout.ranks = Ranks::pytorch;
    layout.first_rank_only = true;
    layout.needs_launcher = true;
}

void tell_idle_nodes(JobWork& work, const batchai::Toolkit& settings) {
    if (work.several_nodes()) {
        work.say("TR330", Class::approximated, settings.command_line.node,
                 fmt::format("the line runs on the first of {} nodes, as it did; the others stand "
                             "idle and are paid for",
                             work.layout.instances),
                 "say --single-node if the line does not use the other nodes");
    }
}

void tell_mpirun_stays(JobWork& work, const batchai::Toolkit& settings, const MpiLine& line) {
    work.say("TR331", Class::manual, settings.command_line.node,
             fmt::format("the line starts MPI over several nodes, which cannot reach each other by "
                         "ssh, and it cannot be turned into an mpi distribution: {}",
                         line.obstacle),
             "give what mpirun starts as customMpiSettings, with processCount");
    work.task("let Azure ML start MPI", fmt::format("jobs/{}/job.yml", work.context.name),
              "the command is what each process runs; distribution says how many there are");
}

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!has_command_line(work, settings)) {
        return;
    }
    const MpiLine line = read_mpi_line(settings.command_line.value);
    const bool over_the_nodes = line.starts && line.names_nodes;
    if (work.several_nodes() && over_the_nodes && line.obstacle.empty()) {
        replace_mpirun(work, settings, line);
        return;
    }
    work.layout.roles.push_back(command_role(settings));
    if (!work.several_nodes()) {
        return;
    }
    run_on_first_node(work);
    if (over_the_nodes) {
        tell_mpirun_stays(work, settings, line);
    } else {
        tell_idle_nodes(work, settings);
    }
}

} // namespace

const Toolkit k_toolkit_custom = {batchai::ToolkitKind::custom, plan};

} // namespace translate
