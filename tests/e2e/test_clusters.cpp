// `cluster convert` by flags and `cluster sizes`, as a process: what is refused, and what is never
// repeated.

#include "e2e/program.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <string>
#include <vector>

using e2e::run;
using support::ProcessResult;
using support::TempFolder;

namespace {

constexpr const char* k_secret = "hunter2hunter2";
constexpr const char* k_key = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDdemo demo@example";
constexpr const char* k_cluster = R"({"properties": {"vmSize": "Standard_NC4as_T4_v3",
  "scaleSettings": {"manual": {"targetNodeCount": 1}}}})";

ProcessResult cluster(std::vector<std::string> flags) {
    std::vector<std::string> arguments = {"cluster", "convert"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return run(arguments);
}

// The same, with what makes a whole cluster.
ProcessResult whole(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"-n", "gpu", "-s", "Standard_NC4as_T4_v3", "-t", "1"});
    return cluster(std::move(flags));
}

void refused(const ProcessResult& result, const std::string& why) {
    INFO(result.err);
    CHECK(result.exit == 2);
    CHECK(result.out.empty());
    CHECK_THAT(result.err, ContainsSubstring(why));
}

} // namespace

TEST_CASE("flags alone print a cluster", "[e2e]") {
    const auto result = whole({});
    CHECK(result.exit == 0);
    CHECK_THAT(result.out, ContainsSubstring("\nname: gpu\nsize: Standard_NC4as_T4_v3\n"));
}

TEST_CASE("a command line that the old CLI refused is exit 2", "[e2e]") {
    refused(cluster({}), "--name and --vm-size are needed");
    refused(cluster({"-n", "gpu", "-t", "1"}), "--name and --vm-size are needed");
    refused(cluster({"-n", "gpu", "-s", "Standard_NC6"}), "how many nodes");
    refused(cluster({"-n", "gpu", "-s", "Standard_NC6", "-t", "0"}), "how many nodes");
    refused(whole({"--min", "1"}), "belong together");
    refused(whole({"--max", "1"}), "belong together");
    refused(whole({"--min", "2", "--max", "1"}), "above");
    refused(whole({"--min", "-1", "--max", "1"}), "--min");
    refused(whole({"--min", "one", "--max", "1"}), "--min");
    refused(whole({"--vm-priority", "cheap"}), "--vm-priority");
    refused(whole({"-i", "Windows"}), "--image");
    refused(whole({"--custom-image", "/subscriptions/x"}), "--image");
    refused(whole({"--setup-task", "ls"}), "--setup-task-output");
    refused(whole({"--afs-name", "share"}), "--storage-account-name");
    refused(whole({"-k", "/no/such/key.pub"}), "--ssh-key");
}

TEST_CASE("the flags of jobs' images are not a cluster's", "[e2e]") {
    // On this command --image is the system of the nodes.
    refused(whole({"--image", "tensorflow/tensorflow:1.8.0-gpu"}), "--image");
}

TEST_CASE("one name is for one cluster", "[e2e]") {
    const TempFolder folder;
    folder.add("a.json", k_cluster);
    CHECK(cluster({folder.path().string(), "-n", "gpu"}).exit == 0);
    folder.add("b.json", k_cluster);
    refused(cluster({folder.path().string(), "-n", "gpu"}), "--name names one cluster");
    CHECK(cluster({folder.path().string(), "-s", "Standard_D2s_v3"}).exit == 0);
}

TEST_CASE("a file that says next to nothing is completed", "[e2e]") {
    const TempFolder folder;
    const std::string empty = folder.add("cluster.json", R"({"properties": {}})").string();
    CHECK(cluster({empty}).exit == 3);
    CHECK(cluster({empty, "-s", "Standard_D2s_v3", "-t", "1"}).exit == 0);
    const std::string other = folder.add("package.json", R"({"private": true})").string();
    CHECK(cluster({other, "-s", "Standard_D2s_v3", "-t", "1"}).exit == 3);
}

TEST_CASE("an ssh key by value, by path, and below the home folder", "[e2e]") {
    const TempFolder folder;
    const std::string line = std::string("  ssh_key_value: ") + k_key + "\n";
    CHECK_THAT(whole({"-u", "demo", "-k", k_key}).out, ContainsSubstring(line));
    const std::string path = folder.add("home/.ssh/id_rsa.pub", std::string(k_key) + "\n").string();
    CHECK_THAT(whole({"-u", "demo", "-k", path}).out, ContainsSubstring(line));
    support::ProcessOptions options;
    options.environment = {{"HOME", (folder.path() / "home").string()}, {"USER", "somebody"}};
    const auto result = run({"cluster", "convert", "-n", "gpu", "-s", "Standard_NC4as_T4_v3", "-t",
                             "1", "-k", "~/.ssh/id_rsa.pub"},
                            options);
    CHECK_THAT(result.out, ContainsSubstring("admin_username: somebody\n"));
    CHECK_THAT(result.out, ContainsSubstring(line));
}

