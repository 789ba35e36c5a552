// horovodSettings: an MPI launcher starts the script on all nodes.

#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!settings.script.given() || settings.script.value.empty()) {
        work.say("BA104", base::Class::error, settings.node, "\"pythonScriptFilePath\" is missing",
                 "");
        work.failed = true;
        return;
    }
    if (settings.process_count.given() &&
        (settings.process_count.value < 1 || settings.process_count.value > 65000)) {
        work.say("BA105", base::Class::error, settings.process_count.node,
                 fmt::format("a job cannot run {} processes", settings.process_count.value));
        work.failed = true;
        return;
    }
    work.layout.ranks = Ranks::mpi;
    work.layout.needs_mpi = true;
    work.layout.roles.push_back(python_role(settings, "main", settings.args));
    spread_processes(work, settings.process_count, aml::DistributionType::mpi);
}

} // namespace

const Toolkit k_toolkit_horovod = {batchai::ToolkitKind::horovod, plan};

} // namespace translate
