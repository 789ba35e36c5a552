#include "reading.hpp"

using aml::CommandJob;
using aml::DataType;
using aml::Mode;
using reading::job_findings;
using reading::read;

TEST_CASE("a job with everything that is carried") {
    const auto [job, findings, all] =
        read<CommandJob>(R"($schema: https://x/azuremlschemas/commandJob.schema.json
type: Command
name: run-1
display_name: "A name"
experiment_name: exp
description: What it is for.
tags: {a: "1", b: two}
properties: {p: q}
compute: azureml:gpu
environment:
  image: python:3.9
  conda_file: ../conda.yml
code: ../src
command: >-
  python train.py --data ${{inputs.data}}
  --lr ${{inputs.lr}} --out ${{outputs.model}}
environment_variables:
  B: "1"
  A: x y
inputs:
  data: {type: uri_file, mode: download, path: azureml://datastores/d/paths/a.csv}
  asset: {path: "azureml:set:3"}
  table: {type: MLTable, mode: eval_mount, path: "azureml:t:1"}
  lr: 0.5
  on: true
  word: text
  typed: {value: 7}
outputs:
  model: {type: custom_model, mode: upload, path: azureml://datastores/d/paths/m, name: net, version: 2}
  plain: {}
  nothing:
  old: {mode: mount}
resources: {instance_count: 3, instance_type: Standard_NC6s_v3, shm_size: 8g, docker_args: --ipc=host}
distribution: {type: PyTorch, process_count_per_instance: 4}
limits: {timeout: 3600}
identity: {type: managed, client_id: c, object_id: o}
queue_settings: {job_tier: Spot}
services:
  note: {type: jupyter_lab, port: 8888, nodes: all, properties: {k: v}}
  shell: {type: ssh, ssh_public_keys: ssh-rsa AAAA}
  board: {type: tensor_board, log_dir: logs}
)");
    CHECK(findings.empty());
    CommandJob expected;
    expected.name = "run-1";
    expected.display_name = "A name";
    expected.experiment_name = "exp";
    expected.description = "What it is for.";
    expected.tags = {{"a", "1"}, {"b", "two"}};
    expected.properties = {{"p", "q"}};
    expected.compute = "gpu";
    expected.environment = aml::Image{"python:3.9", "../conda.yml", {}};
    expected.code = true;
    expected.code_path = "../src";
    expected.command = {"python train.py --data ${{inputs.data}}",
                        "--lr ${{inputs.lr}} --out ${{outputs.model}}"};
    expected.environment_variables = {{"B", "1"}, {"A", "x y"}};
    using Kind = aml::Literal::Kind;
    expected.inputs = {
        {"data", {DataType::uri_file, "azureml://datastores/d/paths/a.csv", Mode::download}},
        {"asset", {DataType::uri_folder, "azureml:set:3", std::nullopt}},
        {"table", {DataType::mltable, "azureml:t:1", Mode::eval_mount}},
        {"lr", {DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::number, "0.5"}}},
        {"on", {DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::boolean, "true"}}},
        {"word", {DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::string, "text"}}},
        {"typed", {DataType::uri_folder, "", std::nullopt, aml::Literal{Kind::number, "7"}}}};
    expected.outputs = {
        {"model",
         {"azureml://datastores/d/paths/m", DataType::custom_model, Mode::upload, "net", "2"}},
        {"plain", {"", DataType::uri_folder, std::nullopt}},
        {"nothing", {"", DataType::uri_folder, std::nullopt}},
        {"old", {"", DataType::uri_folder, Mode::rw_mount}}};
    expected.instance_count = 3;
    expected.instance_type = "Standard_NC6s_v3";
    expected.shm_size = "8g";
    expected.docker_args = "--ipc=host";
    expected.distribution = aml::Distribution{aml::DistributionType::pytorch, 4, 0, 0};
    expected.timeout = 3600;
    expected.managed_identity = true;
    expected.identity = {"c", "o", ""};
    expected.job_tier = aml::JobTier::spot;
    expected.services = {
        {"note", {aml::ServiceType::jupyter_lab, 8888, true, "", "", {{"k", "v"}}}},
        {"shell", {aml::ServiceType::ssh, std::nullopt, false, "ssh-rsa AAAA", "", {}}},
        {"board", {aml::ServiceType::tensor_board, std::nullopt, false, "", "logs", {}}}};
    CHECK(job.inputs == expected.inputs);
    CHECK(job.outputs == expected.outputs);
    CHECK(job.services == expected.services);
    CHECK(job == expected);
}

