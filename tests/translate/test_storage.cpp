#include "support/catch.hpp"
#include "translate/converted.hpp"
#include "translate/volume_options.hpp"

#include <string>

using support::all_of;
using support::converted;
using support::path_of;
using translate::JobResult;
using translate::Options;

namespace {

// A job with these volumes, and what else its body has.
std::string job(const std::string& volumes, const std::string& more = {},
                const std::string& line = "python train.py") {
    return R"({"properties": {"nodeCount": 1, "mountVolumes": {)" + volumes +
           R"(}, "containerSettings": {"imageSourceRegistry": {"image": "example/t:1"}}, )" + more +
           R"("customToolkitSettings": {"commandLine": ")" + line + R"("}}})";
}

std::string share(const std::string& url, const std::string& path) {
    return R"("azureFileShares": [{"azureFileUrl": ")" + url + R"(", "relativeMountPath": ")" +
           path + R"("}])";
}

const std::string k_url = "https://acct.file.core.windows.net/ext";

Options mapped(const std::string& text) {
    std::string problem;
    Options options;
    options.mapped = {*translate::parse_volume_mapping(text, problem)};
    return options;
}

constexpr std::string_view k_server =
    R"("fileServers": [{"fileServer": {"id": "/a/b/fileServers/research"},
        "sourceDirectory": "/it's here/", "relativeMountPath": "nfs"}])";

} // namespace

TEST_CASE("one share under two names is one datastore", "[translate]") {
    const JobResult result = converted(job(
        R"("azureFileShares": [{"azureFileUrl": "https://acct.file.core.windows.net/ext",
            "relativeMountPath": "a"}, {"azureFileUrl": "https://Acct.file.core.windows.net/ext/",
            "relativeMountPath": "b"}])",
        "", "python $AZ_BATCHAI_JOB_MOUNT_ROOT/a/t.py $AZ_BATCHAI_JOB_MOUNT_ROOT/b/x"));
    REQUIRE(result.job);
    CHECK(path_of(result.job->inputs, "a") == "azureml://datastores/acct_ext_files/paths/");
    CHECK(path_of(result.job->inputs, "b") == "azureml://datastores/acct_ext_files/paths/");
    REQUIRE(result.datastores.size() == 2);
    CHECK(result.datastores[0].datastore == result.datastores[1].datastore);
}

TEST_CASE("a container and a share of one name are two datastores", "[translate]") {
    const JobResult result =
        converted(job(share(k_url, "a") +
                      R"(, "azureBlobFileSystems": [{"accountName": "acct", "containerName": "ext",
                    "relativeMountPath": "b"}])"));
    REQUIRE(result.datastores.size() == 2);
    CHECK(result.datastores[0].datastore.name == "acct_ext_files");
    CHECK(result.datastores[1].datastore.name == "acct_ext_blob");
}

TEST_CASE("a share of a national cloud keeps its endpoint", "[translate]") {
    for (const std::string suffix : {"core.chinacloudapi.cn", "core.usgovcloudapi.net"}) {
        const JobResult result =
            converted(job(share("https://acct.file." + suffix + "/ext", "external")));
        REQUIRE(result.datastores.size() == 1);
        CHECK(result.datastores[0].datastore.endpoint == suffix);
        CHECK(result.datastores[0].datastore.account_name == "acct");
    }
    CHECK(converted(job(share(k_url, "e"))).datastores[0].datastore.endpoint.empty());
}

TEST_CASE("mount paths with blanks, other letters and folders", "[translate]") {
    for (const std::string path : {"my files", "Grüße", "a/b/c", "/a/b/"}) {
        INFO(path);
        const JobResult result = converted(
            job(share(k_url, path),
                R"("inputDirectories": [{"id": "DATA", "path": "$AZ_BATCHAI_JOB_MOUNT_ROOT/)" +
                    path + R"(/digits/"}],)"));
        REQUIRE(result.job);
        CHECK(path_of(result.job->inputs, "data") ==
              "azureml://datastores/acct_ext_files/paths/digits");
        CHECK(all_of(result.findings, "BA121").empty());
    }
}

TEST_CASE("output directories have Batch AI's layout, below the run's name", "[translate]") {
    const JobResult result =
        converted(job(share(k_url, "e"),
                      R"("outputDirectories": [
            {"id": "A", "pathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/e/runs/"},
            {"id": "B", "pathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/e/runs", "pathSuffix": "/s/"},
            {"id": "C", "pathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/e/runs"}],)",
                      "python train.py $AZ_BATCHAI_OUTPUT_A $AZ_BATCHAI_OUTPUT_C"));
    REQUIRE(result.job);
    const std::string runs = "azureml://datastores/acct_ext_files/paths/runs/${{name}}/outputs";
    CHECK(path_of(result.job->outputs, "a") == runs);
    CHECK(path_of(result.job->outputs, "b") == runs + "/s");
    // Two without a suffix on one prefix were one folder.
    CHECK(path_of(result.job->outputs, "c") == "none");
    CHECK(aml::command_text(*result.job).find("export AZ_BATCHAI_OUTPUT_C=${{outputs.a}}") !=
          std::string::npos);
}

