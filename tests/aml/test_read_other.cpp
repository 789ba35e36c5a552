#include "reading.hpp"

using aml::AmlCompute;
using aml::Datastore;
using aml::EnvironmentVersion;
using reading::read;

TEST_CASE("a compute with everything that is carried") {
    const auto [compute, findings, all] = read<AmlCompute>(R"(type: AmlCompute
name: gpu
description: d
location: westeurope
size: Standard_NC6s_v3
tier: Low_Priority
min_instances: 1
max_instances: 5
idle_time_before_scale_down: 90
ssh_public_access_enabled: yes
ssh_settings: {admin_username: me, ssh_key_value: ssh-rsa AAAA}
network_settings: {vnet_name: lan, subnet: ml}
enable_node_public_ip: false
identity:
  type: system_assigned,user_assigned
  user_assigned_identities:
    - resource_id: /subscriptions/s/i1
    - {resource_id: /subscriptions/s/i2, principal_id: p}
tags: {a: b}
provisioning_state: Succeeded
)");
    CHECK(findings.empty());
    AmlCompute expected;
    expected.name = "gpu";
    expected.description = "d";
    expected.location = "westeurope";
    expected.size = "Standard_NC6s_v3";
    expected.low_priority = true;
    expected.min_instances = 1;
    expected.max_instances = 5;
    expected.idle_time_before_scale_down = 90;
    expected.ssh_public_access = true;
    expected.ssh_settings = aml::SshSettings{"me", "ssh-rsa AAAA"};
    expected.vnet_name = "lan";
    expected.subnet = "ml";
    expected.node_public_ip = false;
    expected.system_assigned_identity = true;
    expected.user_assigned_identities = {"/subscriptions/s/i1", "/subscriptions/s/i2"};
    expected.tags = {{"a", "b"}};
    CHECK(compute == expected);
}

TEST_CASE("what az ml takes where a compute says nothing") {
    const auto [compute, findings, all] = read<AmlCompute>("type: amlcompute\nname: gpu\n");
    CHECK(findings.empty());
    CHECK(compute.size == "STANDARD_DS3_V2");
    CHECK(compute.min_instances == 0);
    CHECK(compute.max_instances == 4);
    CHECK(compute.idle_time_before_scale_down == 120);
    CHECK_FALSE(compute.low_priority);
    CHECK(compute.node_public_ip);
}

TEST_CASE("the body of a compute, as it is answered") {
    const auto [compute, findings, all] = read<AmlCompute>(R"({"id": "/x/computes/gpu",
  "type": "Microsoft.MachineLearningServices/workspaces/computes", "name": "gpu", "location": "eastus2",
  "tags": {"a": "b"}, "sku": null,
  "identity": {"type": "SystemAssigned, UserAssigned", "principalId": "p", "tenantId": "t",
               "userAssignedIdentities": {"/i": {"principalId": "p", "clientId": "c"}}},
  "properties": {"description": "d", "createdOn": "x", "provisioningState": "Succeeded", "isAttachedCompute": false,
    "computeType": "AmlCompute", "disableLocalAuth": false, "computeLocation": "eastus2", "resourceId": null,
    "properties": {"vmSize": "STANDARD_NC6", "vmPriority": "dedicated", "osType": "Linux", "isolatedNetwork": false,
      "subnet": {"id": "/subscriptions/s/x/virtualNetworks/lan/subnets/ml"}, "virtualMachineImage": null,
      "scaleSettings": {"maxNodeCount": 1, "minNodeCount": 0, "nodeIdleTimeBeforeScaleDown": "PT5M"},
      "remoteLoginPortPublicAccess": "Disabled", "allocationState": "Steady", "errors": null,
      "nodeStateCounts": {"idleNodeCount": 0}, "currentNodeCount": 0, "targetNodeCount": 1,
      "enableNodePublicIp": true}}})",
                                                           "x.json");
    CHECK(findings.empty());
    CHECK(compute.name == "gpu");
    CHECK(compute.location == "eastus2");
    CHECK(compute.size == "STANDARD_NC6");
    CHECK(compute.idle_time_before_scale_down == 300);
    CHECK(compute.ssh_public_access == false);
    CHECK(compute.disable_local_auth == false); // nobody has an account all the same
    CHECK(compute.subnet == "/subscriptions/s/x/virtualNetworks/lan/subnets/ml");
    CHECK(compute.system_assigned_identity);
    CHECK(compute.user_assigned_identities == std::vector<std::string>{"/i"});

    CHECK(
        read<AmlCompute>(R"({"properties": {"computeType": "AmlCompute", "disableLocalAuth": true,
  "properties": {"osType": "Windows", "scaleSettings": {"nodeIdleTimeBeforeScaleDown": "P1M"},
                 "userAccountCredentials": {"adminUserName": "me"}}}})",
                         "x.json")
            .findings ==
        "AZ114 1:46 v2 YAML has no key for \"disableLocalAuth\": only the body (-o json) keeps it\n"
        "AZ106 2:18 \"osType\" is not understood by this tool\n"
        "AZ103 2:88 the duration is not one of whole seconds, like PT2M\n");
}