TEST_CASE("the body of a job, as it is answered") {
    const auto [job, findings, all] = read<CommandJob>(R"({
  "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/jobs/run-1",
  "name": "run-1", "type": "Microsoft.MachineLearningServices/workspaces/jobs",
  "systemData": {"createdBy": "me"},
  "properties": {
    "jobType": "Command", "status": "Completed", "isArchived": false, "description": null,
    "displayName": "d", "experimentName": "e", "componentId": null, "futureField": null,
    "computeId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/computes/gpu",
    "environmentId": "/subscriptions/s/x/environments/e/versions/1", "codeId": "/subscriptions/s/x/codes/c/versions/1",
    "command": "python a.py ${{inputs.lr}}\n",
    "inputs": {"data": {"jobInputType": "uri_folder", "uri": "azureml://datastores/d/paths/", "mode": "readonlymount"},
               "lr": {"jobInputType": "literal", "value": "0.1"}},
    "outputs": {"default": {"jobOutputType": "uri_folder", "mode": "ReadWriteMount",
                            "uri": "azureml://datastores/workspaceartifactstore/ExperimentRun/dcid.run-1"},
                "o": {"jobOutputType": "uri_folder"}},
    "distribution": {"distributionType": "TensorFlow", "workerCount": 2},
    "resources": {"instanceCount": 2, "properties": {}, "shmSize": "2g"},
    "limits": {"jobLimitsType": "Command", "timeout": "PT1H30M"},
    "identity": {"identityType": "UserIdentity"},
    "services": {"Tracking": {"jobServiceType": "Tracking", "endpoint": "azureml://x", "status": null},
                 "shell": {"jobServiceType": "SSH", "nodes": {"nodesValueType": "All"},
                           "properties": {"sshPublicKeys": "k", "other": "o"}}},
    "queueSettings": {"jobTier": "Standard"}}})",
                                                       "x.json");
    CHECK(findings.empty());
    CHECK(job.name == "run-1");
    CHECK(job.compute == "gpu");
    CHECK(std::get<aml::EnvironmentReference>(job.environment).id ==
          "/subscriptions/s/x/environments/e/versions/1");
    CHECK(job.code_path == "/subscriptions/s/x/codes/c/versions/1");
    CHECK(job.command == std::vector<std::string>{"python a.py ${{inputs.lr}}\n"});
    REQUIRE(job.inputs.size() == 2);
    CHECK(job.inputs[0].second.mode == Mode::ro_mount);
    CHECK(job.inputs[1].second.literal == aml::Literal{aml::Literal::Kind::string, "0.1"});
    REQUIRE(job.outputs.size() == 1);
    CHECK(job.outputs[0].second.mode == std::nullopt);
    CHECK(job.distribution == aml::Distribution{aml::DistributionType::tensorflow, 1, 2, 0});
    CHECK(job.timeout == 5400);
    CHECK(job.user_identity);
    REQUIRE(job.services.size() == 1);
    CHECK(job.services.at("shell").ssh_public_keys == "k");
    CHECK(job.services.at("shell").all_nodes);
    CHECK(job.services.at("shell").properties == aml::Strings{{"other", "o"}});
}

