#include "emit/arm.hpp"

#include "base/hash.hpp"
#include "emit/formats/arm_parts.hpp"
#include "emit/tree.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace emit::arm {

namespace {
constexpr const char* k_placeholder = "REPLACE-ME";
constexpr const char* k_public_cloud = "core.windows.net";

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

// Of a resource.
void add_identity(Json& body, bool system, const std::vector<std::string>& users) {
    if (!system && users.empty()) {
        return;
    }
    Json& identity = body["identity"];
    identity["type"] = users.empty() ? "SystemAssigned"
                       : system      ? "SystemAssigned,UserAssigned"
                                     : "UserAssigned";
    for (const std::string& id : users) {
        identity["userAssignedIdentities"][id] = Json::object();
    }
}

Json scale_of(const aml::AmlCompute& compute) {
    Json scale = {{"maxNodeCount", compute.max_instances}, {"minNodeCount", compute.min_instances}};
    if (compute.idle_time_before_scale_down > 0) {
        scale["nodeIdleTimeBeforeScaleDown"] = iso_duration(compute.idle_time_before_scale_down);
    }
    return scale;
}

Json compute_properties(const aml::AmlCompute& compute, const Scope& scope) {
    Json out = {{"osType", "Linux"}};
    add_text(out, "vmSize", compute.size);
    out["vmPriority"] = compute.low_priority ? "LowPriority" : "Dedicated";
    out["scaleSettings"] = scale_of(compute);
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

std::string compute(const aml::AmlCompute& compute, const Scope& scope) {
    Json properties = {{"computeType", "AmlCompute"}};
    add_text(properties, "description", compute.description);
    // Without an account there is nothing to log in with.
    properties["disableLocalAuth"] =
        compute.disable_local_auth.value_or(!compute.ssh_settings.has_value());
    properties["properties"] = compute_properties(compute, scope);

    Json body = {{"location", compute.location.empty() ? scope.location : compute.location}};
    add_identity(body, compute.system_assigned_identity, compute.user_assigned_identities);
    if (!compute.tags.empty()) {
        body["tags"] = strings(compute.tags);
    }
    body["properties"] = std::move(properties);
    return text_of(body);
}

std::string compute_scale(const aml::AmlCompute& compute) {
    return text_of({{"properties", {{"properties", {{"scaleSettings", scale_of(compute)}}}}}});
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
    const bool users = !workspace.user_assigned_identities.empty();
    const auto or_placeholder = [](const std::string& id) {
        return id.empty() ? k_placeholder : id;
    };
    Json body = {{"location", workspace.location}};
    // The service makes none without an identity.
    add_identity(body, workspace.system_assigned_identity || !users,
                 workspace.user_assigned_identities);
    body["tags"] = strings(workspace.tags);
    Json properties;
    properties["friendlyName"] =
        workspace.display_name.empty() ? workspace.name : workspace.display_name;
    add_text(properties, "description", workspace.description);
    properties["storageAccount"] = or_placeholder(workspace.storage_account);
    properties["keyVault"] = or_placeholder(workspace.key_vault);
    properties["applicationInsights"] = or_placeholder(workspace.application_insights);
    add_text(properties, "containerRegistry", workspace.container_registry);
    add_text(properties, "imageBuildCompute", workspace.image_build_compute);
    if (workspace.hbi_workspace) {
        properties["hbiWorkspace"] = *workspace.hbi_workspace;
    }
    if (workspace.public_network_access) {
        properties["publicNetworkAccess"] =
            *workspace.public_network_access ? "Enabled" : "Disabled";
    }
    add_text(properties, "primaryUserAssignedIdentity", workspace.primary_user_assigned_identity);
    body["properties"] = std::move(properties);
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
