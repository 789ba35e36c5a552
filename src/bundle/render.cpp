// The bundle's texts, and the account of its output fields.

#include "aml/code.hpp"
#include "aml/names.hpp"
#include "base/hash.hpp"
#include "base/json_text.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "bundle/bundle.hpp"
#include "bundle/mapping.hpp"
#include "bundle/resolve.hpp"
#include "emit/v2.hpp"
#include "translate/rules.hpp"
#include "translate/storage.hpp"

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
            for (const Object& object : m_bundle.items[i]->objects) {
                render(i, object);
            }
            for (const AzuremlObject& own : m_bundle.items[i]->azureml) {
                if (m_request.azureml && own.sound) {
                    render(i, own);
                }
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
    void render(std::size_t owner, const Object& object) {
        if (object.cluster_result.compute) {
            compute(owner, object, *object.cluster_result.compute);
        }
        for (const auto* list :
             {&object.cluster_result.datastores, &object.job_result.datastores}) {
            for (const auto& use : *list) {
                datastore(owner, use.datastore);
            }
        }
        if (object.job_result.connection) {
            connection(owner, *object.job_result.connection);
        }
        if (object.job_result.job) {
            job(owner, object, *object.job_result.job);
        }
        if (object.other_result.workspace) {
            workspace(owner, object, *object.other_result.workspace);
        }
        if (&object == m_bundle.configuration) {
            configuration(owner, *object.configuration);
        }
    }

    // In the form that ours have, for the commands that print one kind.
    void render(std::size_t owner, const AzuremlObject& own) {
        const Item& item = *m_bundle.items[owner];
        const std::vector<std::string> header = {
            fmt::format("Made by {} {} from {} (sha256 {}).", base::k_tool, base::k_version,
                        base::printable(item.path, 200), item.hash.substr(0, 12))};
        const auto write = [&](const char* folder, const char* file, const emit::Yaml& tree) {
            add(fmt::format("{}/{}{}", folder, own.name, file), emit::write(tree, header), owner);
        };
        const auto body = [&](const char* folder, const std::string& text) {
            add(fmt::format("arm/{}/{}.json", folder, own.name), text, owner);
        };
        if (const auto* job = std::get_if<aml::CommandJob>(&own.object)) {
            write("jobs", "/job.yml", emit::v2::job(*job));
            body("jobs", emit::arm::job(*job, m_request.scope, own.code_hash));
        } else if (const auto* compute = std::get_if<aml::AmlCompute>(&own.object)) {
            write("compute", ".yml", emit::v2::compute(*compute));
            body("computes", emit::arm::compute(*compute, m_request.scope));
        } else if (const auto* datastore = std::get_if<aml::Datastore>(&own.object)) {
            write("datastores", ".yml", emit::v2::datastore(*datastore));
            body("datastores", emit::arm::datastore(*datastore));
        }
    }

    void targets() {
        for (const auto& item : m_bundle.items) {
            for (const Object& object : item->objects) {
                m_flags.insert(object.of_flags.begin(), object.of_flags.end());
            }
            const translate::Ledger& ledger = item->ledger;
            if (ledger.files().empty()) {
                continue;
            }
            translate::each_leaf(item->parsed.document, item->parsed.document.root(),
                                 [&](document::NodeId node) {
                                     for (const translate::Target& to : ledger.of(node).to) {
                                         m_targets[ledger.files()[to.file]].insert(to.pointer);
                                     }
                                 });
        }
    }

    [[nodiscard]] std::string made_by(std::string_view what, std::size_t owner,
                                      const Object& object) const {
        const Item& item = *m_bundle.items[owner];
        if (item.hash.empty()) {
            return fmt::format("{} \"{}\". Made by {} {} from the command line.", what,
                               base::printable(object.original_name, 100), base::k_tool,
                               base::k_version);
        }
        return fmt::format("{} \"{}\". Made by {} {} from {} (sha256 {}).", what,
                           base::printable(object.original_name, 100), base::k_tool,
                           base::k_version, base::printable(item.path, 200),
                           item.hash.substr(0, 12));
    }

    void add(std::string path, const std::string& content, std::size_t owner) {
        // The last gate: what looks like a secret does not leave, whatever way it took.
        m_bundle.texts.push_back({std::move(path), base::without_secrets(content), owner});
    }

    void yaml(const std::string& path, const emit::Yaml& tree,
              const std::vector<std::string>& header, On kind, std::size_t owner) {
        const auto known = m_targets.find(path);
        for (const std::string& leaf : emit::leaves(tree)) {
            ++m_bundle.report.totals.output_fields;
            const std::string field = fmt::format("{}#{}", path, leaf);
            if (const auto flag = m_flags.find(field); flag != m_flags.end()) {
                ++m_bundle.report.totals.with_origin;
                m_bundle.report.origins.push_back({field, flag->second});
                continue;
            }
            if (known != m_targets.end() && known->second.contains(leaf)) {
                ++m_bundle.report.totals.with_origin;
                continue;
            }
            const translate::Rule* rule = translate::output_rule(kind, leaf);
            if (rule != nullptr) {
                ++m_bundle.report.totals.with_origin;
                m_bundle.report.origins.push_back({field, rule->id});
            }
        }
        add(path, emit::write(tree, header), owner);
    }

    void workspace(std::size_t owner, const Object& object, const aml::Workspace& workspace) {
        const std::string path = fmt::format("workspaces/{}.yml", workspace.name);
        yaml(path, emit::v2::workspace(workspace), {made_by("Batch AI workspace", owner, object)},
             On::workspace_file, owner);
        m_workspaces.push_back(fmt::format("az ml workspace create -f {}", path));
        if (m_request.arm) {
            add(fmt::format("arm/workspaces/{}.json", workspace.name),
                emit::arm::workspace(workspace), owner);
        }
    }

    // As Workspace.from_config() reads it.
    void configuration(std::size_t owner, const batchai::Configuration& configuration) {
        std::string text;
        base::JsonText json(text);
        json.begin_object();
        const auto member = [&](const char* key, const batchai::Text& said) {
            if (said.given() && !said.value.empty() &&
                !translate::has_user_placeholder(said.value)) {
                json.key(key).string(said.value);
            }
        };
        member("subscription_id", configuration.subscription_id);
        member("resource_group", configuration.resource_group);
        member("workspace_name", configuration.workspace);
        json.end_object();
        text.push_back('\n');
        add(".azureml/config.json", text, owner);
    }

    void compute(std::size_t owner, const Object& object, const aml::AmlCompute& compute) {
        yaml(fmt::format("compute/{}.yml", compute.name), emit::v2::compute(compute),
             {made_by("Batch AI cluster", owner, object)}, On::compute_file, owner);
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

    void connection(std::size_t owner, const translate::ConnectionUse& use) {
        const aml::Connection& connection = use.connection;
        if (!m_connections.insert(connection.name).second) {
            return;
        }
        const std::string path = fmt::format("connections/{}.yml", connection.name);
        yaml(path, emit::v2::connection(connection),
             {fmt::format("A registry of Batch AI definitions. Made by {} {}.", base::k_tool,
                          base::k_version)},
             On::connection_file, owner);
        if (!aml::has_placeholder(connection.user_name)) {
            m_registries.push_back(create_connection(use));
        }
        if (m_request.arm) {
            add(fmt::format("arm/connections/{}.json", connection.name),
                emit::arm::connection(connection), owner);
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
    std::string code(std::size_t owner, const Object& object, const std::string& folder) {
        const translate::JobResult& result = object.job_result;
        std::vector<aml::CodeFile> files;
        if (result.code) {
            const translate::CodeFolder& code = *options_for(m_request, object).code;
            for (const CodeFile& file : m_bundle.code.at(code.folder).files) {
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

    void job(std::size_t owner, const Object& object, const aml::CommandJob& job) {
        const std::string folder = fmt::format("jobs/{}", object.name);
        yaml(folder + "/job.yml", emit::v2::job(job), {made_by("Batch AI job", owner, object)},
             On::job_file, owner);
        const std::string hash = code(owner, object, folder + "/code/");
        environment(owner, job.environment);
        m_jobs.push_back(fmt::format("az ml job create -f {}/job.yml", folder));
        if (m_request.arm) {
            add(fmt::format("arm/jobs/{}.json", object.name),
                emit::arm::job(job, m_request.scope, hash), owner);
        }
    }

    void commands() {
        for (auto* list : {&m_workspaces, &m_registries, &m_stores, &m_computes,
                           &m_bundle.role_commands, &m_jobs}) {
            std::sort(list->begin(), list->end());
            m_bundle.report.commands.insert(m_bundle.report.commands.end(), list->begin(),
                                            list->end());
        }
    }

    Bundle& m_bundle;
    const Request& m_request;
    std::unordered_map<std::string, std::unordered_set<std::string>> m_targets;
    std::unordered_map<std::string, std::string_view> m_flags; // field -> the flag that gave it
    std::unordered_set<std::string> m_datastores;
    std::unordered_set<std::string> m_connections;
    std::unordered_set<std::string> m_environments;
    std::vector<std::string> m_workspaces;
    std::vector<std::string> m_registries;
    std::vector<std::string> m_stores;
    std::vector<std::string> m_computes;
    std::vector<std::string> m_jobs;
};

} // namespace

void render(Bundle& bundle, const Request& request) {
    Renderer(bundle, request).run();
}

} // namespace bundle
