// The objects of all files together: what each is called, which cluster a job runs on.

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "bundle/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bundle {

namespace {

using batchai::ObjectKind;

// The definition's name or the last segment of its id; else the file's name without its endings,
// unless that only names the kind: then the folder's.
std::string original_name(const Item& item, const Object& object) {
    for (const batchai::Text* said : {&object.said_name(), &object.said_id()}) {
        const std::string_view last = last_segment(said->value);
        if (said->given() && !base::is_blank(last)) {
            return std::string(last);
        }
    }
    return name_from_file(item);
}

using Replaced = std::vector<translate::Substitute>;

// Names that meet, whatever their case, all carry the hash of their place; one that the mapping
// file gives keeps it, unless the file gives it to several.
void name_kind(std::vector<std::unique_ptr<Item>>& items, ObjectKind kind, aml::NameKind rule,
               const Replaced& replaced = {}) {
    std::unordered_map<std::string, int> uses;
    std::unordered_map<std::string, int> mapped;
    for (const auto& item : items) {
        for (Object& object : item->objects) {
            if (object.what.kind == kind) {
                object.original_name = original_name(*item, object);
                const auto* to = translate::substitute_for(replaced, object.original_name);
                object.name = to != nullptr ? to->to : aml::legal_name(rule, object.original_name);
                ++(to != nullptr ? mapped : uses)[base::lower(object.name)];
            }
        }
    }
    for (const auto& item : items) {
        for (Object& object : item->objects) {
            if (object.what.kind != kind) {
                continue;
            }
            const std::string name = base::lower(object.name);
            const bool given = translate::substitute_for(replaced, object.original_name) != nullptr;
            if (given ? mapped[name] > 1 : uses[name] + mapped[name] > 1) {
                object.name = aml::distinct_name(rule, given ? object.name : object.original_name,
                                                 item->place_of(object));
            }
        }
    }
}

} // namespace

const batchai::Text& Object::said_name() const {
    static const batchai::Text k_none;
    return job           ? job->name
           : cluster     ? cluster->name
           : file_server ? file_server->name
           : workspace   ? workspace->name
           : experiment  ? experiment->name
                         : k_none;
}

const batchai::Text& Object::said_id() const {
    static const batchai::Text k_none;
    return job           ? job->id
           : cluster     ? cluster->id
           : file_server ? file_server->id
           : workspace   ? workspace->id
           : experiment  ? experiment->id
                         : k_none;
}

std::string name_from_file(const Item& item) {
    std::string_view stem = base::base_name(item.path);
    for (bool cut = true; cut;) {
        cut = false;
        for (const std::string_view ending :
             {".json", ".yml", ".yaml", ".template", ".job", ".cluster"}) {
            if (stem.size() > ending.size() && stem.ends_with(ending)) {
                stem.remove_suffix(ending.size());
                cut = true;
            }
        }
    }
    const bool names_kind =
        base::is_one_of(base::lower(stem), {"job", "cluster", "fileserver", "nfs", "config"});
    return names_kind && !item.folder.empty() && item.folder != "/" ? item.folder
                                                                    : std::string(stem);
}

bool Item::ours() const {
    return std::any_of(objects.begin(), objects.end(), [](const Object& object) {
        return object.what.kind != ObjectKind::unknown && object.what.kind != ObjectKind::azureml;
    });
}

ObjectKind Item::kind() const {
    if (!azureml.empty()) {
        return ObjectKind::azureml;
    }
    const bool alike =
        !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](const Object& object) {
            return object.what.kind == objects.front().what.kind;
        });
    return alike ? objects.front().what.kind : ObjectKind::unknown;
}

std::string Item::place_of(const Object& object) const {
    return objects.size() == 1
               ? path
               : fmt::format("{}#{}", path, parsed.document.pointer(object.what.outer));
}

translate::Source Item::source_of(const Object& object) const {
    return {path, hash, &parsed.document, &rules, object.what};
}

std::string_view last_segment(std::string_view id) {
    while (!id.empty() && id.back() == '/') {
        id.remove_suffix(1);
    }
    const auto slash = id.rfind('/');
    return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

void name_objects(std::vector<std::unique_ptr<Item>>& items,
                  const translate::Substitutes& replaced) {
    name_kind(items, ObjectKind::cluster, aml::NameKind::compute, replaced.clusters);
    name_kind(items, ObjectKind::job, aml::NameKind::job, replaced.jobs);
    name_kind(items, ObjectKind::workspace, aml::NameKind::workspace, replaced.workspaces);
    name_kind(items, ObjectKind::experiment, aml::NameKind::experiment);
    name_kind(items, ObjectKind::file_server, aml::NameKind::job);
    name_kind(items, ObjectKind::configuration, aml::NameKind::job);
}

Clusters::Clusters(const std::vector<std::unique_ptr<Item>>& items) {
    for (const auto& item : items) {
        for (const Object& object : item->objects) {
            if (object.cluster) {
                const Given given{item.get(), &object};
                m_by_name[base::lower(object.original_name)].push_back(given);
                m_by_folder[item->folder_key].push_back(given);
                m_all.push_back(given);
            }
        }
    }
}

Clusters::Given Clusters::of(const Item& item, const batchai::Job& job) const {
    if (job.cluster_id.given()) {
        const auto named = m_by_name.find(base::lower(last_segment(job.cluster_id.value)));
        if (named != m_by_name.end() && named->second.size() == 1) {
            return named->second.front();
        }
    }
    const auto beside = m_by_folder.find(item.folder_key);
    if (beside != m_by_folder.end() && beside->second.size() == 1) {
        return beside->second.front();
    }
    return m_all.size() == 1 ? m_all.front() : Given{};
}

} // namespace bundle
