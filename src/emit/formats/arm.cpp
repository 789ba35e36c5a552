#include "emit/arm.hpp"

#include "aml/words.hpp"
#include "base/hash.hpp"
#include "base/strings.hpp"
#include "emit/tree.hpp"

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

void add_mode(Json& binding, const std::optional<aml::Mode>& mode) {
    if (mode) {
        binding["mode"] = aml::word_of(aml::k_modes, *mode).arm;
    }
}

// Numbers and booleans go as text; the booleans in Python's spelling, as the SDK sends them.
std::string text_of(const aml::Literal& literal) {
    if (literal.kind != aml::Literal::Kind::boolean) {
        return literal.text;
    }
    return literal.text == "true" ? "True" : "False";
}

// The asset that "azureml:name:version" refers to, by its ARM id; anything else as it is: which
// version has a label only the service knows.
std::string asset_id(std::string_view reference, std::string_view kind, const Scope& scope) {
    if (!aml::is_asset(reference) || reference.find('@') != std::string_view::npos) {
        return std::string(reference);
    }
    const std::string_view prefix = "azureml:";
    const std::string_view asset =
        reference.substr(reference.starts_with(prefix) ? prefix.size() : 0);
    const std::size_t colon = asset.rfind(':');
    return colon == std::string_view::npos
               ? std::string(reference)
               : fmt::format("{}/{}/{}/versions/{}", workspace_id(scope), kind,
                             asset.substr(0, colon), asset.substr(colon + 1));
}

Json inputs(const aml::CommandJob& job, const Scope& scope) {
    Json out = Json::object();
    for (const auto& [name, input] : job.inputs) {
        Json& body = out[name];
        if (input.literal) {
            body = {{"jobInputType", "literal"}, {"value", text_of(*input.literal)}};
            continue;
        }
        const std::string_view type = aml::word_of(aml::k_data_types, input.type).arm;
        body = {{"jobInputType", type}};
        add_mode(body, input.mode);
        add_text(body, "uri",
                 asset_id(input.path, type.ends_with("_model") ? "models" : "data", scope));
    }
    return out;
}

Json outputs(const aml::CommandJob& job) {
    Json out = Json::object();
    for (const auto& [name, output] : job.outputs) {
        Json& body = out[name];
        body = {{"jobOutputType", aml::word_of(aml::k_data_types, output.type).arm}};
        add_mode(body, output.mode);
        add_text(body, "uri", output.path);
        add_text(body, "assetName", output.asset_name);
        add_text(body, "assetVersion", output.asset_version);
    }
    return out;
}

Json services(const aml::CommandJob& job) {
    Json out = Json::object();
    for (const auto& [name, service] : job.services) {
        Json& body = out[name];
        body["jobServiceType"] = aml::word_of(aml::k_services, service.type).arm;
        if (service.all_nodes) {
            body["nodes"] = {{"nodesValueType", "All"}};
        }
        if (service.port) {
            body["port"] = *service.port;
        }
        Json properties = strings(service.properties);
        add_text(properties, "sshPublicKeys", service.ssh_public_keys);
        add_text(properties, "logDir", service.log_dir);
        if (!properties.empty()) {
            body["properties"] = std::move(properties);
        }
    }
    return out;
}

// Nothing for the default, the job's own token.
void add_identity(Json& to, const aml::CommandJob& job) {
    if (job.managed_identity) {
        Json& identity = to["identity"];
        identity["identityType"] = "Managed";
        add_text(identity, "clientId", job.identity.client_id);
        add_text(identity, "objectId", job.identity.object_id);
        add_text(identity, "resourceId", job.identity.resource_id);
    } else if (job.user_identity) {
        to["identity"] = {{"identityType", "UserIdentity"}};
    }
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
    Json out = {{"instanceCount", job.instance_count}};
    add_text(out, "instanceType", job.instance_type);
    out["properties"] = Json::object();
    add_text(out, "shmSize", job.shm_size);
    add_text(out, "dockerArgs", job.docker_args);
    return out;
}

