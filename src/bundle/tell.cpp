#include "bundle/tell.hpp"

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "bundle/mapping.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <variant>

namespace bundle {

std::string also_used_by(const std::vector<std::string>& others) {
    if (others.empty()) {
        return {};
    }
    const std::size_t shown = std::min<std::size_t>(others.size(), 3);
    const std::vector<std::string> first(others.begin(),
                                         others.begin() + static_cast<std::ptrdiff_t>(shown));
    return fmt::format("; also used by {}{}", base::join(first, ", "),
                       others.size() > shown ? fmt::format(" and {} more", others.size() - shown)
                                             : "");
}

void tell_about_volumes(Bundle& bundle) {
    struct Said {
        Item* first = nullptr;
        base::Finding finding;
        std::vector<std::string> others;
    };

    std::map<std::string, Said> said;
    each_object(bundle, [&](Item& item, Object& object) {
        for (const auto* list :
             {&object.cluster_result.datastores, &object.job_result.datastores}) {
            for (const translate::DatastoreUse& use : *list) {
                if (!use.told) {
                    continue;
                }
                Said& known = said[use.datastore.name];
                if (known.first == nullptr) {
                    known.first = &item;
                    known.finding = *use.told;
                } else if (known.first != &item &&
                           (known.others.empty() || known.others.back() != item.path)) {
                    known.others.push_back(item.path);
                }
            }
        }
    });
    for (auto& [name, one] : said) {
        one.finding.help += also_used_by(one.others);
        one.first->findings.push_back(std::move(one.finding));
    }
}

namespace {

// Which options reach something: those for all, or those of one entry of the mapping file.
class Reach {
  public:
    Reach(Bundle& bundle, const Request& request)
        : m_bundle(bundle),
          m_request(request) {}

    // `only`: the jobs and clusters that the options hold for.
    void run(const translate::Options& options, const translate::Options* only) {
        std::vector<translate::MountName> mounts;
        Item* first = nullptr;
        Item* first_job = nullptr;
        each_object(m_bundle, [&](Item& item, Object& object) {
            if (only != nullptr && &options_for(m_request, object) != only) {
                return;
            }
            for (const auto* list : {&object.cluster_result.mounts, &object.job_result.mounts}) {
                mounts.insert(mounts.end(), list->begin(), list->end());
            }
            const bool ours = object.job || object.cluster;
            first = first == nullptr && ours ? &item : first;
            first_job = first_job == nullptr && object.job_result.job ? &item : first_job;
        });
        if (first == nullptr) {
            return;
        }
        for (base::Finding& finding : translate::unmatched_options(options, mounts)) {
            first->findings.push_back(std::move(finding));
        }
        if (options.code && first_job != nullptr) {
            code(options.code->folder, *first_job);
        }
    }

  private:
    // Each folder once.
    void code(const std::string& folder, Item& first_job) {
        if (!m_told.insert(folder).second) {
            return;
        }
        Item* travels = nullptr;
        each_object(m_bundle, [&](Item& item, Object& object) {
            const auto& named = options_for(m_request, object).code;
            travels =
                travels == nullptr && object.job_result.code && named && named->folder == folder
                    ? &item
                    : travels;
        });
        if (travels != nullptr) {
            const auto& found = m_bundle.code.at(folder).findings;
            travels->findings.insert(travels->findings.end(), found.begin(), found.end());
            return;
        }
        first_job.findings.push_back(
            {.code = "TR212",
             .cls = base::Class::approximated,
             .message = fmt::format("no job uses the code folder \"{}\": it travels with none",
                                    base::printable(folder, 80)),
             .help = "say --code FOLDER=VOLUME/PATH, with the place where its files lay"});
    }

