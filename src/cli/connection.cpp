#include "cli/connection.hpp"

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "rest/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace cli {

namespace {

using nlohmann::json;

constexpr std::uint64_t k_largest = 1ULL << 20U;

// What Workspace.from_config() of both SDKs finds, in one folder.
constexpr std::array<std::string_view, 2> k_config_files = {".azureml/config.json",
                                                            "aml_config/config.json"};

// Looks at one place after the other; the first that says something counts.
class Finder {
  public:
    Finder(const ConnectionOptions& options, Env& env)
        : m_options(options),
          m_env(env) {}

    Connection find() {
        Connection out;
        flag(out.subscription, m_options.subscription, "--subscription");
        flag(out.resource_group, m_options.resource_group, "--resource-group");
        flag(out.workspace, m_options.workspace, "--workspace-name");
        flag(out.cloud, m_options.cloud, "--cloud");
        variable(out.subscription, "AZURE_SUBSCRIPTION_ID");
        variable(out.resource_group, "AZURE_RESOURCE_GROUP");
        variable(out.workspace, "AZUREML_WORKSPACE_NAME");
        variable(out.resource_group, "AZURE_DEFAULTS_GROUP");
        variable(out.workspace, "AZURE_DEFAULTS_WORKSPACE");
        variable(out.location, "AZURE_DEFAULTS_LOCATION");
        variable(out.cloud, "AZUREML_CURRENT_CLOUD");
        az_defaults(out);
        config_file(out);
        az_profile(out);
        if (!out.cloud.given()) {
            out.cloud = {"AzureCloud", "the default"};
        }
        return out;
    }

  private:
    static void flag(Setting& setting, const std::string& value, const char* name) {
        if (!value.empty()) {
            setting = {value, name};
        }
    }

    void variable(Setting& setting, const char* name) {
        if (const auto value = m_env.environ.get(name); value && !setting.given()) {
            setting = {*value, name};
        }
    }

    static void fill(Setting& setting, std::string value, const std::string& from) {
        if (!setting.given() && !value.empty()) {
            setting = {std::move(value), from};
        }
    }

    [[nodiscard]] std::string az_folder() const {
        if (const auto folder = m_env.environ.get("AZURE_CONFIG_DIR")) {
            return *folder;
        }
        const auto home = m_env.environ.get("HOME");
        return home ? base::join_path(*home, ".azure") : std::string{};
    }

    // Empty where there is no such file.
    [[nodiscard]] std::string text_of(const std::string& path) const {
        return m_env.files.type(path, true) == base::FileType::regular
                   ? m_env.files.read(path, k_largest)
                   : std::string{};
    }

    // [defaults] of az's own file, as `az configure --defaults group=…` writes it.
    void az_defaults(Connection& out) const {
        if (az_folder().empty()) {
            return;
        }
        const std::string path = base::join_path(az_folder(), "config");
        bool defaults = false;
        const std::string text = text_of(path);
        for (const std::string_view line : base::split(text, '\n')) {
            const std::string_view said = base::trim(line);
            if (said.starts_with('[')) {
                defaults = said == "[defaults]";
            }
            const auto equals = said.find('=');
            if (!defaults || equals == std::string_view::npos) {
                continue;
            }
            const std::string key = base::lower(base::trim(said.substr(0, equals)));
            std::string value(base::trim(said.substr(equals + 1)));
            if (key == "group") {
                fill(out.resource_group, std::move(value), path);
            } else if (key == "workspace") {
                fill(out.workspace, std::move(value), path);
            } else if (key == "location") {
                fill(out.location, std::move(value), path);
            }
        }
    }

    // The subscription that `az account set` has chosen.
    void az_profile(Connection& out) const {
        if (az_folder().empty() || out.subscription.given()) {
            return;
        }
        const std::string path = base::join_path(az_folder(), "azureProfile.json");
        std::string text = text_of(path);
        if (text.starts_with("\xEF\xBB\xBF")) {
            text.erase(0, 3);
        }
        const json profile = rest::parse_json(text);
        const json* all = profile.is_object() ? rest::member(profile, "subscriptions") : nullptr;
        if (all == nullptr || !all->is_array()) {
            return;
        }
        for (const json& one : *all) {
            const json* chosen = rest::member(one, "isDefault");
            if (chosen != nullptr && chosen->is_boolean() && chosen->get<bool>()) {
                fill(out.subscription, rest::text_of(one, "id"), path);
            }
        }
    }

