#include "batchai/variables.hpp"
#include "support/catch.hpp"
#include "translated.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using batchai::ToolkitKind;
using batchai::VariableKind;
using translate::Options;
using translated::Job;

namespace {

using Texts = std::vector<std::string>;

std::string job_of(int nodes, std::string_view settings) {
    return "'nodeCount': " + std::to_string(nodes) +
           ", 'containerSettings': {'imageSourceRegistry': {'image': 'example/trainer:1'}}, " +
           std::string(settings);
}

Job custom(int nodes, std::string_view line, const Options& options = {}) {
    return Job(
        job_of(nodes, "'customToolkitSettings': {'commandLine': '" + std::string(line) + "'}"),
        options);
}

Job script(int nodes, std::string_view toolkit, std::string_view args,
           const Options& options = {}) {
    return Job(job_of(nodes, "'" + std::string(toolkit) +
                                 "': {'pythonScriptFilePath': 'a.py', 'processCount': 2, "
                                 "'masterCommandLineArgs': '" +
                                 std::string(args) + "', 'commandLineArgs': '" + std::string(args) +
                                 "'}"),
               options);
}

bool exports(const Job& job, const std::string& text) {
    return job.result.launcher.find("export " + text) != std::string::npos;
}

bool left_out(const Job& job, std::string_view name) {
    const auto& list = job.result.left_out;
    return std::find(list.begin(), list.end(), name) != list.end();
}

Options all() {
    Options options;
    options.provide_all = true;
    return options;
}

} // namespace

TEST_CASE("names tell what kind of variable it is", "[translate]") {
    using batchai::variable_kind;
    CHECK(variable_kind("AZ_BATCHAI_PREV_OUTPUT_MODEL") == VariableKind::previous_output);
    CHECK(variable_kind("AZ_BATCH_NODE_ID") == VariableKind::batch);
    CHECK(variable_kind("AZ_BATCH_HOST_LIST") == VariableKind::host_list);
    CHECK(variable_kind("AZ_BATCHAI_WHATEVER") == VariableKind::other);
    CHECK(variable_kind("AZ_BATCHER") == VariableKind::other);
    CHECK(variable_kind("PATH") == VariableKind::unknown);
}

TEST_CASE("Batch AI set some variables for some jobs", "[translate]") {
    const auto was_set = [](std::string_view name, ToolkitKind toolkit, std::int64_t nodes) {
        for (const batchai::KnownVariable& variable : batchai::known_variables()) {
            if (variable.name == name) {
                return batchai::was_set(variable, toolkit, nodes);
            }
        }
        FAIL(name);
        return false;
    };
    CHECK(was_set("AZ_BATCHAI_JOB_TEMP", ToolkitKind::custom, 1));
    CHECK(was_set("AZ_BATCHAI_TASK_INDEX", ToolkitKind::caffe2, 1));
    CHECK_FALSE(was_set("AZ_BATCHAI_TASK_INDEX", ToolkitKind::horovod, 2));
    CHECK(was_set("AZ_BATCHAI_PS_HOSTS", ToolkitKind::tensor_flow, 1));
    CHECK_FALSE(was_set("AZ_BATCHAI_PS_HOSTS", ToolkitKind::py_torch, 1));
    CHECK(was_set("AZ_BATCHAI_PYTORCH_INIT_METHOD", ToolkitKind::py_torch, 1));
    CHECK(was_set("AZ_BATCH_HOST_LIST", ToolkitKind::custom, 2));
    CHECK_FALSE(was_set("AZ_BATCH_HOST_LIST", ToolkitKind::custom, 1));
    CHECK_FALSE(was_set("AZ_BATCHAI_NUM_GPUS_PER_NODE", ToolkitKind::custom, 1));
}