TEST_CASE("what a compute may not say") {
    const auto findings = [](const std::string& lines) {
        return read<AmlCompute>("type: amlcompute\nname: gpu\n" + lines).findings;
    };
    CHECK(findings("tier: lowpriority\n") ==
          "AZ104 3:7 \"tier\" is \"lowpriority\", which is none of dedicated, low_priority\n");
    CHECK(findings("min_instances: 5\nmax_instances: 2\n") ==
          "AZ104 4:16 from 5 to 2 instances is no range\n");
    CHECK(findings("network_settings: {subnet: ml}\n") ==
          "AZ105 3:28 a subnet is named by vnet_name and subnet together, or by its id\n");
    CHECK(findings("ssh_settings: {admin_username: me}\n") ==
          "AZ105 3:32 the account has neither a key nor a password, which the service refuses\n");
    CHECK(findings("ssh_settings: {admin_username: me, admin_password: x}\n") ==
          "AZ111 3:36 \"admin_password\" holds what looks like a secret: it is not written or "
          "printed\n");
    CHECK(findings("identity: {type: user_assigned}\n") ==
          "AZ105 3:18 the identities of users are missing\n");
    CHECK(
        findings(
            "identity: {type: system_assigned, user_assigned_identities: [{resource_id: /a}]}\n") ==
        "AZ112 3:18 an identity of this type has no identities of users\n");
    CHECK(findings("identity: {type: none}\n").empty());
    CHECK(findings("ssh_public_access_enabled: maybe\n") ==
          "AZ103 3:28 \"ssh_public_access_enabled\" must be true or false, not a string: maybe\n");
    CHECK(findings("ssh_public_access_enabled: \"on\"\n") ==
          "AZ102 3:28 \"ssh_public_access_enabled\" should be true or false; az ml reads this "
          "string as one without a word\n");
    CHECK(read<AmlCompute>(
              "type: amlcompute\n$schema: http://azuremlschemas/amlCompute.schema.json\n")
              .findings == "AZ105 1:1 \"name\" is missing\n");
    CHECK(read<AmlCompute>("type: amlcompute\nname: \"\"\n").findings ==
          "AZ108 2:7 \"\" is no name that the service takes\n");
    CHECK(
        read<AmlCompute>("type: amlcompute\nname: gpu-1\n")
            .all[0]
            .help.starts_with(
                "3 to 24 letters, digits and -, a letter first, no -<digits> at the end; gpu-1-"));
}

