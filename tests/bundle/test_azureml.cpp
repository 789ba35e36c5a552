#include "base/hash.hpp"
#include "base/real_files.hpp"
#include "bundle/bundle.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace fs = std::filesystem;
using support::read_file;
using support::TempFolder;
using support::testdata;

namespace {

constexpr std::string_view k_job = R"(command: python train.py
code: ./src
environment: {build: {path: ../docker}}
compute: gpu
)";

bundle::Bundle run(const std::vector<std::string>& paths, bool written, bool arm = false,
                   const std::string& to = {}) {
    base::RealFiles files;
    bundle::Request request;
    request.paths = paths;
    request.azureml = written;
    request.arm = arm;
    request.written_to = to;
    return bundle::convert(request, files);
}

std::string codes(const bundle::Item& item) {
    std::string out;
    for (const base::Finding& finding : item.findings) {
        out += std::string(finding.code) + " " + std::string(base::name(finding.cls)) + "\n";
    }
    return out;
}

std::string text_of(const bundle::Bundle& bundle, const std::string& path) {
    const auto found = std::find_if(bundle.texts.begin(), bundle.texts.end(),
                                    [&](const bundle::Text& text) { return text.path == path; });
    return found == bundle.texts.end() ? "no such text" : found->content;
}

std::map<std::string, std::string> all_files(const fs::path& folder) {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            out[fs::relative(entry.path(), folder).string()] = read_file(entry.path());
        }
    }
    return out;
}

} // namespace

TEST_CASE("good files are read without an error, and printed", "[bundle]") {
    int count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(testdata() / "azureml/good")) {
        if (entry.path().extension() != ".yml" || entry.path().filename() == "conda.yml") {
            continue;
        }
        ++count;
        INFO(entry.path().string());
        for (const bool arm : {false, true}) {
            const bundle::Bundle made = run({entry.path().string()}, true, arm);
            REQUIRE(made.items.size() == 1);
            REQUIRE(made.items[0]->azureml.size() == 1);
            INFO(codes(*made.items[0]));
            CHECK(made.items[0]->azureml[0].sound);
            CHECK(made.texts.size() == 2);
        }
    }
    CHECK(count > 10);
}

TEST_CASE("each bad file has the finding that its name says, and is not printed", "[bundle]") {
    int count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(testdata() / "azureml/bad")) {
        if (!entry.is_regular_file()) {
            continue;
        }
        ++count;
        INFO(entry.path().string());
        const bundle::Bundle made = run({entry.path().string()}, true);
        REQUIRE(made.items.size() == 1);
        const std::string code = entry.path().filename().string().substr(0, 5);
        CHECK(codes(*made.items[0]).find(code + " error\n") != std::string::npos);
        CHECK(made.texts.empty());
    }
    CHECK(count > 30);
}

TEST_CASE("a bundle given as input is left as it is, wherever it would be written", "[bundle]") {
    const TempFolder folder;
    const fs::path bundle = folder.path() / "azureml";
    fs::copy(testdata() / "convert/horovod-preparation/out", bundle, fs::copy_options::recursive);
    const auto before = all_files(bundle);
    base::RealFiles files;
    bundle::Request request;
    request.paths = {bundle.string()};
    request.output_dir = bundle.string();
    bundle::Bundle made = bundle::convert(request, files);
    CHECK(made.report.totals.azureml == 4);
    CHECK(made.report.totals.unknown == 1); // the report
    CHECK(made.not_ours.empty());
    CHECK(made.texts.empty());
    CHECK_FALSE(bundle::store(made, bundle.string(), files, false));
    CHECK(all_files(bundle) == before);
    // One file of it empties it no more than the whole.
    request.paths = {(bundle / "jobs/h/job.yml").string()};
    made = bundle::convert(request, files);
    CHECK_FALSE(bundle::store(made, bundle.string(), files, false));
    CHECK(all_files(bundle) == before);
    // Elsewhere there is a report, each time anew.
    for (int i = 0; i < 2; ++i) {
        made = bundle::convert(request, files);
        CHECK(bundle::store(made, (folder.path() / "other").string(), files, false));
    }
    CHECK(all_files(folder.path() / "other").size() == 3);
}

TEST_CASE("what lies beside a job is looked for and listed", "[bundle]") {
    const TempFolder folder;
    folder.add("job/job.yml", k_job);
    const std::string job = (folder.path() / "job/job.yml").string();
    const auto read = [&](bool arm, const std::string& to = {}) {
        bundle::Bundle made = run({job}, true, arm, to);
        REQUIRE(made.items[0]->azureml.size() == 1);
        return made;
    };
    CHECK(codes(*read(false).items[0]) == "AZ115 error\nAZ115 error\n");
    folder.add("docker/Dockerfile", "FROM x\n");
    folder.add("job/src/b.py", "b");
    folder.add("job/src/a/c.py", "c");
    folder.add("job/src/skip.log", "s");
    folder.add("job/src/.git/x", "x");
    folder.add("job/src/.amlignore", "*.log\n");
    const bundle::Bundle made = read(true);
    const bundle::AzuremlObject& own = made.items[0]->azureml[0];
    CHECK(codes(*made.items[0]) == "TR241 manual\n");
    const std::string src = (folder.path() / "job/src").string();
    CHECK(own.code == std::vector<std::string>{src + "/a/c.py", src + "/b.py"});
    // As azure-ai-ml counts: the number, each path and size, each content.
    CHECK(own.code_hash == base::sha256("2#a/c.py#1#b.py#1cb"));
    CHECK(text_of(made, "arm/jobs/job.json").find("/codes/" + own.code_hash + "/versions/1") !=
          std::string::npos);
    const auto& environment = std::get<aml::CommandJob>(own.object).environment;
    CHECK(std::get<aml::BuildContext>(environment).dockerfile == "FROM x\n");
    CHECK(text_of(made, "jobs/job/job.yml").find("code: ./src\n") != std::string::npos);

    // Written elsewhere, the same places are seen from there.
    const std::string moved =
        text_of(read(false, (folder.path() / "out/new").string()), "jobs/job/job.yml");
    CHECK(moved.find("code: ../../../../job/src\n") != std::string::npos);
    CHECK(moved.find("path: ../../../../docker\n") != std::string::npos);
}

TEST_CASE("objects get names of their own as files", "[bundle]") {
    const TempFolder folder;
    folder.add("a.yml", "type: amlcompute\nname: gpu\n");
    folder.add("b.json", R"({"properties": {"computeType": "AmlCompute", "properties": {}}})");
    folder.add("c/d.yml", "type: amlcompute\nname: GPU\n");
    folder.add("e.yml", "type: azure_blob\nname: gpu\naccount_name: x\ncontainer_name: y\n");
    const bundle::Bundle made = run({folder.path().string()}, true);
    std::string paths;
    for (const bundle::Text& text : made.texts) {
        paths += text.path + "\n";
    }
    const std::string a = "gpu-" + base::short_hash("a.yml#");
    const std::string d = "GPU-" + base::short_hash("c/d.yml#");
    CHECK(paths.find("compute/" + a) != std::string::npos);
    CHECK(paths.find("compute/" + d) != std::string::npos);
    CHECK(paths.find("compute/b-") != std::string::npos); // "b" alone is too short for a compute
    CHECK(paths.find("datastores/gpu.yml\n") != std::string::npos);
    CHECK(text_of(made, "compute/" + a + ".yml").find("name: gpu\n") != std::string::npos);
}
