#include "emit/arm.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

namespace {
using nlohmann::json;

const emit::arm::Scope k_scope{"sub", "group", "ws", "westeurope"};

const std::string k_workspace = "/subscriptions/sub/resourceGroups/group/providers/"
                                "Microsoft.MachineLearningServices/workspaces/ws";

aml::CommandJob minimal_job() {
    aml::CommandJob job;
    job.display_name = "minimal";
    job.experiment_name = "exp";
    job.compute = "gpu";
    job.environment = aml::Image{"python:3.9"};
    job.command = {"echo", "hi"};
    return job;
}
} // namespace

TEST_CASE("the body of a job, to the byte") {
    CHECK(emit::arm::job(minimal_job(), {}, "") ==
          R"({
  "properties": {
    "jobType": "Command",
    "displayName": "minimal",
    "experimentName": "exp",
    "environmentId": "/subscriptions/REPLACE-ME/resourceGroups/REPLACE-ME/providers/Microsoft.MachineLearningServices/workspaces/REPLACE-ME/environments/CliV2AnonymousEnvironment/versions/be9a2d4fd8e2bc13c4a95e3ec778559e6eba863260b30b023fbe85e920ddc72b",
    "computeId": "/subscriptions/REPLACE-ME/resourceGroups/REPLACE-ME/providers/Microsoft.MachineLearningServices/workspaces/REPLACE-ME/computes/gpu",
    "command": "echo hi",
    "inputs": {},
    "outputs": {},
    "environmentVariables": {},
    "resources": {
      "instanceCount": 1,
      "properties": {}
    },
    "isArchived": false,
    "tags": {},
    "properties": {}
  }
}
)");
}

TEST_CASE("the body of a job with all parts") {
    aml::CommandJob job = minimal_job();
    job.description = "d";
    job.environment = aml::BuildContext{"tf-mpi", "FROM x\nRUN y\n"};
    job.inputs = {{"z", {aml::DataType::uri_folder, "azureml://datastores/a/paths/"}},
                  {"f", {aml::DataType::uri_file, "azureml://datastores/a/paths/f.txt"}}};
    job.outputs = {{"o", {"azureml://datastores/a/paths/${{name}}/o"}}, {"e", {}}};
    job.environment_variables = {{"B", "1"}, {"A", ""}};
    job.tags = {{"t", "1"}};
    job.properties = {{"p", "2"}};
    job.shm_size = "2g";
    job.timeout = 5405;
    job.managed_identity = true;
    job.distribution = aml::Distribution{aml::DistributionType::mpi, 4, 0, 0};
    const std::string text = emit::arm::job(job, k_scope, "abc");
    CHECK(text.find("\"z\"") < text.find("\"f\"")); // the user's order
    const json properties = json::parse(text)["properties"];
    CHECK(properties["codeId"] == k_workspace + "/codes/abc/versions/1");
    CHECK(properties["environmentId"] ==
          k_workspace + "/environments/tf-mpi/versions/ceadfe83e616");
    CHECK(properties["computeId"] == k_workspace + "/computes/gpu");
    CHECK(properties["description"] == "d");
    CHECK(properties["inputs"] == json::parse(R"({
        "z": {"jobInputType": "uri_folder", "mode": "ReadOnlyMount", "uri": "azureml://datastores/a/paths/"},
        "f": {"jobInputType": "uri_file", "mode": "ReadOnlyMount", "uri": "azureml://datastores/a/paths/f.txt"}})"));
    CHECK(properties["outputs"] == json::parse(R"({
        "o": {"jobOutputType": "uri_folder", "mode": "ReadWriteMount", "uri": "azureml://datastores/a/paths/${{name}}/o"},
        "e": {"jobOutputType": "uri_folder", "mode": "ReadWriteMount"}})"));
    CHECK(properties["environmentVariables"] == json::parse(R"({"B": "1", "A": ""})"));
    CHECK(properties["tags"] == json::parse(R"({"t": "1"})"));
    CHECK(properties["properties"] == json::parse(R"({"p": "2"})"));
    CHECK(properties["resources"] ==
          json::parse(R"({"instanceCount": 1, "properties": {}, "shmSize": "2g"})"));
    CHECK(properties["limits"] ==
          json::parse(R"({"jobLimitsType": "Command", "timeout": "PT1H30M5S"})"));
    CHECK(properties["identity"] == json::parse(R"({"identityType": "Managed"})"));
    CHECK(properties["distribution"] ==
          json::parse(R"({"distributionType": "Mpi", "processCountPerInstance": 4})"));
}

