// The flags that all commands have that ask a service.

#include "cli/connection.hpp"
#include "cli/output.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <string_view>

namespace cli {

namespace {

constexpr const char* k_group = "Where and as whom";

bool is_version(const std::string& text) {
    const std::string_view day = std::string_view(text).substr(0, 10);
    constexpr std::string_view k_form = "0000-00-00";
    bool sound = day.size() == k_form.size();
    for (std::size_t i = 0; sound && i < day.size(); ++i) {
        sound = k_form[i] == '-' ? day[i] == '-' : day[i] >= '0' && day[i] <= '9';
    }
    return sound && (text.size() == day.size() || text.substr(day.size()) == "-preview");
}

} // namespace

void add_connection_options(CLI::App& app, ConnectionOptions& o, bool names_workspace) {
    app.add_option("--subscription", o.subscription,
                   "Subscription (or AZURE_SUBSCRIPTION_ID, config.json, az's own)")
        ->group(k_group);
    app.add_option("-g,--resource-group", o.resource_group,
                   "Resource group (or AZURE_RESOURCE_GROUP, az's default, config.json)")
        ->group(k_group);
    app.add_option(names_workspace ? "NAME,-n,--name,-w,--workspace-name,--workspace"
                                   : "-w,--workspace-name,--workspace",
                   o.workspace, "Workspace (or AZUREML_WORKSPACE_NAME, az's default, config.json)")
        ->group(k_group);
    app.add_option("--cloud", o.cloud,
                   "AzureCloud, AzureChinaCloud, AzureUSGovernment, or a file as az cloud show "
                   "prints it (or AZUREML_CURRENT_CLOUD)")
        ->group(k_group);
    app.add_option("--auth", o.auth,
                   "The way to sign in; without it each but device-code is tried in this order")
        ->check(CLI::IsMember(
            {"environment", "workload-identity", "managed-identity", "az", "device-code"}))
        ->group(k_group);
    app.add_option("--tenant", o.tenant, "Tenant to sign in to (or AZURE_TENANT_ID)")
        ->group(k_group);
    app.add_option("--ca-file", o.ca_file,
                   "More certificate authorities (or CURL_CA_BUNDLE, SSL_CERT_FILE)")
        ->group(k_group);
    app.add_option("--api-version", o.api_version,
                   "Version of Azure ML's interface (default 2024-10-01)")
        ->check([](const std::string& text) {
            return is_version(text) ? std::string{} : "it looks like 2024-10-01";
        })
        ->group(k_group);
    app.add_option("--max-time", o.max_time, "Seconds that the whole command may take")
        ->check(CLI::Range(1, 86400 * 7))
        ->group(k_group);
    app.add_flag("--debug", o.debug, "Show each request and answer, without secrets and bodies")
        ->group(k_group);
    app.add_flag("--verbose", o.verbose, "Say where each setting comes from")->group(k_group);
}

void add_parallel_option(CLI::App& app, ConnectionOptions& o) {
    app.add_option("--max-parallel", o.max_parallel,
                   "How many are changed at the same time (default 4)")
        ->check(CLI::Range(1, 24));
}

void add_output_options(CLI::App& app, OutputOptions& options, const std::string& usual) {
    options.format = usual;
    app.add_option("-o,--output", options.format,
                   fmt::format("json, yaml, table or tsv (default {})", usual))
        ->check(CLI::IsMember({"json", "yaml", "table", "tsv"}));
    app.add_option("--query", options.query,
                   "Print this field alone: names between dots, as the JSON has them");
}

} // namespace cli
