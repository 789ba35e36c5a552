#pragma once
// The version of each interface that requests name. One table: a version fixes which fields a body
// may have, so it changes together with the code that writes the body.

#include <string_view>

namespace rest {

// Resource Manager, the `api-version` of a provider. Checked against Microsoft's published types,
// snapshot of 2026-08-20, where nothing else is said.

// Stable since 2024-10 in all clouds, the sovereign ones included; has all fields that we write.
inline constexpr std::string_view k_machine_learning_version = "2024-10-01";
// Microsoft.Resources: resource groups, provider registration.
inline constexpr std::string_view k_resources_version = "2021-04-01";
// Microsoft.Storage/storageAccounts: list, listKeys, create.
inline constexpr std::string_view k_storage_accounts_version = "2023-01-01";
// Microsoft.KeyVault/vaults. From 2026-02-01 on new vaults use roles unless told otherwise.
inline constexpr std::string_view k_key_vault_version = "2022-07-01";
// Microsoft.Insights/components.
inline constexpr std::string_view k_insights_version = "2020-02-02";
// Microsoft.OperationalInsights/workspaces, which components need.
inline constexpr std::string_view k_log_analytics_version = "2022-10-01";

// Storage's own interface, the header x-ms-version. Blobs: that of azure-storage-blob 12.15. File
// shares take tokens from 2022-11-02 on (Azure Files documentation).
inline constexpr std::string_view k_blob_version = "2021-12-02";
inline constexpr std::string_view k_file_version = "2022-11-02";

// Endpoints that give managed identities their tokens (azure-identity 1.13).
inline constexpr std::string_view k_imds_version = "2018-02-01";
inline constexpr std::string_view k_app_service_version = "2019-08-01";
inline constexpr std::string_view k_arc_version = "2019-11-01";
inline constexpr std::string_view k_azure_ml_identity_version = "2017-09-01";
// Azure Pipelines' OIDC tokens (azure-identity's AzurePipelinesCredential, 2024-09).
inline constexpr std::string_view k_pipelines_oidc_version = "7.1";

} // namespace rest
