// From files and flags to the clusters that shall be there.

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "cli/cluster.hpp"
#include "report/report.hpp"

#include <fmt/format.h>

#include <set>

namespace cli {

namespace {

void gather(const bundle::Bundle& bundle, std::vector<aml::AmlCompute>& out) {
    for (const auto& item : bundle.items) {
        for (const bundle::Object& object : item->objects) {
            if (object.cluster_result.compute) {
                out.push_back(*object.cluster_result.compute);
            }
        }
        for (const bundle::AzuremlObject& own : item->azureml) {
            const auto* compute = std::get_if<aml::AmlCompute>(&own.object);
            if (compute != nullptr && own.sound) {
                out.push_back(*compute);
                out.back().name = own.name;
            }
        }
    }
}

void check(const std::vector<aml::AmlCompute>& clusters) {
    std::set<std::string> names;
    for (const aml::AmlCompute& cluster : clusters) {
        if (!names.insert(base::lower(cluster.name)).second) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("two clusters are called {}", cluster.name),
                              "give them names, or create them one after the other with --name");
        }
        // Of a body only the ids can still be open, and those are ours to fill.
        emit::arm::Scope scope{
            .subscription = "s", .resource_group = "g", .workspace = "w", .location = "l"};
        if (aml::has_placeholder(emit::arm::compute(cluster, scope))) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("the cluster {} still holds REPLACE-ME", cluster.name),
                              "put the real value there; cluster convert shows where it stands");
        }
    }
}

} // namespace

Wanted wanted_clusters(WantedOptions& o, Env& env) {
    complete(o.translate, env);
    const bundle::Request request{
        .paths = o.files,
        .output_dir = {},
        .options = o.translate.translate,
        .scope = o.translate.scope,
        .render = false,
        .batchai_version = o.translate.batchai_version,
        .mapping = o.translate.mapping,
        .cluster_flags =
            cluster_flags(o.cluster, !o.files.empty(), o.translate.translate.storage_account, env),
        .azureml = true};
    const bundle::Bundle bundle = bundle::convert(request, env.files);
    env.terminal.err(report::findings_text(bundle.report, 200, env.terminal.err_is_terminal()));
    Wanted out{.clusters = {}, .exit = exit_of(bundle, o.fail_on)};
    gather(bundle, out.clusters);
    if (out.exit != base::Exit::done) {
        return out;
    }
    if (out.clusters.empty()) {
        throw base::Error(
            base::Exit::invalid,
            fmt::format("no cluster in {}", base::printable(base::join(o.files, ", "), 200)));
    }
    const std::string& name = o.cluster.flags.name;
    if (out.clusters.size() == 1 && !name.empty()) {
        if (!aml::is_legal(aml::NameKind::compute, name)) {
            throw base::Error(
                base::Exit::usage,
                fmt::format("--name: \"{}\" is no name of a compute", base::printable(name, 80)),
                aml::name_rule(aml::NameKind::compute));
        }
        out.clusters.front().name = name;
    }
    check(out.clusters);
    return out;
}

} // namespace cli
