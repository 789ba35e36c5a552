#include "base/error.hpp"
#include "local/bindings.hpp"
#include "local/folders.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using local::Bindings;
using local::DataOptions;
using local::Place;
using support::TempFolder;

namespace {

constexpr const char* k_store = "azureml://datastores/demo_data_blob/paths/";

// One input in a datastore, one output beside it, one output that the service places.
aml::CommandJob job() {
    aml::CommandJob out;
    out.inputs.emplace_back("digits", aml::Input{.path = std::string(k_store) + "sets/digits"});
    out.outputs.emplace_back("model",
                             aml::Output{.path = std::string(k_store) + "${{name}}/outputs"});
    out.outputs.emplace_back("ended", aml::Output{});
    return out;
}

const Place& find(const Bindings& bindings, const std::string& name) {
    for (const Place& place : bindings.places) {
        if (place.name == name) {
            return place;
        }
    }
    FAIL("no place " << name);
    return bindings.places[0];
}

Bindings bind(const aml::CommandJob& job, const TempFolder& folder, const DataOptions& options) {
    return local::bind_data(job, folder.path().string(), "run1", (folder.path() / "run").string(),
                            options);
}

base::Exit refusal(const aml::CommandJob& job, const TempFolder& folder,
                   const DataOptions& options) {
    try {
        (void)bind(job, folder, options);
    } catch (const base::Error& error) {
        CHECK_FALSE(std::string(error.what()).empty());
        return error.code();
    }
    return base::Exit::done;
}

} // namespace

TEST_CASE("without a word everything is fresh, below the run", "[local]") {
    const TempFolder folder;
    Bindings bindings = bind(job(), folder, {});
    const std::string run = (folder.path() / "run").string();
    CHECK(find(bindings, "digits").target == run + "/datastores/demo_data_blob/sets/digits");
    CHECK(find(bindings, "digits").at == run + "/mounts/INPUT_digits");
    CHECK(find(bindings, "model").target == run + "/datastores/demo_data_blob/run1/outputs");
    CHECK(find(bindings, "ended").target ==
          run + "/datastores/workspaceblobstore/azureml/run1/ended");
    CHECK_FALSE(fs::exists(run)); // nothing happens before it is made
    local::make_places(bindings);
    for (const Place& place : bindings.places) {
        CHECK(fs::is_directory(place.target));
        CHECK(fs::canonical(place.at) == fs::canonical(place.target));
    }
}

TEST_CASE("a bound datastore is its root; inputs and outputs lie below", "[local]") {
    const TempFolder folder;
    (void)folder.add("data/sets/digits/a.txt", "a");
    const std::string data = (folder.path() / "data").string();
    Bindings bindings = bind(job(), folder, {.bind = {{"demo_data_blob", data + "/"}}});
    CHECK(find(bindings, "digits").target == data + "/sets/digits");
    CHECK(find(bindings, "digits").bound);
    CHECK(find(bindings, "model").target == data + "/run1/outputs");
    local::make_places(bindings);
    CHECK(support::read_file(fs::path(find(bindings, "digits").at) / "a.txt") == "a");
    CHECK(fs::is_directory(folder.path() / "data" / "run1" / "outputs"));
}

TEST_CASE("an input or output can be bound alone", "[local]") {
    const TempFolder folder;
    (void)folder.add("mine/a.txt", "a");
    const std::string mine = (folder.path() / "mine").string();
    const Bindings bindings = bind(job(), folder, {.bind = {{"digits", mine}, {"model", mine}}});
    CHECK(find(bindings, "digits").target == mine);
    CHECK(find(bindings, "model").target == mine);
}

TEST_CASE("samples are copied into fresh folders and stay as they are", "[local]") {
    const TempFolder folder;
    (void)folder.add("sample/demo_data_blob/sets/digits/a.txt", "store");
    (void)folder.add("sample/digits/b.txt", "input");
    Bindings bindings = bind(job(), folder, {.sample = (folder.path() / "sample").string()});
    local::make_places(bindings);
    const fs::path digits = find(bindings, "digits").at;
    CHECK(support::read_file(digits / "a.txt") == "store");
    CHECK(support::read_file(digits / "b.txt") == "input");
    support::write_file(digits / "a.txt", "changed");
    CHECK(support::read_file(folder.path() / "sample/demo_data_blob/sets/digits/a.txt") == "store");
}

