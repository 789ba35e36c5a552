#pragma once
// The keys of computes, datastores, environments, connections and workspaces, and what surrounds
// them. Sources: Microsoft.MachineLearningServices 2024-10-01 and 2026-05-01, the schemas of
// azure-ai-ml 1.35.2.

#include "aml/rows.hpp"

namespace aml::rows {

// Around every object: what the service adds, and what `az` adds to what it prints.
inline constexpr Row k_around[] = {
    {"$schema", "$schema", Type::text, Need::skipped},
    {"id", "id", Type::text, Need::skipped},
    {"creation_context", "systemData", Type::anything, Need::skipped},
    {"resourceGroup", "resourceGroup", Type::text, Need::skipped},
    {"", "type", Type::text, Need::skipped},
    {"", "etag", Type::text, Need::skipped},
    {"", "apiVersion", Type::text, Need::skipped},
};

inline constexpr Word k_aml_compute[] = {{"amlcompute", "AmlCompute"}};
inline constexpr Word k_access[] = {{"", "Enabled"}, {"", "Disabled"}, {"", "NotSpecified"}};
inline constexpr Word k_compute_identities[] = {
    {"none", "None"},
    {"system_assigned", "SystemAssigned"},
    {"user_assigned", "UserAssigned"},
    {"system_assigned,user_assigned", "SystemAssigned,UserAssigned"},
    {"", "SystemAssigned, UserAssigned"}};

inline constexpr Row k_resource_identity[] = {
    {"identity.type", "identity.type", Type::text, Need::required, k_compute_identities},
    {"", "identity.userAssignedIdentities.*", Type::object},
    {"", "identity.userAssignedIdentities.*.principalId", Type::text, Need::skipped},
    {"", "identity.userAssignedIdentities.*.clientId", Type::text, Need::skipped},
    {"identity.principal_id", "identity.principalId", Type::text, Need::skipped},
    {"identity.tenant_id", "identity.tenantId", Type::text, Need::skipped},
};

// In YAML a compute has a list of them, a workspace a map.
inline constexpr Row k_identity_list[] = {
    {"identity.user_assigned_identities[].resource_id", "", Type::text, Need::required},
    {"identity.user_assigned_identities[].principal_id", "", Type::text, Need::skipped},
    {"identity.user_assigned_identities[].client_id", "", Type::text, Need::skipped},
    {"identity.user_assigned_identities[].tenant_id", "", Type::text, Need::skipped},
};

inline constexpr Row k_identity_map[] = {
    {"identity.user_assigned_identities.*", "", Type::object},
    {"identity.user_assigned_identities.*.resource_id", "", Type::text, Need::skipped},
    {"identity.user_assigned_identities.*.principal_id", "", Type::text, Need::skipped},
    {"identity.user_assigned_identities.*.client_id", "", Type::text, Need::skipped},
};

inline constexpr Row k_compute[] = {
    {"type", "properties.computeType", Type::text, Need::required, k_aml_compute},
    {"name", "name", Type::text, Need::required_v2},
    {"description", "properties.description"},
    {"location", "location"},
    {"tags.*", "tags.*"},
    {"size", "properties.properties.vmSize"},
    {"tier", "properties.properties.vmPriority", Type::text, Need::carried, k_tiers},
    {"min_instances", "properties.properties.scaleSettings.minNodeCount", Type::integer},
    {"max_instances", "properties.properties.scaleSettings.maxNodeCount", Type::integer},
    {"idle_time_before_scale_down", "", Type::integer},
    {"", "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown"},
    {"ssh_public_access_enabled", "", Type::boolean},
    {"", "properties.properties.remoteLoginPortPublicAccess", Type::text, Need::carried, k_access},
    {"ssh_settings.admin_username", "properties.properties.userAccountCredentials.adminUserName"},
    {"ssh_settings.ssh_key_value",
     "properties.properties.userAccountCredentials.adminUserSshPublicKey"},
    {"ssh_settings.admin_password",
     "properties.properties.userAccountCredentials.adminUserPassword", Type::text, Need::secret},
    {"network_settings.vnet_name", ""},
    {"network_settings.subnet", "properties.properties.subnet.id"},
    {"network_settings.public_ip_address", "", Type::text, Need::skipped},
    {"network_settings.private_ip_address", "", Type::text, Need::skipped},
    {"", "properties.properties.subnet.resourceGroup", Type::text, Need::skipped},
    {"enable_node_public_ip", "properties.properties.enableNodePublicIp", Type::boolean},
    {"", "properties.disableLocalAuth", Type::boolean},
    {"", "properties.properties.osType", Type::text, Need::unread, {}, "Linux"},
    {"", "properties.properties.virtualMachineImage", Type::anything, Need::unread},
    {"", "properties.properties.isolatedNetwork", Type::boolean, Need::unread, {}, "false"},
    {"", "properties.properties.propertyBag", Type::anything, Need::unread},
    {"resource_id", "properties.resourceId", Type::text, Need::unread},
    {"", "sku", Type::anything, Need::unread},
    {"", "properties.computeLocation", Type::text, Need::skipped},
    {"provisioning_state", "properties.provisioningState", Type::text, Need::skipped},
    {"provisioning_errors", "properties.provisioningErrors", Type::anything, Need::skipped},
    {"created_on", "properties.createdOn", Type::text, Need::skipped},
    {"", "properties.modifiedOn", Type::text, Need::skipped},
    {"", "properties.isAttachedCompute", Type::boolean, Need::skipped},
    {"", "properties.properties.allocationState", Type::text, Need::skipped},
    {"", "properties.properties.allocationStateTransitionTime", Type::text, Need::skipped},
    {"", "properties.properties.errors", Type::anything, Need::skipped},
    {"", "properties.properties.currentNodeCount", Type::integer, Need::skipped},
    {"", "properties.properties.targetNodeCount", Type::integer, Need::skipped},
    {"", "properties.properties.nodeStateCounts", Type::anything, Need::skipped},
};

inline constexpr Word k_credentials[] = {
    {"", "AccountKey"}, {"", "Sas"}, {"", "None"}, {"", "ServicePrincipal"}, {"", "Certificate"}};
inline constexpr Word k_secrets[] = {{"", "AccountKey"}, {"", "Sas"}};

// Of both types that are read.
inline constexpr Row k_datastore[] = {
    {"type", "properties.datastoreType", Type::text, Need::required, k_datastore_types},
    {"name", "name", Type::text, Need::required_v2},
    {"description", "properties.description"},
    {"tags.*", "properties.tags.*"},
    {"account_name", "properties.accountName", Type::text, Need::required},
    {"endpoint", "properties.endpoint"},
    {"protocol", "properties.protocol"},
    {"credentials.account_key", "properties.credentials.secrets.key", Type::text, Need::secret},
    {"credentials.sas_token", "properties.credentials.secrets.sasToken", Type::text, Need::secret},
    {"", "properties.credentials.credentialsType", Type::text, Need::carried, k_credentials},
    {"", "properties.credentials.secrets.secretsType", Type::text, Need::carried, k_secrets},
    {"", "properties.subscriptionId", Type::text, Need::body_only},
    {"", "properties.resourceGroup", Type::text, Need::body_only},
    {"", "properties.serviceDataAccessAuthIdentity", Type::text, Need::body_only, {}, "None"},
    {"", "properties.properties", Type::anything, Need::unread},
    {"is_default", "properties.isDefault", Type::boolean, Need::skipped},
};

inline constexpr Row k_container[] = {
    {"container_name", "properties.containerName", Type::text, Need::required},
};

inline constexpr Row k_share[] = {
    {"file_share_name", "properties.fileShareName", Type::text, Need::required},
};

inline constexpr Row k_environment[] = {
    {"name", "name", Type::text, Need::required_v2},
    {"version", "", Type::scalar},
    {"description", "properties.description"},
    {"tags.*", "properties.tags.*"},
    {"image", "properties.image"},
    {"conda_file", "properties.condaFile", Type::anything},
    {"build.path", "properties.build.contextUri", Type::text, Need::required},
    {"build.dockerfile_path", "properties.build.dockerfilePath"},
    {"os_type", "properties.osType", Type::text, Need::unread, {}, "linux"},
    {"inference_config", "properties.inferenceConfig", Type::anything, Need::unread},
    {"datastore", "", Type::text, Need::unread},
    {"auto_delete_setting", "", Type::anything, Need::unread},
    {"", "properties.autoRebuild", Type::text, Need::unread, {}, "Disabled"},
    {"", "properties.properties", Type::anything, Need::unread},
    {"", "properties.isArchived", Type::boolean, Need::unread, {}, "false"},
    {"", "properties.stage", Type::text, Need::unread},
    {"", "properties.isAnonymous", Type::boolean, Need::skipped},
    {"", "properties.environmentType", Type::text, Need::skipped},
    {"", "properties.provisioningState", Type::text, Need::skipped},
    {"latest_version", "", Type::text, Need::skipped},
};

inline constexpr Word k_registry[] = {{"container_registry", "ContainerRegistry"}};
inline constexpr Word k_user_password[] = {{"username_password", "UsernamePassword"},
                                           {"managed_identity", "ManagedIdentity"},
                                           {"", "None"}};

inline constexpr Row k_connection[] = {
    {"type", "properties.category", Type::text, Need::required, k_registry},
    {"name", "name", Type::text, Need::required_v2},
    {"target", "properties.target", Type::text, Need::required},
    {"credentials.type", "properties.authType", Type::text, Need::carried, k_user_password},
    {"credentials.username", "properties.credentials.username"},
    {"credentials.password", "properties.credentials.password", Type::text, Need::secret},
    {"credentials.client_id", "properties.credentials.clientId", Type::text, Need::unread},
    {"credentials.resource_id", "properties.credentials.resourceId", Type::text, Need::unread},
    {"", "properties.credentials.securityToken", Type::text, Need::unread},
    {"metadata", "properties.metadata", Type::anything, Need::unread},
    {"is_shared", "properties.isSharedToAll", Type::boolean, Need::unread, {}, "true"},
    {"description", "", Type::text, Need::unread},
    {"tags", "", Type::anything, Need::unread},
    {"", "properties.expiryTime", Type::text, Need::unread},
    {"", "properties.sharedUserList", Type::anything, Need::unread},
    {"", "properties.value", Type::text, Need::unread},
    {"", "properties.valueFormat", Type::text, Need::unread},
    {"", "properties.useWorkspaceManagedIdentity", Type::boolean, Need::unread, {}, "false"},
    {"", "properties.peRequirement", Type::text, Need::skipped},
    {"", "properties.peStatus", Type::text, Need::skipped},
    {"", "properties.error", Type::text, Need::skipped},
    {"", "properties.group", Type::text, Need::skipped},
    {"", "properties.createdByWorkspaceArmId", Type::text, Need::skipped},
};

inline constexpr Word k_public_access[] = {{"Enabled", "Enabled"}, {"Disabled", "Disabled"}};

inline constexpr Row k_workspace[] = {
    {"name", "name", Type::text, Need::required_v2},
    {"location", "location"},
    {"resource_group", ""},
    {"display_name", "properties.friendlyName"},
    {"description", "properties.description"},
    {"tags.*", "tags.*"},
    {"storage_account", "properties.storageAccount"},
    {"key_vault", "properties.keyVault"},
    {"application_insights", "properties.applicationInsights"},
    {"container_registry", "properties.containerRegistry"},
    {"image_build_compute", "properties.imageBuildCompute"},
    {"hbi_workspace", "properties.hbiWorkspace", Type::boolean},
    {"public_network_access", "properties.publicNetworkAccess", Type::text, Need::carried,
     k_public_access},
    {"primary_user_assigned_identity", "properties.primaryUserAssignedIdentity"},
    {"customer_managed_key", "properties.encryption", Type::anything, Need::unread},
    {"managed_network", "properties.managedNetwork", Type::anything, Need::unread},
    {"network_acls", "properties.networkAcls", Type::anything, Need::unread},
    {"system_datastores_auth_mode",
     "properties.systemDatastoresAuthMode",
     Type::text,
     Need::unread,
     {},
     "accessKey"},
    {"workspace_hub", "properties.hubResourceId", Type::text, Need::unread},
    {"provision_network_now",
     "properties.provisionNetworkNow",
     Type::boolean,
     Need::unread,
     {},
     "false"},
    {"enable_data_isolation",
     "properties.enableDataIsolation",
     Type::boolean,
     Need::unread,
     {},
     "false"},
    {"allow_roleassignment_on_rg",
     "properties.allowRoleAssignmentOnRG",
     Type::boolean,
     Need::unread,
     {},
     "true"},
    {"serverless_compute", "properties.serverlessComputeSettings", Type::anything, Need::unread},
    {"", "kind", Type::text, Need::unread, {}, "Default"},
    {"", "sku", Type::anything, Need::skipped},
    {"", "properties.allowPublicAccessWhenBehindVnet", Type::boolean, Need::unread, {}, "false"},
    {"", "properties.v1LegacyMode", Type::boolean, Need::unread, {}, "false"},
    {"", "properties.sharedPrivateLinkResources", Type::anything, Need::unread},
    {"", "properties.associatedWorkspaces", Type::anything, Need::unread},
    {"", "properties.featureStoreSettings", Type::anything, Need::unread},
    {"", "properties.serviceManagedResourcesSettings", Type::anything, Need::unread},
    {"", "properties.workspaceHubConfig", Type::anything, Need::unread},
    {"", "properties.enableServiceSideCMKEncryption", Type::boolean, Need::unread, {}, "false"},
    {"discovery_url", "properties.discoveryUrl", Type::text, Need::skipped},
    {"mlflow_tracking_uri", "properties.mlFlowTrackingUri", Type::text, Need::skipped},
    {"", "properties.provisioningState", Type::text, Need::skipped},
    {"", "properties.workspaceId", Type::text, Need::skipped},
    {"", "properties.tenantId", Type::text, Need::skipped},
    {"", "properties.notebookInfo", Type::anything, Need::skipped},
    {"", "properties.privateLinkCount", Type::integer, Need::skipped},
    {"", "properties.privateEndpointConnections", Type::anything, Need::skipped},
    {"", "properties.storageHnsEnabled", Type::boolean, Need::skipped},
    {"", "properties.serviceProvisionedResourceGroup", Type::text, Need::skipped},
    {"", "properties.creationTime", Type::text, Need::skipped},
    {"", "properties.softDeleteEnabled", Type::boolean, Need::skipped},
    {"", "properties.containerRegistries", Type::anything, Need::skipped},
    {"", "properties.storageAccounts", Type::anything, Need::skipped},
    {"", "properties.keyVaults", Type::anything, Need::skipped},
    {"", "properties.existingWorkspaces", Type::anything, Need::skipped},
};

} // namespace aml::rows
