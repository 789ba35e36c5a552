#include "emulator/bodies.hpp"

namespace emulator {

namespace {

// What Resource Manager itself puts around each resource.
std::vector<Property> envelope(std::vector<Property> more) {
    std::vector<Property> all = {read_only("id"), read_only("name"), read_only("type"),
                                 read_only("systemData"), read_only("etag")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

Schema tags() {
    return map_of(text());
}

Schema network_rules() {
    return object({optional("bypass", text()), required("defaultAction", choice({"Allow", "Deny"})),
                   optional("ipRules", array_of(object({required("value", text()),
                                                        optional("action", choice({"Allow"}))}))),
                   optional("virtualNetworkRules",
                            array_of(object({required("id", text()),
                                             optional("action", choice({"Allow"}))})))});
}

} // namespace

const Body& group_body() {
    static const Body body{
        .name = "resource group",
        .method = "PUT",
        .path = "/",
        .api_version = "2021-04-01",
        .schema = object({read_only("id"), read_only("name"), read_only("type"),
                          read_only("properties"), required("location", text()),
                          optional("tags", tags()), optional("managedBy", text())}),
        .examples = {R"({"location": "westeurope", "tags": {"a": "b"}, "managedBy": "me"})"}};
    return body;
}

const Body& storage_account_body() {
    static const Schema service = object(
        {optional("enabled", boolean()), optional("keyType", choice({"Account", "Service"}))});
    static const Body body{
        .name = "storage account",
        .method = "PUT",
        .path = "/providers/Microsoft.Storage/storageAccounts/examplestore",
        .api_version = "2023-01-01",
        .schema = object(envelope({
            required("location", text()),
            required("kind", choice({"Storage", "StorageV2", "BlobStorage", "FileStorage",
                                     "BlockBlobStorage"})),
            required("sku", object({required("name", choice({"Standard_LRS", "Standard_GRS",
                                                             "Standard_RAGRS", "Standard_ZRS",
                                                             "Standard_GZRS", "Standard_RAGZRS",
                                                             "Premium_LRS", "Premium_ZRS"})),
                                    read_only("tier")})),
            optional("tags", tags()),
            optional(
                "properties",
                object({optional("supportsHttpsTrafficOnly", boolean()),
                        optional("minimumTlsVersion",
                                 choice({"TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3"})),
                        optional("allowBlobPublicAccess", boolean()),
                        optional("allowSharedKeyAccess", boolean()),
                        optional("allowCrossTenantReplication", boolean()),
                        optional("defaultToOAuthAuthentication", boolean()),
                        optional("isHnsEnabled", boolean()),
                        optional("accessTier", choice({"Hot", "Cool", "Premium", "Cold"})),
                        optional("publicNetworkAccess", choice({"Enabled", "Disabled"})),
                        optional("networkAcls", network_rules()),
                        optional(
                            "encryption",
                            object({optional("services", object({optional("blob", service),
                                                                 optional("file", service)})),
                                    optional("keySource",
                                             choice({"Microsoft.Storage", "Microsoft.Keyvault"})),
                                    optional("requireInfrastructureEncryption", boolean())}))})),
        })),
        .examples = {
            R"({"location": "westeurope", "kind": "StorageV2", "sku": {"name": "Standard_LRS"},
            "tags": {"a": "b"}, "properties": {"supportsHttpsTrafficOnly": true,
            "minimumTlsVersion": "TLS1_2", "allowBlobPublicAccess": false, "allowSharedKeyAccess": true,
            "allowCrossTenantReplication": false, "defaultToOAuthAuthentication": false,
            "isHnsEnabled": false, "accessTier": "Hot", "publicNetworkAccess": "Enabled",
            "networkAcls": {"bypass": "AzureServices", "defaultAction": "Allow",
                "ipRules": [{"value": "10.0.0.1", "action": "Allow"}],
                "virtualNetworkRules": [{"id": "/subscriptions/s/subnet", "action": "Allow"}]},
            "encryption": {"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": false,
                "services": {"blob": {"enabled": true, "keyType": "Account"},
                             "file": {"enabled": true, "keyType": "Account"}}}}})"}};
    return body;
}

const Body& container_body() {
    static const Body body{
        .name = "blob container",
        .method = "PUT",
        .path = "/providers/Microsoft.Storage/storageAccounts/wsstore/blobServices/default/"
                "containers/example",
        .api_version = "2023-01-01",
        .schema = object(envelope({optional(
            "properties", object({optional("publicAccess", choice({"None", "Blob", "Container"})),
                                  optional("metadata", map_of(text()))}))})),
        .examples = {R"({"properties": {"publicAccess": "None", "metadata": {"a": "b"}}})"}};
    return body;
}

const Body& vault_body() {
    static const Schema permissions =
        object({optional("keys", array_of(text())), optional("secrets", array_of(text())),
                optional("certificates", array_of(text())), optional("storage", array_of(text()))});
    static const Body body{
        .name = "key vault",
        .method = "PUT",
        .path = "/providers/Microsoft.KeyVault/vaults/example-vault",
        .api_version = "2022-07-01",
        .schema = object(envelope({
            required("location", text()),
            optional("tags", tags()),
            required("properties",
                     object({required("tenantId", text()),
                             required("sku",
                                      object({required("family", choice({"A"})),
                                              required("name", choice({"standard", "premium"}))})),
                             optional("accessPolicies",
                                      array_of(object({required("tenantId", text()),
                                                       required("objectId", text()),
                                                       optional("applicationId", text()),
                                                       required("permissions", permissions)}))),
                             optional("enabledForDeployment", boolean()),
                             optional("enabledForDiskEncryption", boolean()),
                             optional("enabledForTemplateDeployment", boolean()),
                             optional("enableSoftDelete", boolean()),
                             optional("softDeleteRetentionInDays", integer()),
                             optional("enableRbacAuthorization", boolean()),
                             optional("enablePurgeProtection", boolean()),
                             optional("createMode", choice({"default", "recover"})),
                             optional("networkAcls", network_rules()),
                             optional("publicNetworkAccess", text()), read_only("vaultUri"),
                             read_only("provisioningState"), read_only("hsmPoolResourceId")})),
        })),
        .examples = {
            R"({"location": "westeurope", "tags": {"a": "b"}, "properties": {"tenantId": "t",
            "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [{"tenantId": "t", "objectId": "o", "applicationId": "a", "permissions":
                {"keys": ["get"], "secrets": ["get"], "certificates": ["get"], "storage": ["get"]}}],
            "enabledForDeployment": false, "enabledForDiskEncryption": false,
            "enabledForTemplateDeployment": false, "enableSoftDelete": true,
            "softDeleteRetentionInDays": 7, "enableRbacAuthorization": true,
            "enablePurgeProtection": true, "createMode": "default",
            "networkAcls": {"bypass": "None", "defaultAction": "Deny", "ipRules":
                [{"value": "10.0.0.1", "action": "Allow"}], "virtualNetworkRules": [{"id": "/x",
                "action": "Allow"}]}, "publicNetworkAccess": "enabled"}})"}};
    return body;
}

