#include "translate/volume_options.hpp"

#include "base/files.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

constexpr std::string_view k_cluster = "cluster:";
constexpr std::string_view k_job = "job:";
constexpr std::string_view k_scheme = "azureml://";
constexpr std::string_view k_form = "azureml://datastores/<datastore>/paths/<path>";

// No part that is empty, stays where it is or climbs.
bool is_plain_path(std::string_view path) {
    const auto parts = base::split(path, '/');
    return std::none_of(parts.begin(), parts.end(),
                        [](std::string_view p) { return p.empty() || p == "." || p == ".."; });
}

// Letters, digits and _; the service compares datastores without regard to case.
bool is_datastore(std::string_view name) {
    return !name.empty() && name.size() <= 255 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

// What follows "azureml://": "datastores/x/paths/y", or the same behind the ids of a workspace.
bool split_uri(std::string_view uri, VolumeMapping& mapping) {
    constexpr std::string_view k_store = "datastores/";
    const std::string_view rest = uri.substr(k_scheme.size());
    auto at = rest.starts_with(k_store) ? 0 : rest.find("/datastores/");
    if (at == std::string_view::npos ||
        (at != 0 && !(rest.starts_with("subscriptions/") && is_plain_path(rest.substr(0, at))))) {
        return false;
    }
    at += (at == 0 ? 0 : 1) + k_store.size();
    const auto end = rest.find('/', at);
    if (!is_datastore(rest.substr(at, end == std::string_view::npos ? end : end - at))) {
        return false;
    }
    mapping.datastore = std::string(uri.substr(0, k_scheme.size() + std::min(end, rest.size())));
    constexpr std::string_view k_paths = "/paths/";
    const std::string_view tail =
        end == std::string_view::npos ? std::string_view{} : rest.substr(end);
    if (tail.empty() || tail == "/" || tail == "/paths") {
        return true;
    }
    const std::string_view path =
        base::without_slashes(tail.substr(std::min(k_paths.size(), tail.size())));
    mapping.path = std::string(path);
    return tail.starts_with(k_paths) && (path.empty() || is_plain_path(path)) &&
           path.find("${{") == std::string_view::npos &&
           std::none_of(path.begin(), path.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// The mount's part of what an option names, as far as it can be told: its first segment.
std::string_view first_part(std::string_view path) {
    return path.substr(0, path.find('/'));
}

std::string all_of(std::span<const MountName> mounts) {
    std::vector<std::string> names;
    for (const MountName& mount : mounts) {
        names.push_back(as_typed({mount.cluster_level, mount.path}));
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return base::printable(base::join(names, ", "), 200);
}

// `rest`: what follows the mount stays in the suggestion.
base::Finding unmatched(std::string_view option, const VolumePath& path,
                        std::span<const MountName> mounts, bool rest) {
    std::vector<std::string_view> names;
    for (const MountName& mount : mounts) {
        if (at_level(path, mount.cluster_level)) {
            names.emplace_back(mount.path);
        }
    }
    const std::string_view first = first_part(path.path);
    std::string meant(base::nearest(path.path, names));
    if (meant.empty()) {
        meant = base::nearest(first, names);
        meant += meant.empty() || !rest ? std::string_view{}
                                        : std::string_view(path.path).substr(first.size());
    }
    std::string help = "there are no mounts at all";
    if (!meant.empty()) {
        help = fmt::format("did you mean {}?",
                           base::printable(as_typed({path.cluster_level, meant}), 120));
    } else if (!mounts.empty()) {
        help = fmt::format("there are: {}", all_of(mounts));
    }
    return {.code = "TR203",
            .cls = base::Class::manual,
            .message = fmt::format("{} {}: no definition has such a mount", option,
                                   base::printable(as_typed(path), 120)),
            .help = std::move(help)};
}

bool has_mount(const VolumePath& path, std::span<const MountName> mounts) {
    return std::any_of(mounts.begin(), mounts.end(), [&](const MountName& mount) {
        return at_level(path, mount.cluster_level) && lies_in(path.path, mount.path);
    });
}

} // namespace

bool lies_in(std::string_view path, std::string_view folder) {
    return folder.empty() || (path.starts_with(folder) &&
                              (path.size() == folder.size() || path[folder.size()] == '/'));
}

std::optional<VolumePath> parse_volume_path(std::string_view text) {
    VolumePath out;
    if (text.starts_with(k_cluster)) {
        out.cluster_level = true;
        text.remove_prefix(k_cluster.size());
    } else if (text.starts_with(k_job)) {
        out.cluster_level = false;
        text.remove_prefix(k_job.size());
    }
    out.path = std::string(base::without_slashes(text));
    return is_plain_path(out.path) ? std::optional(std::move(out)) : std::nullopt;
}

std::string as_typed(const VolumePath& path) {
    const std::string_view level = !path.cluster_level   ? std::string_view{}
                                   : *path.cluster_level ? k_cluster
                                                         : k_job;
    return std::string(level).append(path.path);
}

std::optional<VolumeMapping> parse_volume_mapping(std::string_view text, std::string& problem) {
    const auto uri = text.find(std::string("=").append(k_scheme));
    const auto equals = uri == std::string_view::npos ? text.find('=') : uri;
    if (equals == std::string_view::npos) {
        problem = fmt::format("NAME={} is wanted", k_form);
        return std::nullopt;
    }
    const auto volume = parse_volume_path(text.substr(0, equals));
    if (!volume) {
        problem = "no mount is named before the \"=\"";
        return std::nullopt;
    }
    VolumeMapping out{*volume, {}, {}};
    if (uri == std::string_view::npos || !split_uri(text.substr(equals + 1), out)) {
        problem = fmt::format("this is not the place in a datastore, {} is", k_form);
        return std::nullopt;
    }
    return out;
}

bool at_level(const VolumePath& path, bool cluster_level) {
    return path.cluster_level.value_or(cluster_level) == cluster_level;
}

const VolumeMapping* mapping_of(const Options& options, bool cluster_level,
                                std::string_view mount) {
    const VolumeMapping* found = nullptr;
    for (const VolumeMapping& mapping : options.mapped) {
        if (mapping.volume.path == mount && at_level(mapping.volume, cluster_level) &&
            (found == nullptr || mapping.volume.cluster_level)) {
            found = &mapping;
        }
    }
    return found;
}

const VolumeMapping* mapping_above(const Options& options, bool cluster_level,
                                   std::string_view path) {
    for (std::string_view at = path; !at.empty(); at = base::parent_path(at)) {
        if (const VolumeMapping* found = mapping_of(options, cluster_level, at)) {
            return found;
        }
    }
    return nullptr;
}

Wish wish_for(const Options& options, bool cluster_level, std::string_view path) {
    Wish wish = Wish::none;
    std::size_t longest = 0;
    const auto look = [&](const std::vector<VolumePath>& list, Wish what) {
        for (const VolumePath& entry : list) {
            if (at_level(entry, cluster_level) && lies_in(path, entry.path) &&
                entry.path.size() > longest) {
                longest = entry.path.size();
                wish = what;
            }
        }
    };
    look(options.read_only, Wish::read_only);
    look(options.writable, Wish::writable);
    return wish;
}

std::vector<base::Finding> unmatched_options(const Options& options,
                                             std::span<const MountName> mounts) {
    std::vector<base::Finding> out;
    for (const VolumeMapping& mapping : options.mapped) {
        const bool found = std::any_of(mounts.begin(), mounts.end(), [&](const MountName& mount) {
            return at_level(mapping.volume, mount.cluster_level) &&
                   mount.path == mapping.volume.path;
        });
        if (!found) {
            out.push_back(unmatched("--map-volume", mapping.volume, mounts, false));
        }
    }
    const auto look = [&](std::string_view option, const VolumePath& path) {
        if (!has_mount(path, mounts)) {
            out.push_back(unmatched(option, path, mounts, true));
        }
    };
    for (const VolumePath& path : options.writable) {
        look("--writable", path);
    }
    for (const VolumePath& path : options.read_only) {
        look("--read-only", path);
    }
    if (options.code && options.code->at) {
        look("--code", *options.code->at);
    }
    return out;
}

} // namespace translate
