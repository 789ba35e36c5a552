// customToolkitSettings: one command line, on the first node only.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!settings.command_line.given() || base::is_blank(settings.command_line.value)) {
        work.say("BA104", Class::error, settings.node, "\"commandLine\" is missing", "");
        work.failed = true;
        return;
    }
    Layout& layout = work.layout;
    Role role;
    role.name = "main";
    role.line.append(settings.command_line.value, settings.command_line.node);
    role.fields = {settings.command_line.node};
    layout.roles.push_back(std::move(role));
    if (settings.process_count.given()) { // only another toolkit's key tree would let it through
        layout.counts.emplace_back(settings.process_count.node, "/resources/instance_count");
    }
    const bool starts_mpi = settings.command_line.value.find("mpirun") != std::string_view::npos ||
                            settings.command_line.value.find("mpiexec") != std::string_view::npos;
    if (layout.instances == 1) {
        return;
    }
    if (starts_mpi) {
        work.say("TR331", Class::error, settings.command_line.node,
                 "the line starts MPI over several nodes itself; this version does not turn that "
                 "into an mpi distribution",
                 "give the script without mpirun as horovodSettings, with processCount");
        work.failed = true;
        return;
    }
    layout.distribution =
        aml::Distribution{.type = aml::DistributionType::pytorch, .process_count_per_instance = 1};
    layout.ranks = Ranks::pytorch;
    layout.first_rank_only = true;
    layout.needs_launcher = true;
    work.say("TR330", Class::approximated, settings.command_line.node,
             fmt::format("the line runs on the first of {} nodes, as it did; the others stand idle "
                         "and are paid for",
                         layout.instances),
             "set nodeCount to 1 if the line does not use the other nodes");
}

} // namespace

const Toolkit k_toolkit_custom = {batchai::ToolkitKind::custom, plan};

} // namespace translate
