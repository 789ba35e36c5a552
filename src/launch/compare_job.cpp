// What holds for the job as a whole, compared.

#include "base/files.hpp"
#include "base/json_text.hpp"
#include "batchai/variables.hpp"
#include "launch/batchai_storage.hpp"
#include "launch/compare.hpp"
#include "translate/images.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch {

namespace {

std::optional<Witness> compare_image(Context& context) {
    const std::string& left = context.batchai->image;
    const std::string& right = context.azureml->image;
    const translate::Options& options = *context.definition->options;
    if (left == right) {
        return std::nullopt;
    }
    if (!options.image.empty() && right == options.image) {
        context.met.insert("image-given");
    } else if (left.empty() || translate::image_facts(left).repository.empty()) {
        context.met.insert("image-suggested");
        return right.empty() ? std::optional(Witness{{}, "the image", left, "(none)"})
                             : std::nullopt;
    } else if (!options.image_prefix.empty() && right.starts_with(options.image_prefix + "/") &&
               right.ends_with(base::base_name(left))) {
        context.met.insert("image-copied");
    } else if (right == translate::image_facts(left).moved_to) {
        context.met.insert("image-moved");
    } else {
        return Witness{{}, "the image", left, right};
    }
    return std::nullopt;
}

// Azure ML starts mpirun in the image, before anything of the job.
std::optional<Witness> compare_mpi(Context& context) {
    const auto& distribution = context.azureml->job.distribution;
    const bool mpi = distribution && distribution->type == aml::DistributionType::mpi;
    if (mpi != context.batchai->needs_mpi) {
        return Witness{{},
                       "MPI",
                       context.batchai->needs_mpi ? "starts the processes" : "(not used)",
                       mpi ? "starts the processes" : "(not used)"};
    }
    if (!mpi) {
        return std::nullopt;
    }
    if (context.azureml->dockerfile.find("openmpi-bin") != std::string::npos) {
        context.met.insert("image-has-mpi");
        return std::nullopt;
    }
    const auto holds = [](const std::string& image) {
        const translate::Mpi found = translate::image_facts(image).mpi;
        return found == translate::Mpi::open_mpi || found == translate::Mpi::intel_mpi;
    };
    if (holds(context.azureml->image) || !context.definition->options->image.empty() ||
        (context.met.contains("image-copied") && holds(context.batchai->image))) {
        return std::nullopt;
    }
    return Witness{{},
                   "MPI in the image",
                   "installed by the job or its image",
                   fmt::format("not known to be in {}", context.azureml->image)};
}

// Inside "/…" with nothing more behind it than a path.
bool lies_below(std::string_view path, std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// What a root shows on Azure ML's side that it did not show, or showed elsewhere.
std::optional<Witness> compare_below(const Start& left, const std::string& l_root,
                                     const Start& right, const std::string& r_root,
                                     const std::string& path, int depth) {
    for (const std::string& name : right.tree->names(r_root + path)) {
        const std::string at = fmt::format("{}/{}", path, name);
        const shell::Entry* entry = right.tree->at(r_root + at, false);
        if (entry == nullptr || entry->kind == shell::Entry::Kind::file || name == k_all_else) {
            continue;
        }
        if (entry->kind == shell::Entry::Kind::folder) {
            auto inside = depth == 0 ? std::nullopt
                                     : compare_below(left, l_root, right, r_root, at, depth - 1);
            if (inside) {
                return inside;
            }
            continue;
        }
        const std::string l = left.locations->said(l_root + at);
        const std::string r = right.locations->said(r_root + at);
        if (l != r) {
            return Witness{{}, fmt::format("the volume at {}", at.substr(1)), l, r};
        }
    }
    return std::nullopt;
}

std::optional<Witness> compare_outputs(Context& context, const Seen& right) {
    for (const std::string& name : context.batchai->outputs) {
        const auto at = right.variable(name);
        if (!at) {
            continue; // compared with the variables
        }
        const auto& all = context.azureml->bindings;
        const bool written = std::any_of(all.begin(), all.end(), [&](const Bound& bound) {
            return bound.output && lies_below(*at, bound.location);
        });
        if (!written) {
            return Witness{{}, name, "can be written", fmt::format("{} is not an output", *at)};
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Witness> compare_settings(Context& context) {
    if (auto found = compare_image(context)) {
        return found;
    }
    if (auto found = compare_mpi(context)) {
        return found;
    }
    const aml::CommandJob& job = context.azureml->job;
    if (job.timeout != context.batchai->seconds) {
        return Witness{{},
                       "the time limit in seconds",
                       std::to_string(context.batchai->seconds),
                       std::to_string(job.timeout)};
    }
    if (job.shm_size != context.batchai->shm_size) {
        return Witness{{}, "shared memory", context.batchai->shm_size, job.shm_size};
    }
    return std::nullopt;
}

std::optional<Witness> compare_volumes(Context& context, const Start& left, const Start& right) {
    const Seen seen{&right, &right.line->readings.back()};
    const auto root_of = [&](std::string_view name) {
        const auto found = seen.reading->variables.find(name);
        return found == seen.reading->variables.end() ? std::string{} : found->second.value;
    };
    bool all = true;
    for (const bool cluster_level : {false, true}) {
        const std::string root =
            root_of(cluster_level ? batchai::k_mount_root : batchai::k_job_mount_root);
        const std::string l_root(cluster_level ? k_cluster_root : k_job_root);
        if (root.empty()) {
            all = all && std::none_of(context.batchai->mounts.begin(),
                                      context.batchai->mounts.end(), [&](const Mounted& one) {
                                          return one.cluster_level == cluster_level;
                                      });
            continue;
        }
        if (auto found = compare_below(left, l_root, right, root, {}, 6)) {
            return found;
        }
        for (const Mounted& one : context.batchai->mounts) {
            all = all && (one.cluster_level != cluster_level ||
                          right.tree->at(fmt::format("{}/{}", root, one.name)) != nullptr);
        }
    }
    if (!all) {
        context.met.insert("volumes-not-bound");
    }
    for (const Bound& bound : context.azureml->bindings) {
        if (bound.location.starts_with(fmt::format("/{}/", k_unnamed)) ||
            bound.location.find("REPLACE-ME") != std::string::npos) {
            context.met.insert("storage-not-named");
        }
    }
    return compare_outputs(context, seen);
}

} // namespace launch
