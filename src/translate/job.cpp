// A job, step by step.

#include "aml/names.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/job_work.hpp"
#include "translate/places.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using batchai::VariableKind;

constexpr std::int64_t k_default_timeout = 604'800;   // 7 days
constexpr std::int64_t k_longest_timeout = 1'814'400; // 21 days, of AmlCompute

void add_variable(JobWork& work, std::string name, std::string_view value,
                  document::NodeId name_node, document::NodeId value_node) {
    UserVariable user{.name = std::move(name),
                      .name_node = name_node,
                      .value_node = value_node,
                      .line = {},
                      .live = false};
    user.line.is_template = true;
    user.line.option = user.name;
    user.line.append(value, value_node, name_node != value_node);
    hide_secrets(work, user.line, "this value");
    work.variables.push_back(std::move(user));
}

void read_variables(JobWork& work) {
    read_secrets(work);
    for (Role& role : work.layout.roles) {
        hide_secrets(work, role.line, "this line");
    }
    for (const batchai::Variable& variable : work.in.variables) {
        if (!variable.name.given() || variable.name.value.empty()) {
            work.say("BA104", Class::error, variable.node, "a variable without a \"name\"", "");
            work.failed = true;
            continue;
        }
        add_variable(work, std::string(variable.name.value), variable.value.value,
                     variable.name.node, variable.value.node);
    }
    for (const ToolkitVariable& variable : work.layout.variables) {
        add_variable(work, variable.name, variable.value, variable.node, variable.node);
    }
    read_preparation(work);
}

// A value that refers to something is exported by the command; the others are plain variables.
void settle_variables(JobWork& work) {
    for (UserVariable& user : work.variables) {
        const bool refers =
            !user.line.references.empty() ||
            std::any_of(
                user.line.others.begin(), user.line.others.end(), [&](const OtherVariable& o) {
                    return o.kind != VariableKind::unknown || is_read_from_vault(work, o.name) ||
                           std::any_of(work.variables.begin(), work.variables.end(),
                                       [&](const UserVariable& v) {
                                           return &v != &user && v.name == o.name;
                                       });
                });
        for (const OtherVariable& other : user.line.others) {
            const bool own =
                is_read_from_vault(work, other.name) ||
                std::any_of(work.variables.begin(), work.variables.end(),
                            [&](const UserVariable& v) { return v.name == other.name; });
            if (other.kind == VariableKind::unknown && !own) {
                work.say_at("BA132", Class::approximated, user.line, other.begin, other.end,
                            fmt::format("${} stays as it is written: only Batch AI's variables and "
                                        "the job's own are expanded here",
                                        other.name),
                            "");
            }
        }
        const bool exportable = base::is_variable_name(user.name);
        const bool expression_like = user.line.text.find("${{") != std::string::npos;
        user.live = exportable && (refers || expression_like);
        if (user.live && work.options.mount_at_original_paths) {
            user.constant = constant_text(work, user.line);
            user.live = !user.constant;
        }
    }
}

// Outputs without a path of their own, which only the launcher uses.
void add_internal_outputs(JobWork& work) {
    const auto add = [&](std::string_view name, std::string variable) {
        const bool taken =
            std::any_of(work.bindings.begin(), work.bindings.end(),
                        [&](const Binding& b) { return b.output && base::iequals(b.name, name); });
        Binding binding;
        binding.output = true;
        binding.name = taken ? aml::distinct_name(aml::NameKind::binding, name, "of the launcher")
                             : std::string(name);
        binding.variable = std::move(variable);
        work.bindings.push_back(std::move(binding));
    };
    const auto& distribution = work.layout.distribution;
    if (work.layout.ranks == Ranks::tensorflow && distribution->parameter_server_count > 0) {
        add("ended", "ENDED");
        work.job.comments.emplace_back(
            "/outputs/" + work.bindings.back().name,
            "workers leave a mark here, so that the parameter server can end");
    }
    if (work.given.contains(VariableKind::shared_temp) && work.several_nodes()) {
        add("shared_temp", "AZ_BATCHAI_SHARED_JOB_TEMP");
        work.assume("shared-temp-is-coherent-across-nodes");
    }
}

