#include "launch/batchai_storage.hpp"

#include "aml/names.hpp"
#include "base/files.hpp"
#include "base/strings.hpp"
#include "batchai/variables.hpp"
#include "translate/storage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch {

namespace {

using batchai::VolumeKind;

std::string account_of(std::string_view said, const translate::Options& options) {
    const std::string account = translate::fill_account(said, options);
    const bool sound = account.size() >= 3 && account.size() <= 24 &&
                       std::all_of(account.begin(), account.end(), [](char c) {
                           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                       });
    return sound ? account : "REPLACE-ME";
}

std::string container_of(std::string_view said) {
    return said.empty() || translate::has_user_placeholder(said) ? "REPLACE-ME" : std::string(said);
}

// https://<account>.file.<suffix>/<share>
std::string share_location(const batchai::Volume& volume, const translate::Options& options) {
    const std::string url = translate::fill_account(volume.azure_file_url.value, options);
    std::string_view rest = url;
    const std::size_t scheme = rest.find("://");
    rest.remove_prefix(scheme == std::string_view::npos ? 0 : scheme + 3);
    rest = rest.substr(0, rest.find_first_of("?#"));
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const std::string_view host = rest.substr(0, slash);
    const std::string_view path = base::without_slashes(rest.substr(slash));
    std::string account = base::lower(host.substr(0, host.find('.')));
    if (scheme == std::string_view::npos || host.find(".file.") == std::string_view::npos) {
        account = std::string(volume.account_name.value);
    }
    return fmt::format("/{}/{}/{}", k_share, account_of(account, options),
                       container_of(base::base_name(path)));
}

// What has no equal goes by what it is, until a person names its storage.
std::string unnamed_location(const batchai::Volume& volume, std::string_view path) {
    const bool server = volume.kind == VolumeKind::file_server;
    std::string name(server ? base::base_name(base::without_slashes(volume.file_server_id.value))
                            : std::string_view{});
    const bool nameless = name.empty();
    name = nameless ? std::string(path) : name;
    const std::string_view folder = base::without_slashes(volume.source_directory.value);
    const std::string full = folder.empty() ? name : fmt::format("{}_{}", name, folder);
    return fmt::format(
        "/{}/{}", k_unnamed,
        nameless && !server && volume.mount_command.given()
            ? aml::distinct_name(aml::NameKind::datastore, full, volume.mount_command.value)
            : aml::legal_name(aml::NameKind::datastore, full));
}

std::string location_of(const batchai::Volume& volume, std::string_view path,
                        const translate::Options& options) {
    switch (volume.kind) {
    case VolumeKind::azure_file_share:
        return share_location(volume, options);
    case VolumeKind::azure_blob_file_system:
        return fmt::format("/{}/{}/{}", k_blob, account_of(volume.account_name.value, options),
                           container_of(volume.container_name.value));
    case VolumeKind::file_server:
    case VolumeKind::unmanaged:
        break;
    }
    return unnamed_location(volume, path);
}

// What --map-volume says of the mount; null: nothing. The one that says its level says more.
const translate::VolumeMapping* mapping_of(const translate::Options& options, bool cluster_level,
                                           std::string_view path) {
    const translate::VolumeMapping* found = nullptr;
    for (const translate::VolumeMapping& one : options.mapped) {
        const bool fits = one.volume.path == path &&
                          one.volume.cluster_level.value_or(cluster_level) == cluster_level;
        if (fits && (found == nullptr || one.volume.cluster_level)) {
            found = &one;
        }
    }
    return found;
}

std::string mapped_location(const translate::VolumeMapping& mapping) {
    const std::string_view name =
        std::string_view(mapping.datastore).substr(mapping.datastore.rfind('/') + 1);
    return base::join_path(fmt::format("/{}/{}", k_datastore, name),
                           base::without_slashes(mapping.path));
}

// The places below a root that a text names: what follows the variable and a slash.
void add_named(std::string_view text, std::string_view root, std::vector<std::string>& out) {
    for (std::size_t at = text.find(root); at != std::string_view::npos;
         at = text.find(root, at + root.size())) {
        std::size_t begin = at + root.size();
        const std::string_view before = text.substr(0, at);
        const bool variable = !root.starts_with('/');
        if (variable && !before.ends_with('$') && !before.ends_with("${")) {
            continue;
        }
        while (begin < text.size() && (text[begin] == '}' || text[begin] == '"')) {
            ++begin;
        }
        if (begin >= text.size() || text[begin] != '/') {
            continue;
        }
        const std::size_t end =
            std::min(text.find_first_of(" \t\n\"';|&<>$`(){},:", begin), text.size());
        const std::string_view path = base::without_slashes(text.substr(begin, end - begin));
        if (!path.empty()) {
            out.emplace_back(path);
        }
    }
}

std::vector<std::string_view> texts_of(const Definition& definition) {
    const batchai::Job& job = *definition.job;
    std::vector<std::string_view> out;
    for (const batchai::Toolkit& t : job.toolkits) {
        for (const batchai::Text* text :
             {&t.config_file_path, &t.script, &t.interpreter, &t.args, &t.command_line,
              &t.master_args, &t.worker_args, &t.server_args}) {
            out.push_back(text->value);
        }
    }
    out.push_back(job.job_preparation.value);
    out.push_back(job.std_out_err_path_prefix.value);
    for (const auto& one : job.inputs) {
        out.push_back(one.path.value);
    }
    for (const auto& one : job.outputs) {
        out.push_back(one.path_prefix.value);
    }
    for (const auto& one : job.variables) {
        out.push_back(one.value.value);
    }
    if (definition.options->setup_task_in_preparation && definition.cluster != nullptr) {
        out.push_back(definition.cluster->setup_command.value);
        for (const auto& one : definition.cluster->setup_variables) {
            out.push_back(one.value.value);
        }
    }
    return out;
}

class Mounts {
  public:
    explicit Mounts(const Definition& definition)
        : m_definition(definition) {}

