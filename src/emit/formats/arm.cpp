#include "emit/arm.hpp"

#include "base/hash.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace emit::arm {

namespace {
using Json = nlohmann::ordered_json;

constexpr const char* k_placeholder = "REPLACE-ME";
constexpr const char* k_public_cloud = "core.windows.net";

// Input that is not UTF-8 has no form in JSON; U+FFFD stands for it.
std::string text_of(const Json& body) {
    return body.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void add_text(Json& to, const char* key, const std::string& text) {
    if (!text.empty()) {
        to[key] = text;
    }
}

template <typename Pairs> Json strings(const Pairs& pairs) {
    Json out = Json::object();
    for (const auto& [name, value] : pairs) {
        out[name] = value;
    }
    return out;
}

Json inputs(const aml::CommandJob& job) {
    Json out = Json::object();
    for (const auto& [name, input] : job.inputs) {
        out[name] = {{"jobInputType", input.file ? "uri_file" : "uri_folder"},
                     {"mode", "ReadOnlyMount"},
                     {"uri", input.path}};
    }
    return out;
}

Json outputs(const aml::CommandJob& job) {
    Json out = Json::object();
    for (const auto& [name, output] : job.outputs) {
        Json& body = out[name];
        body = {{"jobOutputType", "uri_folder"}, {"mode", "ReadWriteMount"}};
        add_text(body, "uri", output.path);
    }
    return out;
}

Json distribution(const aml::Distribution& distribution) {
    switch (distribution.type) {
    case aml::DistributionType::tensorflow:
        return {{"distributionType", "TensorFlow"},
                {"parameterServerCount", distribution.parameter_server_count},
                {"workerCount", distribution.worker_count}};
    case aml::DistributionType::pytorch:
        return {{"distributionType", "PyTorch"},
                {"processCountPerInstance", distribution.process_count_per_instance}};
    case aml::DistributionType::mpi:
        break;
    }
    return {{"distributionType", "Mpi"},
            {"processCountPerInstance", distribution.process_count_per_instance}};
}

Json resources(const aml::CommandJob& job) {
    Json out = {{"instanceCount", job.instance_count}, {"properties", Json::object()}};
    add_text(out, "shmSize", job.shm_size);
    return out;
}

void add_ids(Json& to, const aml::CommandJob& job, const Scope& scope,
             const std::string& code_hash) {
    const std::string workspace = workspace_id(scope);
    if (!code_hash.empty()) {
        to["codeId"] = workspace + "/codes/" + code_hash + "/versions/1";
    }
    to["environmentId"] = workspace + "/environments/" + environment_version(job.environment);
    to["computeId"] = workspace + "/computes/" + job.compute;
}

Json compute_properties(const aml::AmlCompute& compute) {
    Json scale = {{"maxNodeCount", compute.max_instances}, {"minNodeCount", compute.min_instances}};
    if (compute.idle_time_before_scale_down > 0) {
        scale["nodeIdleTimeBeforeScaleDown"] = iso_duration(compute.idle_time_before_scale_down);
    }
    Json out = {{"osType", "Linux"}};
    add_text(out, "vmSize", compute.size);
    out["vmPriority"] = compute.low_priority ? "LowPriority" : "Dedicated";
    out["scaleSettings"] = std::move(scale);
    if (compute.ssh_settings) {
        Json& account = out["userAccountCredentials"];
        account["adminUserName"] = compute.ssh_settings->admin_username;
        add_text(account, "adminUserSshPublicKey", compute.ssh_settings->ssh_key_value);
    }
    if (!compute.subnet.empty()) {
        out["subnet"] = {{"id", compute.subnet}};
    }
    out["remoteLoginPortPublicAccess"] = "NotSpecified";
    out["enableNodePublicIp"] = true;
    return out;
}
} // namespace

std::string workspace_id(const Scope& scope) {
    return fmt::format("/subscriptions/{}/resourceGroups/{}/providers/"
                       "Microsoft.MachineLearningServices/workspaces/{}",
                       scope.subscription, scope.resource_group, scope.workspace);
}

std::string job(const aml::CommandJob& job, const Scope& scope, const std::string& code_hash) {
    Json properties = {{"jobType", "Command"}};
    add_text(properties, "displayName", job.display_name);
    add_text(properties, "description", job.description);
    add_text(properties, "experimentName", job.experiment_name);
    add_ids(properties, job, scope, code_hash);
    properties["command"] = aml::command_text(job);
    properties["inputs"] = inputs(job);
    properties["outputs"] = outputs(job);
    properties["environmentVariables"] = strings(job.environment_variables);
    if (job.distribution) {
        properties["distribution"] = distribution(*job.distribution);
    }
    properties["resources"] = resources(job);
    if (job.timeout > 0) {
        properties["limits"] = {{"jobLimitsType", "Command"},
                                {"timeout", iso_duration(job.timeout)}};
    }
    if (job.managed_identity) {
        properties["identity"] = {{"identityType", "Managed"}};
    }
    properties["isArchived"] = false;
    properties["tags"] = strings(job.tags);
    properties["properties"] = strings(job.properties);
    return text_of({{"properties", std::move(properties)}});
}

std::string compute(const aml::AmlCompute& compute, const Scope& scope) {
    Json properties = {{"computeType", "AmlCompute"}};
    add_text(properties, "description", compute.description);
    // Without an account there is nothing to log in with.
    properties["disableLocalAuth"] = !compute.ssh_settings.has_value();
    properties["properties"] = compute_properties(compute);

    Json body = {{"location", compute.location.empty() ? scope.location : compute.location}};
    if (compute.system_assigned_identity) {
        body["identity"] = {{"type", "SystemAssigned"}};
    }
    if (!compute.tags.empty()) {
        body["tags"] = strings(compute.tags);
    }
    body["properties"] = std::move(properties);
    return text_of(body);
}

std::string datastore(const aml::Datastore& datastore) {
    const bool blob = datastore.type == aml::DatastoreType::azure_blob;
    Json properties = {{"datastoreType", blob ? "AzureBlob" : "AzureFile"}};
    add_text(properties, "description", datastore.description);
    properties["accountName"] = datastore.account_name;
    properties[blob ? "containerName" : "fileShareName"] = datastore.container;
    properties["endpoint"] = datastore.endpoint.empty() ? k_public_cloud : datastore.endpoint;
    properties["protocol"] = "https";
    if (datastore.identity_based) {
        properties["credentials"] = {{"credentialsType", "None"}};
    } else {
        properties["credentials"] = {
            {"credentialsType", "AccountKey"},
            {"secrets", {{"secretsType", "AccountKey"}, {"key", k_placeholder}}}};
    }
    properties["tags"] = Json::object();
    return text_of({{"properties", std::move(properties)}});
}

std::string connection(const aml::Connection& connection) {
    return text_of(
        {{"properties",
          {{"category", "ContainerRegistry"},
           {"authType", "UsernamePassword"},
           {"target", connection.target},
           {"credentials", {{"username", connection.user_name}, {"password", k_placeholder}}},
           {"isSharedToAll", true},
           {"metadata", Json::object()}}}});
}

std::string workspace(const aml::Workspace& workspace) {
    Json body = {{"location", workspace.location}, {"identity", {{"type", "SystemAssigned"}}}};
    body["tags"] = strings(workspace.tags);
    body["properties"] = {{"friendlyName", workspace.name},
                          {"storageAccount", k_placeholder},
                          {"keyVault", k_placeholder},
                          {"applicationInsights", k_placeholder}};
    return text_of(body);
}

std::string environment(const aml::Environment& environment) {
    Json properties;
    const auto* image = std::get_if<aml::Image>(&environment);
    if (image != nullptr) {
        properties["image"] = image->image;
    } else {
        properties["build"] = {{"contextUri", k_placeholder}};
    }
    properties["isAnonymous"] = image != nullptr;
    properties["isArchived"] = false;
    return text_of({{"properties", std::move(properties)}});
}

std::string environment_version(const aml::Environment& environment) {
    if (const auto* image = std::get_if<aml::Image>(&environment)) {
        // azure-ai-ml's own name and version for it, so that the same image is one environment
        // whoever submits it: the hash of the hash's hexadecimal digits (1.35).
        return "CliV2AnonymousEnvironment/versions/" + base::sha256(base::sha256(image->image));
    }
    // Versions cannot be changed once they exist, so the content names them.
    const auto& context = std::get<aml::BuildContext>(environment);
    return context.name + "/versions/" + base::short_hash(context.dockerfile, 12);
}

std::string iso_duration(std::int64_t seconds) {
    std::string out = "P";
    const auto add = [&out](std::int64_t count, char unit) {
        if (count != 0) {
            out += std::to_string(count) + unit;
        }
    };
    add(seconds / 86400, 'D');
    if (seconds % 86400 != 0) {
        out.push_back('T');
        add(seconds / 3600 % 24, 'H');
        add(seconds / 60 % 60, 'M');
        add(seconds % 60, 'S');
    }
    return seconds == 0 ? "P0D" : out;
}

} // namespace emit::arm