void write_bindings(JobWork& work) {
    for (const Binding& binding : work.bindings) {
        if (binding.output) {
            work.job.outputs.emplace_back(
                binding.name, aml::Output{binding.mount == k_bare
                                              ? std::string{}
                                              : uri_in(work.mounts[binding.mount], binding.path)});
        } else {
            work.job.inputs.emplace_back(
                binding.name,
                aml::Input{binding.file ? aml::DataType::uri_file : aml::DataType::uri_folder,
                           uri_in(work.mounts[binding.mount], binding.path)});
        }
    }
    for (std::size_t i = 0; i < work.mounts.size(); ++i) {
        const Mount& mount = work.mounts[i];
        if (!mount.path.empty()) {
            work.out.mounts.push_back({mount.cluster_level, mount.path});
        }
        if (mount.mapped != nullptr) {
            continue;
        }
        DatastoreUse use{
            .datastore = mount.datastore, .bound = false, .secret_given = mount.key_given};
        use.renamed = mount.renamed;
        use.bound = std::any_of(work.bindings.begin(), work.bindings.end(),
                                [&](const Binding& b) { return b.mount == i; });
        if (mount.volume != nullptr && !mount.cluster_level) {
            const document::Node& node = work.document.at(mount.volume->node);
            use.told = mount.told;
            use.node = mount.volume->node;
            use.offset = node.offset;
            use.length = 1;
        }
        if (mount.cluster_level && !use.bound) {
            continue; // written with its cluster
        }
        work.out.datastores.push_back(std::move(use));
    }
}

void write_time_limit(JobWork& work) {
    const batchai::Text& said = work.in.max_wall_clock_time;
    work.job.timeout = k_default_timeout;
    if (!said.given()) {
        work.job.comments.emplace_back("/limits/timeout", "7 days, Batch AI's default");
        return;
    }
    const auto seconds = duration_seconds(said.value);
    if (!seconds || *seconds < 1) {
        work.say("TR261", Class::manual, said.node,
                 fmt::format("\"{}\" is not a duration", base::printable(said.value, 40)),
                 "7 days are written; write for example \"P1DT12H\" or \"1.12:00:00\"");
        work.out.ledger.set(said.node, Class::manual, {work.in_job("/limits/timeout")});
        return;
    }
    work.job.timeout = std::min(*seconds, k_longest_timeout);
    if (*seconds > k_longest_timeout) {
        work.say("TR260", Class::approximated, said.node,
                 "a job on AmlCompute ends after 21 days at the latest", "");
    }
    work.out.ledger.set(said.node,
                        *seconds > k_longest_timeout ? Class::approximated : Class::rewritten,
                        {work.in_job("/limits/timeout")});
}

// The one that the job says; else that of its id, or of what it is nested in; else its own name.
void write_experiment(JobWork& work) {
    const std::string_view around = work.source.what.experiment;
    const std::string_view said = work.in.experiment.given() && !work.in.experiment.value.empty()
                                      ? work.in.experiment.value
                                      : around;
    const Substitute* to = substitute_for(work.options.replace.experiments, said);
    if (to != nullptr) {
        work.job.experiment_name = to->to;
        work.out.replaced.push_back(to->node);
    } else {
        work.job.experiment_name =
            said.empty() ? work.context.name : aml::legal_name(aml::NameKind::experiment, said);
    }
    work.out.ledger.set(work.in.experiment.node, Class::rewritten,
                        {work.in_job("/experiment_name")});
    if (!around.empty() && !work.in.experiment.given()) {
        work.out.ledger.set(work.in.id.node, Class::rewritten, {work.in_job("/experiment_name")});
    }
}

void write_priority(JobWork& work) {
    const batchai::Text& said = work.in.scheduling_priority;
    const batchai::Number& number = work.in.priority;
    if (said.given() && !base::is_one_of(base::lower(said.value), {"low", "normal", "high"})) {
        work.say("BA107", Class::approximated, said.node,
                 fmt::format("\"{}\" is not a priority that Batch AI knew (low, normal, high)",
                             base::printable(said.value, 40)),
                 "correct the definition");
    }
    const document::NodeId node = said.given() ? said.node : number.node;
    if (node == document::k_no_node) {
        return;
    }
    const std::string_view tag = said.given() ? "batchai_scheduling_priority" : "batchai_priority";
    work.job.tags[std::string(tag)] =
        said.given() ? std::string(said.value) : std::to_string(number.value);
    work.say("TR262", Class::approximated, node,
             "AmlCompute runs jobs in the order they come: the priority is kept as a tag only", "");
    work.out.ledger.set(node, Class::approximated, {work.in_job(fmt::format("/tags/{}", tag))});
}

