// What a cluster did on its nodes: the set-up task, which the jobs may run, and performance
// counters.

#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/cluster_work.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;
using document::k_no_node;

void secret_with_the_jobs(ClusterWork& work, const batchai::Variable& secret,
                          const std::vector<Target>& to) {
    const std::string shown = base::printable(secret.name.value, 60);
    const bool settled =
        base::is_variable_name(secret.name.value) &&
        source_of_secret(work.options, work.compute.name, secret.name.value, &secret.reference);
    work.say(
        "TR250", settled ? Class::rewritten : Class::manual, secret.node,
        settled
            ? fmt::format("the secret variable \"{}\" of the set-up task is read from its Key "
                          "Vault when a job starts",
                          shown)
            : fmt::format("the secret variable \"{}\" of the set-up task is not written", shown),
        settled ? "the identity of the compute needs the role \"Key Vault Secrets User\" there"
                : how_to_settle(shown));
    if (!settled) {
        work.task(fmt::format("bring the secret {} to the set-up task", shown),
                  how_to_settle(shown));
    }
    work.out.ledger.rest(work.document, secret.node, settled ? Class::rewritten : Class::manual,
                         settled ? to : std::vector<Target>{});
}

void with_the_jobs(ClusterWork& work) {
    work.say("TR408", Class::approximated, work.in.setup_task,
             "the set-up task goes before the preparation of the jobs that run on this cluster: it "
             "runs in their container or image, no longer once for each start of a node",
             "what it changed on the node itself, such as mounts or drivers, has no effect there");
    std::vector<Target> to;
    for (const std::string& file : work.context.setup_files) {
        to.push_back({work.out.ledger.file(file), {}});
    }
    work.out.ledger.set(work.in.setup_command.node, Class::approximated, to);
    for (const batchai::Variable& variable : work.in.setup_variables) {
        const bool sound = base::is_variable_name(variable.name.value);
        if (!sound) {
            work.say("TR252", Class::manual, variable.node,
                     fmt::format("\"{}\" is no name that a shell can give to a variable",
                                 base::printable(variable.name.value, 60)));
        }
        work.out.ledger.rest(work.document, variable.node,
                             sound ? Class::approximated : Class::manual,
                             sound ? to : std::vector<Target>{});
    }
    for (const batchai::Variable& secret : work.in.setup_secrets) {
        secret_with_the_jobs(work, secret, to);
    }
}

void left_to_people(ClusterWork& work) {
    const std::string message = work.options.setup_task_in_preparation
                                    ? "AmlCompute runs no set-up task on its nodes, and no job "
                                      "that runs on this cluster is "
                                      "converted with it"
                                    : "AmlCompute runs no set-up task on its nodes";
    const std::string help =
        "--setup-task-in-preparation puts it in front of the preparation of the jobs that run on "
        "this cluster, or build what it does into their image";
    if (!work.in.setup_command.flag.empty()) {
        work.replaced(work.in.setup_command.flag, work.in.setup_task);
        work.say_of("TR408", Class::manual, work.in.setup_command, message, help);
    } else {
        work.say("TR408", Class::manual, work.in.setup_task, message, help);
        work.out.ledger.set(work.in.setup_command.node, Class::manual);
        for (const std::string_view key : {"environmentVariables", "secrets"}) {
            work.out.ledger.rest(work.document, work.document.find(work.in.setup_task, key),
                                 Class::manual);
        }
    }
    work.task("find a place for the set-up task",
              fmt::format("its command belongs into the jobs' preparation or image: {}",
                          base::printable(work.in.setup_command.value, 400)));
}

} // namespace

void tell_setup(ClusterWork& work) {
    const bool flag = !work.in.setup_command.flag.empty();
    if (work.in.setup_task != k_no_node && !flag && !work.context.setup_files.empty()) {
        with_the_jobs(work);
    } else if (work.in.setup_task != k_no_node || flag) {
        left_to_people(work);
    }
    if (work.in.performance_counters != k_no_node) {
        work.say(
            "TR418", Class::dropped, work.in.performance_counters,
            "AmlCompute sends no performance counters to Application Insights",
            "Azure Monitor shows CPU, memory and GPU of a cluster's nodes without being asked");
    }
}

} // namespace translate