TEST_CASE("private keys and passwords are not repeated", "[e2e]") {
    const TempFolder folder;
    const std::string key = std::string("-----BEGIN RSA PRIVATE KEY-----\n") + k_secret +
                            "\n-----END RSA PRIVATE KEY-----\n";
    const std::string path = folder.add("id_rsa", key).string();
    const std::string file =
        folder
            .add("cluster.json", std::string(R"({"properties": {"vmSize": "Standard_NC6",
  "scaleSettings": {"manual": {"targetNodeCount": 1}}, "userAccountSettings":
  {"adminUserName": "demo", "adminUserPassword": ")") +
                                     k_secret + "\"}}}")
            .string();
    for (const ProcessResult& result :
         {whole({"-k", key}), whole({"-k", path}), whole({"-k", k_secret}),
          whole({"-u", "demo", "-p", k_secret}), whole({"-u", "demo", "-k", k_key, "-p", k_secret}),
          cluster({file, "-u", "ops", "-p", k_secret}), cluster({file, "-p", k_secret}),
          whole({"-u", "demo", "-p", k_secret, "--min", "1"}),
          whole({"-p", k_secret, "-o", "json"})}) {
        INFO(result.err);
        CHECK(result.out.find(k_secret) == std::string::npos);
        CHECK(result.err.find(k_secret) == std::string::npos);
        CHECK_FALSE(result.out.empty() == (result.exit == 0));
    }
    refused(whole({"-k", key}), "private key");
    refused(whole({"-k", path}), "private key");
    refused(whole({"-k", k_secret}), "neither a public key");
}

TEST_CASE("a cluster of flags goes where --out says", "[e2e]") {
    const TempFolder folder;
    const std::string out = (folder.path() / "gpu.yml").string();
    CHECK(whole({"--out", out}).exit == 0);
    CHECK_THAT(support::read_file(out), ContainsSubstring("name: gpu\n"));
    CHECK(whole({"--out", out}).exit == 3); // it exists
}

TEST_CASE("sizes are printed from the table alone", "[e2e]") {
    refused(run({"cluster", "sizes"}), "--offline");
    refused(run({"cluster", "sizes", "--offline", "Standard_NC66"}), "did you mean Standard_NC6");
    refused(run({"cluster", "sizes", "--offline", "--family", "QZ"}), "no size");
    refused(run({"cluster", "sizes", "--offline", "--for", "ten"}), "CUDA");
    refused(run({"cluster", "sizes", "--offline", "-o", "xml"}), "xml");
    refused(run({"cluster"}), "");

    const auto all = run({"cluster", "sizes", "--offline", "-o", "tsv"});
    CHECK(all.exit == 0);
    CHECK_THAT(all.out, ContainsSubstring("Standard_NC6\tstandardNCFamily\t6\t56\t1\tK80\t12\t"));
    CHECK_THAT(all.err, ContainsSubstring("state of 2026-11"));
    const auto gpu = run({"cluster", "sizes", "--offline", "--gpu", "-o", "tsv"});
    CHECK(gpu.out.find("Standard_D2s_v3") == std::string::npos);
    const auto retired = run({"cluster", "sizes", "--offline", "--retired", "-o", "tsv"});
    CHECK_THAT(retired.out, ContainsSubstring("Standard_H16r\t"));
    CHECK(retired.out.find("\nStandard_ND40rs_v2\t") == std::string::npos);
    const auto cuda = run({"cluster", "sizes", "--offline", "--for", "10", "-o", "tsv"});
    CHECK_THAT(cuda.out, ContainsSubstring("Standard_NC4as_T4_v3\t"));
    CHECK(cuda.out.find("A100") == std::string::npos); // needs 11.0
    CHECK(cuda.out.find("\nStandard_NC6\t") == std::string::npos);
    const auto json = run({"cluster", "sizes", "--offline", "nc6", "-o", "json"});
    CHECK_THAT(json.out, StartsWith("{\n  \"date\": \"2026-11\",\n  \"sizes\": [\n"));
}
