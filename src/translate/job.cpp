// A job, step by step.

#include "aml/names.hpp"
#include "base/secret_text.hpp"
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

// Secrets that a person typed into a command line are left out; a variable stands in their place.
void hide_secrets(JobWork& work, Line& line) {
    const auto secrets = base::find_secrets(line.text);
    if (secrets.empty() || line.segments.empty()) {
        return;
    }
    const document::NodeId node = line.segments.back().node;
    std::string text;
    std::size_t at = 0;
    bool single = false;
    for (const base::Span& span : secrets) {
        for (std::size_t i = at; i < span.begin; ++i) {
            single = line.text[i] == '\'' ? !single : single;
        }
        text += line.text.substr(at, span.begin - at);
        const std::string variable =
            fmt::format("BATCHAI_SECRET_{}", line.is_template ? 0 : ++work.hidden_secrets);
        text += line.is_template ? "REPLACE-ME"
                : single         ? fmt::format("'\"${}\"'", variable)
                                 : fmt::format("${}", variable);
        at = span.end;
        work.say("TR251", Class::manual, node,
                 line.is_template
                     ? "this value holds what looks like a secret: REPLACE-ME stands in its place"
                     : fmt::format("this line holds what looks like a secret: the variable {} "
                                   "stands in its place",
                                   variable),
                 "fetch it at run time, from a Key Vault for example; a job's body can be read by "
                 "the whole workspace");
        work.task("bring a secret to the job", fmt::format("jobs/{}/", work.context.name),
                  "it stood in a command line or variable of the definition and was left out");
        work.out.ledger.set(node, Class::manual);
    }
    line.text = text + line.text.substr(at);
    const std::size_t end = line.text.size();
    line.segments.resize(1);
    line.segments[0] = {0, end, node, false, false};
}

void read_variables(JobWork& work) {
    for (Role& role : work.layout.roles) {
        hide_secrets(work, role.line);
    }
    if (work.in.job_preparation.given() && !base::is_blank(work.in.job_preparation.value)) {
        work.preparation.emplace();
        work.preparation->preparation = true;
        work.preparation->append(work.in.job_preparation.value, work.in.job_preparation.node);
        hide_secrets(work, *work.preparation);
    }
    for (const batchai::Variable& variable : work.in.variables) {
        if (!variable.name.given() || variable.name.value.empty()) {
            work.say("BA104", Class::error, variable.node, "a variable without a \"name\"", "");
            work.failed = true;
            continue;
        }
        UserVariable user;
        user.variable = &variable;
        user.line.is_template = true;
        user.line.option = std::string(variable.name.value);
        user.line.append(variable.value.value, variable.value.node);
        hide_secrets(work, user.line);
        work.variables.push_back(std::move(user));
    }
    for (const batchai::Variable& secret : work.in.secrets) {
        work.say("TR250", Class::manual, secret.node,
                 fmt::format("the secret variable \"{}\" is not written: everybody in the "
                             "workspace can read a job's body",
                             base::printable(secret.name.value, 60)),
                 "let the script read it from a Key Vault with the cluster's managed identity");
        work.task(
            fmt::format("bring the secret {} to the job", base::printable(secret.name.value, 60)),
            fmt::format("jobs/{}/job.yml", work.context.name),
            "read it from a Key Vault at run time");
    }
}

// Of every variable of Batch AI's that a line names: is it there?
void check_names(JobWork& work) {
    work.named = work.layout.provide;
    for (Line* line : work.lines()) {
        for (const OtherVariable& variable : line->others) {
            work.named.insert(variable.kind);
            if (variable.kind == VariableKind::input || variable.kind == VariableKind::output) {
                const bool known = std::any_of(
                    work.directories.begin(), work.directories.end(),
                    [&](const DirectoryVariable& d) { return d.variable == variable.name; });
                if (!known) {
                    work.say_at("BA130", Class::approximated, *line, variable.begin, variable.end,
                                fmt::format("no directory has the id behind ${}: the variable was "
                                            "empty in Batch AI, and is here",
                                            variable.name),
                                "add the directory to the definition if it was forgotten");
                }
            } else if (variable.kind == VariableKind::other) {
                const std::string_view near =
                    base::nearest(variable.name, batchai::variable_names());
                work.say_at("BA131", Class::approximated, *line, variable.begin, variable.end,
                            fmt::format("${} is not a variable of Batch AI's", variable.name),
                            near.empty() ? std::string{} : fmt::format("did you mean ${}?", near));
            } else if (variable.kind == VariableKind::mpi_host_file) {
                work.say_at("TR340", Class::manual, *line, variable.begin, variable.end,
                            fmt::format("${} is not given: the nodes of a command job cannot reach "
                                        "each other by ssh",
                                        variable.name),
                            "let Azure ML start MPI: the script without its own mpirun, as "
                            "horovodSettings");
            }
        }
    }
}

// A value that refers to something is exported by the command; the others are plain variables.
void settle_variables(JobWork& work) {
    for (UserVariable& user : work.variables) {
        const bool refers =
            !user.line.references.empty() ||
            std::any_of(
                user.line.others.begin(), user.line.others.end(), [&](const OtherVariable& o) {
                    return o.kind != VariableKind::unknown ||
                           std::any_of(work.variables.begin(), work.variables.end(),
                                       [&](const UserVariable& v) {
                                           return &v != &user && v.variable->name.value == o.name;
                                       });
                });
        for (const OtherVariable& other : user.line.others) {
            const bool own = std::any_of(
                work.variables.begin(), work.variables.end(),
                [&](const UserVariable& v) { return v.variable->name.value == other.name; });
            if (other.kind == VariableKind::unknown && !own) {
                work.say_at("BA132", Class::approximated, user.line, other.begin, other.end,
                            fmt::format("${} stays as it is written: only Batch AI's variables and "
                                        "the job's own are expanded here",
                                        other.name),
                            "");
            }
        }
        const bool exportable = base::is_variable_name(user.variable->name.value);
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
    if (work.named.contains(VariableKind::shared_temp)) {
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
                aml::Input{binding.file, uri_in(work.mounts[binding.mount], binding.path)});
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

void write_frame(JobWork& work) {
    aml::CommandJob& job = work.job;
    Ledger& ledger = work.out.ledger;
    job.display_name = work.context.display_name;
    job.experiment_name = work.in.experiment.given()
                              ? aml::legal_name(aml::NameKind::experiment, work.in.experiment.value)
                              : work.context.name;
    const batchai::Text& name = work.in.name.given() ? work.in.name : work.in.id;
    ledger.set(name.node, work.in.name.given() ? Class::exact : Class::rewritten,
               {work.in_job("/display_name")});
    if (work.in.name.given()) {
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
    if (work.in.scheduling_priority.given()) {
        job.tags["batchai_scheduling_priority"] = std::string(work.in.scheduling_priority.value);
        work.say("TR262", Class::approximated, work.in.scheduling_priority.node,
                 "AmlCompute runs jobs in the order they come: the priority is kept as a tag only",
                 "");
        ledger.set(work.in.scheduling_priority.node, Class::approximated,
                   {work.in_job("/tags/batchai_scheduling_priority")});
    }
    for (const UserVariable& user : work.variables) {
        if (!user.live) {
            job.environment_variables.emplace_back(std::string(user.variable->name.value),
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
    check_names(work);
    settle_variables(work);
    if (work.failed) {
        return give_up(work);
    }
    choose_environment(work);
    work.launcher = wants_launcher(work);
    name_launcher(work);
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
    work.out.ledger.close(work.document, *source.rules);
    work.out.job = std::move(work.job);
    return std::move(work.out);
}

} // namespace translate
