// The launcher: a short bash script in the code folder, made only of the parts that this job needs.
// Started as `bash launch.sh` once for each process; bash 4 and coreutils only.

#include "base/shell.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "translate/launcher/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

std::string head(const JobWork& work) {
    std::string_view how = "Azure ML runs this once.";
    switch (work.layout.ranks) {
    case Ranks::single:
        break;
    case Ranks::mpi:
        how = "Azure ML's mpirun runs this once for each rank.";
        break;
    case Ranks::pytorch:
        how = "Azure ML runs this once for each rank.";
        break;
    case Ranks::tensorflow:
        how = "Azure ML runs this once for each worker and parameter server.";
        break;
    }
    return fmt::format("#!/bin/bash\n# Starts one process of Batch AI job \"{}\"; {}\n# Made by {} "
                       "{} from {} (sha256 {}).\n",
                       base::printable(work.context.display_name, 100), how, base::k_tool,
                       base::k_version, base::printable(work.source.path, 200),
                       work.source.hash.substr(0, 12));
}

// What `command` hands over: bindings by variable, in order.
struct Given {
    std::string variable;
    std::string value;
};

std::vector<Given> given(const JobWork& work) {
    std::vector<Given> out;
    for (const Binding& binding : work.bindings) {
        if (!binding.directory && binding.on_compute.empty()) {
            out.push_back({binding.variable, expression(binding)});
        }
    }
    for (const DirectoryVariable& directory : work.directories) {
        if (!directory.constant.empty()) {
            continue; // among the job's variables
        }
        if (directory.code) {
            out.push_back({directory.variable, code_value(directory)});
        } else if (directory.binding != k_bare) {
            std::string value = expression(work.bindings[directory.binding]);
            value += suffix_word(directory);
            out.push_back({directory.variable, std::move(value)});
        }
    }
    if (work.stdouterr != k_bare && !work.options.mount_at_original_paths) {
        const Binding& binding = work.bindings[work.stdouterr];
        out.push_back({binding.variable, expression(binding)});
    }
    return out;
}

std::string checks(const std::vector<Given>& all) {
    if (all.empty()) {
        return {};
    }
    std::string out = "\n# Given by `command` in job.yml.\n";
    std::string line = ":";
    for (const Given& one : all) {
        const std::string word = fmt::format(" \"${{{}:?}}\"", one.variable);
        if (line.size() + word.size() > 100) {
            out += line + "\n";
            line = ":";
        }
        line += word;
    }
    return out + line + "\n";
}

} // namespace

void write_launcher(JobWork& work) {
    const std::vector<Given> all = given(work);
    for (const Given& one : all) {
        work.job.command.push_back(one.variable + "=" + one.value);
    }
    work.job.command.push_back(fmt::format("bash {}", work.out.launcher_name));
    work.job.code = true;
    if (launcher::reads_bashrc(work)) {
        work.assume("job-shell-reads-bashrc");
    }
    std::string& out = work.out.launcher;
    out = head(work);
    out += checks(all);
    out += launcher::secrets(work);
    out += launcher::volumes(work);
    out += launcher::ranks(work);
    out += launcher::variables(work);
    out += launcher::shell(work);
    out += launcher::keep(work);
    out += launcher::preparation(work);
    out += launcher::surplus(work);
    out += launcher::run(work);
}

} // namespace translate
