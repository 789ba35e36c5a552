#include "aml/names.hpp"
#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "bundle/tell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

namespace bundle {

namespace {

using batchai::ObjectKind;

std::string_view last_segment(std::string_view id) {
    while (!id.empty() && id.back() == '/') {
        id.remove_suffix(1);
    }
    const auto slash = id.rfind('/');
    return slash == std::string_view::npos ? id : id.substr(slash + 1);
}

// The definition's name or the last segment of its id; else the file's name without its endings,
// unless that only names the kind: then the folder's.
std::string original_name(const Item& item) {
    const batchai::Text& name = item.job ? item.job->name : item.cluster->name;
    const batchai::Text& id = item.job ? item.job->id : item.cluster->id;
    if (name.given() && !base::is_blank(name.value)) {
        return std::string(last_segment(name.value));
    }
    if (id.given() && !last_segment(id.value).empty()) {
        return std::string(last_segment(id.value));
    }
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

// Names that meet, whatever their case, all carry the hash of their path.
void name_items(std::vector<std::unique_ptr<Item>>& items, ObjectKind kind, aml::NameKind rule) {
    std::unordered_map<std::string, int> uses;
    for (const auto& item : items) {
        if (item->readable && item->what.kind == kind) {
            item->original_name = original_name(*item);
            item->name = aml::legal_name(rule, item->original_name);
            ++uses[base::lower(item->name)];
        }
    }
    for (const auto& item : items) {
        if (item->readable && item->what.kind == kind && uses[base::lower(item->name)] > 1) {
            item->name = aml::distinct_name(rule, item->original_name, item->path);
        }
    }
}

class Clusters {
  public:
    explicit Clusters(const std::vector<std::unique_ptr<Item>>& items) {
        for (const auto& item : items) {
            if (item->readable && item->cluster) {
                m_by_name[base::lower(item->original_name)].push_back(item.get());
                m_by_folder[item->folder_key].push_back(item.get());
                m_all.push_back(item.get());
            }
        }
    }

    // By the job's cluster id where a given cluster has a name; else the one in its folder; else
    // the only one given.
    [[nodiscard]] const Item* of(const Item& job) const {
        if (job.job->cluster_id.given()) {
            const auto named = m_by_name.find(base::lower(last_segment(job.job->cluster_id.value)));
            if (named != m_by_name.end() && named->second.size() == 1) {
                return named->second.front();
            }
        }
        const auto beside = m_by_folder.find(job.folder_key);
        if (beside != m_by_folder.end() && beside->second.size() == 1) {
            return beside->second.front();
        }
        return m_all.size() == 1 ? m_all.front() : nullptr;
    }

  private:
    std::unordered_map<std::string, std::vector<const Item*>> m_by_name;
    std::unordered_map<std::string, std::vector<const Item*>> m_by_folder;
    std::vector<const Item*> m_all;
};

translate::Source source_of(const Item& item) {
    return {item.path, item.hash, &item.parsed.document, &item.rules, item.what};
}

void translate_job(Item& item, const Clusters& clusters, const translate::Options& options) {
    translate::JobContext context;
    context.name = item.name;
    context.display_name = item.original_name;
    context.options = &options;
    const Item* cluster = clusters.of(item);
    if (cluster != nullptr) {
        context.cluster = &*cluster->cluster;
        context.cluster_document = &cluster->parsed.document;
        context.cluster_path = cluster->path;
        context.compute = cluster->name;
    } else if (item.job->cluster_id.given()) {
        const std::string_view last = last_segment(item.job->cluster_id.value);
        context.compute =
            last.empty() ? std::string{} : aml::legal_name(aml::NameKind::compute, last);
    }
    if (!options.compute.empty()) {
        context.compute = options.compute;
    }
    item.job_result = translate::job(source_of(item), *item.job, context);
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
        for (const auto* list : {&item->cluster_result.datastores, &item->job_result.datastores}) {
            for (const translate::DatastoreUse& use : *list) {
                Use& known = uses[use.datastore.name];
                if (known.first == nullptr) {
                    known.first = item.get();
                    known.at = &use;
                } else if (known.first != item.get()) {
                    known.others.push_back(item->path);
                }
                known.bound = known.bound || use.bound;
                known.settled = known.settled || use.datastore.identity_based;
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
    for (const auto& item : bundle.items) {
        if (item->job_result.job && !told) {
            told = true;
            item->findings.push_back(
                {.code = "TR241",
                 .cls = base::Class::manual,
                 .message =
                     "nothing says where the workspace is: the ids in ARM bodies hold REPLACE-ME",
                 .help = "say --subscription, -g and -w"});
        }
        if (item->cluster_result.compute && item->cluster_result.compute->location.empty() &&
            open(scope.location)) {
            item->findings.push_back(
                {.code = "TR412",
                 .cls = base::Class::manual,
                 .message = "the cluster says no location: its ARM body holds REPLACE-ME",
                 .help = "say --location REGION"});
        }
    }
}

void fill_report(Bundle& bundle) {
    report::Report& report = bundle.report;
    std::map<std::string, std::vector<std::string>> assumptions;
    for (const auto& item : bundle.items) {
        report::File file;
        file.path = item->path;
        file.display = item->display;
        file.kind = item->readable ? item->what.kind : ObjectKind::unknown;
        file.api_version = item->what.api_version;
        file.shape = item->what.shape;
        file.readable = item->readable;
        file.document = item->readable || !item->parsed.document.source().empty()
                            ? &item->parsed.document
                            : nullptr;
        if (item->readable && item->job) {
            file.ledger = &item->job_result.ledger;
            file.rules = &item->rules;
            file.submittable = item->job_result.job.has_value();
        } else if (item->readable && item->cluster) {
            file.ledger = &item->cluster_result.ledger;
            file.rules = &item->rules;
        }
        auto& findings = item->findings;
        for (auto* more : {&item->cluster_result.findings, &item->job_result.findings}) {
            findings.insert(findings.end(), std::make_move_iterator(more->begin()),
                            std::make_move_iterator(more->end()));
            more->clear();
        }
        std::stable_sort(
            findings.begin(), findings.end(),
            [](const base::Finding& a, const base::Finding& b) { return a.offset < b.offset; });
        file.findings = findings;
        for (const auto* tasks : {&item->cluster_result.tasks, &item->job_result.tasks}) {
            for (const translate::Task& task : *tasks) {
                if (std::find(report.tasks.begin(), report.tasks.end(), task) ==
                    report.tasks.end()) {
                    report.tasks.push_back(task);
                }
            }
        }
        for (const std::string& assumption : item->job_result.assumptions) {
            assumptions[assumption].push_back(item->name);
        }
        report.files.push_back(std::move(file));
        if (!item->readable) {
            bundle.unreadable.push_back(item->display);
        } else if (item->named && !item->job && !item->cluster) {
            bundle.not_ours.push_back(item->display);
        }
    }
    for (auto& [name, jobs] : assumptions) {
        report.assumptions.push_back({name, jobs});
    }
}

void tell_not_ours(Item& item) {
    if (!item.named || !item.readable || item.job || item.cluster) {
        return;
    }
    const bool azureml = item.what.kind == ObjectKind::azureml;
    const bool server = item.what.kind == ObjectKind::file_server;
    item.findings.push_back(
        {.code = azureml ? "BA141" : "BA140",
         .cls = base::Class::error,
         .node = base::k_no_node,
         .offset = 0,
         .length = 0,
         .message = azureml ? "this is Azure ML already, not a Batch AI definition"
                    : server
                        ? "this is a file server's definition, which this version does not read"
                        : "this is no Batch AI job or cluster definition",
         .help =
             azureml
                 ? ""
                 : "a definition has \"properties\" with keys like \"nodeCount\" or \"vmSize\""});
}

} // namespace

Bundle convert(const Request& request, base::Files& files,
               const std::function<void(std::size_t, std::size_t)>& progress) {
    Bundle bundle;
    translate::Options options = request.options;
    if (options.code) {
        bundle.code = read_code(options.code->folder, request.output_dir, files);
        for (const CodeFile& file : bundle.code.files) {
            options.code->files.push_back(file.path);
        }
    }
    bundle.items = collect(request, files);
    name_items(bundle.items, ObjectKind::cluster, aml::NameKind::compute);
    name_items(bundle.items, ObjectKind::job, aml::NameKind::job);
    const Clusters clusters(bundle.items);
    std::size_t done = 0;
    for (const auto& item : bundle.items) {
        tell_not_ours(*item);
        if (item->readable && item->cluster) {
            item->cluster_result =
                translate::cluster(source_of(*item), *item->cluster, item->name, options);
        } else if (item->readable && item->job) {
            translate_job(*item, clusters, options);
        }
        if (progress && ++done % 256 == 0) {
            progress(done, bundle.items.size());
        }
    }
    tell_about_volumes(bundle);
    tell_about_options(bundle, options);
    tell_about_keys(bundle);
    if (request.arm) {
        tell_about_scope(bundle, request.scope);
    }
    fill_report(bundle);
    if (request.render) {
        render(bundle, request);
    }
    report::count(bundle.report);
    return bundle;
}

} // namespace bundle
