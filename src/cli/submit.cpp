#include "base/shell.hpp"
#include "base/strings.hpp"
#include "bundle/job_folder.hpp"
#include "cli/commands.hpp"
#include "local/rehearsal.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

namespace {

local::Options local_options(const SubmitOptions& o, const Env& env) {
    local::Options out{.data = {.sample = o.sample},
                       .interpreter = o.interpreter,
                       .run_preparation = o.run_preparation,
                       .out = o.job.out};
    for (const std::string& bind : o.bind) {
        const auto equals = bind.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == bind.size()) {
            throw base::Error(base::Exit::usage,
                              fmt::format("--bind {}: a name, = and a folder belong here",
                                          base::printable(bind, 200)),
                              "for example --bind demostore_data_blob=/data");
        }
        out.data.bind.emplace_back(bind.substr(0, equals), bind.substr(equals + 1));
    }
    for (const std::string& name : o.secret_env) {
        auto value = base::is_variable_name(name) ? env.environ.get(name) : std::nullopt;
        if (!value) {
            // What was typed may be the secret itself.
            throw base::Error(base::Exit::usage,
                              "--secret-env: the name of a variable that is set belongs here",
                              "the value comes from the environment, never from the command line");
        }
        out.secrets.emplace_back(name, base::Secret(*std::move(value)));
    }
    return out;
}

// A person is asked; a script says it beforehand.
bool agreed(const SubmitOptions& o, Env& env) {
    if (o.yes) {
        return true;
    }
    const auto answer = env.terminal.ask("run this here? [y/N] ");
    if (!answer) {
        throw base::Error(base::Exit::usage, "nothing was run: there is nobody to ask",
                          "--yes runs the lines above without asking");
    }
    const std::string word = base::lower(base::trim(*answer));
    return word == "y" || word == "yes";
}

base::Exit code_of(const SubmitOptions& o, const local::Outcome& outcome) {
    if (outcome.interrupted) {
        return base::Exit::interrupted;
    }
    if (outcome.failed && o.propagate_exit_code) {
        return static_cast<base::Exit>(outcome.exit);
    }
    return outcome.failed || outcome.out_of_time ? base::Exit::job_failed : base::Exit::done;
}

base::Exit run_local(SubmitOptions& o, Env& env) {
    const local::Options options = local_options(o, env);
    o.job.out.clear(); // is the runs' folder: no job.yml is written there, and no path moves
    const bundle::Bundle bundle = convert_files(o.job, env);
    const base::Exit converted = exit_of(bundle, o.job.fail_on);
    if (converted != base::Exit::done) {
        return converted;
    }
    const auto jobs = bundle::job_folders(bundle);
    if (jobs.size() != 1) {
        throw base::Error(jobs.empty() ? base::Exit::invalid : base::Exit::usage,
                          fmt::format("{} in {}: one is rehearsed at a time",
                                      jobs.empty() ? "no job" : fmt::format("{} jobs", jobs.size()),
                                      base::printable(base::join(o.job.files, ", "), 200)),
                          "name the file of one job, and the cluster that explains it");
    }
    local::Plan plan = local::plan(jobs[0], options, local::look(env.environ));
    env.terminal.err(local::describe(plan, env.children.account()));
    if (!agreed(o, env)) {
        env.terminal.err("nothing was run\n");
        return base::Exit::interrupted;
    }
    const local::Outcome outcome = local::rehearse(plan, env.children, env.terminal);
    env.terminal.err(local::tell(plan, outcome));
    return code_of(o, outcome);
}

void add_local_options(CLI::App& app, SubmitOptions& o, CLI::Option* local) {
    const std::string group = "A rehearsal";
    const auto of_local = [&](CLI::Option* option) {
        option->needs(local)->group(group)->allow_extra_args(false);
    };
    of_local(app.add_option("--bind", o.bind,
                            "NAME=FOLDER: what takes the place of a datastore, an input or an "
                            "output"));
    of_local(app.add_option("--sample", o.sample,
                            "Folder of folders, named after datastores or inputs: what the fresh "
                            "ones begin with"));
    of_local(app.add_option("--interpreter", o.interpreter, "What python is in the rehearsal"));
    of_local(app.add_option("--secret-env", o.secret_env,
                            "Variable of this environment that the job gets as a secret"));
    of_local(app.add_flag("--run-preparation", o.run_preparation,
                          "Run the job preparation too; it usually installs packages"));
    of_local(app.add_flag("--propagate-exit-code", o.propagate_exit_code,
                          "Exit with the code of the process that failed, in place of 10"));
    of_local(app.add_flag("-y,--yes", o.yes, "Do not ask"));
}

} // namespace

void setup_submit(CLI::App& app, SubmitOptions& o) {
    setup_one_kind(app, o.job);
    CLI::Option* dry = app.add_flag("--dry-run", o.dry_run, "Send nothing: print the job");
    CLI::Option* local =
        app.add_flag("--local", o.local, "Send nothing: run the job on this machine");
    local->excludes(dry);
    add_local_options(app, o, local);
}

base::Exit run_submit(SubmitOptions& o, Env& env) {
    if (o.local) {
        return run_local(o, env);
    }
    if (!o.dry_run) {
        throw base::Error(
            base::Exit::usage,
            "submit needs --dry-run (print what would be sent) or --local (run it here): this "
            "version sends nothing",
            "az ml job create -f jobs/<job>/job.yml submits what convert wrote");
    }
    return run_one_kind(o.job, env);
}

} // namespace cli
