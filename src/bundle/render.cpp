// The bundle's texts, and the account of its output fields.

#include "aml/code.hpp"
#include "aml/names.hpp"
#include "base/hash.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "bundle/bundle.hpp"
#include "emit/v2.hpp"
#include "translate/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace bundle {

namespace {

using translate::On;

class Renderer {
  public:
    Renderer(Bundle& bundle, const Request& request)
        : m_bundle(bundle),
          m_request(request) {}

    void run() {
        targets();
        for (std::size_t i = 0; i < m_bundle.items.size(); ++i) {
            const Item& item = *m_bundle.items[i];
            if (item.cluster_result.compute) {
                compute(i, *item.cluster_result.compute);
            }
            for (const auto& use : item.cluster_result.datastores) {
                datastore(i, use.datastore);
            }
            for (const auto& use : item.job_result.datastores) {
                datastore(i, use.datastore);
            }
            if (item.job_result.job) {
                job(i, *item.job_result.job);
            }
        }
        commands();
        std::sort(m_bundle.texts.begin(), m_bundle.texts.end(),
                  [](const Text& a, const Text& b) { return a.path < b.path; });
        std::sort(
            m_bundle.report.origins.begin(), m_bundle.report.origins.end(),
            [](const report::Origin& a, const report::Origin& b) { return a.field < b.field; });
        for (const Text& text : m_bundle.texts) {
            if (text.owner != k_nobody) {
                m_bundle.report.files[text.owner].outputs.push_back(
                    {text.path, base::sha256(text.bytes()), false, text.users != nullptr});
            }
        }
    }

  private:
    void targets() {
        for (const auto& item : m_bundle.items) {
            for (const translate::Ledger* ledger :
                 {&item->cluster_result.ledger, &item->job_result.ledger}) {
                if (ledger->files().empty()) {
                    continue;
                }
                translate::each_leaf(item->parsed.document, item->parsed.document.root(),
                                     [&](document::NodeId node) {
                                         for (const translate::Target& to : ledger->of(node).to) {
                                             m_targets[ledger->files()[to.file]].insert(to.pointer);
                                         }
                                     });
            }
        }
    }

    std::string made_by(std::string_view what, const Item& item) const {
        return fmt::format("{} \"{}\". Made by {} {} from {} (sha256 {}).", what,
                           base::printable(item.original_name, 100), base::k_tool, base::k_version,
                           base::printable(item.path, 200), item.hash.substr(0, 12));
    }

    void add(std::string path, std::string content, std::size_t owner) {
        // The last gate: what looks like a secret does not leave, whatever way it took.
        for (const base::Span& span : base::find_secrets(content)) {
            content.replace(span.begin, span.end - span.begin,
                            std::string(span.end - span.begin, 'X'));
        }
        m_bundle.texts.push_back({std::move(path), std::move(content), owner});
    }

    void yaml(const std::string& path, const emit::Yaml& tree,
              const std::vector<std::string>& header, On kind, std::size_t owner) {
        const auto known = m_targets.find(path);
        for (const std::string& leaf : emit::leaves(tree)) {
            ++m_bundle.report.totals.output_fields;
            if (known != m_targets.end() && known->second.contains(leaf)) {
                ++m_bundle.report.totals.with_origin;
                continue;
            }
            const translate::Rule* rule = translate::output_rule(kind, leaf);
            if (rule != nullptr) {
                ++m_bundle.report.totals.with_origin;
                m_bundle.report.origins.push_back({fmt::format("{}#{}", path, leaf), rule->id});
            }
        }
        add(path, emit::write(tree, header), owner);
    }

    void compute(std::size_t owner, const aml::AmlCompute& compute) {
        const Item& item = *m_bundle.items[owner];
        yaml(fmt::format("compute/{}.yml", compute.name), emit::v2::compute(compute),
             {made_by("Batch AI cluster", item)}, On::compute_file, owner);
        m_computes.push_back(fmt::format("az ml compute create -f compute/{}.yml", compute.name));
        if (m_request.arm) {
            add(fmt::format("arm/computes/{}.json", compute.name),
                emit::arm::compute(compute, m_request.scope), owner);
        }
    }

