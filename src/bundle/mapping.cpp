#include "bundle/mapping.hpp"

#include "base/strings.hpp"
#include "bundle/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bundle {

namespace {

using translate::Substitute;

const Entry* entry_for(const std::vector<Entry>& entries, const Object& object) {
    for (const Entry& entry : entries) {
        if (entry.name == object.original_name || entry.name == object.name) {
            return &entry;
        }
    }
    return nullptr;
}

class Teller {
  public:
    Teller(Bundle& bundle, const Request& request, Item& file)
        : m_bundle(bundle),
          m_replace(request.options.replace),
          m_mapping(*request.mapping),
          m_file(file) {
        each_object(bundle, [this](const Item&, const Object& object) { look(object); });
    }

    void run() {
        unused(m_replace.images, "no job has the image", m_images);
        unused(m_replace.sizes, "no cluster has the size", m_sizes);
        unused(m_replace.jobs, "no job is called", m_jobs);
        unused(m_replace.clusters, "no cluster is called", m_clusters);
        unused(m_replace.workspaces, "no workspace is called", m_workspaces);
        unused(m_replace.experiments, "no job is of an experiment that is called", m_experiments);
        unused(m_replace.datastores, "no datastore is called", m_datastores);
        entries(m_mapping.jobs, "no job is called", m_jobs);
        entries(m_mapping.clusters, "no cluster is called", m_clusters);
        doubled();
    }

  private:
    void look(const Object& object) {
        const auto& what = object.what.kind;
        if (what == batchai::ObjectKind::job) {
            m_jobs.insert(object.original_name);
            if (object.job->container) {
                m_images.emplace(object.job->container->image.value);
            }
            m_experiments.emplace(object.job->experiment.value);
            m_clusters.emplace(last_segment(object.job->cluster_id.value));
        } else if (what == batchai::ObjectKind::cluster) {
            m_clusters.insert(object.original_name);
            m_sizes.emplace(object.cluster->vm_size.value);
        } else if (what == batchai::ObjectKind::workspace) {
            m_workspaces.insert(object.original_name);
        }
        for (const auto* list : {&object.job_result.replaced, &object.cluster_result.replaced}) {
            m_used.insert(list->begin(), list->end());
        }
        for (const auto* list :
             {&object.cluster_result.datastores, &object.job_result.datastores}) {
            for (const translate::DatastoreUse& use : *list) {
                m_datastores.insert(use.datastore.name);
                m_used.insert(use.renamed);
            }
        }
    }

    void say(std::string_view code, base::Class cls, std::uint32_t node, std::string message,
             std::string help) {
        const document::Node& at = m_file.parsed.document.at(node);
        m_file.findings.push_back({.code = code,
                                   .cls = cls,
                                   .node = node,
                                   .offset = at.key_offset,
                                   .length = at.key_end - at.key_offset,
                                   .message = std::move(message),
                                   .help = std::move(help)});
    }

    void say_unused(std::string_view name, std::uint32_t node, std::string_view what,
                    const std::set<std::string>& known) {
        const std::vector<std::string_view> names(known.begin(), known.end());
        const std::string_view near = base::nearest(name, names);
        say("BA163", base::Class::approximated, node,
            fmt::format("{} \"{}\"", what, base::printable(name, 80)),
            near.empty() || near == name
                ? std::string{}
                : fmt::format("did you mean \"{}\"?", base::printable(near, 80)));
    }

    // Names that decide before the translation are known by the objects, the rest by what was used.
    void unused(const std::vector<Substitute>& list, std::string_view what,
                const std::set<std::string>& known) {
        const bool names = &list == &m_replace.jobs || &list == &m_replace.clusters ||
                           &list == &m_replace.workspaces;
        for (const Substitute& one : list) {
            if (names ? !known.contains(one.from) : !m_used.contains(one.node)) {
                say_unused(one.from, one.node, what, known);
            }
        }
    }

    void entries(const std::vector<Entry>& list, std::string_view what,
                 const std::set<std::string>& known) {
        for (const Entry& entry : list) {
            bool any = false;
            each_object(m_bundle, [&](const Item&, const Object& object) {
                any = any || ((&list == &m_mapping.jobs ? object.job.has_value()
                                                        : object.cluster.has_value()) &&
                              entry_for(list, object) == &entry);
            });
            if (!any) {
                say_unused(entry.name, entry.node, what, known);
            }
        }
    }

    // Two volumes under one name would be one datastore, and one of them would be lost.
    void doubled() {
        std::map<std::string, const translate::DatastoreUse*> first;
        std::set<std::string> told;
        each_object(m_bundle, [&](const Item&, const Object& object) {
            for (const auto* list :
                 {&object.cluster_result.datastores, &object.job_result.datastores}) {
                for (const translate::DatastoreUse& use : *list) {
                    const auto* known = first.try_emplace(use.datastore.name, &use).first->second;
                    const std::uint32_t node =
                        use.renamed != base::k_no_node ? use.renamed : known->renamed;
                    const bool same = known->datastore.account_name == use.datastore.account_name &&
                                      known->datastore.container == use.datastore.container &&
                                      known->datastore.type == use.datastore.type;
                    if (!same && node != base::k_no_node &&
                        told.insert(use.datastore.name).second) {
                        say("BA164", base::Class::error, node,
                            fmt::format("two different volumes would both be the datastore \"{}\"",
                                        use.datastore.name),
                            "give each its own name");
                    }
                }
            }
        });
    }

    Bundle& m_bundle;
    const translate::Substitutes& m_replace;
    const Mapping& m_mapping;
    Item& m_file;
    std::set<std::uint32_t> m_used; // nodes of entries that took effect
    std::set<std::string> m_images;
    std::set<std::string> m_sizes;
    std::set<std::string> m_jobs;
    std::set<std::string> m_clusters;
    std::set<std::string> m_workspaces;
    std::set<std::string> m_experiments;
    std::set<std::string> m_datastores;
};

} // namespace

const translate::Options& options_for(const Request& request, const Object& object) {
    const Mapping* mapping = request.mapping.get();
    const Entry* entry = nullptr;
    if (mapping != nullptr && (object.job || object.cluster)) {
        entry = entry_for(object.cluster ? mapping->clusters : mapping->jobs, object);
    }
    return entry != nullptr ? entry->all : request.options;
}

Item* add_mapping(Bundle& bundle, const Request& request) {
    if (request.mapping == nullptr) {
        return nullptr;
    }
    auto item = std::make_unique<Item>();
    item->path = request.mapping->path;
    item->display = request.mapping->display;
    item->mapping = true;
    item->parsed = std::move(request.mapping->parsed);
    item->findings = request.mapping->findings;
    Item* out = item.get();
    const auto at =
        std::upper_bound(bundle.items.begin(), bundle.items.end(), item,
                         [](const auto& a, const auto& b) { return a->path < b->path; });
    bundle.items.insert(at, std::move(item));
    return out;
}

void tell_about_mapping(Bundle& bundle, const Request& request, Item& file) {
    Teller(bundle, request, file).run();
}

} // namespace bundle
