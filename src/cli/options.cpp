#include "base/shell.hpp"
#include "base/strings.hpp"
#include "cli/commands.hpp"
#include "translate/images.hpp"
#include "translate/volume_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace cli {

namespace {

// What stands behind the = may be the secret itself, typed by mistake: it is never repeated.
translate::SecretOption secret_option(std::string_view text) {
    const auto equals = text.find('=');
    const std::string_view left = text.substr(0, equals);
    const auto slash = left.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? left : left.substr(slash + 1);
    if (equals == std::string_view::npos || !base::is_variable_name(name)) {
        throw base::Error(base::Exit::usage,
                          "--secret: a name, = and the URL of a secret belong here",
                          "for example --secret TOKEN=https://demo.vault.azure.net/secrets/token");
    }
    const auto from = translate::vault_secret(text.substr(equals + 1));
    if (!from) {
        throw base::Error(
            base::Exit::usage,
            fmt::format("--secret {}: what follows the = is not the URL of a secret in a Key Vault",
                        name),
            "https://<vault>.vault.azure.net/secrets/<name>, or in other clouds vault.azure.cn and "
            "vault.usgovcloudapi.net");
    }
    return {
        std::string(slash == std::string_view::npos ? std::string_view{} : left.substr(0, slash)),
        std::string(name), *from};
}

void check_images(translate::Options& t) {
    if (!t.image.empty() && translate::image_facts(t.image).repository.empty()) {
        throw base::Error(base::Exit::usage,
                          fmt::format("--image: \"{}\" is not the reference of a container image",
                                      base::printable(t.image, 120)),
                          "for example myregistry.azurecr.io/train:1");
    }
    std::string& prefix = t.image_prefix;
    while (prefix.ends_with('/')) {
        prefix.pop_back();
    }
    // With an image below it the prefix must be a reference, and its first part a host.
    if (!prefix.empty() && translate::image_facts(prefix + "/a").registry.empty()) {
        throw base::Error(base::Exit::usage,
                          fmt::format("--image-prefix: \"{}\" is not a registry, or a path in one",
                                      base::printable(prefix, 120)),
                          "for example myregistry.azurecr.io/batchai");
    }
}

[[noreturn]] void refuse(std::string_view option, std::string_view value, std::string_view why) {
    throw base::Error(base::Exit::usage,
                      fmt::format("{} {}: {}", option, base::printable(value, 200), why));
}

std::vector<translate::VolumePath> volume_paths(std::string_view option,
                                                const std::vector<std::string>& values) {
    std::vector<translate::VolumePath> out;
    for (const std::string& value : values) {
        auto path = translate::parse_volume_path(value);
        if (!path) {
            refuse(option, value, "a mount is wanted, and a path below it");
        }
        out.push_back(std::move(*path));
    }
    return out;
}

// What options say of volumes; they must not contradict each other.
void read_volume_options(TranslateOptions& o) {
    translate::Options& t = o.translate;
    t.writable = volume_paths("--writable", o.writable);
    t.read_only = volume_paths("--read-only", o.read_only);
    for (const translate::VolumePath& path : t.writable) {
        if (std::find(t.read_only.begin(), t.read_only.end(), path) != t.read_only.end()) {
            refuse("--writable", translate::as_typed(path), "--read-only says the same path");
        }
    }
    t.mapped.clear();
    for (const std::string& value : o.map_volume) {
        std::string problem;
        auto mapping = translate::parse_volume_mapping(value, problem);
        if (!mapping) {
            refuse("--map-volume", value, problem);
        }
        if (std::any_of(t.mapped.begin(), t.mapped.end(),
                        [&](const auto& known) { return known.volume == mapping->volume; })) {
            refuse("--map-volume", value, "this mount is mapped twice");
        }
        t.mapped.push_back(std::move(*mapping));
    }
    t.code.reset();
    if (o.code.empty()) {
        return;
    }
    const auto equals = o.code.find('=');
    t.code = translate::CodeFolder{o.code.substr(0, equals), {}, {}};
    if (t.code->folder.empty()) {
        refuse("--code", o.code, "no folder is named");
    }
    if (equals != std::string::npos) {
        t.code->at = translate::parse_volume_path(std::string_view(o.code).substr(equals + 1));
        if (!t.code->at) {
            refuse("--code", o.code, "behind the = a mount is wanted, and a path below it");
        }
    }
}

void add_job_volume_options(CLI::App& app, TranslateOptions& o, const std::string& group) {
    app.add_flag("--mount-at-original-paths", o.translate.mount_at_original_paths,
                 "Volumes where Batch AI had them, for scripts with literal paths")
        ->group(group);
    app.add_option("--code", o.code,
                   "<folder>[=<mount>/<path>]: scripts that lay on a volume travel with the job")
        ->group(group);
    app.add_flag("--keep-stdouterr", o.translate.keep_stdouterr,
                 "Standard output and error also at the old place, under the old names")
        ->group(group);
}

void add_process_options(CLI::App& app, TranslateOptions& o) {
    translate::Options& t = o.translate;
    const std::string group = "Processes";
    app.add_option("--processes-per-node", t.processes_per_node,
                   "Processes on each node, in place of what processCount makes")
        ->check(CLI::Range(1, 1000))
        ->group(group);
    app.add_flag("--spread-tasks", t.spread_tasks,
                 "A node for each TensorFlow worker and parameter server")
        ->group(group);
    app.add_flag("--single-node", t.single_node,
                 "One node for custom toolkits, which leave the others idle")
        ->group(group);
    app.add_option("--provide-variables", o.provide_variables,
                   "needed: the variables of Batch AI that a job names; all: every one that can be "
                   "given, for scripts that read them (default needed)")
        ->check(CLI::IsMember({"needed", "all"}))
        ->group(group);
    app.add_option("--tf-config", o.tf_config,
                   "azureml: TF_CONFIG as it comes; batchai: the first worker is \"master\" again "
                   "(default azureml)")
        ->check(CLI::IsMember({"azureml", "batchai"}))
        ->group(group);
}

} // namespace

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
    app.add_option("--image-prefix", t.image_prefix,
                   "HOST[/PATH] of a registry with copies of the definitions' images")
        ->group(group);
    app.add_flag("--bake-preparation", t.bake_preparation,
                 "Build the job preparation into the image instead of running it on each node")
        ->group(group);
    app.add_flag("--setup-task-in-preparation", t.setup_task_in_preparation,
                 "Run a cluster's set-up task before the preparation of its jobs")
        ->group(group);
    app.add_option("--secret", o.secrets,
                   "[JOB/]NAME=URL: read this secret variable from a Key Vault when the job starts")
        ->group(group)
        ->allow_extra_args(false);
    add_job_volume_options(app, o, group);
    add_process_options(app, o);
    add_common_options(app, o);
    add_scope_options(app, o);
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
    app.add_option("--writable", o.writable, "<mount>[/<path>] that the job writes: an output")
        ->group(group)
        ->allow_extra_args(false);
    app.add_option("--read-only", o.read_only, "<mount>[/<path>] that the job only reads: an input")
        ->group(group)
        ->allow_extra_args(false);
    app.add_option("--map-volume", o.map_volume,
                   "<mount>=azureml://datastores/<name>/paths/<path>: what takes a mount's place")
        ->group(group)
        ->allow_extra_args(false);
    app.add_option("--batchai-version", o.batchai_version,
                   "Version of Batch AI's interface that all files are of")
        ->check(CLI::IsMember({"2017-09-01-preview", "2018-03-01", "2018-05-01"}))
        ->group(group);
}

void add_scope_options(CLI::App& app, TranslateOptions& o) {
    app.add_option("--subscription", o.scope.subscription, "Subscription in ARM ids")
        ->group("Where it will run");
    app.add_option("-g,--resource-group", o.scope.resource_group, "Resource group in ARM ids")
        ->group("Where it will run");
    app.add_option("-w,--workspace-name,--workspace", o.scope.workspace, "Workspace in ARM ids")
        ->group("Where it will run");
}

void complete(TranslateOptions& options, const Env& env) {
    read_volume_options(options);
    if (options.translate.storage_account.empty()) {
        options.translate.storage_account =
            env.environ.get("AZURE_BATCHAI_STORAGE_ACCOUNT").value_or("");
    }
    options.translate.storage_key_given =
        !options.storage_key.empty() || env.environ.get("AZURE_BATCHAI_STORAGE_KEY").has_value();
    for (const std::string& secret : options.secrets) {
        options.translate.secrets.push_back(secret_option(secret));
    }
    check_images(options.translate);
    options.translate.provide_all = options.provide_variables == "all";
    options.translate.batchai_tf_config = options.tf_config == "batchai";
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
