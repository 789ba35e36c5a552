// caffeSettings: the program `caffe` with a solver, or a Python script; under MPI where there is
// more than one process.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

namespace translate {

namespace {

using base::Class;

void plan(JobWork& work, const batchai::Toolkit& settings) {
    const bool script = !base::is_blank(settings.script.value);
    const bool config = !base::is_blank(settings.config_file_path.value);
    if (script == config) {
        work.say("BA112", Class::error, settings.node,
                 script ? "\"pythonScriptFilePath\" and \"configFilePath\" exclude each other"
                        : "neither \"pythonScriptFilePath\" nor \"configFilePath\" is there",
                 "keep the one that the job really used");
        work.failed = true;
        return;
    }
    if (script) {
        work.layout.roles.push_back(python_role(settings, "main", settings.args));
    } else {
        drop_unused_field(work, settings.interpreter, "pythonInterpreterPath",
                          "a solver runs the program caffe");
        work.layout.roles.push_back(config_role(settings, "caffe train --solver="));
        work.assume("caffe-solver-command-line");
    }
    spread_processes(work, settings.process_count, aml::DistributionType::mpi);
}

} // namespace

const Toolkit k_toolkit_caffe = {batchai::ToolkitKind::caffe, plan};

} // namespace translate