TEST_CASE("an output directory with createNew false is its path", "[translate]") {
    const JobResult result = converted(
        job(share(k_url, "e"),
            R"("outputDirectories": [{"id": "A", "pathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/e/m",
                "pathSuffix": "best", "createNew": false, "type": "model"}],)",
            "python train.py $AZ_BATCHAI_JOB_MOUNT_ROOT/e/m/best/x $AZ_BATCHAI_OUTPUT_A"));
    REQUIRE(result.job);
    CHECK(path_of(result.job->outputs, "a") == "azureml://datastores/acct_ext_files/paths/m/best");
    CHECK(result.job->inputs.empty()); // lines reach it there, too
    CHECK(aml::command_text(*result.job).find("train.py ${{outputs.a}}/x $AZ_") !=
          std::string::npos);
}

TEST_CASE("file servers have a stand-in named after them, and a line that copies", "[translate]") {
    const JobResult result = converted(job(std::string(k_server)));
    REQUIRE(result.datastores.size() == 1);
    const translate::DatastoreUse& use = result.datastores[0];
    CHECK(use.datastore.name.starts_with("REPLACE_ME_research_"));
    REQUIRE(use.told);
    CHECK(use.told->code == "TR220");
    CHECK(all_of(result.findings, "TR220").empty()); // said once, with all definitions at hand
    REQUIRE(result.tasks.size() == 1);
    CHECK(result.tasks[0].command ==
          "az storage blob upload-batch --account-name \"$ACCOUNT\" --destination \"$CONTAINER\" "
          "--source '/mnt/data/it'\\''s here'");
}

TEST_CASE("the folder on the server", "[translate]") {
    const auto source = [](const std::string& directory) {
        const JobResult result = converted(
            job(R"("fileServers": [{"fileServer": {"id": "x"}, "relativeMountPath": "nfs")" +
                directory + "}]"));
        REQUIRE(result.tasks.size() == 1);
        const std::string& command = result.tasks[0].command;
        return command.substr(command.find("--source ") + 9);
    };
    CHECK(source("") == "/mnt/data");
    CHECK(source(R"(, "sourceDirectory": "a/b")") == "/mnt/data/a/b");
    CHECK(source(R"(, "sourceDirectory": "/mnt/data/a")") == "/mnt/data/a");
    CHECK(source(R"x(, "sourceDirectory": "$(reboot)")x") == "'/mnt/data/$(reboot)'");
}

TEST_CASE("two file systems mounted at one path are two datastores", "[translate]") {
    const auto name = [](const std::string& command) {
        return converted(job(R"("unmanagedFileSystems": [{"mountCommand": ")" + command +
                             R"(", "relativeMountPath": "gfs"}])"))
            .datastores[0]
            .datastore.name;
    };
    CHECK(name("mount -t glusterfs 10.0.0.4:/a") == name("mount -t glusterfs 10.0.0.4:/a"));
    CHECK(name("mount -t glusterfs 10.0.0.4:/a") != name("mount -t glusterfs 10.0.0.4:/b"));
    CHECK(name("mount -t glusterfs 10.0.0.4:/a").starts_with("REPLACE_ME_gfs_"));
}

TEST_CASE("a mapping binds a mount, whatever it was", "[translate]") {
    const std::string line = "python $AZ_BATCHAI_JOB_MOUNT_ROOT/nfs/a.py > "
                             "$AZ_BATCHAI_JOB_MOUNT_ROOT/nfs/out/log.txt";
    for (const std::string& volume :
         {std::string(k_server), share(k_url, "nfs"),
          std::string(R"("unmanagedFileSystems": [{"mountCommand": "mount x",
              "relativeMountPath": "nfs"}])"),
          std::string()}) {
        INFO(volume);
        const JobResult result =
            converted(job(volume, "", line), mapped("nfs=azureml://datastores/x/paths/y"));
        REQUIRE(result.job);
        CHECK(path_of(result.job->inputs, "nfs") == "azureml://datastores/x/paths/y");
        REQUIRE(result.job->outputs.size() == 1);
        CHECK(result.job->outputs[0].second.path == "azureml://datastores/x/paths/y/out");
        CHECK(result.datastores.empty());
        CHECK(result.tasks.empty());
        CHECK(all_of(result.findings, "BA121").empty());
        CHECK(all_of(result.findings, "TR201").size() == 1);
    }
}