TEST_CASE("the ways to name a compute, an environment and code") {
    const auto job = [](const std::string& lines) {
        return read<CommandJob>("type: command\ncommand: a\n" + lines);
    };
    const std::string ws = "/subscriptions/s/resourceGroups/g/providers/"
                           "Microsoft.MachineLearningServices/workspaces/w";
    for (const std::string& compute : {std::string("gpu"), std::string("azureml:gpu"),
                                       ws + "/computes/gpu", "azureml:" + ws + "/computes/gpu"}) {
        INFO(compute);
        const auto read = job("environment: azureml:e:1\ncompute: " + compute + "\n");
        CHECK(read.findings.empty());
        CHECK(read.object.compute == "gpu");
    }
    CHECK(job("environment: azureml:e:1\n").object.compute.empty()); // serverless
    CHECK(job("environment: azureml:e:1\ncompute: azureml:" + ws + "/virtualclusters/v\n")
              .object.compute == ws + "/virtualclusters/v");
    CHECK(job("environment: azureml:e:1\ncompute: local\n").findings ==
          "AZ106 4:10 a job for this machine (compute: local) is not understood\n");
    CHECK(job("environment: azureml:e:1\ncompute: gpu-1\n").findings ==
          "AZ108 4:10 \"gpu-1\" is no name that the service takes\n");

    const auto environment = [&](const std::string& text) {
        const auto read = job("environment: " + text + "\ncode: .\n");
        CHECK(read.findings.empty());
        return std::get<aml::EnvironmentReference>(read.object.environment).id;
    };
    CHECK(environment("azureml:e:1") == "azureml:e:1");
    CHECK(environment("azureml:e@latest") == "azureml:e@latest");
    CHECK(environment("azureml://registries/azureml/environments/x/versions/1") ==
          "azureml://registries/azureml/environments/x/versions/1");
    CHECK(environment("azureml:" + ws + "/environments/e/versions/1") ==
          ws + "/environments/e/versions/1");
    CHECK(job("environment: python:3.9\n").findings ==
          "AZ104 3:14 az ml does not know what \"python:3.9\" is\n");
    CHECK(job("environment: azureml:e\n").findings ==
          "AZ104 3:14 the environment says no version\n");
    CHECK(job("environment: {conda_file: c.yml}\n").findings ==
          "AZ105 3:1 the environment says neither an image nor what to build\n");
    CHECK(job("environment: {image: a, build: {path: b}}\n").findings ==
          "AZ112 3:1 an environment is an image or is built: it cannot say both\n");
    CHECK(job("environment: {image: a, name: b, version: 2}\n").findings ==
          "AZ106 3:25 \"name\" is not understood by this tool\n"
          "AZ106 3:34 \"version\" is not understood by this tool\n");
    CHECK(job("environment: {image: a, os_type: Linux}\n").findings.empty());

    const auto build = [&](const std::string& text) {
        const auto read = job("environment: {build: " + text + "}\n");
        CHECK(read.findings.empty());
        return std::get<aml::BuildContext>(read.object.environment);
    };
    CHECK(build("{path: ../../environments/tf}") == aml::BuildContext{"tf", ""});
    CHECK(build("{path: ./docker/, dockerfile_path: D}") ==
          aml::BuildContext{"docker", "", "./docker/", "D"});
    const auto conda = job("environment: {image: a, conda_file: {channels: [b], n: 1.0}}\n");
    CHECK(conda.findings.empty());
    CHECK(std::get<aml::Image>(conda.object.environment).conda ==
          "{\n  \"channels\": [\n    \"b\"\n  ],\n  \"n\": 1.0\n}\n");

    const auto code = [&](const std::string& text) {
        const auto read = job("environment: azureml:e:1\ncode: " + text + "\n");
        CHECK(read.object.code);
        return read.object.code_path;
    };
    CHECK(code("code").empty());
    CHECK(code("./src") == "./src");
    CHECK(code("azureml:c:1") == "azureml:c:1");
    CHECK(code("azureml:" + ws + "/codes/c/versions/1") == ws + "/codes/c/versions/1");
    CHECK(job("environment: azureml:e:1\ncode: git+https://x/y\n").findings ==
          "AZ106 4:7 code from a git repository is not understood\n");
    CHECK_FALSE(job("environment: azureml:e:1\n").object.code);
}