TEST_CASE("datastores") {
    const auto [blob, findings, all] = read<Datastore>(R"(type: azure_blob
name: My_Data
description: d
account_name: demo
container_name: data
endpoint: core.chinacloudapi.cn
protocol: wasbs
tags: {a: b}
credentials: {sas_token: REPLACE-ME}
)");
    CHECK(findings.empty());
    Datastore expected;
    expected.name = "My_Data"; // the service takes it, though it compares without case
    expected.description = "d";
    expected.account_name = "demo";
    expected.container = "data";
    expected.endpoint = "core.chinacloudapi.cn";
    expected.protocol = "wasbs";
    expected.tags = {{"a", "b"}};
    expected.credential = aml::Credential::sas_token;
    CHECK(blob == expected);

    const auto file = read<Datastore>("type: azure_file\nname: f\naccount_name: demo\n"
                                      "file_share_name: s\nprotocol: https\n"
                                      "credentials: {account_key: a2V5}\n");
    CHECK(file.findings == "AZ111 6:15 \"account_key\" holds what looks like a secret: it is not "
                           "written or printed\n");
    CHECK(file.object.type == aml::DatastoreType::azure_file);
    CHECK(file.object.container == "s");
    CHECK(file.object.protocol.empty());
    CHECK(file.object.secret.reveal() == "a2V5");
    CHECK_FALSE(file.object.identity_based);

    const auto body = read<Datastore>(R"({"name": "d", "properties": {"datastoreType": "AzureBlob",
  "isDefault": false, "properties": null, "accountName": "demo", "containerName": "c", "endpoint": "core.windows.net",
  "protocol": "https", "tags": {}, "credentials": {"credentialsType": "None"}, "subscriptionId": "s",
  "serviceDataAccessAuthIdentity": "WorkspaceSystemAssignedIdentity"}})",
                                      "x.json");
    CHECK(body.findings ==
          "AZ114 3:80 v2 YAML has no key for \"subscriptionId\": only the body (-o json) keeps it\n"
          "AZ114 4:3 v2 YAML has no key for \"serviceDataAccessAuthIdentity\": only the body (-o "
          "json) keeps it\n");
    CHECK(body.object.identity_based);
    CHECK(body.object.endpoint.empty());
    CHECK(body.object.subscription_id == "s");
    CHECK(body.object.service_identity == "WorkspaceSystemAssignedIdentity");
}

TEST_CASE("what a datastore may not say") {
    const auto findings = [](const std::string& lines) {
        return read<Datastore>("type: azure_blob\nname: d\naccount_name: demo\n" + lines).findings;
    };
    CHECK(findings("") == "AZ105 1:1 \"container_name\" is missing\n");
    CHECK(findings("file_share_name: s\n") ==
          "AZ105 1:1 \"container_name\" is missing\n"
          "AZ101 4:1 unknown key \"file_share_name\": az ml refuses the file\n");
    CHECK(
        findings(
            "container_name: c\ncredentials: {account_key: REPLACE-ME, sas_token: REPLACE-ME}\n") ==
        "AZ112 5:40 a datastore has an account key or a SAS token, not both\n");
    const auto misspelt = read<Datastore>("$schema: http://azuremlschemas/azureFile.schema.json\n"
                                          "type: azure_fle\nname: d\naccount_name: demo\n"
                                          "file_share_name: s\n");
    CHECK(misspelt.findings ==
          "AZ104 2:7 \"type\" is \"azure_fle\", which is none of azure_blob, azure_file\n");
    CHECK(misspelt.object.container == "s");
    CHECK(read<Datastore>("type: azure_blob\nname: d-1\naccount_name: demo\ncontainer_name: c\n")
              .findings == "AZ108 2:7 \"d-1\" is no name that the service takes\n");
    CHECK(read<Datastore>(R"({"properties": {"datastoreType": "AzureFile", "accountName": "a",
  "fileShareName": "s", "credentials": {"credentialsType": "ServicePrincipal"}}})",
                          "x.json")
              .findings == "AZ106 2:60 credentials of this type are not understood by this tool\n");
    // A secret of the wrong type is not quoted either.
    CHECK(findings("container_name: c\ncredentials: {account_key: 12345678}\n") ==
          "AZ103 5:28 \"account_key\" must be a string, not an integer\n");
}