    std::vector<Mounted> run() {
        for (const batchai::Volume& volume : m_definition.job->volumes) {
            defined(volume, false);
        }
        if (m_definition.cluster != nullptr) {
            for (const batchai::Volume& volume : m_definition.cluster->volumes) {
                defined(volume, true);
            }
        }
        for (const std::string_view text : texts_of(m_definition)) {
            named(text, false);
            named(text, true);
        }
        // A mount in another is made after it.
        std::stable_sort(m_out.begin(), m_out.end(), [](const Mounted& a, const Mounted& b) {
            return a.path.size() < b.path.size();
        });
        return std::move(m_out);
    }

  private:
    void add(bool cluster_level, std::string_view path, std::string location) {
        m_out.push_back({fmt::format("{}/{}", cluster_level ? k_cluster_root : k_job_root, path),
                         std::move(location), std::string(path), cluster_level});
    }

    void defined(const batchai::Volume& volume, bool cluster_level) {
        const std::string_view path = base::without_slashes(volume.relative_mount_path.value);
        const bool twice = std::any_of(m_out.begin(), m_out.end(), [&](const Mounted& one) {
            return one.cluster_level == cluster_level && one.name == path;
        });
        if (path.empty() || twice) {
            return;
        }
        const auto* mapping = mapping_of(*m_definition.options, cluster_level, path);
        add(cluster_level, path,
            mapping != nullptr ? mapped_location(*mapping)
                               : location_of(volume, path, *m_definition.options));
    }

    // Whether the path lies on a mount that is there.
    [[nodiscard]] bool knows(bool cluster_level, std::string_view path) const {
        return std::any_of(m_out.begin(), m_out.end(), [&](const Mounted& one) {
            return one.cluster_level == cluster_level && path.starts_with(one.name) &&
                   (path.size() == one.name.size() || path[one.name.size()] == '/');
        });
    }

    void named(std::string_view text, bool cluster_level) {
        std::vector<std::string> paths;
        add_named(text, cluster_level ? batchai::k_mount_root : batchai::k_job_mount_root, paths);
        const std::string own = with_own_root(text);
        add_named(own, cluster_level ? k_cluster_root : k_job_root, paths);
        for (const std::string& path : paths) {
            if (knows(cluster_level, path)) {
                continue;
            }
            // An option may name more of the path than its first segment.
            for (std::size_t end = path.size(); end != std::string::npos && end > 0;
                 end = path.rfind('/', end - 1)) {
                const std::string part = path.substr(0, end);
                if (const auto* mapping = mapping_of(*m_definition.options, cluster_level, part)) {
                    add(cluster_level, part, mapped_location(*mapping));
                    break;
                }
            }
            if (!knows(cluster_level, path)) {
                const std::string first = path.substr(0, path.find('/'));
                add(cluster_level, first,
                    fmt::format("/{}/{}", k_unnamed,
                                aml::legal_name(aml::NameKind::datastore, first)));
            }
        }
    }

    const Definition& m_definition;
    std::vector<Mounted> m_out;
};

} // namespace

std::string with_own_root(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto root = text[at] == '/' ? batchai::literal_root(text.substr(at)) : std::nullopt;
        if (root && root->kind == batchai::VariableKind::job_mount_root) {
            out += k_job_root;
            at += root->length;
        } else {
            out.push_back(text[at++]);
        }
    }
    return out;
}

std::vector<Mounted> mounted(const Definition& definition) {
    return Mounts(definition).run();
}

} // namespace launch