TEST_CASE("keys that are unknown, misplaced or not understood") {
    CHECK(job_findings("comand: b\n") ==
          "AZ101 4:1 unknown key \"comand\": az ml refuses the file\n");
    const auto misspelt = read<CommandJob>("command: a\nenvironment: azureml:e:1\n"
                                           "resources: {instanceCount: 1}\n");
    CHECK(misspelt.findings ==
          "AZ101 3:13 unknown key \"instanceCount\": az ml refuses the file\n");
    CHECK(misspelt.all[0].help == "did you mean \"instance_count\"?");
    CHECK(misspelt.all[0].fix->replacement == "instance_count");
    CHECK(job_findings("timeout: 60\n") ==
          "AZ101 4:1 unknown key \"timeout\": az ml refuses the file\n");
    CHECK(job_findings("inputs: {a: {path: x, datastore: d}}\n") ==
          "AZ106 4:23 \"datastore\" is not understood by this tool\n");
    CHECK(job_findings("resources: {properties: {}, locations: [], max_instance_count: 2}\n") ==
          "AZ106 4:44 \"max_instance_count\" is not understood by this tool\n");
    CHECK(job_findings("parent_job_name: x\n") ==
          "AZ106 4:1 \"parent_job_name\" is not understood by this tool\n");
    // What az ml prints beside what can be written.
    CHECK(job_findings("id: x\nstatus: Completed\ncreation_context: {created_by: me}\n"
                       "resourceGroup: g\nlog_files: {a: b}\nparameters: {}\n")
              .empty());
}

TEST_CASE("values of the wrong type") {
    CHECK(job_findings("name: 123\n") ==
          "AZ103 4:7 \"name\" must be a string, not an integer: 123\n");
    CHECK(job_findings("display_name: 1.5\n") ==
          "AZ103 4:15 \"display_name\" must be a string, not a number: 1.5\n");
    CHECK(job_findings("description: yes\n") ==
          "AZ103 4:14 \"description\" must be a string, not a boolean: yes\n");
    CHECK(job_findings("description: 2020-01-01\n") ==
          "AZ103 4:14 \"description\" must be a string, not a date: 2020-01-01\n");
    CHECK(job_findings("description: 1e3\n").empty()); // a string in YAML 1.1
    CHECK(job_findings("description:\n") ==
          "AZ103 4:1 \"description\" has no value, which az ml refuses\n");
    CHECK(job_findings("tags: {a: 1}\n") ==
          "AZ103 4:11 \"a\" must be a string, not an integer: 1\n");
    CHECK(job_findings("tags: [a]\n") == "AZ103 4:7 \"tags\" must be an object, not a list\n");
    CHECK(job_findings("inputs: {a: }\n") ==
          "AZ103 4:10 \"a\" has no value, which az ml refuses\n");
    CHECK(job_findings("inputs: {a: [1]}\n") ==
          "AZ103 4:13 \"a\" must be one value or an object, not a list\n");
    CHECK(job_findings("inputs: {a: 2020-01-01}\n") ==
          "AZ103 4:13 az ml reads 2020-01-01 as a date, which no input may be\n");
    CHECK(job_findings("resources: {instance_count: two}\n") ==
          "AZ103 4:29 \"instance_count\" must be an integer, not a string: two\n");
    CHECK(job_findings("resources: {instance_count: true}\n") ==
          "AZ103 4:29 \"instance_count\" must be an integer, not a boolean: true\n");
    CHECK(job_findings("environment_variables: {A: {b: c}}\n") ==
          "AZ103 4:28 \"A\" must be one value, not an object\n");
    const auto number = read<CommandJob>("command: a\nenvironment: azureml:e:1\nname: 123\n");
    CHECK(number.all[0].fix->replacement == "\"123\"");
    CHECK(number.object.name.empty());
}

