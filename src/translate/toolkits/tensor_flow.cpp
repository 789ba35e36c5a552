// tensorFlowSettings: one process, or workers and parameter servers whose roles and hosts come from
// TF_CONFIG. Worker 0 is Batch AI's master.

#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;

// Arguments of a role that no process has.
void drop_unused(JobWork& work, const batchai::Text& unused, std::string_view role) {
    if (!unused.given()) {
        return;
    }
    work.say("TR310", Class::dropped, unused.node,
             fmt::format("no {} of this job exists: these arguments were never used", role),
             "give workerCount or parameterServerCount if the job is meant to have it");
    work.out.ledger.set(unused.node, Class::dropped);
}

void plan_single(JobWork& work, const batchai::Toolkit& settings) {
    work.layout.roles.push_back(python_role(settings, "main", settings.master_args));
    drop_unused(work, settings.worker_args, "worker beside the master");
    drop_unused(work, settings.server_args, "parameter server");
}

bool sound_counts(JobWork& work, const batchai::Toolkit& settings) {
    for (const batchai::Number* count : {&settings.worker_count, &settings.server_count}) {
        if (count->given() &&
            (count->value < (count == &settings.worker_count ? 1 : 0) || count->value > 65000)) {
            work.say("BA105", Class::error, count->node,
                     fmt::format("a count of {} makes no sense here", count->value));
            work.failed = true;
            return false;
        }
    }
    return true;
}

// Batch AI put several tasks on a node; Azure ML documents a node for each.
void place_tasks(JobWork& work, const batchai::Toolkit& settings, std::int64_t tasks) {
    Layout& layout = work.layout;
    if (tasks == layout.instances) {
        return;
    }
    if (work.options.spread_tasks) {
        work.say("TR311", Class::rewritten, work.in.node_count.node,
                 fmt::format("--spread-tasks: {} nodes instead of {}, one for each task", tasks,
                             layout.instances));
        layout.instances = tasks;
        work.job.comments.emplace_back("/resources/instance_count", "a node for each task");
        return;
    }
    if (tasks > layout.instances) {
        work.assume("tensorflow-tasks-may-exceed-nodes");
        work.say("TR311", Class::approximated, settings.node,
                 fmt::format("{} tasks share {} nodes; Azure ML documents one task for each node",
                             tasks, layout.instances),
                 "if the service refuses it, say --spread-tasks");
    } else {
        work.say("TR311", Class::approximated, settings.node,
                 fmt::format("{} tasks on {} nodes: the others stand idle and are paid for", tasks,
                             layout.instances),
                 "say --spread-tasks to take a node for each task only");
    }
}

void plan_distributed(JobWork& work, const batchai::Toolkit& settings) {
    if (!sound_counts(work, settings)) {
        return;
    }
    Layout& layout = work.layout;
    const std::int64_t workers =
        settings.worker_count.given() ? settings.worker_count.value : layout.instances;
    const std::int64_t servers = settings.server_count.given() ? settings.server_count.value : 1;
    layout.distribution = aml::Distribution{.type = aml::DistributionType::tensorflow,
                                            .worker_count = workers,
                                            .parameter_server_count = servers};
    layout.ranks = Ranks::tensorflow;
    layout.needs_launcher = true;
    layout.provide = {batchai::VariableKind::task_index, batchai::VariableKind::worker_hosts,
                      batchai::VariableKind::ps_hosts};
    layout.counts.emplace_back(settings.worker_count.node, "/distribution/worker_count");
    layout.counts.emplace_back(settings.server_count.node, "/distribution/parameter_server_count");
    layout.roles.push_back(python_role(settings, "master", settings.master_args));
    if (workers > 1) {
        layout.roles.push_back(python_role(settings, "worker", settings.worker_args));
    } else {
        drop_unused(work, settings.worker_args, "worker beside the master");
    }
    if (servers > 0) {
        layout.roles.push_back(python_role(settings, "server", settings.server_args));
        work.assume("output-mount-shows-files-of-other-nodes");
    } else {
        drop_unused(work, settings.server_args, "parameter server");
    }
    place_tasks(work, settings, workers + servers);
    if (work.options.batchai_tf_config) {
        work.say(
            "TR312", Class::rewritten, settings.node,
            "the launcher makes TF_CONFIG say \"master\" for the first worker, as Batch AI did");
    } else {
        work.say(
            "TR312", Class::approximated, settings.node,
            "TF_CONFIG is the one of Azure ML: it says \"worker\" where Batch AI said "
            "\"master\" for the first worker",
            "only scripts that read TF_CONFIG themselves see a difference; --tf-config batchai "
            "makes it say so again");
    }
}

void plan(JobWork& work, const batchai::Toolkit& settings) {
    if (!has_script(work, settings)) {
        return;
    }
    const bool distributed =
        work.several_nodes() || settings.worker_count.given() || settings.server_count.given();
    if (distributed) {
        plan_distributed(work, settings);
    } else {
        plan_single(work, settings);
    }
}

} // namespace

const Toolkit k_toolkit_tensor_flow = {batchai::ToolkitKind::tensor_flow, plan};

} // namespace translate
