#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

#include <array>

namespace translate {

namespace {
constexpr std::array k_toolkits = {&k_toolkit_tensor_flow, &k_toolkit_py_torch, &k_toolkit_horovod,
                                   &k_toolkit_custom};
} // namespace

const Toolkit* find_toolkit(batchai::ToolkitKind kind) {
    for (const Toolkit* toolkit : k_toolkits) {
        if (toolkit->kind == kind) {
            return toolkit;
        }
    }
    return nullptr;
}

Role python_role(const batchai::Toolkit& settings, std::string name, const batchai::Text& args) {
    Role role;
    role.name = std::move(name);
    role.line.append(settings.interpreter.given() ? path_word(settings.interpreter.value)
                                                  : "python",
                     settings.interpreter.node, true, true);
    role.line.append(" ");
    const std::string script = path_word(settings.script.value);
    role.line.append(script, settings.script.node, script == settings.script.value, true);
    if (args.given() && !base::is_blank(args.value)) {
        role.line.append(" ");
        role.line.append(args.value, args.node);
    }
    for (const batchai::Text* field : {&settings.interpreter, &settings.script, &args}) {
        if (field->given()) {
            role.fields.push_back(field->node);
        }
    }
    return role;
}

void spread_processes(JobWork& work, const batchai::Number& process_count,
                      aml::DistributionType type) {
    Layout& layout = work.layout;
    const std::int64_t nodes = layout.instances;
    const std::int64_t total = process_count.given() ? process_count.value : nodes;
    const std::int64_t each = (total + nodes - 1) / nodes;
    layout.distribution = aml::Distribution{.type = type, .process_count_per_instance = each};
    if (process_count.given()) {
        layout.counts.emplace_back(process_count.node, "/distribution/process_count_per_instance");
    } else {
        work.job.comments.emplace_back("/distribution/process_count_per_instance",
                                       "processCount was left out: one for each node");
    }
    if (each * nodes == total) {
        return;
    }
    if (type == aml::DistributionType::mpi) {
        work.say("TR301", base::Class::manual, process_count.node,
                 fmt::format("{} processes do not divide over {} nodes, and an MPI rank cannot "
                             "leave: {} will run",
                             total, nodes, each * nodes),
                 "make sure that the script bears the larger world, or change processCount or "
                 "nodeCount");
        return;
    }
    layout.world = total;
    layout.needs_launcher = true;
    work.say("TR302", base::Class::approximated, process_count.node,
             fmt::format(
                 "{} processes do not divide over {} nodes: {} start, and the surplus end at once",
                 total, nodes, each * nodes),
             "which node runs fewer processes may differ from Batch AI");
}

void plan_toolkit(JobWork& work) {
    const auto& given = work.in.toolkits;
    if (given.empty()) {
        work.say("BA111", base::Class::error, work.in.body,
                 "this job names no toolkit, so there is nothing to run",
                 "add one of the settings objects, for example \"customToolkitSettings\"");
        work.failed = true;
        return;
    }
    if (given.size() > 1) {
        work.say("BA110", base::Class::error, given[1].node,
                 fmt::format("two toolkits in one job: \"{}\" and \"{}\"",
                             batchai::settings_key(given[0].kind),
                             batchai::settings_key(given[1].kind)),
                 "keep the one that the job really used; the old CLI sent both");
        work.failed = true;
        return;
    }
    if (!work.in.node_count.given()) {
        work.say("BA104", base::Class::error, work.in.body, "\"nodeCount\" is missing",
                 "say how many nodes the job takes");
        work.failed = true;
        return;
    }
    if (work.in.node_count.value < 1 || work.in.node_count.value > 65000) {
        work.say("BA105", base::Class::error, work.in.node_count.node,
                 fmt::format("a job cannot run on {} nodes", work.in.node_count.value), "");
        work.failed = true;
        return;
    }
    work.layout.instances = work.in.node_count.value;
    const Toolkit* toolkit = find_toolkit(given[0].kind);
    if (toolkit == nullptr) {
        work.say("TR300", base::Class::error, given[0].node,
                 fmt::format("the toolkit {} is not translated by this version",
                             batchai::name(given[0].kind)),
                 "translated are: tensorFlow, pyTorch, horovod, custom");
        work.failed = true;
        return;
    }
    toolkit->plan(work, given[0]);
}

} // namespace translate
