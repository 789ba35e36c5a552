#include "emit/v2.hpp"
#include "support/catch.hpp"

namespace {
aml::CommandJob tensorflow_job() {
    aml::CommandJob job;
    job.display_name = "tensorflow-distributed";
    job.experiment_name = "tensorflow-distributed";
    job.compute = "gpu";
    job.environment = aml::Image{"tensorflow/tensorflow:1.8.0-gpu"};
    job.code = true;
    job.command = {"MOUNT_DATA=${{inputs.data}}", "bash launch.sh"};
    job.inputs = {
        {"data", {aml::DataType::uri_folder, "azureml://datastores/acct_data_blob/paths/"}}};
    job.outputs = {{"model", {"azureml://datastores/acct_logs_files/paths/${{name}}/outputs"}},
                   {"ended", {}}};
    job.instance_count = 2;
    job.distribution = aml::Distribution{aml::DistributionType::tensorflow, 1, 2, 1};
    job.timeout = 604800;
    job.comments = {{"/limits/timeout", "7 days, Batch AI's default"},
                    {"/outputs/ended", "workers leave a mark here"}};
    return job;
}
} // namespace

TEST_CASE("a job without optional parts") {
    aml::CommandJob job;
    job.display_name = "minimal";
    job.experiment_name = "minimal";
    job.compute = "cpu";
    job.environment = aml::Image{"python:3.9"};
    job.command = {"echo hi"};
    CHECK(emit::write(emit::v2::job(job), {"Batch AI job \"minimal\"."}) ==
          R"(# Batch AI job "minimal".
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
display_name: minimal
experiment_name: minimal
compute: azureml:cpu
environment:
  image: python:3.9

command: >-
  echo hi

resources:
  instance_count: 1
)");
}

