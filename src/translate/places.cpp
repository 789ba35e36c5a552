#include "translate/places.hpp"

#include "base/files.hpp"
#include "base/strings.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using batchai::VariableKind;
using document::k_no_node;

void tell_unknown(JobWork& work, const Mount& mount, const Line& line, std::size_t begin,
                  std::size_t end) {
    const std::string name = base::printable(mount.path, 60);
    if (mount.mapped != nullptr) {
        work.say_at("TR201", Class::rewritten, line, begin, end,
                    fmt::format("\"{}\" is bound to {}, as --map-volume says", name,
                                base::printable(uri_in(mount, ""), 200)));
        return;
    }
    const std::string where = fmt::format("datastores/{}.yml", mount.datastore.name);
    work.say_at(
        "BA121", Class::manual, line, begin, end,
        fmt::format("nobody defines the mount \"{}\" under ${}", name,
                    root_name(mount.cluster_level)),
        mount.cluster_level && work.in.body != k_no_node && work.context.cluster == nullptr
            ? fmt::format("convert the job together with its cluster's definition, or fill in {}",
                          where)
            : fmt::format("fill in {}", where));
    work.task(fmt::format("say what storage the mount \"{}\" was", name), where,
              "write its account and container into the file");
}

// What follows a reference, where it is a path to the end of the text: no list, no glob, and not
// out of the mount again. Blanks and quotes belong to it.
std::optional<std::string> whole_rest(std::string_view rest) {
    if (!(rest.empty() || rest.front() == '/') ||
        rest.find_first_of(":,;*?[{\n") != std::string_view::npos) {
        return std::nullopt;
    }
    std::string path;
    for (const std::string_view part : base::split(rest, '/')) {
        if (part == "..") {
            return std::nullopt;
        }
        if (!part.empty()) { // of two slashes one counts
            path = base::join_path(path, part);
        }
    }
    return path;
}

const DirectoryVariable* input_of(const JobWork& work, const OtherVariable& variable) {
    const auto found = std::find_if(
        work.directories.begin(), work.directories.end(),
        [&](const DirectoryVariable& d) { return d.variable == variable.name && d.at; });
    return found == work.directories.end() ? nullptr : &*found;
}

} // namespace

std::string_view root_name(bool cluster_level) {
    return cluster_level ? batchai::k_mount_root : batchai::k_job_mount_root;
}

bool is_cluster_root(const Reference& reference) {
    return reference.root == VariableKind::mount_root;
}

RootPath root_path(const Reference& reference) {
    return {is_cluster_root(reference), reference.path};
}

std::optional<RootPath> path_of(const JobWork& work, Line& line) {
    scan(line);
    if (line.references.size() == 1 && line.others.empty()) {
        const Reference& reference = line.references[0];
        const auto rest = whole_rest(std::string_view(line.text).substr(reference.end));
        if (reference.begin != 0 || !rest) {
            return std::nullopt;
        }
        return RootPath{is_cluster_root(reference), *rest};
    }
    // $AZ_BATCHAI_INPUT_A/sub
    if (!line.references.empty() || line.others.size() != 1 || line.others[0].begin != 0) {
        return std::nullopt;
    }
    const DirectoryVariable* directory = input_of(work, line.others[0]);
    const auto rest = whole_rest(std::string_view(line.text).substr(line.others[0].end));
    if (directory == nullptr || !rest) {
        return std::nullopt;
    }
    return RootPath{directory->at->cluster_level,
                    rest->empty() ? directory->at->path
                                  : base::join_path(directory->at->path, *rest)};
}

std::optional<RootPath> path_through_directory(const JobWork& work, const OtherVariable& variable) {
    const DirectoryVariable* directory = input_of(work, variable);
    if (directory == nullptr) {
        return std::nullopt;
    }
    const std::string& rest = variable.there.certain;
    return RootPath{directory->at->cluster_level, rest.empty()
                                                      ? directory->at->path
                                                      : base::join_path(directory->at->path, rest)};
}

std::size_t spelled(const Line& line, const Reference& reference, std::string_view path) {
    const std::string_view rest = std::string_view(line.text).substr(reference.end);
    const std::size_t slashes = std::min(rest.find_first_not_of('/'), rest.size());
    return slashes > 0 && rest.substr(slashes).starts_with(path) ? slashes + path.size() : 0;
}

std::string root_on_node(const JobWork& work, bool cluster_level) {
    return cluster_level ? std::string(batchai::k_literal_mount_root) : work.job_folder + "/mounts";
}

std::size_t mount_of(JobWork& work, const RootPath& path, const Line& line, std::size_t begin,
                     std::size_t end) {
    std::size_t best = k_bare;
    for (std::size_t i = 0; i < work.mounts.size(); ++i) {
        const Mount& mount = work.mounts[i];
        if (mount.cluster_level == path.cluster_level && !mount.path.empty() &&
            lies_in(path.path, mount.path) &&
            (best == k_bare || mount.path.size() > work.mounts[best].path.size())) {
            best = i;
        }
    }
    if (best != k_bare || path.path.empty()) {
        return best;
    }
    work.mounts.push_back(unknown_mount(path.path, path.cluster_level, work.options));
    tell_unknown(work, work.mounts.back(), line, begin, end);
    return work.mounts.size() - 1;
}

std::string below(const Mount& mount, std::string_view path) {
    return std::string(path.size() > mount.path.size() ? path.substr(mount.path.size() + 1)
                                                       : std::string_view{});
}

std::string bound_path(const JobWork& work, const Binding& binding) {
    const std::string& mount = work.mounts[binding.mount].path;
    return binding.place.empty() ? mount : base::join_path(mount, binding.place);
}

std::size_t root_input(JobWork& work, std::size_t mount) {
    for (std::size_t i = 0; i < work.bindings.size(); ++i) {
        if (work.bindings[i].root_of_mount && work.bindings[i].mount == mount) {
            return i;
        }
    }
    const Mount& of = work.mounts[mount];
    Binding binding;
    binding.name = of.path;
    binding.mount = mount;
    binding.original = fmt::format("${}/{}", root_name(of.cluster_level), of.path);
    binding.root_of_mount = true;
    work.bindings.push_back(std::move(binding));
    return work.bindings.size() - 1;
}

} // namespace translate