TEST_CASE("what a line names is given", "[translate]") {
    CHECK(exports(custom(1, "a $AZ_BATCHAI_NUM_GPUS"), "AZ_BATCHAI_NUM_GPUS\n"));
    CHECK(exports(custom(1, "a $AZ_BATCHAI_NUM_GPUS_PER_NODE"),
                  "AZ_BATCHAI_NUM_GPUS AZ_BATCHAI_NUM_GPUS_PER_NODE=$AZ_BATCHAI_NUM_GPUS\n"));
    CHECK(exports(custom(1, "a $AZ_BATCHAI_STDOUTERR_DIR"), "AZ_BATCHAI_STDOUTERR_DIR=$PWD/logs"));
    CHECK(exports(custom(1, "a $AZ_BATCHAI_TASK_INDEX"), "AZ_BATCHAI_TASK_INDEX=0\n"));
    CHECK(exports(custom(2, "a $AZ_BATCHAI_TASK_INDEX"), "AZ_BATCHAI_TASK_INDEX=${RANK:?}\n"));
    CHECK(exports(custom(1, "a $AZ_BATCHAI_MPI_HOST_FILE"), "AZ_BATCHAI_MPI_HOST_FILE\n"));
    CHECK(exports(custom(1, "a $AZ_BATCH_HOST_LIST"),
                  "AZ_BATCH_HOST_LIST=${AZ_BATCH_HOST_LIST:-localhost}\n"));
    CHECK(exports(custom(1, "a $AZ_BATCHAI_MOUNT_ROOT"),
                  "AZ_BATCHAI_JOB_MOUNT_ROOT AZ_BATCHAI_MOUNT_ROOT\n"));
    CHECK(exports(script(1, "tensorFlowSettings", "$AZ_BATCHAI_WORKER_HOSTS"),
                  "AZ_BATCHAI_WORKER_HOSTS=localhost:2222 AZ_BATCHAI_PS_HOSTS=\n"));
    CHECK(exports(script(2, "pyTorchSettings", "$AZ_BATCHAI_PYTORCH_BACKEND"),
                  "AZ_BATCHAI_PYTORCH_BACKEND=gloo\n"));
    // Values of variables name some too, and are exported after what they refer to.
    const Job value(job_of(1,
                           "'customToolkitSettings': {'commandLine': 'a'}, 'environmentVariables':"
                           "[{'name': 'G', 'value': '${AZ_BATCHAI_NUM_GPUS}x'}]"));
    const std::string& launcher = value.result.launcher;
    REQUIRE(exports(value, "AZ_BATCHAI_NUM_GPUS\n"));
    CHECK(launcher.find("export AZ_BATCHAI_NUM_GPUS") < launcher.find("export G="));
}

TEST_CASE("the shared folder is an output where there are several nodes", "[translate]") {
    const Job one = custom(1, "a $AZ_BATCHAI_SHARED_JOB_TEMP");
    CHECK(exports(one, "AZ_BATCHAI_SHARED_JOB_TEMP=$node/shared\n"));
    CHECK(one.result.job->outputs.empty());
    const Job two = custom(2, "a $AZ_BATCHAI_SHARED_JOB_TEMP");
    CHECK(exports(two, "AZ_BATCHAI_SHARED_JOB_TEMP\n"));
    REQUIRE(two.result.job->outputs.size() == 1);
    CHECK(two.assumes("shared-temp-is-coherent-across-nodes"));
}

TEST_CASE("what is not what it was is said", "[translate]") {
    SECTION("lists of nodes") {
        const Job one = custom(1, "a $AZ_BATCHAI_MPI_HOST_FILE $AZ_BATCH_HOST_LIST");
        CHECK(one.said("TR340").empty());
        CHECK(one.said("TR341").empty());
        const Job two = custom(2, "a $AZ_BATCHAI_MPI_HOST_FILE $AZ_BATCH_HOST_LIST");
        CHECK(two.said("TR340").front().starts_with("manual: $AZ_BATCHAI_MPI_HOST_FILE lists"));
        CHECK(two.place("TR340") == "$AZ_BATCHAI_MPI_HOST_FILE");
        CHECK(two.said("TR341").size() == 1);
        CHECK(two.assumes("azure-batch-host-list-is-set"));
        CHECK_THAT(two.result.launcher, ContainsSubstring(": \"${AZ_BATCH_HOST_LIST:?"));
    }
    SECTION("variables of another toolkit") {
        const Job job = script(2, "horovodSettings",
                               "$AZ_BATCHAI_WORKER_HOSTS $AZ_BATCHAI_PYTORCH_INIT_METHOD");
        CHECK(job.said("BA133").size() == 2);
        CHECK_FALSE(exports(job, "AZ_BATCHAI_WORKER_HOSTS"));
        CHECK_FALSE(exports(job, "AZ_BATCHAI_PYTORCH_INIT_METHOD"));
        CHECK(script(2, "tensorFlowSettings", "$AZ_BATCHAI_WORKER_HOSTS").said("BA133").empty());
        CHECK(
            script(2, "pyTorchSettings", "$AZ_BATCHAI_PYTORCH_INIT_METHOD").said("BA133").empty());
    }
    SECTION("those of Azure Batch, of retries, and unknown ones") {
        CHECK(custom(1, "a $AZ_BATCH_NODE_ID").said("TR341").size() == 1);
        CHECK(custom(1, "a $AZ_BATCHAI_PREV_OUTPUT_M").said("TR341").size() == 1);
        CHECK(custom(1, "a $AZ_BATCHAI_JOB_TMP").said("BA131").size() == 1);
        CHECK(custom(1, "a $AZ_BATCHAI_OUTPUT_M").said("BA130").size() == 1);
        CHECK(custom(1, "a $HOME").findings.empty() == custom(1, "a").findings.empty());
    }
}