TEST_CASE("a distributed tensorflow job") {
    CHECK(emit::write(emit::v2::job(tensorflow_job()), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
display_name: tensorflow-distributed
experiment_name: tensorflow-distributed
compute: azureml:gpu
environment:
  image: tensorflow/tensorflow:1.8.0-gpu

code: code
command: >-
  MOUNT_DATA=${{inputs.data}}
  bash launch.sh

inputs:
  data: {type: uri_folder, mode: ro_mount, path: azureml://datastores/acct_data_blob/paths/}
outputs:
  model: {type: uri_folder, mode: rw_mount, path: "azureml://datastores/acct_logs_files/paths/${{name}}/outputs"}
  ended: {type: uri_folder, mode: rw_mount}   # workers leave a mark here

resources:
  instance_count: 2
distribution:
  type: tensorflow
  worker_count: 2
  parameter_server_count: 1
limits:
  timeout: 604800   # 7 days, Batch AI's default
)");
}

TEST_CASE("a job with all parts, its environment built") {
    aml::CommandJob job = tensorflow_job();
    job.description = "Trains: slowly";
    job.tags = {{"priority", "100"}};
    job.properties = {{"AZURE_ML_INPUT_PathOnCompute_data", "/mnt/data"}};
    job.environment = aml::BuildContext{"tensorflow-1.8.0-gpu-openmpi", "FROM x\n"};
    job.environment_variables = {{"B", "yes"}, {"A", "a b"}};
    job.inputs = {
        {"list", {aml::DataType::uri_file, "azureml://datastores/acct_data_blob/paths/list.txt"}}};
    job.outputs.clear();
    job.shm_size = "2g";
    job.distribution = aml::Distribution{aml::DistributionType::mpi, 4, 0, 0};
    job.managed_identity = true;
    job.comments = {{"/environment", "with Open MPI"},
                    {"/distribution/process_count_per_instance", "one for each GPU"},
                    {"/inputs/list/path", "of the second volume"},
                    {"/outputs/none", "about the whole"}};
    CHECK(emit::write(emit::v2::job(job), {}) ==
          R"(# about the whole
$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
display_name: tensorflow-distributed
experiment_name: tensorflow-distributed
description: "Trains: slowly"
tags:
  priority: "100"
properties:
  AZURE_ML_INPUT_PathOnCompute_data: /mnt/data
compute: azureml:gpu
environment:   # with Open MPI
  build:
    path: ../../environments/tensorflow-1.8.0-gpu-openmpi

code: code
command: >-
  MOUNT_DATA=${{inputs.data}}
  bash launch.sh
environment_variables:
  B: "yes"
  A: a b

inputs:
  list: {type: uri_file, mode: ro_mount, path: azureml://datastores/acct_data_blob/paths/list.txt}   # of the second volume

resources:
  instance_count: 2
  shm_size: 2g
distribution:
  type: mpi
  process_count_per_instance: 4   # one for each GPU
limits:
  timeout: 604800
identity:
  type: managed
)");
}

TEST_CASE("a compute") {
    aml::AmlCompute compute;
    compute.name = "gpu";
    compute.size = "STANDARD_NC6S_V3";
    compute.max_instances = 4;
    CHECK(emit::write(emit::v2::compute(compute), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json
type: amlcompute
name: gpu
size: STANDARD_NC6S_V3
tier: dedicated
min_instances: 0
max_instances: 4
idle_time_before_scale_down: 120
)");
    compute.description = "GPU nodes";
    compute.location = "westeurope";
    compute.low_priority = true;
    compute.ssh_settings = aml::SshSettings{"demo", "ssh-rsa AAAA demo"};
    compute.subnet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/"
                     "virtualNetworks/net/subnets/nodes";
    compute.system_assigned_identity = true;
    compute.tags = {{"cost", "1.10"}};
    CHECK(emit::write(emit::v2::compute(compute), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json
type: amlcompute
name: gpu
description: GPU nodes
location: westeurope
size: STANDARD_NC6S_V3
tier: low_priority
min_instances: 0
max_instances: 4
idle_time_before_scale_down: 120
ssh_settings:
  admin_username: demo
  ssh_key_value: ssh-rsa AAAA demo
network_settings:
  vnet_name: net
  subnet: /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes
identity:
  type: system_assigned
tags:
  cost: "1.10"
)");
}

TEST_CASE("datastores and environments") {
    CHECK(emit::write(emit::v2::datastore({"acct_data_blob", aml::DatastoreType::azure_blob, "",
                                           "acct", "data", "core.windows.net", false}),
                      {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json
type: azure_blob
name: acct_data_blob
account_name: acct
container_name: data
endpoint: core.windows.net
credentials:
  account_key: REPLACE-ME
)");
    CHECK(emit::write(emit::v2::datastore({"acct_data_blob", aml::DatastoreType::azure_blob,
                                           "training data", "acct", "data", "", true}),
                      {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json
type: azure_blob
name: acct_data_blob
description: training data
account_name: acct
container_name: data
)");
    CHECK(emit::write(emit::v2::datastore({"acct_logs_files", aml::DatastoreType::azure_file, "",
                                           "acct", "logs", "", false}),
                      {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/azureFile.schema.json
type: azure_file
name: acct_logs_files
account_name: acct
file_share_name: logs
credentials:
  account_key: REPLACE-ME
)");
    CHECK(emit::write(emit::v2::environment({"tf-mpi", "FROM x\nRUN y\n"}), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json
name: tf-mpi
version: ceadfe83e616
build:
  path: "."
)");
}

TEST_CASE("a connection to a registry") {
    CHECK(emit::write(emit::v2::connection({"nvcr-io_d52040", "https://nvcr.io", "$oauthtoken"}),
                      {}) == R"(name: nvcr-io_d52040
type: container_registry
target: https://nvcr.io
credentials:
  type: username_password
  username: $oauthtoken
  password: REPLACE-ME
)");
}

TEST_CASE("what people write into a job themselves") {
    aml::CommandJob job;
    job.name = "run-1";
    job.compute = "gpu";
    job.environment = aml::Image{"python:3.9", "", "{\"channels\": [\"a\"], \"v\": 1.0}\n"};
    job.code = true;
    job.code_path = "/subscriptions/s/codes/c/versions/1";
    job.command = {"set -e\npython a.py\n"};
    using Kind = aml::Literal::Kind;
    job.inputs = {
        {"d", {aml::DataType::mltable, "azureml:d:1", std::nullopt}},
        {"num", {aml::DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::number, "1.0"}}},
        {"s", {aml::DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::string, "1.0"}}},
        {"b", {aml::DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::boolean, "true"}}}};
    job.outputs = {{"o", {"", aml::DataType::custom_model, aml::Mode::upload, "net", "2"}}};
    job.instance_type = "Standard_NC6s_v3";
    job.docker_args = "--ipc=host";
    job.job_tier = aml::JobTier::spot;
    job.managed_identity = true;
    job.identity = {"c", "", ""};
    job.services = {{"s", {aml::ServiceType::ssh, 22, true, "key", "", {{"k", "v"}}}}};
    CHECK(emit::write(emit::v2::job(job), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json
type: command
name: run-1
compute: azureml:gpu
environment:
  image: python:3.9
  conda_file:
    channels:
      - a
    v: 1.0

code: azureml:/subscriptions/s/codes/c/versions/1
command: |
  set -e
  python a.py

inputs:
  d: {type: mltable, path: azureml:d:1}
  num: 1.0
  s: "1.0"
  b: true
outputs:
  o: {type: custom_model, mode: upload, name: net, version: "2"}

resources:
  instance_count: 1
  instance_type: Standard_NC6s_v3
  docker_args: "--ipc=host"
queue_settings:
  job_tier: spot
identity:
  type: managed
  client_id: c
services:
  s:
    type: ssh
    port: 22
    nodes: all
    ssh_public_keys: key
    properties:
      k: v
)");
    job.environment = aml::EnvironmentReference{"/subscriptions/s/environments/e/versions/1"};
    job.user_identity = true;
    job.managed_identity = false;
    job.compute.clear();
    const std::string text = emit::write(emit::v2::job(job), {});
    CHECK(text.find("environment: azureml:/subscriptions/s/environments/e/versions/1\n") !=
          std::string::npos);
    CHECK(text.find("compute:") == std::string::npos);
    CHECK(text.find("identity:\n  type: user_identity\n") != std::string::npos);
    job.environment = aml::BuildContext{"x", "", "./docker", "D"};
    CHECK(emit::write(emit::v2::job(job), {})
              .find("  build:\n    path: ./docker\n    "
                    "dockerfile_path: D\n") != std::string::npos);
}

TEST_CASE("what people write into computes and datastores themselves") {
    aml::AmlCompute compute;
    compute.name = "gpu";
    compute.size = "s";
    compute.ssh_public_access = false;
    compute.vnet_name = "lan";
    compute.subnet = "ml";
    compute.node_public_ip = false;
    compute.user_assigned_identities = {"/a", "/b"};
    const std::string text = emit::write(emit::v2::compute(compute), {});
    CHECK(text.find(R"(ssh_public_access_enabled: false
network_settings:
  vnet_name: lan
  subnet: ml
enable_node_public_ip: false
identity:
  type: user_assigned
  user_assigned_identities:
    - resource_id: /a
    - resource_id: /b
)") != std::string::npos);
    compute.system_assigned_identity = true;
    CHECK(
        emit::write(emit::v2::compute(compute), {}).find("type: system_assigned,user_assigned\n") !=
        std::string::npos);

    aml::Datastore datastore;
    datastore.name = "d";
    datastore.account_name = "a";
    datastore.container = "c";
    datastore.protocol = "wasbs";
    datastore.tags = {{"t", "1"}};
    datastore.credential = aml::Credential::sas_token;
    datastore.secret = base::Secret("never written");
    CHECK(emit::write(emit::v2::datastore(datastore), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/azureBlob.schema.json
type: azure_blob
name: d
account_name: a
container_name: c
protocol: wasbs
tags:
  t: "1"
credentials:
  sas_token: REPLACE-ME
)");
}

TEST_CASE("a workspace with all parts") {
    aml::Workspace workspace;
    workspace.name = "ws1";
    workspace.location = "westeurope";
    workspace.resource_group = "g";
    workspace.display_name = "d";
    workspace.description = "x";
    workspace.tags = {{"a", "b"}};
    workspace.storage_account = "/subscriptions/s/a";
    workspace.hbi_workspace = false;
    workspace.public_network_access = true;
    workspace.system_assigned_identity = true;
    workspace.user_assigned_identities = {"/subscriptions/s/i"};
    CHECK(emit::write(emit::v2::workspace(workspace), {}) ==
          R"($schema: https://azuremlschemas.azureedge.net/latest/workspace.schema.json
name: ws1
location: westeurope
resource_group: g
display_name: d
description: x
tags:
  a: b
storage_account: /subscriptions/s/a
hbi_workspace: false
public_network_access: Enabled
identity:
  type: system_assigned,user_assigned
  user_assigned_identities:
    /subscriptions/s/i: {}
)");
}
