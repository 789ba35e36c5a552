#include "launch/runtime.hpp"
#include "support/catch.hpp"

#include <algorithm>

using launch::AzureProcess;

namespace {

launch::Runtime runtime_of(std::size_t nodes) {
    launch::Runtime out;
    out.run_id = "run";
    for (std::size_t i = 0; i < nodes; ++i) {
        out.hosts.push_back("10.0.0." + std::to_string(4 + i));
    }
    return out;
}

aml::CommandJob job_of(std::int64_t nodes) {
    aml::CommandJob out;
    out.experiment_name = "study";
    out.command = {"python", "train.py"};
    out.instance_count = nodes;
    return out;
}

std::string value(const AzureProcess& process, std::string_view name) {
    const std::string* found = launch::find(process.environment, name);
    return found == nullptr ? "(not set)" : *found;
}

} // namespace

TEST_CASE("a job without distribution is one process") {
    const auto all = launch::azureml_processes(job_of(1), runtime_of(1));
    REQUIRE(all.size() == 1);
    CHECK(all[0].role.empty());
    CHECK(all[0].command == "python train.py");
    CHECK(all[0].log == "user_logs/std_log.txt");
    CHECK(value(all[0], "AZUREML_RUN_ID") == "run");
    CHECK(value(all[0], "AZUREML_EXPERIMENT_NAME") == "study");
    CHECK(value(all[0], "RANK") == "(not set)");
    CHECK(value(all[0], "AZ_BATCH_HOST_LIST") == "(not set)");
}

TEST_CASE("without distribution each node runs the command") {
    const auto all = launch::azureml_processes(job_of(2), runtime_of(2));
    REQUIRE(all.size() == 2);
    CHECK(all[1].node == 1);
    CHECK(value(all[1], "AZUREML_CR_NODE_RANK") == "1");
    CHECK(value(all[1], "AZ_BATCH_HOST_LIST") == "10.0.0.4,10.0.0.5");
    CHECK(all[1].log == "user_logs/std_log_process_1.txt");
}

TEST_CASE("pytorch counts processes for each node") {
    aml::CommandJob job = job_of(3);
    job.distribution = {.type = aml::DistributionType::pytorch, .process_count_per_instance = 4};
    const auto all = launch::azureml_processes(job, runtime_of(3));
    REQUIRE(all.size() == 12);
    const AzureProcess& seventh = all[6];
    CHECK(seventh.role == "rank");
    CHECK(seventh.index == 6);
    CHECK(seventh.node == 1);
    CHECK(seventh.local_rank == 2);
    CHECK(seventh.log == "user_logs/std_log_process_06.txt");
    CHECK(value(seventh, "RANK") == "6");
    CHECK(value(seventh, "LOCAL_RANK") == "2");
    CHECK(value(seventh, "NODE_RANK") == "1");
    CHECK(value(seventh, "WORLD_SIZE") == "12");
    CHECK(value(seventh, "MASTER_ADDR") == "10.0.0.4");
    CHECK(value(seventh, "MASTER_PORT") == "6105");
    CHECK(value(seventh, "AZUREML_PROCESS_NAME") == "rank_6");
    CHECK(value(seventh, "OMPI_COMM_WORLD_RANK") == "(not set)");
}

TEST_CASE("mpi has the variables of Open MPI, and none of pytorch's") {
    aml::CommandJob job = job_of(2);
    job.distribution = {.type = aml::DistributionType::mpi, .process_count_per_instance = 2};
    const auto all = launch::azureml_processes(job, runtime_of(2));
    REQUIRE(all.size() == 4);
    CHECK(value(all[3], "OMPI_COMM_WORLD_RANK") == "3");
    CHECK(value(all[3], "OMPI_COMM_WORLD_SIZE") == "4");
    CHECK(value(all[3], "OMPI_COMM_WORLD_LOCAL_RANK") == "1");
    CHECK(value(all[3], "OMPI_COMM_WORLD_LOCAL_SIZE") == "2");
    CHECK(value(all[3], "OMPI_UNIVERSE_SIZE") == "4");
    CHECK(value(all[3], "AZ_BATCHAI_MPI_MASTER_NODE") == "10.0.0.4");
    CHECK(value(all[3], "AZ_BATCH_MASTER_NODE") == "10.0.0.4:6105");
    CHECK(value(all[3], "RANK") == "(not set)");

    job.instance_count = 1;
    const auto alone = launch::azureml_processes(job, runtime_of(1));
    REQUIRE(alone.size() == 2);
    CHECK(value(alone[1], "AZ_BATCHAI_MPI_MASTER_NODE") == "(not set)");
}

TEST_CASE("tensorflow has workers and parameter servers, told apart by TF_CONFIG") {
    aml::CommandJob job = job_of(2);
    job.distribution = {
        .type = aml::DistributionType::tensorflow, .worker_count = 2, .parameter_server_count = 1};
    const auto all = launch::azureml_processes(job, runtime_of(2));
    REQUIRE(all.size() == 3);
    CHECK(value(all[0], "TF_CONFIG") ==
          R"({"cluster":{"worker":["10.0.0.4:6105","10.0.0.5:6105"],"ps":["10.0.0.4:6106"]},)"
          R"("task":{"type":"worker","index":0},"environment":"cloud"})");
    CHECK_THAT(value(all[2], "TF_CONFIG"), ContainsSubstring(R"("task":{"type":"ps","index":0})"));
    CHECK(all[1].node == 1);
    CHECK(all[2].role == "ps");
    CHECK(all[2].node == 0);
    CHECK(all[2].log == "user_logs/std_log_process_0_ps.txt");

    job.distribution->parameter_server_count = 0;
    const auto without = launch::azureml_processes(job, runtime_of(2));
    REQUIRE(without.size() == 2);
    CHECK_THAT(value(without[1], "TF_CONFIG"), !ContainsSubstring("ps"));
}

TEST_CASE("bindings stand in the command and in variables") {
    aml::CommandJob job = job_of(1);
    job.command = {"DATA=${{inputs.data}}", "run ${{ outputs.model }} ${{inputs.rate}}",
                   "$[[--more ${{inputs.more}}]]", "$[[--rate ${{inputs.rate}}]]",
                   "${{inputs.unknown}}"};
    job.inputs.emplace_back("data", aml::Input{});
    aml::Input rate;
    rate.literal = aml::Literal{aml::Literal::Kind::number, "0.5"};
    job.inputs.emplace_back("rate", rate);
    job.outputs.emplace_back("model", aml::Output{});
    job.environment_variables.emplace_back("PLAIN", "a b");
    job.environment_variables.emplace_back("AZUREML_RUN_ID", "mine");
    launch::Runtime runtime = runtime_of(1);
    runtime.inputs["data"] = "/mnt/data";
    runtime.outputs["model"] = "/mnt/model";
    const auto all = launch::azureml_processes(job, runtime);
    REQUIRE(all.size() == 1);
    CHECK(all[0].command == "DATA=/mnt/data run /mnt/model 0.5  --rate 0.5 ${{inputs.unknown}}");
    CHECK(value(all[0], "AZURE_ML_INPUT_data") == "/mnt/data");
    CHECK(value(all[0], "AZURE_ML_OUTPUT_model") == "/mnt/model");
    CHECK(value(all[0], "PLAIN") == "a b");
    CHECK(value(all[0], "AZUREML_RUN_ID") == "mine");
    CHECK(std::count_if(all[0].environment.begin(), all[0].environment.end(),
                        [](const auto& v) { return v.first == "AZUREML_RUN_ID"; }) == 1);
}
