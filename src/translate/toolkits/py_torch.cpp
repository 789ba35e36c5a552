// pyTorchSettings: independent processes with a rank. Gloo, NCCL and TCP become Azure ML's pytorch
// distribution; MPI becomes mpi.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!settings.script.given() || settings.script.value.empty()) {
        work.say("BA104", Class::error, settings.node, "\"pythonScriptFilePath\" is missing", "");
        work.failed = true;
        return;
    }
    Layout& layout = work.layout;
    const std::int64_t total =
        settings.process_count.given() ? settings.process_count.value : layout.instances;
    if (total < 1 || total > 65000) {
        work.say("BA105", Class::error, settings.process_count.node,
                 fmt::format("a job cannot run {} processes", total));
        work.failed = true;
        return;
    }
    layout.roles.push_back(python_role(settings, "main", settings.args));
    const std::string_view backend = settings.communication_backend.value;
    const bool mpi = base::iequals(backend, "mpi");
    if (total == 1 && layout.instances == 1) {
        layout.counts.emplace_back(settings.process_count.node, "/resources/instance_count");
        return;
    }
    spread_processes(work, settings.process_count,
                     mpi ? aml::DistributionType::mpi : aml::DistributionType::pytorch);
    if (mpi) {
        layout.ranks = Ranks::mpi;
        layout.needs_mpi = true;
        return;
    }
    layout.ranks = Ranks::pytorch;
    layout.needs_launcher = true;
    layout.provide = {batchai::VariableKind::task_index, batchai::VariableKind::init_method};
    if (base::iequals(backend, "tcp")) {
        work.say("TR320", Class::approximated, settings.communication_backend.node,
                 "PyTorch has no TCP backend any more; Gloo takes its place",
                 "pass \"gloo\" to init_process_group in the script");
    } else if (!backend.empty() && !base::iequals(backend, "gloo") &&
               !base::iequals(backend, "nccl")) {
        work.say("BA107", Class::approximated, settings.communication_backend.node,
                 fmt::format("\"{}\" is not a backend that Batch AI knew (TCP, Gloo, MPI)",
                             base::printable(backend, 40)),
                 "the script chooses the backend itself");
    }
}

} // namespace

const Toolkit k_toolkit_py_torch = {batchai::ToolkitKind::py_torch, plan};

} // namespace translate
