#include "support/catch.hpp"
#include "translate/converted.hpp"

#include <string>

using support::all_of;
using support::converted;
using translate::JobResult;
using translate::Options;

namespace {

std::string job(const std::string& outer, const std::string& line,
                const std::string& volumes = R"("azureFileShares": [
                    {"azureFileUrl": "https://acct.file.core.windows.net/ext",
                     "relativeMountPath": "ext"}])") {
    return "{" + outer + R"("properties": {"nodeCount": 1, "mountVolumes": {)" + volumes +
           R"(}, "containerSettings": {"imageSourceRegistry": {"image": "example/t:1"}},
           "customToolkitSettings": {"commandLine": ")" +
           line + R"("}}})";
}

Options original() {
    Options options;
    options.mount_at_original_paths = true;
    return options;
}

std::string variable(const JobResult& result, const std::string& name) {
    for (const auto& [known, value] : result.job->environment_variables) {
        if (known == name) {
            return value;
        }
    }
    return "none";
}

std::string root(const JobResult& result) {
    REQUIRE(result.job);
    return variable(result, "AZ_BATCHAI_JOB_MOUNT_ROOT");
}

const std::string k_jobs = "/mnt/batch/tasks/shared/LS_root/jobs/";

} // namespace

TEST_CASE("the job's own root follows from its id", "[translate]") {
    const std::string line = "python $AZ_BATCHAI_JOB_MOUNT_ROOT/ext/t.py";
    const std::string resource = "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/";
    const auto id = [&](const std::string& end) {
        return root(converted(job(R"("id": ")" + resource + end + R"(",)", line), original()));
    };
    CHECK(id("workspaces/w/experiments/e/jobs/j") == k_jobs + "w/e/j/mounts");
    CHECK(id("Workspaces/w/Experiments/e/Jobs/j") == k_jobs + "w/e/j/mounts");
    CHECK(id("jobs/j") == k_jobs + "j/mounts"); // until 2018-03-01
    const JobResult unknown = converted(job("", line), original());
    CHECK(root(unknown) == k_jobs + "train/mounts");
    CHECK(all_of(unknown.findings, "TR206").size() == 1);
}

TEST_CASE("without an id the first literal path tells the root", "[translate]") {
    const JobResult result = converted(
        job("", "python " + k_jobs + "w/e/j/mounts/ext/t.py " + k_jobs + "x/mounts/ext/a"),
        original());
    CHECK(root(result) == k_jobs + "w/e/j/mounts");
    CHECK(all_of(result.findings, "TR206").empty());
    // A literal path of another job's root is led to this one's.
    CHECK(aml::command_text(*result.job) == "python " + k_jobs +
                                                "w/e/j/mounts/ext/t.py "
                                                "$AZ_BATCHAI_JOB_MOUNT_ROOT/ext/a");
}

TEST_CASE("every volume has its place, named or not", "[translate]") {
    const std::string cluster = R"({"properties": {"vmSize": "Standard_D2", "nodeSetup": {
        "mountVolumes": {"azureBlobFileSystems": [{"accountName": "acct", "containerName": "c",
        "relativeMountPath": "data"}]}}}})";
    const JobResult result = converted(
        job("", "echo hello > $AZ_BATCHAI_JOB_MOUNT_ROOT/ext/a/b.txt"), original(), cluster);
    REQUIRE(result.job);
    CHECK(result.launcher.empty());
    CHECK(result.job->properties ==
          std::map<std::string, std::string>{
              {"AZURE_ML_INPUT_PathOnCompute_data", "/mnt/batch/tasks/shared/LS_root/mounts/data"},
              {"AZURE_ML_OUTPUT_PathOnCompute_ext", k_jobs + "train/mounts/ext"}});
    CHECK(support::path_of(result.job->outputs, "ext") ==
          "azureml://datastores/acct_ext_files/paths/");
    CHECK(variable(result, "AZ_BATCHAI_MOUNT_ROOT") == "/mnt/batch/tasks/shared/LS_root/mounts");
    CHECK(all_of(result.findings, "TR205").size() == 1);
    CHECK(all_of(result.findings, "TR221").size() == 1);
    CHECK(result.assumptions == std::vector<std::string>{"path-on-compute-is-honoured"});
}

TEST_CASE("a volume within a volume is told", "[translate]") {
    const JobResult result = converted(job("", "ls", R"("azureFileShares": [
            {"azureFileUrl": "https://acct.file.core.windows.net/a", "relativeMountPath": "data"},
            {"azureFileUrl": "https://acct.file.core.windows.net/b",
             "relativeMountPath": "data/small"},
            {"azureFileUrl": "https://acct.file.core.windows.net/c",
             "relativeMountPath": "data"}])"),
                                       original());
    CHECK(all_of(result.findings, "TR207").size() == 1);
    REQUIRE(result.job);
    CHECK(result.job->inputs.size() == 2); // of two at one path the first counts
}

TEST_CASE("without the option nothing of it is there", "[translate]") {
    const JobResult result =
        converted(job("", "python $AZ_BATCHAI_JOB_MOUNT_ROOT/ext/t.py"), Options{});
    REQUIRE(result.job);
    CHECK(result.job->properties.empty());
    CHECK(result.job->environment_variables.empty());
    CHECK(all_of(result.findings, "TR205").empty());
}
