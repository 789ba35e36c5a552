#include "cli/commands.hpp"

#include <CLI/CLI.hpp>

namespace cli {

void add_translate_options(CLI::App& app, TranslateOptions& o) {
    translate::Options& t = o.translate;
    const std::string group = "Translation";
    app.add_option("--image", t.image, "Container image of all jobs; MPI in it is your word")
        ->group(group);
    app.add_option("--vm-size", t.vm_size, "VM size of all clusters")->group(group);
    app.add_option("--vm-priority", t.vm_priority, "dedicated or lowpriority")
        ->check(CLI::IsMember({"dedicated", "lowpriority"}))
        ->group(group);
    app.add_option("--location", t.location, "Region of clusters that do not say theirs")
        ->group(group);
    add_common_options(app, o);
}

void add_common_options(CLI::App& app, TranslateOptions& o) {
    translate::Options& t = o.translate;
    const std::string group = "Translation";
    app.add_option("--storage-account-name", t.storage_account,
                   "Account for <AZURE_BATCHAI_STORAGE_ACCOUNT> (or the variable "
                   "AZURE_BATCHAI_STORAGE_ACCOUNT)")
        ->group(group);
    app.add_option(
           "--storage-account-key", o.storage_key,
           "Its key is at hand (or in AZURE_BATCHAI_STORAGE_KEY): no manual task; never written")
        ->group(group);
    app.add_flag("--identity-based", t.identity_based, "Blob datastores without a key, by identity")
        ->group(group);
    app.add_option("--compute", t.compute, "Compute of all jobs")->group(group);
    app.add_flag("--replace-retired-sizes", t.replace_retired_sizes,
                 "Take the successor of a retired VM size")
        ->group(group);
    app.add_flag("--autoscale", t.autoscale, "A fixed number of nodes becomes 0 to that number")
        ->group(group);
    app.add_option("--idle-time", t.idle_time, "Seconds before an idle node goes (default 120)")
        ->check(CLI::Range(0, 86400 * 7))
        ->group(group);
    app.add_option("--writable", t.writable, "<mount>/<path> that the job writes: an output")
        ->group(group)
        ->expected(1);
    app.add_option("--read-only", t.read_only, "<mount>/<path> that the job only reads: an input")
        ->group(group)
        ->expected(1);
    app.add_option("--subscription", o.scope.subscription, "Subscription in ARM ids")
        ->group("Where it will run");
    app.add_option("-g,--resource-group", o.scope.resource_group, "Resource group in ARM ids")
        ->group("Where it will run");
    app.add_option("-w,--workspace-name,--workspace", o.scope.workspace, "Workspace in ARM ids")
        ->group("Where it will run");
}

void complete(TranslateOptions& options, const Env& env) {
    if (options.translate.storage_account.empty()) {
        options.translate.storage_account =
            env.environ.get("AZURE_BATCHAI_STORAGE_ACCOUNT").value_or("");
    }
    options.translate.storage_key_given =
        !options.storage_key.empty() || env.environ.get("AZURE_BATCHAI_STORAGE_KEY").has_value();
    const auto fill = [&](std::string& value, const char* name) {
        if (value == "REPLACE-ME") {
            value = env.environ.get(name).value_or(value);
        }
    };
    fill(options.scope.subscription, "AZURE_SUBSCRIPTION_ID");
    fill(options.scope.resource_group, "AZURE_RESOURCE_GROUP");
    fill(options.scope.workspace, "AZUREML_WORKSPACE_NAME");
    if (!options.translate.location.empty()) {
        options.scope.location = options.translate.location;
    }
}

} // namespace cli
