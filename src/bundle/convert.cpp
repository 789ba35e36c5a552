#include "aml/names.hpp"
#include "base/error.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "bundle/mapping.hpp"
#include "bundle/resolve.hpp"
#include "bundle/tell.hpp"
#include "translate/storage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>

namespace bundle {

namespace {

using batchai::ObjectKind;

// The flags of `cluster convert` into each cluster there is.
void merge_flags(Bundle& bundle, const batchai::OldCliFlags& flags) {
    std::size_t clusters = 0;
    each_object(bundle, [&](const Item& item, Object& object) {
        if (!object.cluster) {
            return;
        }
        if (++clusters > 1 && !flags.name.empty()) {
            throw base::Error(base::Exit::usage, "--name names one cluster, and there are more",
                              "give one file, or leave the names to the definitions");
        }
        if (const auto refusal = batchai::merge(*object.cluster, flags)) {
            throw base::Error(
                base::Exit::usage,
                fmt::format("{}: {}", base::printable(item.display, 400), refusal->what),
                refusal->help);
        }
    });
}

void translate_job(const Item& item, Object& object, const Clusters& clusters,
                   const translate::Options& options) {
    translate::JobContext context;
    context.name = object.name;
    context.display_name = object.original_name;
    context.options = &options;
    const Clusters::Given cluster = clusters.of(item, *object.job);
    if (cluster.object != nullptr) {
        context.cluster = &*cluster.object->cluster;
        context.cluster_document = &cluster.item->parsed.document;
        context.cluster_path = cluster.item->path;
        context.cluster_name = cluster.object->name;
        object.ran_on = cluster.object;
        context.compute = cluster.object->name;
    } else if (object.job->cluster_id.given()) {
        const std::string_view last = last_segment(object.job->cluster_id.value);
        const auto* to = translate::substitute_for(options.replace.clusters, last);
        context.compute = to != nullptr  ? to->to
                          : last.empty() ? std::string{}
                                         : aml::legal_name(aml::NameKind::compute, last);
    }
    if (!options.compute.empty()) {
        context.compute = options.compute;
    }
    object.job_result = translate::job(item.source_of(object), *object.job, context);
}

// The configuration that fills what no flag says: the only one that is filled in.
const Object* chosen_configuration(const std::vector<std::unique_ptr<Item>>& items) {
    const Object* chosen = nullptr;
    for (const auto& item : items) {
        for (const Object& object : item->objects) {
            if (!object.configuration || chosen != nullptr) {
                continue;
            }
            const batchai::Configuration& c = *object.configuration;
            const bool filled = c.subscription_id.given() && c.resource_group.given() &&
                                !c.subscription_id.value.empty() &&
                                !c.resource_group.value.empty() &&
                                !translate::has_user_placeholder(c.subscription_id.value) &&
                                !translate::has_user_placeholder(c.resource_group.value);
            chosen = filled ? &object : nullptr;
        }
    }
    return chosen;
}

// What flags and environment leave open, a configuration given with the definitions says.
Request completed(const Request& request, const Object* configuration) {
    Request out = request;
    if (configuration == nullptr) {
        return out;
    }
    const batchai::Configuration& c = *configuration->configuration;
    const auto fill = [](std::string& value, const batchai::Text& said, bool open) {
        if (open && said.given() && !said.value.empty() &&
            !translate::has_user_placeholder(said.value)) {
            value = std::string(said.value);
        }
    };
    fill(out.scope.subscription, c.subscription_id, aml::has_placeholder(out.scope.subscription));
    fill(out.scope.resource_group, c.resource_group,
         aml::has_placeholder(out.scope.resource_group));
    fill(out.scope.workspace, c.workspace, aml::has_placeholder(out.scope.workspace));
    fill(out.scope.location, c.location, aml::has_placeholder(out.scope.location));
    each_options(out, [&](translate::Options& options) {
        fill(options.storage_account, c.storage_account, options.storage_account.empty());
    });
    return out;
}

void translate_object(const Item& item, Object& object, const Clusters& clusters,
                      const Object* configuration, const Request& request) {
    const translate::Options& options = options_for(request, object);
    const translate::Source source = item.source_of(object);
    if (!object.what.written) {
        object.other_result = translate::left_to_people(source);
    } else if (object.job) {
        translate_job(item, object, clusters, options);
    } else if (object.file_server) {
        object.other_result =
            translate::file_server(source, *object.file_server, object.original_name);
    } else if (object.workspace) {
        object.other_result = translate::workspace(source, *object.workspace, object.name, options);
    } else if (object.experiment) {
        object.other_result = translate::experiment(source, *object.experiment);
    } else if (object.configuration) {
        object.other_result =
            translate::configuration(source, *object.configuration, &object == configuration);
    }
}

// After the jobs: what they ask of their cluster is known then.
void translate_clusters(Bundle& bundle, const Request& request) {
    const ClusterNeeds needs(bundle);
    each_object(bundle, [&](const Item& item, Object& object) {
        if (object.cluster && object.what.written) {
            object.cluster_result =
                translate::cluster(item.source_of(object), *object.cluster, object.name,
                                   needs.of(object), options_for(request, object));
        }
    });
}

translate::Ledger& ledger_of(Object& object) {
    return object.job && object.what.written       ? object.job_result.ledger
           : object.cluster && object.what.written ? object.cluster_result.ledger
                                                   : object.other_result.ledger;
}

// One account of the whole file.
void close_ledger(Item& item) {
    const document::Document& document = item.parsed.document;
    for (Object& object : item.objects) {
        const translate::ClusterResult& cluster = object.cluster_result;
        for (const translate::FlagOrigin& origin : cluster.flags) {
            object.of_flags.emplace_back(
                fmt::format("{}#{}", cluster.ledger.files()[origin.leaf.file], origin.leaf.pointer),
                origin.flag);
        }
    }
    if (item.objects.size() == 1 && item.objects[0].what.outer == document.root()) {
        item.ledger = std::move(ledger_of(item.objects[0]));
        return;
    }
    item.ledger = translate::Ledger(document);
    for (Object& object : item.objects) {
        item.ledger.absorb(ledger_of(object));
        ledger_of(object) = {};
    }
    item.ledger.close(document, item.rules);
}

template <class T> void move_into(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

void gather_findings(Item& item) {
    for (Object& object : item.objects) {
        for (auto* more : {&object.cluster_result.findings, &object.job_result.findings,
                           &object.other_result.findings}) {
            move_into(item.findings, *more);
        }
    }
    std::stable_sort(
        item.findings.begin(), item.findings.end(),
        [](const base::Finding& a, const base::Finding& b) { return a.offset < b.offset; });
    for (base::Finding& finding : item.findings) { // the last gate, as for the bundle's files
        finding.message = base::without_secrets(finding.message);
        finding.help = base::without_secrets(finding.help);
    }
}

report::File file_of(const Item& item) {
    report::File file;
    file.path = item.path;
    file.display = item.display;
    file.kind = item.readable ? item.kind() : ObjectKind::unknown;
    file.shape = item.shape;
    file.mapping = item.mapping;
    file.readable = item.readable;
    file.document =
        item.readable || !item.parsed.document.source().empty() ? &item.parsed.document : nullptr;
    if (item.readable && item.ours()) {
        file.ledger = &item.ledger;
        file.rules = &item.rules;
    }
    for (const AzuremlObject& own : item.azureml) {
        file.objects.push_back({.kind = ObjectKind::azureml,
                                .name = own.name,
                                .pointer = item.parsed.document.pointer(own.what.object)});
    }
    for (const Object& object : item.objects) {
        file.api_version = file.api_version.empty() ? object.what.api_version : file.api_version;
        file.objects.push_back({.kind = object.what.kind,
                                .name = object.name,
                                .pointer = item.parsed.document.pointer(object.what.outer),
                                .submittable = object.job_result.job.has_value()});
    }
    file.findings = item.findings;
    return file;
}

void fill_report(Bundle& bundle) {
    report::Report& report = bundle.report;
    std::map<std::string, std::vector<std::string>> assumptions;
    std::map<std::vector<std::string>, std::vector<std::string>> left_out;
    std::vector<const aml::AmlCompute*> computes;
    for (const auto& item : bundle.items) {
        gather_findings(*item);
        for (const Object& object : item->objects) {
            for (const auto* tasks : {&object.cluster_result.tasks, &object.job_result.tasks,
                                      &object.other_result.tasks}) {
                for (const translate::Task& task : *tasks) {
                    if (std::find(report.tasks.begin(), report.tasks.end(), task) ==
                        report.tasks.end()) {
                        report.tasks.push_back(task);
                    }
                }
            }
            for (const std::string& assumption : object.job_result.assumptions) {
                assumptions[assumption].push_back(object.name);
            }
            if (object.cluster_result.compute) {
                computes.push_back(&*object.cluster_result.compute);
            }
            if (!object.job_result.left_out.empty()) {
                left_out[object.job_result.left_out].push_back(object.name);
            }
        }
        report.files.push_back(file_of(*item));
        if (!item->readable) {
            bundle.unreadable.push_back(item->display);
        } else if (item->named && !item->ours() && item->azureml.empty()) {
            bundle.not_ours.push_back(item->display);
        }
    }
    for (auto& [name, jobs] : assumptions) {
        report.assumptions.push_back({name, jobs});
    }
    for (auto& [variables, jobs] : left_out) {
        report.left_out.push_back({variables, jobs});
    }
    report.cores = report::cores_needed(computes);
}

// Once for each folder that options name.
void take_code(Bundle& bundle, translate::CodeFolder& code, const std::string& output,
               base::Files& files) {
    auto known = bundle.code.find(code.folder);
    if (known == bundle.code.end()) {
        known = bundle.code.emplace(code.folder, read_code(code.folder, output, files)).first;
    }
    for (const CodeFile& file : known->second.files) {
        code.files.push_back(file.path);
    }
}

void tell_not_ours(Item& item) {
    if (!item.named || !item.readable || item.ours() || !item.azureml.empty()) {
        return;
    }
    item.findings.push_back(
        {.code = "BA140",
         .cls = base::Class::error,
         .node = base::k_no_node,
         .offset = 0,
         .length = 0,
         .message = "this is no Batch AI definition",
         .help = "a definition has \"properties\" with keys like \"nodeCount\" or \"vmSize\""});
}

} // namespace

Bundle convert(const Request& asked, base::Files& files,
               const std::function<void(std::size_t, std::size_t)>& progress) {
    Bundle bundle;
    bundle.items = collect(asked, files);
    if (asked.cluster_flags != nullptr) {
        merge_flags(bundle, *asked.cluster_flags);
    }
    name_objects(bundle.items, asked.options.replace);
    const Object* configuration = chosen_configuration(bundle.items);
    Request request = completed(asked, configuration);
    each_options(request, [&](translate::Options& options) {
        if (options.code) {
            take_code(bundle, *options.code, request.output_dir, files);
        }
    });
    const Clusters clusters(bundle.items);
    std::size_t done = 0;
    for (const auto& item : bundle.items) {
        tell_not_ours(*item);
        for (Object& object : item->objects) {
            translate_object(*item, object, clusters, configuration, request);
        }
        if (progress && ++done % 256 == 0) {
            progress(done, bundle.items.size());
        }
    }
    translate_clusters(bundle, request);
    tell_about_volumes(bundle);
    tell_about_options(bundle, request);
    finish_azureml(bundle, request, files);
    tell_about_keys(bundle);
    tell_about_connections(bundle);
    tell_about_vaults(bundle);
    tell_about_unused_secrets(bundle, request);
    if (Item* file = add_mapping(bundle, request)) {
        tell_about_mapping(bundle, request, *file);
    }
    if (request.arm) {
        tell_about_scope(bundle, request.scope);
    }
    for (const auto& item : bundle.items) {
        if (item->ours()) {
            close_ledger(*item);
        }
    }
    bundle.configuration = configuration;
    fill_report(bundle);
    if (request.render) {
        render(bundle, request);
    }
    if (request.verify) {
        verify(bundle, request);
    }
    report::count(bundle.report);
    return bundle;
}

} // namespace bundle