    Bundle& m_bundle;
    const Request& m_request;
    std::set<std::string> m_told; // folders
};

} // namespace

void tell_about_options(Bundle& bundle, const Request& request) {
    Reach reach(bundle, request);
    reach.run(request.options, nullptr);
    if (request.mapping != nullptr) {
        for (const auto* entries : {&request.mapping->jobs, &request.mapping->clusters}) {
            for (const Entry& entry : *entries) {
                reach.run(entry.own, &entry.all);
            }
        }
    }
}

// What must be said of a datastore's key, once, at its first mention.
void tell_about_keys(Bundle& bundle) {
    struct Use {
        Item* first = nullptr;
        const translate::DatastoreUse* at = nullptr;
        bool bound = false;
        bool settled = false;
        std::vector<std::string> others;
    };

    std::map<std::string, Use> uses;
    for (const auto& item : bundle.items) {
        for (const Object& object : item->objects) {
            for (const auto* list :
                 {&object.cluster_result.datastores, &object.job_result.datastores}) {
                for (const translate::DatastoreUse& use : *list) {
                    Use& known = uses[use.datastore.name];
                    if (known.first == nullptr) {
                        known.first = item.get();
                        known.at = &use;
                    } else if (known.first != item.get() &&
                               (known.others.empty() || known.others.back() != item->path)) {
                        known.others.push_back(item->path);
                    }
                    known.bound = known.bound || use.bound;
                    known.settled = known.settled || use.datastore.identity_based;
                }
            }
        }
    }
    bundle.report.totals.datastores = static_cast<std::int64_t>(uses.size());
    for (auto& [name, use] : uses) {
        if (!use.bound || use.settled) {
            continue;
        }
        base::Finding finding{
            .code = "TR200",
            .cls = use.at->secret_given ? base::Class::rewritten : base::Class::manual,
            .node = use.at->node,
            .offset = use.at->offset,
            .length = use.at->length,
            .message = fmt::format("the datastore {} needs the key of its storage account", name),
            .help = fmt::format(
                "az ml datastore create -f datastores/{}.yml --set credentials.account_key=…",
                name)};
        finding.help += also_used_by(use.others);
        use.first->findings.push_back(std::move(finding));
        if (!use.at->secret_given) {
            bundle.report.tasks.push_back(
                {fmt::format("give the datastore {} its account key", name),
                 fmt::format("datastores/{}.yml", name),
                 "with --set credentials.account_key=… when it is created; never into the file"});
        }
    }
}

// What only ARM bodies need: once for the ids, once for each compute's region.
void tell_about_scope(Bundle& bundle, const emit::arm::Scope& scope) {
    const auto open = [](const std::string& value) { return aml::has_placeholder(value); };
    bool told = !open(scope.subscription) && !open(scope.resource_group) && !open(scope.workspace);
    const auto ids = [&told](Item& item) {
        if (!told) {
            told = true;
            item.findings.push_back(
                {.code = "TR241",
                 .cls = base::Class::manual,
                 .message =
                     "nothing says where the workspace is: the ids in ARM bodies hold REPLACE-ME",
                 .help = "say --subscription, -g and -w"});
        }
    };
    const auto region = [&](Item& item, const aml::AmlCompute& compute) {
        if (compute.location.empty() && open(scope.location)) {
            item.findings.push_back(
                {.code = "TR412",
                 .cls = base::Class::manual,
                 .message = "the cluster says no location: its ARM body holds REPLACE-ME",
                 .help = "say --location REGION"});
        }
    };
    for (const auto& item : bundle.items) {
        for (const Object& object : item->objects) {
            if (object.job_result.job) {
                ids(*item);
            }
            if (object.cluster_result.compute) {
                region(*item, *object.cluster_result.compute);
            }
        }
        for (const AzuremlObject& own : item->azureml) {
            if (std::holds_alternative<aml::CommandJob>(own.object)) {
                ids(*item);
            }
            if (const auto* compute = std::get_if<aml::AmlCompute>(&own.object)) {
                region(*item, *compute);
            }
        }
    }
}

} // namespace bundle