void add_ids(Json& to, const aml::CommandJob& job, const Scope& scope,
             const std::string& code_hash) {
    const std::string workspace = workspace_id(scope);
    if (!code_hash.empty()) {
        to["codeId"] = workspace + "/codes/" + code_hash + "/versions/1";
    } else if (job.code) {
        to["codeId"] = asset_id(job.code_path, "codes", scope);
    }
    const auto* known = std::get_if<aml::EnvironmentReference>(&job.environment);
    to["environmentId"] = known != nullptr
                              ? asset_id(known->id, "environments", scope)
                              : workspace + "/environments/" + environment_version(job.environment);
    if (aml::is_arm_id(job.compute)) {
        to["computeId"] = job.compute;
    } else if (!job.compute.empty()) {
        to["computeId"] = workspace + "/computes/" + job.compute;
    }
}

std::string subnet_id(const aml::AmlCompute& compute, const Scope& scope) {
    return compute.vnet_name.empty()
               ? compute.subnet
               : fmt::format("/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Network/"
                             "virtualNetworks/{}/subnets/{}",
                             scope.subscription, scope.resource_group, compute.vnet_name,
                             compute.subnet);
}

std::string_view ssh_access(const aml::AmlCompute& compute) {
    if (!compute.ssh_public_access) {
        return "NotSpecified";
    }
    return *compute.ssh_public_access ? "Enabled" : "Disabled";
}

void add_identity(Json& body, const aml::AmlCompute& compute) {
    const bool users = !compute.user_assigned_identities.empty();
    if (!compute.system_assigned_identity && !users) {
        return;
    }
    Json& identity = body["identity"];
    identity["type"] = !users                             ? "SystemAssigned"
                       : compute.system_assigned_identity ? "SystemAssigned,UserAssigned"
                                                          : "UserAssigned";
    for (const std::string& id : compute.user_assigned_identities) {
        identity["userAssignedIdentities"][id] = Json::object();
    }
}

Json compute_properties(const aml::AmlCompute& compute, const Scope& scope) {
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
        out["subnet"] = {{"id", subnet_id(compute, scope)}};
    }
    out["remoteLoginPortPublicAccess"] = ssh_access(compute);
    out["enableNodePublicIp"] = compute.node_public_ip;
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
    properties["inputs"] = inputs(job, scope);
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
    if (job.job_tier) {
        properties["queueSettings"] = {
            {"jobTier", aml::word_of(aml::k_job_tiers, *job.job_tier).arm}};
    }
    add_identity(properties, job);
    if (!job.services.empty()) {
        properties["services"] = services(job);
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
    properties["disableLocalAuth"] =
        compute.disable_local_auth.value_or(!compute.ssh_settings.has_value());
    properties["properties"] = compute_properties(compute, scope);

    Json body = {{"location", compute.location.empty() ? scope.location : compute.location}};
    add_identity(body, compute);
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
    properties["protocol"] = datastore.protocol.empty() ? "https" : datastore.protocol;
    if (datastore.identity_based) {
        properties["credentials"] = {{"credentialsType", "None"}};
    } else {
        const bool key = datastore.credential == aml::Credential::account_key;
        const char* type = key ? "AccountKey" : "Sas";
        properties["credentials"] = {
            {"credentialsType", type},
            {"secrets", {{"secretsType", type}, {key ? "key" : "sasToken", k_placeholder}}}};
    }
    add_text(properties, "subscriptionId", datastore.subscription_id);
    add_text(properties, "resourceGroup", datastore.resource_group);
    add_text(properties, "serviceDataAccessAuthIdentity", datastore.service_identity);
    properties["tags"] = strings(datastore.tags);
    return text_of({{"properties", std::move(properties)}});
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

std::string environment(const aml::Environment& environment) {
    Json properties;
    const auto* image = std::get_if<aml::Image>(&environment);
    if (image != nullptr) {
        if (!image->conda.empty()) {
            properties["condaFile"] = write(tree_of(image->conda), {});
        }
        properties["image"] = image->image;
    } else {
        properties["build"] = {{"contextUri", k_placeholder}};
        add_text(properties["build"], "dockerfilePath",
                 std::get<aml::BuildContext>(environment).dockerfile_path);
    }
    properties["isAnonymous"] = image != nullptr;
    properties["isArchived"] = false;
    return text_of({{"properties", std::move(properties)}});
}

std::string environment_version(const aml::Environment& environment) {
    if (const auto* image = std::get_if<aml::Image>(&environment)) {
        // azure-ai-ml's own name and version for it, so that the same image is one environment
        // whoever submits it: the hash of the hash's hexadecimal digits (1.35).
        const std::string hash = base::sha256(image->image);
        return "CliV2AnonymousEnvironment/versions/" +
               base::sha256(image->conda.empty() ? hash : hash + base::sha256(image->conda));
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