const Body& log_analytics_body() {
    static const Body body{
        .name = "log analytics workspace",
        .method = "PUT",
        .path = "/providers/Microsoft.OperationalInsights/workspaces/example-logs",
        .api_version = "2022-10-01",
        .schema = object(envelope({
            required("location", text()),
            optional("tags", tags()),
            optional(
                "properties",
                object({optional(
                            "sku",
                            object({required("name", choice({"Free", "Standard", "Premium",
                                                             "PerNode", "PerGB2018", "Standalone",
                                                             "CapacityReservation", "LACluster"})),
                                    optional("capacityReservationLevel", integer()),
                                    read_only("lastSkuUpdate")})),
                        optional("retentionInDays", integer()),
                        optional("workspaceCapping", object({optional("dailyQuotaGb", number())})),
                        optional("publicNetworkAccessForIngestion",
                                 choice({"Enabled", "Disabled"})),
                        optional("publicNetworkAccessForQuery", choice({"Enabled", "Disabled"})),
                        optional("forceCmkForQuery", boolean()), optional("features", any()),
                        read_only("provisioningState"), read_only("customerId"),
                        read_only("createdDate"), read_only("modifiedDate")})),
        })),
        .examples = {R"({"location": "westeurope", "tags": {"a": "b"}, "properties": {"sku":
            {"name": "PerGB2018", "capacityReservationLevel": 100}, "retentionInDays": 30,
            "workspaceCapping": {"dailyQuotaGb": 1.5}, "publicNetworkAccessForIngestion": "Enabled",
            "publicNetworkAccessForQuery": "Enabled", "forceCmkForQuery": false, "features": {}}})"}};
    return body;
}

