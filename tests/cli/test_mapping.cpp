#include "base/real_files.hpp"
#include "cli/mapping.hpp"
#include "cli/translation_flags.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <map>

using cli::MappingFile;

namespace {

MappingFile read(const std::string& text) {
    const support::TempFolder folder;
    base::RealFiles files;
    return cli::read_mapping(folder.add("map.yml", text).string(), files);
}

// A value that the flag takes, as YAML.
std::string value_of(const std::string& name) {
    static const std::map<std::string, std::string> k_values = {
        {"vm-priority", "dedicated"},
        {"processes-per-node", "2"},
        {"idle-time", "60"},
        {"provide-variables", "all"},
        {"tf-config", "batchai"},
        {"batchai-version", "2018-03-01"},
        {"secret", "[A=https://demo.vault.azure.net/secrets/a]"},
        {"map-volume", "[nfs=azureml://datastores/x/paths/y]"},
        {"image-prefix", "demo.azurecr.io/old"}};
    const auto found = k_values.find(name);
    return found == k_values.end() ? "word" : found->second;
}

} // namespace

TEST_CASE("every flag that changes a translation can stand in a mapping file") {
    const cli::TranslationFlags flags;
    const std::vector<std::string> names = flags.names();
    CHECK(names.size() > 25);
    for (const std::string& name : names) {
        INFO(name);
        const bool is_switch = flags.find(name)->get_items_expected_max() == 0;
        const MappingFile file = read(name + ": " + (is_switch ? "true" : value_of(name)) + "\n");
        CHECK(file.findings.empty());
        CHECK(file.flags.size() == 1);
        // One of the two at least, or it holds for a run as a whole.
        const bool of_run = name == "batchai-version" || name == "subscription" ||
                            name == "resource-group" || name.starts_with("workspace");
        CHECK((cli::is_of_jobs(name) || cli::is_of_clusters(name)) != of_run);
    }
}

TEST_CASE("the key of an account and the file itself are no keys of a mapping file") {
    for (const char* name : {"storage-account-key", "map", "help", "output-dir"}) {
        INFO(name);
        const MappingFile file = read(std::string(name) + ": x\n");
        REQUIRE(file.findings.size() == 1);
        CHECK(file.findings[0].code == "BA160");
    }
}

TEST_CASE("a mapping file that is empty says nothing, one that is no object is refused") {
    CHECK(read("{}\n").findings.empty());
    CHECK(read("[1]\n").findings.size() == 1);
    CHECK_FALSE(read("").findings.empty());
    CHECK_FALSE(read("a: [\n").findings.empty());
}

TEST_CASE("switches are true or false, and the later word counts") {
    const MappingFile file = read("autoscale: true\njobs:\n  a: {single-node: false}\n");
    REQUIRE(file.findings.empty());
    CHECK(cli::options_of(file.flags).translate.autoscale);
    REQUIRE(file.jobs.size() == 1);
    CHECK_FALSE(cli::options_of(file.jobs[0].flags).translate.single_node);
    CHECK_FALSE(cli::options_of({"--autoscale=true", "--autoscale=false"}).translate.autoscale);
    CHECK(cli::options_of({"--idle-time=5", "--idle-time=7"}).translate.idle_time == 7);
    CHECK(cli::options_of({"--writable=a", "--writable=b"}).writable.size() == 2);
}

TEST_CASE("local folders are seen from the mapping file") {
    const MappingFile file = read("code: scripts=work\njobs:\n  a: {code: /src=work}\n");
    REQUIRE(file.flags.size() == 1);
    CHECK(file.flags[0].ends_with("/scripts=work"));
    CHECK(file.flags[0].starts_with("--code=/"));
    REQUIRE(file.jobs.size() == 1);
    CHECK(file.jobs[0].flags == std::vector<std::string>{"--code=/src=work"});
}

TEST_CASE("what contradicts itself within one entry is told at the entry") {
    const MappingFile file =
        read("writable: a\njobs:\n  b: {read-only: a}\n  c: {read-only: [x], writable: [x]}\n");
    REQUIRE(file.findings.size() == 1);
    CHECK(file.findings[0].message.find("--read-only says the same path") != std::string::npos);
}