TEST_CASE("the other distributions") {
    aml::CommandJob job = minimal_job();
    const auto distribution = [&job] {
        return json::parse(emit::arm::job(job, k_scope, ""))["properties"]["distribution"];
    };
    job.distribution = aml::Distribution{aml::DistributionType::pytorch, 2, 0, 0};
    CHECK(distribution() ==
          json::parse(R"({"distributionType": "PyTorch", "processCountPerInstance": 2})"));
    job.distribution = aml::Distribution{aml::DistributionType::tensorflow, 1, 3, 0};
    CHECK(
        distribution() ==
        json::parse(
            R"({"distributionType": "TensorFlow", "parameterServerCount": 0, "workerCount": 3})"));
}

TEST_CASE("the body of a compute") {
    aml::AmlCompute compute;
    compute.name = "gpu";
    compute.size = "STANDARD_NC6S_V3";
    compute.max_instances = 4;
    CHECK(emit::arm::compute(compute, k_scope) == R"({
  "location": "westeurope",
  "properties": {
    "computeType": "AmlCompute",
    "disableLocalAuth": true,
    "properties": {
      "osType": "Linux",
      "vmSize": "STANDARD_NC6S_V3",
      "vmPriority": "Dedicated",
      "scaleSettings": {
        "maxNodeCount": 4,
        "minNodeCount": 0,
        "nodeIdleTimeBeforeScaleDown": "PT2M"
      },
      "remoteLoginPortPublicAccess": "NotSpecified",
      "enableNodePublicIp": true
    }
  }
}
)");
    compute.location = "eastus";
    compute.description = "d";
    compute.low_priority = true;
    compute.idle_time_before_scale_down = 0;
    compute.ssh_settings = aml::SshSettings{"demo", "ssh-rsa AAAA"};
    compute.subnet = "/subscriptions/s/x";
    compute.system_assigned_identity = true;
    compute.tags = {{"a", "b"}};
    const json body = json::parse(emit::arm::compute(compute, k_scope));
    CHECK(body["location"] == "eastus");
    CHECK(body["identity"] == json::parse(R"({"type": "SystemAssigned"})"));
    CHECK(body["tags"] == json::parse(R"({"a": "b"})"));
    CHECK(body["properties"]["description"] == "d");
    CHECK(body["properties"]["disableLocalAuth"] == false);
    const json properties = body["properties"]["properties"];
    CHECK(properties["vmPriority"] == "LowPriority");
    CHECK(properties["scaleSettings"] == json::parse(R"({"maxNodeCount": 4, "minNodeCount": 0})"));
    CHECK(properties["subnet"] == json::parse(R"({"id": "/subscriptions/s/x"})"));
    CHECK(properties["userAccountCredentials"] ==
          json::parse(R"({"adminUserName": "demo", "adminUserSshPublicKey": "ssh-rsa AAAA"})"));
}

TEST_CASE("the bodies of datastores") {
    CHECK(emit::arm::datastore({"acct_data_blob", aml::DatastoreType::azure_blob, "d", "acct",
                                "data", "core.chinacloudapi.cn", true}) == R"({
  "properties": {
    "datastoreType": "AzureBlob",
    "description": "d",
    "accountName": "acct",
    "containerName": "data",
    "endpoint": "core.chinacloudapi.cn",
    "protocol": "https",
    "credentials": {
      "credentialsType": "None"
    },
    "tags": {}
  }
}
)");
    CHECK(json::parse(emit::arm::datastore({"acct_logs_files", aml::DatastoreType::azure_file, "",
                                            "acct", "logs", "", false})) == json::parse(R"({
        "properties": {"datastoreType": "AzureFile", "accountName": "acct", "fileShareName": "logs",
            "endpoint": "core.windows.net", "protocol": "https", "tags": {},
            "credentials": {"credentialsType": "AccountKey",
                            "secrets": {"secretsType": "AccountKey", "key": "REPLACE-ME"}}}})"));
}

