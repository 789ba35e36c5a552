// The account of a job: what became of each field of the definition.

#include "translate/job_work.hpp"

#include <fmt/format.h>

namespace translate {

namespace {

using base::Class;

void account_for_directories(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    for (const DirectoryVariable& directory : work.directories) {
        const Target constant = work.in_job("/environment_variables/" + directory.variable);
        // The variable is exported by the command, and by the launcher's contract.
        ledger.set(directory.id_node, Class::exact,
                   {directory.constant.empty() ? work.in_job("/command") : constant});
        std::vector<Target> to;
        if (directory.code) {
            to = {work.in_job("/command")};
        } else if (directory.binding == k_bare) {
            to = {directory.constant.empty() ? work.command_target() : constant};
        } else {
            const Binding& binding = work.bindings[directory.binding];
            const std::string pointer =
                fmt::format("/{}/{}/{}", binding.output ? "outputs" : "inputs", binding.name,
                            binding.mount == k_bare ? "mode" : "path");
            to = {work.in_job(pointer)};
        }
        for (const document::NodeId node : directory.path_nodes) {
            ledger.set(node, Class::rewritten, to);
        }
    }
}

void account_for_variables(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    for (const UserVariable& user : work.variables) {
        std::string pointer = "/environment_variables/";
        for (const char c : user.name) {
            pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        }
        const Target to = user.live ? work.command_target() : work.in_job(pointer);
        const bool as_it_is = !user.live && !user.constant && user.name_node != user.value_node;
        ledger.set(user.name_node, Class::exact, {to});
        ledger.set(user.value_node, as_it_is ? Class::exact : Class::rewritten, {to});
    }
    account_for_secrets(work);
}

// Into the launcher, or into the Dockerfile of a built environment.
void account_for_preparation(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    const auto* built = std::get_if<aml::BuildContext>(&work.job.environment);
    const bool baked = built != nullptr && !work.baked.empty();
    const std::string dockerfile =
        baked ? fmt::format("environments/{}/Dockerfile", built->name) : std::string{};
    if (work.in.job_preparation.given() && !work.preparation && baked) {
        ledger.set(work.in.job_preparation.node, Class::approximated,
                   {{ledger.file(dockerfile), {}}});
    } else if (work.in.job_preparation.given()) {
        ledger.set(work.in.job_preparation.node, Class::exact, {work.command_target()});
    }
}

void account_for_mounts(JobWork& work) {
    for (std::size_t i = 0; i < work.mounts.size(); ++i) {
        const Mount& mount = work.mounts[i];
        if (mount.volume == nullptr || mount.cluster_level) {
            continue;
        }
        std::vector<Target> bindings;
        for (const Binding& binding : work.bindings) {
            if (binding.mount == i) {
                bindings.push_back(work.in_job(fmt::format(
                    "/{}/{}/path", binding.output ? "outputs" : "inputs", binding.name)));
            }
        }
        account_for(*mount.volume, work.document, mount, work.options, work.out.ledger, bindings);
    }
}

} // namespace

void account(JobWork& work) {
    Ledger& ledger = work.out.ledger;
    const batchai::Job& in = work.in;
    ledger.set(in.node_count.node,
               work.layout.instances == in.node_count.value ? Class::exact : Class::rewritten,
               {work.in_job("/resources/instance_count")});
    for (const Role& role : work.layout.roles) {
        for (const document::NodeId field : role.fields) {
            ledger.set(field, Class::rewritten, {work.command_target()});
        }
    }
    for (const auto& [node, pointer] : work.layout.counts) {
        ledger.set(node, Class::rewritten, {work.in_job(pointer)});
    }
    const batchai::Toolkit& toolkit = in.toolkits[0];
    ledger.set(toolkit.communication_backend.node, Class::rewritten,
               work.layout.distribution ? std::vector<Target>{work.in_job("/distribution/type")}
                                        : std::vector<Target>{});
    account_for_preparation(work);
    ledger.set(in.std_out_err_path_prefix.node, Class::rewritten,
               work.stdouterr == k_bare
                   ? std::vector<Target>{}
                   : std::vector<Target>{work.in_job(
                         fmt::format("/outputs/{}/path", work.bindings[work.stdouterr].name))});
    account_for_directories(work);
    account_for_variables(work);
    account_for_mounts(work);
}

} // namespace translate