void write_frame(JobWork& work) {
    aml::CommandJob& job = work.job;
    Ledger& ledger = work.out.ledger;
    job.display_name = work.context.display_name;
    write_experiment(work);
    const batchai::Text& name = work.in.name.given() ? work.in.name : work.in.id;
    ledger.set(name.node, work.in.name.given() ? Class::exact : Class::rewritten,
               {work.in_job("/display_name")});
    if (work.in.name.given() &&
        (work.source.what.experiment.empty() || work.in.experiment.given())) {
        ledger.set(work.in.id.node, Class::dropped);
    }
    // Of older versions; a job runs where its compute is.
    ledger.rest(work.document, work.document.find(work.source.what.outer, "location"),
                Class::dropped);
    job.compute = work.context.compute;
    if (job.compute.empty()) {
        job.compute = "REPLACE-ME";
        work.say("TR240", Class::manual, work.in.body, "nothing says which compute the job runs on",
                 "say --compute NAME, or convert the job together with its cluster's definition");
        work.task("choose the job's compute", fmt::format("jobs/{}/job.yml", work.context.name),
                  "write azureml:<compute> where REPLACE-ME stands");
    }
    ledger.set(work.in.cluster_id.node, Class::rewritten, {work.in_job("/compute")});
    job.instance_count = work.layout.instances;
    job.distribution = work.layout.distribution;
    write_priority(work);
    for (const UserVariable& user : work.variables) {
        if (!user.live) {
            job.environment_variables.emplace_back(user.name,
                                                   user.constant.value_or(user.line.text));
        }
    }
    write_time_limit(work);
}

// The user's own files keep their names, also on disks that do not tell capitals.
void name_launcher(JobWork& work) {
    std::string& name = work.out.launcher_name;
    work.out.code = work.code_plan && work.code_plan->travels;
    const auto taken = [&](const std::string& candidate) {
        const auto& files = work.options.code->files;
        return std::any_of(files.begin(), files.end(), [&](std::string_view file) {
            return base::iequals(file.substr(0, file.find('/')), candidate);
        });
    };
    while (work.out.code && taken(name)) {
        name.insert(0, "batchai-");
    }
    if (work.launcher) {
        work.launcher_file =
            work.out.ledger.file(fmt::format("jobs/{}/code/{}", work.context.name, name));
    }
}

// The cluster's part of the report names the file.
void say_where_set_up_went(JobWork& work) {
    if (work.set_up) {
        work.out.setup_file =
            fmt::format("jobs/{}/code/{}", work.context.name, work.out.launcher_name);
    } else if (work.set_up_baked) {
        work.out.setup_file = fmt::format("environments/{}/Dockerfile",
                                          std::get<aml::BuildContext>(work.job.environment).name);
    }
}

JobResult give_up(JobWork& work) {
    const bool told = std::any_of(work.out.findings.begin(), work.out.findings.end(),
                                  [](const base::Finding& f) { return f.cls == Class::error; });
    if (!told) {
        work.say("BA103", Class::error, work.in.body, "the job cannot be translated", "");
    }
    work.out.job.reset();
    work.out.code = false;
    work.out.launcher.clear();
    work.out.datastores.clear();
    work.out.connection.reset();
    work.out.vaults.clear();
    work.out.tasks.clear();
    work.out.assumptions.clear();
    work.out.ledger.close(work.document, *work.source.rules);
    work.out.ledger.fail(work.document);
    return std::move(work.out);
}

} // namespace

JobResult job(const Source& source, const batchai::Job& in, const JobContext& context) {
    JobWork work(source, in, context);
    plan_toolkit(work);
    if (work.failed) {
        return give_up(work);
    }
    read_mounts(work);
    read_variables(work);
    bind(work);
    provide(work);
    settle_variables(work);
    if (work.failed) {
        return give_up(work);
    }
    choose_environment(work);
    work.launcher = wants_launcher(work);
    name_launcher(work);
    say_where_set_up_went(work);
    add_internal_outputs(work);
    write_bindings(work);
    write_frame(work);
    if (work.launcher) {
        if (!work.options.mount_at_original_paths) {
            check_links(work);
        }
        write_launcher(work);
    } else {
        write_plain_command(work);
    }
    account(work);
    tell_left_out(work);
    work.out.ledger.close(work.document, *source.rules);
    work.out.job = std::move(work.job);
    return std::move(work.out);
}

} // namespace translate