TEST_CASE("values that az ml reads as others") {
    const auto count = [](const std::string& text) {
        return read<CommandJob>(
            "command: a\nenvironment: azureml:e:1\nresources: {instance_count: " + text + "}\n");
    };
    CHECK(count("\"2\"").object.instance_count == 2);
    CHECK(count("\"2\"").findings == "AZ102 3:29 \"instance_count\" should be an integer; az ml "
                                     "reads this string as one without a word\n");
    CHECK(count("2.0").all[0].cls == base::Class::rewritten);
    CHECK(count("2.5").all[0].cls == base::Class::approximated);
    CHECK(count("2.5").object.instance_count == 2);
    CHECK(count("010").object.instance_count == 8);
    CHECK(count("010").findings ==
          "AZ102 3:29 \"instance_count\" should be an integer; az ml reads "
          "010 as 8 without a word\n");
    CHECK(count("0x10").object.instance_count == 16);
    CHECK(count("1_0").object.instance_count == 10);

    const auto [job, findings, all] = read<CommandJob>(R"(command: a
environment: azureml:e:1
inputs:
  a: 1.10
  b: yes
  c: 010
  d: 1e3
  e: "1.10"
  f: 1_000
  g: -3
  h: 0.00001
environment_variables:
  A: 1.10
  B: yes
  C: 3
  D: "yes"
)");
    CHECK(findings == "AZ102 4:6 az ml reads 1.10 as a number 1.1\n"
                      "AZ102 5:6 az ml reads yes as a boolean true\n"
                      "AZ102 6:6 az ml reads 010 as an integer 8\n"
                      "AZ102 9:6 az ml reads 1_000 as an integer 1000\n"
                      "AZ102 11:6 az ml reads 0.00001 as a number 1e-05\n"
                      "AZ102 13:6 az ml reads 1.10 as a number; the variable gets the text here\n"
                      "AZ102 14:6 az ml reads yes as a boolean; the variable gets the text here\n");
    std::vector<std::string> texts;
    for (const auto& [name, input] : job.inputs) {
        texts.push_back(input.literal->text);
    }
    CHECK(texts ==
          std::vector<std::string>{"1.1", "true", "8", "1e3", "1.10", "1000", "-3", "1e-05"});
    CHECK(job.inputs[3].second.literal->kind == aml::Literal::Kind::string);
    CHECK(job.inputs[7].second.literal->kind == aml::Literal::Kind::string);
    CHECK(job.environment_variables == std::vector<std::pair<std::string, std::string>>{
                                           {"A", "1.10"}, {"B", "yes"}, {"C", "3"}, {"D", "yes"}});
}

TEST_CASE("words and numbers that may not stand there") {
    CHECK(job_findings("inputs: {a: {path: x, mode: readonly}}\n") ==
          "AZ104 4:29 \"mode\" is \"readonly\", which is none of ro_mount, rw_mount, download, "
          "upload, direct, eval_mount, eval_download\n");
    const auto near = read<CommandJob>("command: a\nenvironment: azureml:e:1\n"
                                       "distribution: {type: pytroch}\n");
    CHECK(near.all[0].help == "did you mean \"pytorch\"?");
    CHECK_FALSE(near.object.distribution);
    CHECK(job_findings("inputs: {a: {path: x, mode: upload}}\n") ==
          "AZ104 4:29 an input cannot be written\n");
    CHECK(job_findings("inputs: {a: {path: x, mode: rw_mount}}\n") ==
          "AZ104 4:29 an input cannot be written\n");
    CHECK(job_findings("inputs: {a: {type: literal, value: 1}}\n") ==
          "AZ104 4:20 \"type\" is \"literal\", which is none of uri_folder, uri_file, mltable, "
          "custom_model, mlflow_model, triton_model\n");
    CHECK(job_findings("outputs: {a: {mode: download}}\n") ==
          "AZ104 4:21 an output cannot only be read\n");
    CHECK(job_findings("resources: {shm_size: 2gib}\n") ==
          "AZ104 4:23 the size of shared memory is digits and one of b, k, m and g\n");
    CHECK(job_findings("resources: {instance_count: 0}\n") ==
          "AZ104 4:29 at least 1 is wanted here, not 0\n");
    CHECK(job_findings("limits: {timeout: -5}\n") ==
          "AZ104 4:19 at least 1 is wanted here, not -5\n");
    CHECK(job_findings("inputs: {a: \"-\"}\n") ==
          "AZ104 4:13 the service takes no value without a letter, a digit or _\n");
    CHECK(job_findings("type: commnd\n$schema: http://azuremlschemas/commandJob.schema.json\n") ==
          "AZ104 4:7 \"type\" is \"commnd\", which is none of command\n");
    CHECK(job_findings("distribution: {type: mpi, worker_count: 2}\n") ==
          "AZ112 4:1 the distribution has counts of another type\n");
    CHECK(job_findings("identity: {type: aml_token}\n").empty());
    CHECK(job_findings("identity: {type: aml_token, client_id: c}\n") ==
          "AZ112 4:29 only a managed identity has ids\n");
    CHECK(job_findings("identity: {client_id: c}\n") == "AZ105 4:1 \"type\" is missing\n");
    CHECK(job_findings("inputs: {a-b: 1}\n") ==
          "AZ108 4:15 \"a-b\" is no name that the service takes\n");
    CHECK(job_findings("experiment_name: my exp\n") ==
          "AZ108 4:18 \"my exp\" is no name that the service takes\n");
}

