#include "emulator/bodies.hpp"

namespace emulator {

namespace {

constexpr const char* k_version = "2024-10-01";
// Where the version matters least: every member of the table is known.
constexpr const char* k_newest = "2026-05-01";

std::vector<Property> resource(std::vector<Property> more) {
    std::vector<Property> all = {read_only("id"), read_only("name"), read_only("type"),
                                 read_only("systemData")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

Schema identity() {
    return object({required("type", choice({"None", "SystemAssigned", "UserAssigned",
                                            "SystemAssigned,UserAssigned"})),
                   optional("userAssignedIdentities",
                            map_of(object({read_only("clientId"), read_only("principalId")}))),
                   read_only("principalId"), read_only("tenantId")});
}

Schema sku() {
    return object({required("name", text()),
                   optional("tier", choice({"Free", "Basic", "Standard", "Premium"})),
                   optional("size", text()), optional("family", text()),
                   optional("capacity", integer())});
}

Schema key_vault_properties() {
    return object({required("keyVaultArmId", text()), required("keyIdentifier", text()),
                   optional("identityClientId", text())});
}

Schema serverless() {
    return object({optional("serverlessComputeCustomSubnet", text()),
                   optional("serverlessComputeNoPublicIP", boolean())});
}

Schema scale_settings() {
    return object({required("maxNodeCount", integer()), optional("minNodeCount", integer()),
                   optional("nodeIdleTimeBeforeScaleDown", text())});
}

// What the service makes of a workspace, and of every list that a client sends back.
std::vector<Property> made_by_service() {
    return {read_only("provisioningState"), read_only("workspaceId"),
            read_only("discoveryUrl"),      read_only("mlFlowTrackingUri"),
            read_only("tenantId"),          read_only("notebookInfo"),
            read_only("privateLinkCount"),  read_only("privateEndpointConnections"),
            read_only("storageHnsEnabled"), read_only("serviceProvisionedResourceGroup")};
}

Schema workspace_properties() {
    std::vector<Property> all = made_by_service();
    const std::vector<Property> own = {
        optional("friendlyName", text()),
        optional("description", text()),
        optional("storageAccount", text()),
        optional("keyVault", text()),
        optional("applicationInsights", text()),
        optional("containerRegistry", text()),
        optional("hbiWorkspace", boolean()),
        optional("imageBuildCompute", text()),
        optional("publicNetworkAccess", choice({"Enabled", "Disabled"})),
        optional("allowPublicAccessWhenBehindVnet", boolean()),
        optional("primaryUserAssignedIdentity", text()),
        optional("v1LegacyMode", boolean()),
        optional("enableDataIsolation", boolean()),
        optional("hubResourceId", text()),
        optional("associatedWorkspaces", array_of(text())),
        optional(
            "encryption",
            object({required("status", choice({"Enabled", "Disabled"})),
                    required("keyVaultProperties", key_vault_properties()),
                    optional("identity", object({optional("userAssignedIdentity", text())}))})),
        optional("managedNetwork",
                 object({optional("isolationMode", choice({"Disabled", "AllowInternetOutbound",
                                                           "AllowOnlyApprovedOutbound"})),
                         optional("firewallSku", choice({"Standard", "Basic"})),
                         optional("outboundRules", map_of(any())), read_only("networkId"),
                         read_only("status")})),
        optional("serverlessComputeSettings", serverless()),
        optional("sharedPrivateLinkResources", array_of(any())),
        optional("featureStoreSettings", any()),
        optional("workspaceHubConfig", any()),
        optional("serviceManagedResourcesSettings", any()),
        since("2025-06-01", "systemDatastoresAuthMode",
              choice({"AccessKey", "Identity", "UserDelegationSAS"})),
        since("2025-12-01", "provisionNetworkNow", boolean())};
    all.insert(all.end(), own.begin(), own.end());
    return object(std::move(all));
}

} // namespace

const Body& workspace_body() {
    static const Body body{
        .name = "workspace",
        .method = "PUT",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/example",
        .api_version = k_newest,
        .schema = object(resource(
            {required("location", text()), required("identity", identity()),
             since(k_kinds_since, "kind", choice({"Default", "Hub", "Project", "FeatureStore"})),
             optional("sku", sku()), optional("tags", map_of(text())),
             required("properties", workspace_properties())})),
        .examples = {R"({"location": "westeurope", "kind": "Default", "identity":
            {"type": "SystemAssigned,UserAssigned", "userAssignedIdentities": {"/subscriptions/s/i": {}}},
            "sku": {"name": "Basic", "tier": "Basic", "size": "s", "family": "f", "capacity": 1},
            "tags": {"a": "b"}, "properties": {"friendlyName": "f", "description": "d",
            "storageAccount": "@GROUP/providers/Microsoft.Storage/storageAccounts/wsstore",
            "keyVault": "@GROUP/providers/Microsoft.KeyVault/vaults/wsvault",
            "applicationInsights": "@GROUP/providers/Microsoft.Insights/components/wsinsights",
            "containerRegistry": "@GROUP/providers/Microsoft.ContainerRegistry/registries/r",
            "hbiWorkspace": false, "imageBuildCompute": "c", "publicNetworkAccess": "Enabled",
            "allowPublicAccessWhenBehindVnet": false, "primaryUserAssignedIdentity": "/subscriptions/s/i",
            "v1LegacyMode": false, "enableDataIsolation": false, "hubResourceId": "h",
            "associatedWorkspaces": ["w"], "encryption": {"status": "Enabled", "keyVaultProperties":
                {"keyVaultArmId": "k", "keyIdentifier": "https://k", "identityClientId": "c"},
                "identity": {"userAssignedIdentity": "u"}},
            "managedNetwork": {"isolationMode": "Disabled", "firewallSku": "Standard",
                "outboundRules": {"r": {}}},
            "serverlessComputeSettings": {"serverlessComputeCustomSubnet": "s",
                "serverlessComputeNoPublicIP": true},
            "sharedPrivateLinkResources": [{}], "featureStoreSettings": {}, "workspaceHubConfig": {},
            "serviceManagedResourcesSettings": {}, "systemDatastoresAuthMode": "AccessKey",
            "provisionNetworkNow": false}})"}};
    return body;
}

const Body& workspace_patch_body() {
    static const Body body{
        .name = "change of a workspace",
        .method = "PATCH",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/work",
        .api_version = k_version,
        .schema = object(
            {optional("tags", map_of(text())), optional("identity", identity()),
             optional("sku", sku()),
             optional(
                 "properties",
                 object({optional("description", text()), optional("friendlyName", text()),
                         optional("imageBuildCompute", text()),
                         optional("publicNetworkAccess", choice({"Enabled", "Disabled"})),
                         optional("primaryUserAssignedIdentity", text()),
                         optional("containerRegistry", text()),
                         optional("applicationInsights", text()),
                         optional("encryption",
                                  object({optional("keyVaultProperties",
                                                   object({optional("keyIdentifier", text())}))})),
                         optional("serverlessComputeSettings", serverless()),
                         optional("enableDataIsolation", boolean()),
                         optional("v1LegacyMode", boolean())}))}),
        .examples = {R"({"tags": {"a": "b"}, "identity": {"type": "SystemAssigned,UserAssigned",
            "userAssignedIdentities": {"/subscriptions/s/i": {}}}, "sku": {"name": "Basic",
            "tier": "Basic", "size": "s", "family": "f", "capacity": 1}, "properties":
            {"description": "d", "friendlyName": "f", "imageBuildCompute": "c",
            "publicNetworkAccess": "Disabled", "primaryUserAssignedIdentity": "u",
            "containerRegistry": "r", "applicationInsights":
            "@GROUP/providers/Microsoft.Insights/components/wsinsights",
            "encryption": {"keyVaultProperties": {"keyIdentifier": "k"}},
            "serverlessComputeSettings": {"serverlessComputeCustomSubnet": "s",
            "serverlessComputeNoPublicIP": false}, "enableDataIsolation": false,
            "v1LegacyMode": false}})"}};
    return body;
}

const Body& compute_body() {
    static const Schema cluster = object(
        {required("vmSize", text()), optional("vmPriority", choice({"Dedicated", "LowPriority"})),
         required("scaleSettings", scale_settings()),
         optional("osType", choice({"Linux", "Windows"})),
         optional("userAccountCredentials",
                  object({required("adminUserName", text()), optional("adminUserPassword", text()),
                          optional("adminUserSshPublicKey", text())})),
         optional("subnet", object({required("id", text())})),
         optional("remoteLoginPortPublicAccess", choice({"Enabled", "Disabled", "NotSpecified"})),
         optional("enableNodePublicIp", boolean()), optional("isolatedNetwork", boolean()),
         optional("virtualMachineImage", object({required("id", text())})),
         optional("propertyBag", any()), read_only("allocationState"),
         read_only("allocationStateTransitionTime"), read_only("errors"),
         read_only("currentNodeCount"), read_only("targetNodeCount"),
         read_only("nodeStateCounts")});
    static const Body body{
        .name = "compute",
        .method = "PUT",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/work/computes/example",
        .api_version = k_version,
        .schema = object(resource(
            {optional("location", text()), optional("identity", identity()), optional("sku", sku()),
             optional("tags", map_of(text())),
             required(
                 "properties",
                 object({required("computeType", choice({"AmlCompute"})),
                         optional("computeLocation", text()), optional("description", text()),
                         optional("disableLocalAuth", boolean()), optional("resourceId", text()),
                         required("properties", cluster), read_only("provisioningState"),
                         read_only("createdOn"), read_only("modifiedOn"),
                         read_only("provisioningErrors"), read_only("isAttachedCompute")}))})),
        .examples = {R"({"location": "westeurope", "identity": {"type": "UserAssigned",
            "userAssignedIdentities": {"/subscriptions/s/i": {}}}, "sku": {"name": "s", "tier": "Basic",
            "size": "s", "family": "f", "capacity": 1}, "tags": {"a": "b"}, "properties":
            {"computeType": "AmlCompute", "computeLocation": "westeurope", "description": "d",
            "disableLocalAuth": false, "resourceId": "", "properties": {"vmSize": "STANDARD_D2_V2",
            "vmPriority": "Dedicated", "scaleSettings": {"maxNodeCount": 2, "minNodeCount": 0,
            "nodeIdleTimeBeforeScaleDown": "PT2M"}, "osType": "Linux", "userAccountCredentials":
            {"adminUserName": "a", "adminUserPassword": "not-a-password", "adminUserSshPublicKey": "k"},
            "subnet": {"id": "/subscriptions/s/subnets/n"}, "remoteLoginPortPublicAccess":
            "NotSpecified", "enableNodePublicIp": true, "isolatedNetwork": false,
            "virtualMachineImage": {"id": "i"}, "propertyBag": {"a": "b"}}}})"}};
    return body;
}

const Body& compute_patch_body() {
    static const Body body{
        .name = "change of a compute",
        .method = "PATCH",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/work/computes/cpu",
        .api_version = k_version,
        .schema = object({required(
            "properties", object({required("properties", object({required("scaleSettings",
                                                                          scale_settings())}))}))}),
        .examples = {R"({"properties": {"properties": {"scaleSettings": {"maxNodeCount": 3,
            "minNodeCount": 0, "nodeIdleTimeBeforeScaleDown": "PT5M"}}}})"}};
    return body;
}