TEST_CASE("a mapped mount that nobody defines may lie deeper", "[translate]") {
    const JobResult result =
        converted(job("", "", "cat $AZ_BATCHAI_MOUNT_ROOT/a/b/x $AZ_BATCHAI_MOUNT_ROOT/a/c"),
                  mapped("cluster:a/b=azureml://datastores/x"));
    REQUIRE(result.job);
    CHECK(aml::command_text(*result.job) == "cat ${{inputs.a_b_c14cdd}}/x ${{inputs.a}}/c");
    CHECK(path_of(result.job->inputs, "a_b_c14cdd") == "azureml://datastores/x/paths/");
    CHECK(path_of(result.job->inputs, "a") == "azureml://datastores/REPLACE_ME_a/paths/");
}

TEST_CASE("a mapping of both levels is told", "[translate]") {
    const std::string cluster = R"({"properties": {"vmSize": "Standard_D2", "nodeSetup": {
        "mountVolumes": {)" + share(k_url, "nfs") +
                                "}}}}";
    const std::string text = job(share(k_url, "nfs"));
    CHECK(all_of(converted(text, mapped("nfs=azureml://datastores/x"), cluster).findings, "TR202")
              .size() == 1);
    for (const char* one :
         {"job:nfs=azureml://datastores/x", "cluster:nfs=azureml://datastores/x"}) {
        CHECK(all_of(converted(text, mapped(one), cluster).findings, "TR202").empty());
    }
}

TEST_CASE("what is writable may be a folder that no line names", "[translate]") {
    Options options;
    options.writable = {{{}, "e/out"}};
    const JobResult named = converted(
        job(share(k_url, "e"), "", "python train.py $AZ_BATCHAI_JOB_MOUNT_ROOT/e/out/a"), options);
    REQUIRE(named.job);
    REQUIRE(named.job->outputs.size() == 1);
    CHECK(named.job->outputs[0].second.path == "azureml://datastores/acct_ext_files/paths/out");
    CHECK(named.launcher.empty());
    const JobResult above = converted(
        job(share(k_url, "e"), "", "python train.py $AZ_BATCHAI_JOB_MOUNT_ROOT/e"), options);
    REQUIRE(above.job);
    CHECK(above.job->outputs == named.job->outputs);
    CHECK_FALSE(above.launcher.empty()); // the volumes must lie as they lay
    const JobResult nowhere = converted(job(share(k_url, "e")), options);
    REQUIRE(nowhere.job);
    CHECK(nowhere.job->outputs == named.job->outputs);
    CHECK_FALSE(nowhere.launcher.empty());
}

TEST_CASE("writable and read-only take whole mounts", "[translate]") {
    Options options;
    options.writable = {{{}, "e"}};
    const std::string text =
        job(share(k_url, "e"), "",
            "python $AZ_BATCHAI_JOB_MOUNT_ROOT/e/t.py --x $AZ_BATCHAI_JOB_MOUNT_ROOT/e/a");
    const JobResult written = converted(text, options);
    REQUIRE(written.job);
    CHECK(written.job->inputs.empty());
    CHECK(path_of(written.job->outputs, "e") == "azureml://datastores/acct_ext_files/paths/");
    CHECK(all_of(written.findings, "TR221").empty());
    Options reading;
    reading.read_only = {{{}, "e"}};
    const JobResult read = converted(
        job(share(k_url, "e"), "", "python t.py --out $AZ_BATCHAI_JOB_MOUNT_ROOT/e/a"), reading);
    REQUIRE(read.job);
    CHECK(read.job->outputs.empty());
    CHECK(path_of(read.job->inputs, "e") == "azureml://datastores/acct_ext_files/paths/");
}

TEST_CASE("read-only settles what was a guess", "[translate]") {
    Options options;
    options.read_only = {{{}, "e/a"}};
    const std::string line = "python t.py $AZ_BATCHAI_JOB_MOUNT_ROOT/e/a/x "
                             "$AZ_BATCHAI_JOB_MOUNT_ROOT/e/b";
    const JobResult result = converted(job(share(k_url, "e"), "", line), options);
    const auto told = all_of(result.findings, "TR221");
    REQUIRE(told.size() == 1);
    CHECK(told[0]->message.starts_with("\"e/b\""));
}

TEST_CASE("a volume within one that is written is told, where links make them visible",
          "[translate]") {
    const std::string volumes = R"("azureFileShares": [
        {"azureFileUrl": "https://acct.file.core.windows.net/a", "relativeMountPath": "e"},
        {"azureFileUrl": "https://acct.file.core.windows.net/b", "relativeMountPath": "e/f"}])";
    const std::string line = "python $AZ_BATCHAI_JOB_MOUNT_ROOT/e/f/t.py --out "
                             "$AZ_BATCHAI_JOB_MOUNT_ROOT/e";
    CHECK(all_of(converted(job(volumes, "", line)).findings, "TR208").empty());
    CHECK(all_of(converted(job(volumes, "", line + " $AZ_BATCHAI_JOB_TEMP")).findings, "TR208")
              .size() == 1);
}
