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

bool has_cluster_mounts(const JobWork& work) {
    return std::any_of(work.mounts.begin(), work.mounts.end(),
                       [](const Mount& m) { return m.cluster_level; });
}

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

// With a preparation the node's processes share one set of links, made with it.
bool links_with_preparation(const JobWork& work) {
    return work.preparation.has_value();
}

// Batch AI's shell heard what a preparation wrote to ~/.bashrc.
bool may_change_bashrc(const JobWork& work) {
    return work.preparation && (work.preparation->text.find("bashrc") != std::string::npos ||
                                work.preparation->text.find(".sh") != std::string::npos);
}

} // namespace

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

// With --mount-at-original-paths the volumes are where they were.
std::string temporary_folder(const JobWork& work) {
    return fmt::format(
        "\n# {}\nnode=/tmp/batchai-${{AZUREML_RUN_ID:?}}\n"
        "export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp\n{}",
        work.preparation ? "Once on each node: temporary folder, job preparation."
                         : "The temporary folder.",
        work.preparation ? "" : "mkdir -p \"$node/temp\"\n");
}

std::string volumes(const JobWork& work) {
    if (work.options.mount_at_original_paths) {
        return temporary_folder(work);
    }
    std::string out = work.preparation
                          ? "\n# Once on each node: temporary folder, volumes, job preparation.\n"
                          : "\n# The volumes, under the names the job knows.\n";
    out += "node=/tmp/batchai-${AZUREML_RUN_ID:?}\n";
    out += "export AZ_BATCHAI_JOB_TEMP=$node/temp AZ_BATCHAI_JOB_TEMP_DIR=$node/temp\n";
    const bool cluster = has_cluster_mounts(work);
    if (links_with_preparation(work)) {
        out += "export AZ_BATCHAI_JOB_MOUNT_ROOT=$node/mounts";
        out += cluster ? " AZ_BATCHAI_MOUNT_ROOT=$node/cluster-mounts\n" : "\n";
        out += needs_link_in(work) ? k_link_in : std::string_view{};
        return out;
    }
    out += "mkdir -p \"$node/temp\"\n";
    out += "AZ_BATCHAI_JOB_MOUNT_ROOT=$(mktemp -d \"$node/mounts.XXXXXX\")\n";
    out += cluster ? "AZ_BATCHAI_MOUNT_ROOT=$(mktemp -d \"$node/cluster-mounts.XXXXXX\")\n" : "";
    out += cluster ? "export AZ_BATCHAI_JOB_MOUNT_ROOT AZ_BATCHAI_MOUNT_ROOT\n"
                   : "export AZ_BATCHAI_JOB_MOUNT_ROOT\n";
    out += needs_link_in(work) ? k_link_in : std::string_view{};
    return out + link_lines(work, "");
}

std::string variables(const JobWork& work) {
    std::string out;
    for (const std::string& line : code_preparation(work)) {
        out += line + "\n";
    }
    for (const DirectoryVariable& directory : work.directories) {
        if (directory.binding == k_bare && !directory.code && directory.constant.empty()) {
            out += fmt::format("export {}={}\n", directory.variable,
                               template_word(work, directory.value, false));
        }
    }
    for (const UserVariable& variable : work.variables) {
        if (variable.live) {
            out += fmt::format("export {}={}\n", variable.variable->name.value,
                               template_word(work, variable.line, false));
        }
    }
    if (work.named.contains(VariableKind::num_gpus)) {
        out += "AZ_BATCHAI_NUM_GPUS=$(nvidia-smi -L 2>/dev/null | wc -l)\nexport "
               "AZ_BATCHAI_NUM_GPUS\n";
    }
    if (work.named.contains(VariableKind::stdouterr) && work.stdouterr == k_bare) {
        out += "export AZ_BATCHAI_STDOUTERR_DIR=$PWD/logs   # kept with the run\nmkdir -p "
               "\"$AZ_BATCHAI_STDOUTERR_DIR\"\n";
    }
    if (work.named.contains(VariableKind::shared_temp)) {
        out += "export AZ_BATCHAI_SHARED_JOB_TEMP\n";
    }
    return out.empty() ? out : "\n# Variables of the job.\n" + out;
}

std::string preparation(const JobWork& work) {
    if (!work.preparation) {
        return {};
    }
    const bool shared = shares_nodes(work);
    const std::string_view indent = shared ? "  " : "";
    std::string make =
        work.options.mount_at_original_paths
            ? fmt::format("{}mkdir \"$node/temp\"\n", indent)
            : fmt::format("{}mkdir \"$node/temp\" \"$node/mounts\"{}\n", indent,
                          has_cluster_mounts(work) ? " \"$node/cluster-mounts\"" : "");
    make += link_lines(work, indent);
    make += may_change_bashrc(work) ? fmt::format("{}: > \"$node/start\"\n", indent) : "";
    const std::string prepare = kept(work, preparation_name(work), "prepare");
    std::string out = "\n# shellcheck disable=all\nprepare() (\n  " +
                      with_roots(work, *work.preparation) + "\n)\n";
    if (shared) {
        // The first process of the job on the node prepares it; the others wait for its word.
        out += "if mkdir \"$node\" 2>/dev/null; then\n" + make + "  " + prepare +
               "\n"
               "  echo $? > \"$node/new\" && mv \"$node/new\" \"$node/prepared\"\nfi\n"
               "until [ -e \"$node/prepared\" ]; do sleep 0.2; done\n"
               "read -r code < \"$node/prepared\"\n";
    } else {
        out += "mkdir -p \"$node\"\n" + make + prepare + "\ncode=$?\n";
    }
    out += "[ \"$code\" = 0 ] || { echo \"job preparation failed with exit code $code\" >&2; exit "
           "\"$code\"; }\n";
    if (may_change_bashrc(work)) {
        out += "# What the preparation wrote to ~/.bashrc is heard, as by Batch AI's shell.\n"
               "# shellcheck source=/dev/null\n"
               "[ ~/.bashrc -nt \"$node/start\" ] && PS1=1 . ~/.bashrc\n";
    }
    return out;
}

} // namespace translate::launcher