    void datastore(std::size_t owner, const aml::Datastore& datastore) {
        if (!m_datastores.insert(datastore.name).second) {
            return;
        }
        const std::string path = fmt::format("datastores/{}.yml", datastore.name);
        yaml(path, emit::v2::datastore(datastore),
             {fmt::format("A volume of Batch AI definitions. Made by {} {}.", base::k_tool,
                          base::k_version)},
             On::datastore_file, owner);
        if (!aml::has_placeholder(datastore.name)) {
            m_stores.push_back(
                fmt::format("az ml datastore create -f {}{}", path,
                            datastore.identity_based
                                ? ""
                                : " --set credentials.account_key=\"$AZURE_STORAGE_KEY\""));
        }
        if (m_request.arm) {
            add(fmt::format("arm/datastores/{}.json", datastore.name),
                emit::arm::datastore(datastore), owner);
        }
    }

    void environment(std::size_t owner, const aml::Environment& environment) {
        if (const auto* context = std::get_if<aml::BuildContext>(&environment)) {
            if (m_environments.insert(context->name).second) {
                const std::string folder = fmt::format("environments/{}", context->name);
                ++m_bundle.report.totals.environments;
                add(folder + "/Dockerfile", context->dockerfile, owner);
                yaml(folder + "/environment.yml", emit::v2::environment(*context),
                     {fmt::format("Made by {} {}.", base::k_tool, base::k_version)},
                     On::environment_file, owner);
                if (m_request.arm) {
                    add(fmt::format("arm/environments/{}.json", context->name),
                        emit::arm::environment(environment), owner);
                }
            }
            return;
        }
        if (m_request.arm) {
            const std::string hash = base::short_hash(std::get<aml::Image>(environment).image, 12);
            if (m_environments.insert("image " + hash).second) {
                add(fmt::format("arm/environments/image-{}.json", hash),
                    emit::arm::environment(environment), owner);
            }
        }
    }

    // The code folder of a job; its hash, empty where the job has none.
    std::string code(std::size_t owner, const std::string& folder) {
        const translate::JobResult& result = m_bundle.items[owner]->job_result;
        std::vector<aml::CodeFile> files;
        if (result.code) {
            for (const CodeFile& file : m_bundle.code.files) {
                m_bundle.texts.push_back({folder + file.path, {}, owner, file.content});
                files.push_back({file.path, *file.content});
            }
        }
        if (!result.launcher.empty()) {
            add(folder + result.launcher_name, result.launcher, owner);
            files.push_back({result.launcher_name, m_bundle.texts.back().content});
        }
        return files.empty() ? std::string{} : aml::code_hash(std::move(files));
    }

    void job(std::size_t owner, const aml::CommandJob& job) {
        const Item& item = *m_bundle.items[owner];
        const std::string folder = fmt::format("jobs/{}", item.name);
        yaml(folder + "/job.yml", emit::v2::job(job), {made_by("Batch AI job", item)}, On::job_file,
             owner);
        const std::string hash = code(owner, folder + "/code/");
        environment(owner, job.environment);
        m_jobs.push_back(fmt::format("az ml job create -f {}/job.yml", folder));
        if (m_request.arm) {
            add(fmt::format("arm/jobs/{}.json", item.name),
                emit::arm::job(job, m_request.scope, hash), owner);
        }
    }

    void commands() {
        for (auto* list : {&m_stores, &m_computes, &m_jobs}) {
            std::sort(list->begin(), list->end());
            m_bundle.report.commands.insert(m_bundle.report.commands.end(), list->begin(),
                                            list->end());
        }
    }

    Bundle& m_bundle;
    const Request& m_request;
    std::unordered_map<std::string, std::unordered_set<std::string>> m_targets;
    std::unordered_set<std::string> m_datastores;
    std::unordered_set<std::string> m_environments;
    std::vector<std::string> m_stores;
    std::vector<std::string> m_computes;
    std::vector<std::string> m_jobs;
};

} // namespace

void render(Bundle& bundle, const Request& request) {
    Renderer(bundle, request).run();
}

} // namespace bundle