TEST_CASE("environments") {
    const auto [image, findings, all] = read<EnvironmentVersion>(R"(name: tf
version: 3
image: python:3.9
conda_file: conda.yml
description: d
tags: {a: b}
os_type: linux
)");
    CHECK(findings.empty());
    CHECK(image == EnvironmentVersion{
                       "tf", "3", "d", {{"a", "b"}}, aml::Image{"python:3.9", "conda.yml", ""}});
    const auto build = read<EnvironmentVersion>("name: tf\nversion: \"1\"\nbuild: {path: .}\n");
    CHECK(build.findings.empty());
    CHECK(build.object.environment == aml::Environment(aml::BuildContext{"tf", ""}));
    CHECK(read<EnvironmentVersion>("$schema: http://azuremlschemas/environment.schema.json\n"
                                   "name: tf\nproperties: {}\n")
              .findings == "AZ105 1:1 the environment says neither an image nor what to build\n"
                           "AZ101 3:1 unknown key \"properties\": az ml refuses the file\n");

    const auto body = read<EnvironmentVersion>(
        R"({"id": "/subscriptions/s/x/environments/tf/versions/7", "name": "7",
  "properties": {"image": "python:3.9", "condaFile": "channels: [a]\n", "osType": "Linux", "isAnonymous": false,
                 "isArchived": true, "environmentType": "UserCreated", "autoRebuild": "Disabled"}})",
        "x.json");
    CHECK(body.findings == "AZ106 3:18 \"isArchived\" is not understood by this tool\n");
    CHECK(body.object.name == "tf");
    CHECK(body.object.version == "7");
    CHECK(std::get<aml::Image>(body.object.environment).conda == "channels: [a]\n");
}

TEST_CASE("connections and workspaces") {
    const auto connection = read<aml::Connection>(R"(name: registry
type: container_registry
target: https://demo.azurecr.io
credentials: {type: username_password, username: me, password: REPLACE-ME}
)");
    CHECK(connection.findings.empty());
    CHECK(connection.object == aml::Connection{"registry", "https://demo.azurecr.io", "me"});
    CHECK(read<aml::Connection>("name: registry\ntype: container_registry\ntarget: x\n"
                                "credentials: {type: managed_identity, client_id: c}\n")
              .findings ==
          "AZ106 4:21 a registry that is not opened with a user name and a password is not "
          "understood by this tool\n"
          "AZ106 4:39 \"client_id\" is not understood by this tool\n");
    const auto body = read<aml::Connection>(R"({"properties": {"category": "ContainerRegistry",
  "authType": "UsernamePassword", "target": "t", "credentials": {"username": "u", "password": "hidden"}, "metadata": {},
  "isSharedToAll": true}})",
                                            "x.json");
    CHECK(body.findings == "AZ111 2:83 \"password\" holds what looks like a secret: it is not "
                           "written or printed\n");
    CHECK(body.object == aml::Connection{"", "t", "u"});

    const auto workspace = read<aml::Workspace>(R"(name: ws1
location: westeurope
resource_group: g
display_name: d
storage_account: /subscriptions/s/a
hbi_workspace: no
public_network_access: DISABLED
identity: {type: user_assigned, user_assigned_identities: {/i: {}}}
tags: {a: b}
managed_network: {isolation_mode: disabled}
)");
    CHECK(workspace.findings == "AZ106 10:1 \"managed_network\" is not understood by this tool\n");
    CHECK(workspace.object.storage_account == "/subscriptions/s/a");
    CHECK(workspace.object.hbi_workspace == false);
    CHECK(workspace.object.public_network_access == false);
    CHECK(workspace.object.user_assigned_identities == std::vector<std::string>{"/i"});
}

TEST_CASE("every placeholder is found with its place") {
    const document::Parsed parsed =
        document::parse("compute: azureml:REPLACE-ME\ninputs:\n  a: {path: "
                        "azureml://datastores/REPLACE_ME_b/paths/}\n"
                        "list: [x, REPLACE-ME]\nother: replace-me\n",
                        "x.yml");
    const auto found = aml::find_placeholders(parsed.document, parsed.document.root());
    CHECK(reading::lines_of(parsed.document, found) ==
          "AZ110 1:10 \"compute\" still waits for a value\n"
          "AZ110 3:13 \"path\" still waits for a value\n"
          "AZ110 4:11 \"REPLACE-ME\" still waits for a value\n");
    CHECK(found[0].cls == base::Class::error);
}
