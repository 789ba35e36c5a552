// pyTorchSettings: independent processes with a rank. Gloo, NCCL and TCP become Azure ML's pytorch
// distribution; MPI becomes mpi.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

void tell_backend(JobWork& work, const batchai::Text& said) {
    const std::string_view backend = said.value;
    if (base::is_blank(backend)) {
        work.assume("pytorch-without-backend-does-not-mean-mpi");
    } else if (base::iequals(backend, "tcp")) {
        work.say("TR320", Class::approximated, said.node,
                 "PyTorch has no TCP backend any more; Gloo takes its place",
                 "pass \"gloo\" to init_process_group in the script");
    } else if (!base::iequals(backend, "gloo") && !base::iequals(backend, "nccl")) {
        work.say("BA107", Class::approximated, said.node,
                 fmt::format("\"{}\" is not a backend that Batch AI knew (TCP, Gloo, MPI)",
                             base::printable(backend, 40)),
                 "the script chooses the backend itself");
    }
}

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!has_script(work, settings)) {
        return;
    }
    Layout& layout = work.layout;
    layout.roles.push_back(python_role(settings, "main", settings.args));
    const bool mpi = base::iequals(settings.communication_backend.value, "mpi");
    if (!spread_processes(work, settings.process_count,
                          mpi ? aml::DistributionType::mpi : aml::DistributionType::pytorch) ||
        !layout.distribution) {
        return;
    }
    layout.needs_launcher = true;
    layout.provide = {batchai::VariableKind::task_index};
    if (!mpi) { // processes that MPI starts know each other
        layout.provide.insert(batchai::VariableKind::init_method);
        tell_backend(work, settings.communication_backend);
    }
}

} // namespace

const Toolkit k_toolkit_py_torch = {batchai::ToolkitKind::py_torch, plan};

} // namespace translate
