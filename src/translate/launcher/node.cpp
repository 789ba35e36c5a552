// The node's part of the launcher: volumes, variables, job preparation.

#include "base/shell.hpp"
#include "base/strings.hpp"
#include "translate/launcher/parts.hpp"
#include "translate/places.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate::launcher {

namespace {

using batchai::VariableKind;

constexpr std::string_view k_link_in =
    R"(
# link_in ROOT PATH TARGET: TARGET appears at ROOT/PATH; a link on the way becomes a folder of links.
link_in() {
  local at=$1 rest=$2 old one
  while [[ $rest == */* ]]; do
    at=$at/${rest%%/*} rest=${rest#*/}
    if [ -L "$at" ]; then
      old=$(readlink "$at")
      rm "$at" && mkdir "$at"
      for one in "$old"/* "$old"/.[!.]*; do
        [ -e "$one" ] && ln -s "$one" "$at/"
      done
    fi
    mkdir -p "$at"
  done
  rm -f "$at/$rest"
  ln -s "$3" "$at/$rest"
}
)";

// "$root/scripts", quoted as far as it must be.
std::string in_quotes(std::string_view root, std::string_view path) {
    if (base::is_plain_word(path)) {
        return fmt::format("\"${}/{}\"", root, path);
    }
    return fmt::format("\"${}\"/{}", root, base::shell_quote(path));
}

struct Link {
    bool cluster_level;
    std::string path;
    std::string variable;
};

// A directory within an output of the same volume is reached through that one.
bool lies_in_output(const JobWork& work, const Binding& inner) {
    return inner.directory &&
           std::any_of(work.bindings.begin(), work.bindings.end(), [&](const Binding& outer) {
               return &outer != &inner && outer.output && (!outer.directory || outer.own_place) &&
                      outer.mount == inner.mount && inner.place != outer.place &&
                      lies_in(inner.place, outer.place);
           });
}

std::vector<Link> links(const JobWork& work) {
    std::vector<Link> out;
    if (work.options.mount_at_original_paths) {
        return out;
    }
    for (const Binding& binding : work.bindings) {
        if ((binding.directory && !binding.own_place) || binding.mount == k_bare ||
            lies_in_output(work, binding)) {
            continue;
        }
        out.push_back({work.mounts[binding.mount].cluster_level, bound_path(work, binding),
                       binding.variable});
    }
    if (work.code_plan && work.code_plan->linked) {
        out.push_back({work.code_plan->at->cluster_level, work.code_plan->at->path, "PWD"});
    }
    // Short paths first: what lies in them is placed over their links.
    std::stable_sort(out.begin(), out.end(),
                     [](const Link& a, const Link& b) { return a.path.size() < b.path.size(); });
    return out;
}

std::string link_lines(const JobWork& work, std::string_view indent) {
    std::string out;
    for (const Link& link : links(work)) {
        const std::string_view root =
            link.cluster_level ? batchai::k_mount_root : batchai::k_job_mount_root;
        if (link.path.find('/') != std::string::npos) {
            out += fmt::format("{}link_in \"${}\" {} \"${}\"\n", indent, root,
                               base::shell_quote(link.path), link.variable);
        } else {
            out += fmt::format("{}ln -s \"${}\" {}\n", indent, link.variable,
                               in_quotes(root, link.path));
        }
    }
    return out;
}

bool needs_link_in(const JobWork& work) {
    const auto all = links(work);
    return std::any_of(all.begin(), all.end(),
                       [](const Link& l) { return l.path.find('/') != std::string::npos; });
}

// Of one node: a folder of it is enough.
bool shares_temp_on_the_node(const JobWork& work) {
    return work.given.contains(VariableKind::shared_temp) && !work.several_nodes();
}

bool prepares(const JobWork& work) {
    return work.set_up || work.preparation;
}

// With a preparation the node's processes share one set of links, made with it.
bool links_with_preparation(const JobWork& work) {
    return prepares(work);
}

// The preparation of this job may write to ~/.bashrc.
bool hears_bashrc(const JobWork& work) {
    return (work.preparation && may_change_bashrc(work.preparation->text)) ||
           (work.set_up && may_change_bashrc(work.set_up->line.text));
}

// A set-up task ran before there was a job: the variables of that are not for it.
std::string without_the_jobs(const JobWork& work) {
    std::string names;
    for (const UserVariable& variable : work.variables) {
        names += " " + variable.name;
    }
    for (const SecretVariable& secret : work.secrets) {
        names += " " + secret.name;
    }
    return names.empty() ? std::string{} : fmt::format("  unset{}\n", names);
}

// Each in a shell of its own, as in Batch AI.
std::string functions(const JobWork& work) {
    std::string out;
    if (work.set_up) {
        std::string own = without_the_jobs(work);
        for (const SecretVariable& secret : work.set_up->secrets) {
            own += "  " + read_line(secret);
        }
        for (const UserVariable& variable : work.set_up->variables) {
            own += fmt::format("  export {}={}\n", variable.name,
                               template_word(work, variable.line, false));
        }
        out +=
            fmt::format("\n# The set-up task of the cluster.\n# shellcheck disable=all\nset_up() "
                        "(\n{}  {}\n)\n",
                        own, with_roots(work, work.set_up->line));
    }
    if (work.preparation) {
        out += "\n# shellcheck disable=all\nprepare() (\n  " + with_roots(work, *work.preparation) +
               "\n)\n";
    }
    return out;
}

// What was written to ~/.bashrc is heard, as by Batch AI's shell.
std::string hear_bashrc(const JobWork& work) {
    if (hears_bashrc(work)) {
        return "# What the preparation wrote to ~/.bashrc is heard, as by Batch AI's shell.\n"
               "# shellcheck source=/dev/null\n"
               "[ ~/.bashrc -nt \"$node/start\" ] && PS1=1 . ~/.bashrc\n";
    }
    return work.bashrc_from_image
               ? "\n# What the image's preparation wrote to ~/.bashrc is heard.\n"
                 "# shellcheck source=/dev/null\n"
                 "[ -e ~/.bashrc ] && PS1=1 . ~/.bashrc\n"
               : "";
}

// With --mount-at-original-paths the volumes are where they were.
std::string temporary_folder(const JobWork& work) {
    std::string out =
        fmt::format("\n# {}\nnode=/tmp/batchai-${{AZUREML_RUN_ID:?}}\n"
                    "export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp\n",
                    prepares(work) ? "Once on each node: temporary folder, job preparation."
                                   : "The temporary folder.");
    const bool shared = shares_temp_on_the_node(work);
    out += shared ? "export AZ_BATCHAI_SHARED_JOB_TEMP=$node/shared\n" : "";
    if (!prepares(work)) {
        out += shared ? "mkdir -p \"$node/temp\" \"$node/shared\"\n" : "mkdir -p \"$node/temp\"\n";
    }
    return out;
}

} // namespace

bool reads_bashrc(const JobWork& work) {
    return hears_bashrc(work) || work.bashrc_from_image;
}

bool has_cluster_root(const JobWork& work) {
    const auto lines = work.lines();
    return work.options.provide_all ||
           std::any_of(work.mounts.begin(), work.mounts.end(),
                       [](const Mount& m) { return m.cluster_level; }) ||
           std::any_of(lines.begin(), lines.end(), [](const Line* line) {
               return std::any_of(
                   line->references.begin(), line->references.end(),
                   [](const Reference& r) { return r.root == VariableKind::mount_root; });
           });
}

bool shares_nodes(const JobWork& work) {
    const auto& distribution = work.layout.distribution;
    if (!distribution) {
        return false;
    }
    if (distribution->type == aml::DistributionType::tensorflow) {
        return true;
    }
    return distribution->type == aml::DistributionType::mpi ||
           distribution->process_count_per_instance > 1;
}

bool has_role(const JobWork& work, std::string_view name) {
    return std::any_of(work.layout.roles.begin(), work.layout.roles.end(),
                       [&](const Role& role) { return role.name == name; });
}

std::string volumes(const JobWork& work) {
    if (work.options.mount_at_original_paths) {
        return temporary_folder(work);
    }
    std::string out = prepares(work)
                          ? "\n# Once on each node: temporary folder, volumes, job preparation.\n"
                          : "\n# The volumes, under the names the job knows.\n";
    out += "node=/tmp/batchai-${AZUREML_RUN_ID:?}\n";
    out += "export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp\n";
    out += shares_temp_on_the_node(work) ? "export AZ_BATCHAI_SHARED_JOB_TEMP=$node/shared\n" : "";
    const bool cluster = has_cluster_root(work);
    if (links_with_preparation(work)) {
        out += "export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts";
        out += cluster ? " AZ_BATCHAI_MOUNT_ROOT=$node/cluster-mounts\n" : "\n";
        out += needs_link_in(work) ? k_link_in : std::string_view{};
        return out;
    }
    out += shares_temp_on_the_node(work) ? "mkdir -p \"$node/temp\" \"$node/shared\"\n"
                                         : "mkdir -p \"$node/temp\"\n";
    out += "AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d \"$node/mounts.XXXXXX\")\n";
    out += cluster ? "AZ_BATCHAI_MOUNT_ROOT=$(mktemp -d \"$node/cluster-mounts.XXXXXX\")\n" : "";
    out += cluster ? "export AZ_BATCHAI_JOB_MOUNT_ROOT AZ_BATCHAI_MOUNT_ROOT\n"
                   : "export AZ_BATCHAI_JOB_MOUNT_ROOT\n";
    out += needs_link_in(work) ? k_link_in : std::string_view{};
    return out + link_lines(work, "");
}

std::string preparation(const JobWork& work) {
    if (!prepares(work)) {
        return hear_bashrc(work);
    }
    const bool shared = shares_nodes(work);
    const std::string_view indent = shared ? "  " : "";
    std::string make = work.options.mount_at_original_paths
                           ? fmt::format("{}mkdir \"$node/temp\"", indent)
                           : fmt::format("{}mkdir \"$node/temp\" \"$node/mounts\"{}", indent,
                                         has_cluster_root(work) ? " \"$node/cluster-mounts\"" : "");
    make += shares_temp_on_the_node(work) ? " \"$node/shared\"\n" : "\n";
    make += link_lines(work, indent);
    make += hears_bashrc(work) ? fmt::format("{}: > \"$node/start\"\n", indent) : "";
    // What the set-up task said went to a place of the cluster's.
    const std::string prepare = kept(work, preparation_name(work), "prepare");
    const std::string run = !work.set_up       ? prepare
                            : work.preparation ? "set_up && " + prepare
                                               : "set_up";
    std::string out = functions(work);
    if (shared) {
        // The first process of the job on the node prepares it; the others wait for its word.
        out += "if mkdir \"$node\" 2>/dev/null; then\n" + make;
        out += fmt::format("  {}\n", run);
        out += "  echo $? > \"$node/new\" && mv \"$node/new\" \"$node/prepared\"\nfi\n"
               "until [ -e \"$node/prepared\" ]; do sleep 0.2; done\n"
               "read -r code < \"$node/prepared\"\n";
    } else {
        out += "mkdir -p \"$node\"\n" + make + fmt::format("{}\ncode=$?\n", run);
    }
    out += "[ \"$code\" = 0 ] || { echo \"job preparation failed with exit code $code\" >&2; exit "
           "\"$code\"; }\n";
    return out + hear_bashrc(work);
}

} // namespace translate::launcher