TEST_CASE("environments and their versions") {
    const aml::Environment image = aml::Image{"python:3.9"};
    const aml::Environment built = aml::BuildContext{"tf-mpi", "FROM x\nRUN y\n"};
    CHECK(
        json::parse(emit::arm::environment(image)) ==
        json::parse(
            R"({"properties": {"image": "python:3.9", "isAnonymous": true, "isArchived": false}})"));
    CHECK(json::parse(emit::arm::environment(built)) == json::parse(R"({"properties":
        {"build": {"contextUri": "REPLACE-ME"}, "isAnonymous": false, "isArchived": false}})"));
    CHECK(emit::arm::environment_version(built) == "tf-mpi/versions/ceadfe83e616");
    CHECK(emit::arm::environment_version(aml::BuildContext{"tf-mpi", "FROM y\n"}) !=
          emit::arm::environment_version(built));
}

TEST_CASE("a connection to a registry, as azure-ai-ml 1.35 sends it") {
    CHECK(json::parse(emit::arm::connection({"a", "https://demo.azurecr.io", "demo"})) ==
          json::parse(R"({"properties": {"category": "ContainerRegistry",
              "authType": "UsernamePassword", "target": "https://demo.azurecr.io",
              "credentials": {"username": "demo", "password": "REPLACE-ME"},
              "isSharedToAll": true, "metadata": {}}})"));
}

TEST_CASE("text that JSON must escape, or cannot hold") {
    aml::CommandJob job = minimal_job();
    job.command = {"echo \"a\\b\"\n\x01 caf\xc3\xa9 \xff"};
    const json body = json::parse(emit::arm::job(job, k_scope, ""));
    CHECK(body["properties"]["command"] == "echo \"a\\b\"\n\x01 caf\xc3\xa9 \xef\xbf\xbd");
}

TEST_CASE("durations") {
    struct Case {
        std::int64_t seconds;
        const char* text;
    };

    for (const Case& c :
         {Case{0, "P0D"}, Case{1, "PT1S"}, Case{60, "PT1M"}, Case{90, "PT1M30S"}, Case{120, "PT2M"},
          Case{1800, "PT30M"}, Case{3600, "PT1H"}, Case{5405, "PT1H30M5S"}, Case{3605, "PT1H5S"},
          Case{86400, "P1D"}, Case{90061, "P1DT1H1M1S"}, Case{604800, "P7D"}, Case{1814400, "P21D"},
          Case{86401, "P1DT1S"}}) {
        INFO(c.seconds);
        CHECK(emit::arm::iso_duration(c.seconds) == c.text);
    }
}

TEST_CASE("the body of what people write into a job themselves") {
    aml::CommandJob job = minimal_job();
    job.environment = aml::EnvironmentReference{"azureml:e:1"};
    job.compute = "/subscriptions/s/virtualclusters/v";
    job.code = true;
    job.code_path = "azureml:c:2";
    using Kind = aml::Literal::Kind;
    job.inputs = {
        {"d", {aml::DataType::mltable, "azureml:d:1", std::nullopt}},
        {"m", {aml::DataType::mlflow_model, "m:1", aml::Mode::download}},
        {"l", {aml::DataType::uri_folder, "azureml:d@latest", std::nullopt}},
        {"b", {aml::DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::boolean, "true"}}},
        {"n", {aml::DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::number, "1.0"}}}};
    job.outputs = {{"o", {"", aml::DataType::uri_file, aml::Mode::upload, "net", "2"}}};
    job.instance_type = "t";
    job.docker_args = "--ipc=host";
    job.job_tier = aml::JobTier::premium;
    job.managed_identity = true;
    job.identity = {"c", "o", "r"};
    job.services = {{"s", {aml::ServiceType::tensor_board, 22, true, "", "logs", {{"k", "v"}}}},
                    {"c", {}}};
    const json properties = json::parse(emit::arm::job(job, k_scope, ""))["properties"];
    CHECK(properties["environmentId"] == k_workspace + "/environments/e/versions/1");
    CHECK(properties["computeId"] == "/subscriptions/s/virtualclusters/v");
    CHECK(properties["codeId"] == k_workspace + "/codes/c/versions/2");
    CHECK(properties["inputs"] == json::parse(R"({
        "d": {"jobInputType": "mltable", "uri": ")" +
                                              k_workspace + R"(/data/d/versions/1"},
        "m": {"jobInputType": "mlflow_model", "mode": "Download", "uri": ")" +
                                              k_workspace + R"(/models/m/versions/1"},
        "l": {"jobInputType": "uri_folder", "uri": "azureml:d@latest"},
        "b": {"jobInputType": "literal", "value": "True"},
        "n": {"jobInputType": "literal", "value": "1.0"}})"));
    CHECK(properties["outputs"] == json::parse(R"({
        "o": {"jobOutputType": "uri_file", "mode": "Upload", "assetName": "net", "assetVersion": "2"}})"));
    CHECK(properties["resources"]["instanceType"] == "t");
    CHECK(properties["resources"]["dockerArgs"] == "--ipc=host");
    CHECK(properties["queueSettings"] == json::parse(R"({"jobTier": "Premium"})"));
    CHECK(
        properties["identity"] ==
        json::parse(
            R"({"identityType": "Managed", "clientId": "c", "objectId": "o", "resourceId": "r"})"));
    CHECK(properties["services"] == json::parse(R"({
        "c": {"jobServiceType": "Custom"},
        "s": {"jobServiceType": "TensorBoard", "nodes": {"nodesValueType": "All"}, "port": 22,
              "properties": {"k": "v", "logDir": "logs"}}})"));

    job.compute.clear();
    job.environment =
        aml::EnvironmentReference{"azureml://registries/r/environments/e/labels/latest"};
    job.managed_identity = false;
    job.user_identity = true;
    const json serverless = json::parse(emit::arm::job(job, k_scope, ""))["properties"];
    CHECK_FALSE(serverless.contains("computeId"));
    CHECK(serverless["environmentId"] == "azureml://registries/r/environments/e/labels/latest");
    CHECK(serverless["identity"] == json::parse(R"({"identityType": "UserIdentity"})"));
}