const Body& connection_body() {
    static const Schema credentials =
        object({optional("username", text()), optional("password", text()),
                optional("securityToken", text()), optional("pat", text()), optional("sas", text()),
                optional("key", text()), optional("accessKeyId", text()),
                optional("secretAccessKey", text()), optional("clientId", text()),
                optional("clientSecret", text()), optional("tenantId", text()),
                optional("resourceId", text()), optional("keys", map_of(text()))});
    static const Body body{
        .name = "connection",
        .method = "PUT",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/work/connections/example",
        .api_version = k_version,
        .schema = object(resource({required(
            "properties",
            object({required("authType",
                             choice({"AAD", "AccessKey", "AccountKey", "ApiKey", "CustomKeys",
                                     "ManagedIdentity", "None", "OAuth2", "PAT", "SAS",
                                     "ServicePrincipal", "UsernamePassword"})),
                    required("category",
                             choice({"ContainerRegistry", "GenericContainerRegistry", "PythonFeed",
                                     "Git", "S3", "Snowflake", "AzureSqlDb", "AzureMySqlDb",
                                     "AzurePostgresDb", "AzureSynapseAnalytics", "AzureBlob",
                                     "ADLSGen2", "ApiKey", "CustomKeys"})),
                    required("target", text()), optional("credentials", credentials),
                    optional("metadata", map_of(text())), optional("expiryTime", text()),
                    optional("isSharedToAll", boolean()),
                    optional("sharedUserList", array_of(text())), optional("value", text()),
                    optional("valueFormat", choice({"JSON"})), read_only("group"),
                    read_only("createdByWorkspaceArmId")}))})),
        .examples = {
            R"({"properties": {"authType": "UsernamePassword", "category": "ContainerRegistry",
            "target": "https://example.azurecr.io", "credentials": {"username": "u",
            "password": "not-a-password", "securityToken": "x", "pat": "x", "sas": "x", "key": "x",
            "accessKeyId": "x", "secretAccessKey": "x", "clientId": "x", "clientSecret": "x",
            "tenantId": "x", "resourceId": "x", "keys": {"a": "x"}}, "metadata": {"a": "b"},
            "expiryTime": "2027-01-01T00:00:00Z", "isSharedToAll": false, "sharedUserList": ["u"],
            "value": "v", "valueFormat": "JSON"}})"}};
    return body;
}