TEST_CASE("what is missing") {
    CHECK(read<CommandJob>("$schema: http://azuremlschemas/commandJob.schema.json\n").findings ==
          "AZ105 1:1 \"command\" is missing\nAZ105 1:1 \"environment\" is missing\n");
    CHECK(job_findings("distribution: {worker_count: 1}\n") == "AZ105 4:1 \"type\" is missing\n");
    CHECK(job_findings("inputs: {a: {type: uri_file}}\n") == "AZ105 4:10 the input says no path\n");
    CHECK(read<CommandJob>(R"({"properties": {"jobType": "Command", "command": "a"}})", "x.json")
              .findings == "AZ105 1:2 \"environmentId\" is missing\n");
}

TEST_CASE("what the command refers to exists") {
    CHECK(read<CommandJob>("command: a ${{inputs.x}} ${{ outputs.y }} ${{inputs.x}} ${{name}}\n"
                           "environment: azureml:e:1\ninputs: {z: 1}\n")
              .findings ==
          "AZ113 1:10 the command uses the input \"x\", which the job does not have\n"
          "AZ113 1:10 the command uses the output \"y\", which the job does not have\n");
    CHECK(read<CommandJob>("command: a $[[--x ${{inputs.x}}]] ${{inputs.z}}\n"
                           "environment: azureml:e:1\ninputs: {z: 1}\n")
              .findings.empty());
}

TEST_CASE("the lines of a command") {
    const auto command = [](const std::string& text) {
        return read<CommandJob>("environment: azureml:e:1\ncommand: " + text).object.command;
    };
    using Lines = std::vector<std::string>;
    CHECK(command(">-\n  a b\n  c   # not a comment\n") == Lines{"a b", "c   # not a comment"});
    CHECK(command(">-   # why\n  a\n  b\n") == Lines{"a", "b"});
    CHECK(command(">\n  a\n  b\n") == Lines{"a b\n"});
    CHECK(command(">-\n  a\n\n  b\n") == Lines{"a\nb"});
    CHECK(command(">-\n  a\n    b\n") == Lines{"a\n  b"});
    CHECK(command("|\n  a\n  b\n") == Lines{"a\nb\n"});
    CHECK(command("\"a\\nb\"\n") == Lines{"a\nb"});
    CHECK(command("a\n  b\n") == Lines{"a b"});
    // CRLF, and a byte order mark before it.
    CHECK(read<CommandJob>("\xEF\xBB\xBF"
                           "environment: azureml:e:1\r\ncommand: >-\r\n  a\r\n  b\r\n")
              .object.command == Lines{"a", "b"});
}

TEST_CASE("secrets are said and not shown") {
    const std::string key(86, 'a');
    const auto [job, findings, all] =
        read<CommandJob>("command: a --key " + key +
                         "==\nenvironment: azureml:e:1\n"
                         "environment_variables: {URL: \"https://me:hunter2hunter2@x/\"}\n");
    CHECK(findings ==
          "AZ111 1:1 \"command\" holds what looks like a secret: it is not written or printed\n"
          "AZ111 3:25 \"URL\" holds what looks like a secret: it is not written or printed\n");
    CHECK(all[0].cls == base::Class::manual);
}