TEST_CASE("a local path of job.yml is read where it lies", "[local]") {
    const TempFolder folder;
    (void)folder.add("near/a.txt", "a");
    aml::CommandJob one;
    one.inputs.emplace_back("near", aml::Input{.path = "./near"});
    CHECK(find(bind(one, folder, {}), "near").target == (folder.path() / "near").string());
    one.inputs[0].second.path = "./far";
    CHECK(refusal(one, folder, {}) == base::Exit::usage);
}

TEST_CASE("what cannot be had here is refused, until it is bound", "[local]") {
    const TempFolder folder;
    (void)folder.add("data/x", "");
    const std::string data = (folder.path() / "data").string();
    for (const char* path : {"azureml:digits:1", "https://demo.blob.core.windows.net/a",
                             "azureml://jobs/a/outputs/b/paths/c"}) {
        INFO(path);
        aml::CommandJob one;
        one.inputs.emplace_back("digits", aml::Input{.path = path});
        CHECK(refusal(one, folder, {}) == base::Exit::usage);
        CHECK(refusal(one, folder, {.bind = {{"digits", data}}}) == base::Exit::done);
    }
}

TEST_CASE("names and folders that are not there are refused", "[local]") {
    const TempFolder folder;
    (void)folder.add("data/x", "");
    const std::string data = (folder.path() / "data").string();
    CHECK(refusal(job(), folder, {.bind = {{"demo_dta_blob", data}}}) == base::Exit::usage);
    CHECK(refusal(job(), folder, {.bind = {{"demo_data_blob", data + "/no"}}}) ==
          base::Exit::invalid);
    // The datastore is there, and what the input wants of it is not.
    CHECK(refusal(job(), folder, {.bind = {{"demo_data_blob", data}}}) == base::Exit::invalid);
    CHECK(refusal(job(), folder, {.sample = data}) == base::Exit::usage);
    CHECK(refusal(job(), folder, {.sample = data + "/no"}) == base::Exit::invalid);
}

TEST_CASE("the long form of a datastore's path is read too", "[local]") {
    const TempFolder folder;
    aml::CommandJob one;
    one.inputs.emplace_back(
        "a", aml::Input{.path = "azureml://subscriptions/1/resourcegroups/g/workspaces/w/"
                                "datastores/other/paths/x/y/"});
    CHECK(find(bind(one, folder, {}), "a").target ==
          (folder.path() / "run/datastores/other/x/y").string());
}

TEST_CASE("no path leads out of its folder", "[local]") {
    const TempFolder folder;
    for (const char* path : {"azureml://datastores/../paths/x", "azureml://datastores/a/paths/../x",
                             "azureml://datastores/a/paths/x/.."}) {
        INFO(path);
        aml::CommandJob one;
        one.outputs.emplace_back("a", aml::Output{.path = path});
        CHECK(refusal(one, folder, {}) == base::Exit::invalid);
    }
    aml::CommandJob two = job();
    two.inputs[0].first = "../digits";
    CHECK(refusal(two, folder, {}) == base::Exit::invalid);
    aml::CommandJob three = job();
    three.properties["AZURE_ML_INPUT_PathOnCompute_digits"] = "relative";
    CHECK(refusal(three, folder, {}) == base::Exit::invalid);
}

TEST_CASE("places that a job wants on the compute are links, gone at the end", "[local]") {
    const TempFolder folder;
    (void)folder.add("mnt/kept", "");
    aml::CommandJob one = job();
    const fs::path place = folder.path() / "mnt/root/jobs/x/data";
    one.properties["AZURE_ML_INPUT_PathOnCompute_digits"] = place.string();
    one.properties["AZURE_ML_OUTPUT_PathOnCompute_model"] = place.string() + "-too";
    Bindings bindings = bind(one, folder, {});
    local::make_places(bindings);
    CHECK(fs::is_symlink(place));
    local::remove_places(bindings);
    CHECK(fs::exists(folder.path() / "mnt/kept"));
    CHECK_FALSE(fs::exists(folder.path() / "mnt/root"));
    CHECK(fs::exists(find(bindings, "digits").target));
    // Something lies there already.
    (void)folder.add("mnt/root/jobs/x/data/file", "");
    CHECK(refusal(one, folder, {}) == base::Exit::invalid);
}