const Body& environment_body() {
    static const Body body{
        .name = "environment",
        .method = "PUT",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/work/environments/example",
        .api_version = k_version,
        .schema = object(resource({required(
            "properties", object({optional("description", text()), optional("tags", map_of(text())),
                                  optional("properties", map_of(text())),
                                  optional("isArchived", boolean()), read_only("latestVersion"),
                                  read_only("nextVersion"), read_only("provisioningState")}))})),
        .examples = {R"({"properties": {"description": "d", "tags": {"a": "b"},
            "properties": {"a": "b"}, "isArchived": false}})"}};
    return body;
}

const Body& environment_version_body() {
    static const Schema route = object({required("path", text()), required("port", integer())});
    static const Body body{
        .name = "environment version",
        .method = "PUT",
        .path = "/providers/Microsoft.MachineLearningServices/workspaces/work/environments/example/"
                "versions/7",
        .api_version = k_version,
        .schema = object(resource({required(
            "properties",
            object({optional("image", text()), optional("condaFile", text()),
                    optional("build", object({required("contextUri", text()),
                                              optional("dockerfilePath", text())})),
                    optional("osType", choice({"Linux", "Windows"})),
                    optional("isAnonymous", boolean()), optional("isArchived", boolean()),
                    optional("autoRebuild", choice({"Disabled", "OnBaseImageUpdate"})),
                    optional(
                        "inferenceConfig",
                        object({optional("livenessRoute", route), optional("readinessRoute", route),
                                optional("scoringRoute", route), optional("startupRoute", route)})),
                    optional("stage", text()), optional("description", text()),
                    optional("tags", map_of(text())), optional("properties", map_of(text())),
                    read_only("environmentType"), read_only("provisioningState")}))})),
        .examples = {
            R"({"properties": {"image": "python:3.9", "condaFile": "name: x", "osType": "Linux",
            "isAnonymous": false, "isArchived": false, "autoRebuild": "Disabled", "inferenceConfig":
            {"livenessRoute": {"path": "/", "port": 1}, "readinessRoute": {"path": "/", "port": 1},
            "scoringRoute": {"path": "/", "port": 1}, "startupRoute": {"path": "/", "port": 1}},
            "stage": "s", "description": "d", "tags": {"a": "b"}, "properties": {"a": "b"}}})",
            R"({"properties": {"build": {"contextUri": "https://a.blob.example/c/d/",
            "dockerfilePath": "Dockerfile"}}})"}};
    return body;
}

const Body& experiment_body() {
    static const Body body{
        .name = "experiment",
        .method = "POST",
        .path = "history/workspaces/work/experiments/example", // of the data plane
        .api_version = "",
        .schema = object({optional("name", text()), optional("description", text()),
                          optional("tags", map_of(text())), optional("artifactLocation", text()),
                          read_only("experimentId"), read_only("createdUtc")}),
        .examples = {R"({"name": "example", "description": "d", "tags": {"a": "b"},
            "artifactLocation": "l"})"}};
    return body;
}

std::vector<const Body*> all_bodies() {
    return {&group_body(),           &storage_account_body(),     &container_body(),
            &vault_body(),           &log_analytics_body(),       &component_body(),
            &role_assignment_body(), &workspace_body(),           &workspace_patch_body(),
            &compute_body(),         &compute_patch_body(),       &connection_body(),
            &environment_body(),     &environment_version_body(), &experiment_body()};
}

} // namespace emulator