TEST_CASE("all variables are given when that is asked for", "[translate]") {
    const Job needed = custom(1, "a");
    CHECK(needed.result.launcher.empty());
    CHECK(left_out(needed, "AZ_BATCHAI_JOB_TEMP"));
    CHECK(left_out(needed, "AZ_BATCHAI_NUM_GPUS"));
    CHECK_FALSE(left_out(needed, "AZ_BATCHAI_TASK_INDEX"));     // never had it
    CHECK_FALSE(left_out(needed, "AZ_BATCHAI_JOB_MOUNT_ROOT")); // nothing lay under it
    const Job every = custom(1, "a", all());
    CHECK(every.result.left_out.empty());
    for (const char* name :
         {"AZ_BATCHAI_JOB_TEMP", "AZ_BATCHAI_SHARED_JOB_TEMP", "AZ_BATCHAI_STDOUTERR_DIR",
          "AZ_BATCHAI_NUM_GPUS", "AZ_BATCHAI_MPI_HOST_FILE", "AZ_BATCHAI_JOB_MOUNT_ROOT"}) {
        INFO(name);
        CHECK(exports(every, name));
    }
    CHECK_FALSE(exports(every, "AZ_BATCHAI_WORKER_HOSTS"));
    CHECK(exports(script(1, "tensorFlowSettings", "", all()), "AZ_BATCHAI_WORKER_HOSTS="));
    CHECK(exports(script(2, "pyTorchSettings", "", all()), "AZ_BATCHAI_PYTORCH_INIT_METHOD="));
    // On several nodes nothing fails for a list that nobody named.
    const Job several = custom(2, "a", all());
    CHECK(exports(several, "AZ_BATCHAI_MPI_HOST_FILE\n"));
    CHECK(several.result.launcher.find("AZ_BATCH_HOST_LIST:?") == std::string::npos);
    CHECK(several.said("TR340").empty());
}

TEST_CASE("with all variables every volume lies under the mount root", "[translate]") {
    const std::string volumes =
        "'mountVolumes': {'azureBlobFileSystems': [{'accountName': 'acct', 'containerName': "
        "'data', "
        "'relativeMountPath': 'data'}, {'accountName': 'acct', 'containerName': 'runs', "
        "'relativeMountPath': 'runs'}]}, 'customToolkitSettings': {'commandLine': 'a'}";
    CHECK(left_out(Job(job_of(1, volumes)), "AZ_BATCHAI_JOB_MOUNT_ROOT"));
    CHECK(Job(job_of(1, volumes)).result.job->inputs.empty());
    const Job job(job_of(1, volumes), all());
    REQUIRE(job.result.job->inputs.size() == 2);
    CHECK(job.said("TR221").size() == 2);
    Options written = all();
    written.writable = {{{}, "runs/logs"}};
    const Job writes(job_of(1, volumes), written);
    REQUIRE(writes.result.job->outputs.size() == 1);
    CHECK(writes.result.job->outputs[0].second.path ==
          "azureml://datastores/acct_runs_blob/paths/logs");
}