const Body& component_body() {
    static const Body body{
        .name = "application insights component",
        .method = "PUT",
        .path = "/providers/Microsoft.Insights/components/example-insights",
        .api_version = "2020-02-02",
        .schema = object(envelope({
            required("location", text()),
            required("kind", text()),
            optional("tags", tags()),
            optional(
                "properties",
                object(
                    {required("Application_Type", choice({"web", "other"})),
                     optional("Flow_Type", choice({"Bluefield"})),
                     optional("Request_Source", choice({"rest"})),
                     optional("WorkspaceResourceId", text()),
                     optional("RetentionInDays", integer()),
                     optional("SamplingPercentage", number()),
                     optional("DisableIpMasking", boolean()),
                     optional("DisableLocalAuth", boolean()),
                     optional("ImmediatePurgeDataOn30Days", boolean()),
                     optional(
                         "IngestionMode",
                         choice({"ApplicationInsights", "ApplicationInsightsWithDiagnosticSettings",
                                 "LogAnalytics"})),
                     optional("publicNetworkAccessForIngestion", choice({"Enabled", "Disabled"})),
                     optional("publicNetworkAccessForQuery", choice({"Enabled", "Disabled"})),
                     read_only("ApplicationId"),
                     read_only("AppId"),
                     read_only("Name"),
                     read_only("InstrumentationKey"),
                     read_only("ConnectionString"),
                     read_only("CreationDate"),
                     read_only("TenantId"),
                     read_only("provisioningState")})),
        })),
        .examples = {R"({"location": "westeurope", "kind": "web", "tags": {"a": "b"}, "properties":
            {"Application_Type": "web", "Flow_Type": "Bluefield", "Request_Source": "rest",
            "WorkspaceResourceId": "@GROUP/providers/Microsoft.OperationalInsights/workspaces/wslogs",
            "RetentionInDays": 90, "SamplingPercentage": 50.5, "DisableIpMasking": false,
            "DisableLocalAuth": false, "ImmediatePurgeDataOn30Days": false,
            "IngestionMode": "LogAnalytics", "publicNetworkAccessForIngestion": "Enabled",
            "publicNetworkAccessForQuery": "Enabled"}})"}};
    return body;
}

const Body& role_assignment_body() {
    static const Body body{
        .name = "role assignment",
        .method = "PUT",
        .path = "/providers/Microsoft.Authorization/roleAssignments/"
                "00000000-0000-0000-0000-0000000000aa",
        .api_version = "2022-04-01",
        .schema = object(envelope({required(
            "properties",
            object({required("roleDefinitionId", text()), required("principalId", text()),
                    optional("principalType", choice({"User", "Group", "ServicePrincipal",
                                                      "ForeignGroup", "Device"})),
                    optional("description", text()), read_only("scope"), read_only("createdOn"),
                    read_only("updatedOn"), read_only("createdBy"), read_only("updatedBy")}))})),
        .examples = {
            R"({"properties": {"roleDefinitionId": "/subscriptions/s/role", "principalId": "p",
            "principalType": "ServicePrincipal", "description": "d"}})"}};
    return body;
}

} // namespace emulator
