// caffe2Settings: the script once on each node, with its index and a folder in which the processes
// find each other.

#include "translate/toolkits/toolkit.hpp"

namespace translate {

namespace {

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!has_script(work, settings)) {
        return;
    }
    Layout& layout = work.layout;
    layout.roles.push_back(python_role(settings, "main", settings.args));
    if (!work.several_nodes()) {
        return;
    }
    layout.distribution =
        aml::Distribution{.type = aml::DistributionType::pytorch, .process_count_per_instance = 1};
    layout.ranks = Ranks::pytorch;
    layout.needs_launcher = true;
    layout.provide = {batchai::VariableKind::task_index, batchai::VariableKind::shared_temp};
    work.job.comments.emplace_back("/distribution/process_count_per_instance",
                                   "Caffe2 runs one process on each node");
}

} // namespace

const Toolkit k_toolkit_caffe2 = {batchai::ToolkitKind::caffe2, plan};

} // namespace translate