    void config_file(Connection& out) const {
        const std::string path = found_upwards();
        if (path.empty()) {
            return;
        }
        const json config = rest::parse_json(text_of(path));
        if (!config.is_object()) {
            throw base::Error(base::Exit::invalid,
                              fmt::format("{} is no JSON object", base::printable(path, 400)),
                              "write it anew: batchai-to-amlcompute workspace config --force …");
        }
        fill(out.subscription, rest::text_of(config, "subscription_id"), path);
        fill(out.resource_group, rest::text_of(config, "resource_group"), path);
        fill(out.workspace, rest::text_of(config, "workspace_name"), path);
    }

    [[nodiscard]] std::string found_upwards() const {
        std::string folder = m_env.files.absolute(".");
        for (;;) {
            for (const std::string_view file : k_config_files) {
                std::string path = base::join_path(folder, file);
                if (m_env.files.type(path, true) == base::FileType::regular) {
                    return path;
                }
            }
            const std::string_view parent = base::parent_path(folder);
            if (folder == "/" || folder.empty()) {
                return {};
            }
            folder = parent.empty() ? std::string("/") : std::string(parent);
        }
    }

    const ConnectionOptions& m_options;
    Env& m_env;
};

} // namespace

Connection find_connection(const ConnectionOptions& options, Env& env) {
    Connection out = Finder(options, env).find();
    for (const Setting* setting : {&out.subscription, &out.resource_group, &out.workspace}) {
        if (aml::has_placeholder(setting->value)) {
            throw base::Error(base::Exit::usage,
                              fmt::format("{} still says {}", base::printable(setting->from, 400),
                                          base::printable(setting->value, 80)),
                              "put the real name there");
        }
        if (setting->value.find('/') != std::string::npos) {
            throw base::Error(base::Exit::usage,
                              fmt::format("{}: \"{}\" is no name",
                                          base::printable(setting->from, 400),
                                          base::printable(setting->value, 80)),
                              "the name alone is meant, not the ARM id");
        }
    }
    return out;
}

const std::string& needed(const Setting& setting, std::string_view what) {
    if (setting.given()) {
        return setting.value;
    }

    struct Row {
        std::string_view what;
        std::string_view help;
    };

    constexpr Row k_rows[] = {
        {"subscription",
         "say --subscription, set AZURE_SUBSCRIPTION_ID, choose one with az account "
         "set, or write .azureml/config.json (workspace config)"},
        {"resource group",
         "say -g, set AZURE_RESOURCE_GROUP, az configure --defaults group=…, or write "
         ".azureml/config.json (workspace config)"},
        {"workspace", "say -w, set AZUREML_WORKSPACE_NAME, az configure --defaults workspace=…, or "
                      "write .azureml/config.json (workspace config)"},
        {"location", "say --location, or az configure --defaults location=…"}};
    for (const Row& row : k_rows) {
        if (row.what == what) {
            throw base::Error(base::Exit::usage, fmt::format("no {} is named", what),
                              std::string(row.help));
        }
    }
    throw base::Error(base::Exit::usage, fmt::format("no {} is named", what));
}

std::string origins_text(const Connection& connection) {
    std::string out;
    for (const auto& [name, setting] :
         {std::pair{"subscription", &connection.subscription},
          std::pair{"resource group", &connection.resource_group},
          std::pair{"workspace", &connection.workspace}, std::pair{"cloud", &connection.cloud}}) {
        if (setting->given()) {
            out += fmt::format("{} {} ({})\n", name, base::printable(setting->value, 200),
                               base::printable(setting->from, 400));
        }
    }
    return out;
}

} // namespace cli