TEST_CASE("the bodies of what people write into the others themselves") {
    aml::AmlCompute compute;
    compute.vnet_name = "lan";
    compute.subnet = "ml";
    compute.ssh_public_access = true;
    compute.node_public_ip = false;
    compute.disable_local_auth = false;
    compute.user_assigned_identities = {"/a"};
    const json body = json::parse(emit::arm::compute(compute, k_scope));
    CHECK(body["identity"] ==
          json::parse(R"({"type": "UserAssigned", "userAssignedIdentities": {"/a": {}}})"));
    CHECK(body["properties"]["disableLocalAuth"] == false);
    const json& inner = body["properties"]["properties"];
    CHECK(inner["subnet"]["id"] == "/subscriptions/sub/resourceGroups/group/providers/"
                                   "Microsoft.Network/virtualNetworks/lan/subnets/ml");
    CHECK(inner["remoteLoginPortPublicAccess"] == "Enabled");
    CHECK(inner["enableNodePublicIp"] == false);

    aml::Datastore datastore;
    datastore.account_name = "a";
    datastore.container = "c";
    datastore.protocol = "wasbs";
    datastore.tags = {{"t", "1"}};
    datastore.credential = aml::Credential::sas_token;
    datastore.secret = base::Secret("never written");
    datastore.subscription_id = "s";
    datastore.resource_group = "g";
    datastore.service_identity = "WorkspaceSystemAssignedIdentity";
    CHECK(json::parse(emit::arm::datastore(datastore))["properties"] == json::parse(R"({
        "datastoreType": "AzureBlob", "accountName": "a", "containerName": "c", "endpoint": "core.windows.net",
        "protocol": "wasbs", "subscriptionId": "s", "resourceGroup": "g", "tags": {"t": "1"},
        "serviceDataAccessAuthIdentity": "WorkspaceSystemAssignedIdentity",
        "credentials": {"credentialsType": "Sas", "secrets": {"secretsType": "Sas", "sasToken": "REPLACE-ME"}}})"));

    const json image = json::parse(emit::arm::environment(
        aml::Image{"python:3.9", "", "{\"dependencies\": [\"python=3.9\"]}"}));
    CHECK(image["properties"]["condaFile"] == "dependencies:\n  - python=3.9\n");
    const aml::Environment plain = aml::Image{"python:3.9"};
    const aml::Environment conda = aml::Image{"python:3.9", "", "a: b"};
    CHECK(emit::arm::environment_version(plain) != emit::arm::environment_version(conda));
    CHECK(json::parse(emit::arm::environment(aml::BuildContext{
              "x", "", "p", "D"}))["properties"]["build"]["dockerfilePath"] == "D");
}
