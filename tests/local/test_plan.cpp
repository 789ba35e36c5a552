#include "base/error.hpp"
#include "local/rehearsal.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using support::TempFolder;

namespace {

bundle::JobFolder job(const std::string& command) {
    bundle::JobFolder out;
    out.name = "train";
    out.job.command = {command};
    out.job.environment = aml::Image{.image = "demo/train:1"};
    return out;
}

local::Machine machine(const TempFolder& folder) {
    return {.path = "/usr/bin:/bin", .home = "/root", .temp = folder.path().string()};
}

bool says(const local::Plan& plan, const std::string& text) {
    return std::any_of(plan.notes.begin(), plan.notes.end(), [&](const std::string& note) {
        return note.find(text) != std::string::npos;
    });
}

base::Exit refusal(const bundle::JobFolder& job, const local::Options& options,
                   const TempFolder& folder) {
    try {
        (void)local::plan(job, options, machine(folder));
    } catch (const base::Error& error) {
        return error.code();
    }
    return base::Exit::done;
}

const std::string& variable(const local::Plan& plan, std::size_t process, const char* name) {
    const std::string* value = launch::find(plan.processes[process].azure.environment, name);
    REQUIRE(value != nullptr);
    return *value;
}

} // namespace

TEST_CASE("a plan touches nothing, and no two runs meet", "[local]") {
    const TempFolder folder;
    const local::Plan one = local::plan(job("true"), {}, machine(folder));
    const local::Plan two = local::plan(job("true"), {}, machine(folder));
    CHECK(one.run != two.run);
    CHECK(one.folder == (folder.path() / one.run).string());
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("what is not as in the cloud is said", "[local]") {
    const TempFolder folder;
    bundle::JobFolder one = job("no-such-program x && python3 a.py");
    one.job.instance_count = 2;
    one.job.distribution = aml::Distribution{.type = aml::DistributionType::mpi};
    one.job.managed_identity = true;
    const local::Plan plan = local::plan(one, {}, machine(folder));
    for (const char* text :
         {"demo/train:1 is not used", "not on this machine: no-such-program", "GPUs here",
          "2 nodes are 2 folders", "Open MPI is not installed", "managed identity"}) {
        INFO(text);
        CHECK(says(plan, text));
    }
    const std::string text = local::describe(plan, "tester");
    CHECK_THAT(text, ContainsSubstring("under the account tester"));
    CHECK_THAT(text, ContainsSubstring("no-such-program x && python3 a.py"));
    CHECK_THAT(text, ContainsSubstring(plan.folder + "/nodes/1/wd"));
}

TEST_CASE("nodes of a machine have run ids and ports of their own", "[local]") {
    const TempFolder folder;
    bundle::JobFolder one = job("true");
    one.job.instance_count = 2;
    one.job.distribution = aml::Distribution{
        .type = aml::DistributionType::tensorflow, .worker_count = 2, .parameter_server_count = 1};
    const local::Plan plan = local::plan(one, {}, machine(folder));
    REQUIRE(plan.processes.size() == 3);
    CHECK(variable(plan, 0, "AZUREML_RUN_ID") == plan.run + "-node0");
    CHECK(variable(plan, 1, "AZUREML_RUN_ID") == plan.run + "-node1");
    CHECK(plan.processes[2].name == "ps_0");
    // Three addresses, none twice.
    std::string config = variable(plan, 0, "TF_CONFIG");
    std::vector<std::string> ports;
    for (std::size_t at = 0; (at = config.find("127.0.0.1:", at)) != std::string::npos; ++at) {
        ports.push_back(config.substr(at, config.find('"', at) - at));
    }
    std::sort(ports.begin(), ports.end());
    CHECK(ports.size() == 3);
    CHECK(std::unique(ports.begin(), ports.end()) == ports.end());
}

TEST_CASE("the interpreter stands in for every python", "[local]") {
    const TempFolder folder;
    const bundle::JobFolder one = job("python3.6 a.py; /opt/no/such/bin/python b.py");
    const local::Plan plan = local::plan(one, {.interpreter = "/usr/bin/python3"}, machine(folder));
    CHECK(plan.pythons == std::vector<std::string>{"python", "python3", "python3.6"});
    CHECK(plan.processes[0].azure.command == "python3.6 a.py; " + plan.folder + "/bin/python b.py");
    CHECK(refusal(one, {.interpreter = "/no/such/python"}, folder) == base::Exit::usage);
}

TEST_CASE("placeholders are refused where they would be run", "[local]") {
    const TempFolder folder;
    CHECK(refusal(job("train --key REPLACE-ME"), {}, folder) == base::Exit::invalid);
    bundle::JobFolder one = job("train");
    one.job.environment_variables.emplace_back("X", "REPLACE-ME");
    CHECK(refusal(one, {}, folder) == base::Exit::invalid);
    // Of a datastore, a folder takes the place.
    bundle::JobFolder two = job("train");
    two.job.compute = "REPLACE-ME";
    two.job.inputs.emplace_back(
        "a", aml::Input{.path = "azureml://datastores/REPLACE_ME_data_blob/paths/"});
    CHECK(refusal(two, {}, folder) == base::Exit::done);
}

TEST_CASE("code that lies with the service cannot be had", "[local]") {
    const TempFolder folder;
    bundle::JobFolder one = job("python train.py");
    one.job.code = true;
    one.job.code_path = "azureml:train:1";
    CHECK(refusal(one, {}, folder) == base::Exit::invalid);
}

TEST_CASE("a secret of a Key Vault is given or the job is refused", "[local]") {
    const TempFolder folder;
    bundle::JobFolder one = job("bash launch.sh");
    one.job.code = true;
    one.code.push_back(
        {.path = "launch.sh",
         .text = support::read_file(support::testdata() /
                                    "convert/key-vault/out/jobs/other/code/launch.sh")});
    CHECK(refusal(one, {}, folder) == base::Exit::usage);
    CHECK(refusal(one, {.secrets = {{"SETTLED", base::Secret("fake")}}}, folder) ==
          base::Exit::done);
}
