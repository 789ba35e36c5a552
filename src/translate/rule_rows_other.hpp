#pragma once
// The rows of what lies around jobs and clusters: file servers, workspaces, experiments, the
// recipes' configuration, and the frames of files that hold several objects.

#include "translate/rule_rows.hpp"

namespace translate::rows {

// Source of the keys: Microsoft.BatchAI 2018-05-01 (FileServerCreateParameters, FileServer).
constexpr Row k_file_server[] = {
    {"vmSize", "vmSize", Type::text, "", Class::manual, "a datastore takes the server's place"},
    {"sshConfiguration.publicIPsToAllow", "sshConfiguration.publicIPsToAllow", Type::anything, "",
     Class::manual, "who reached the server; storage has its own network rules"},
    {"userAccountSettings.adminUserName", "sshConfiguration.userAccountSettings.adminUserName",
     Type::text, "", Class::manual, "the account with which its data can be copied"},
    {"userAccountSettings.adminUserSshPublicKey",
     "sshConfiguration.userAccountSettings.adminUserSshPublicKey", Type::text, "", Class::manual,
     "the account with which its data can be copied"},
    {"userAccountSettings.adminUserPassword",
     "sshConfiguration.userAccountSettings.adminUserPassword", Type::text, "", Class::manual,
     "secrets are never written"},
    {"dataDisks.diskSizeInGB", "dataDisks.diskSizeInGB", Type::integer, "", Class::manual,
     "how much there is to copy at most"},
    {"dataDisks.cachingType", "dataDisks.cachingType", Type::text, "", Class::dropped,
     "disks of the old server"},
    {"dataDisks.diskCount", "dataDisks.diskCount", Type::integer, "", Class::manual,
     "how much there is to copy at most"},
    {"dataDisks.storageAccountType", "dataDisks.storageAccountType", Type::text, "", Class::manual,
     "choose a premium account if the jobs need its speed"},
    {"subnet.id", "subnet.id", Type::text, "", Class::manual,
     "clusters of this network reach storage through an endpoint in it"},
    {"mountSettings.mountPoint", "mountSettings.mountPoint", Type::text, "", Class::manual,
     "where its data lies; the task copies it from there"},
    {"mountSettings.fileServerPublicIP", "mountSettings.fileServerPublicIP", Type::text, "",
     Class::dropped, "address of the old server"},
    {"mountSettings.fileServerInternalIP", "mountSettings.fileServerInternalIP", Type::text, "",
     Class::dropped, "address of the old server"},
    {"mountSettings.fileServerType", "mountSettings.fileServerType", Type::text, "", Class::dropped,
     "kind of the old server; read-only"},
};

// Source: the recipes' utilities (configuration.json).
constexpr Row k_configuration[] = {
    {"subscription_id", "subscription_id", Type::text, ".azureml/config.json subscription_id",
     Class::exact, ""},
    {"resource_group", "resource_group", Type::text, ".azureml/config.json resource_group",
     Class::exact, ""},
    {"workspace", "workspace", Type::text, ".azureml/config.json workspace_name", Class::exact, ""},
    {"location", "location", Type::text, "location of computes that do not say theirs",
     Class::rewritten, ""},
    {"aad_client_id", "aad_client_id", Type::text, "", Class::manual,
     "set AZURE_CLIENT_ID instead"},
    {"aad_secret", "aad_secret", Type::text, "", Class::manual, "set AZURE_CLIENT_SECRET instead"},
    {"aad_secret_key", "aad_secret_key", Type::text, "", Class::manual,
     "set AZURE_CLIENT_SECRET instead"},
    {"aad_tenant", "aad_tenant", Type::text, "", Class::manual, "set AZURE_TENANT_ID instead"},
    {"base_url", "base_url", Type::text, "", Class::dropped, "address of the old service"},
    {"storage_account.name", "storage_account.name", Type::text, "datastores/*.yml account_name",
     Class::rewritten, "where a definition has the placeholder"},
    {"storage_account.key", "storage_account.key", Type::text, "", Class::manual,
     "set AZURE_BATCHAI_STORAGE_KEY instead"},
    {"admin_user.name", "admin_user.name", Type::text, "", Class::manual,
     "ssh_settings of a compute, if somebody must log in"},
    {"admin_user.password", "admin_user.password", Type::text, "", Class::manual,
     "secrets are never written"},
    {"admin_user.ssh_public_key", "admin_user.ssh_public_key", Type::text, "", Class::manual,
     "ssh_settings of a compute, if somebody must log in"},
    {"container_registry.user", "container_registry.user", Type::text, "", Class::manual,
     "a private registry needs a workspace connection"},
    {"container_registry.password", "container_registry.password", Type::text, "", Class::manual,
     "secrets are never written"},
    {"container_registry.secret_url", "container_registry.secret_url", Type::text, "",
     Class::manual, "a connection holds the password itself"},
    {"keyvault_id", "keyvault_id", Type::text, "", Class::manual,
     "grant the cluster's identity what the jobs read there"},
};

constexpr Row k_frames[] = {
    {"other-version", "", Type::anything, "", Class::dropped, "not a key of the file's version"},
    {"unresolved", "", Type::anything, "", Class::manual, "only a deployment knows the value"},
    {"stray", "", Type::anything, "", Class::dropped, "added by the old CLI's output"},
    {"list", "", Type::anything, "", Class::dropped, "around a list of resources"},
    {"template", "", Type::anything, "", Class::dropped, "around the resources of a template"},
    {"template-value", "", Type::anything, "", Class::dropped,
     "a value of the template that no resource of Batch AI takes"},
    {"other-resource", "", Type::anything, "", Class::dropped, "a resource of another service"},
    {"example", "", Type::anything, "", Class::dropped,
     "around the request of a specification's example"},
};

} // namespace translate::rows
