#include "base/real_files.hpp"
#include "bundle/verify.hpp"
#include "launch/differences.hpp"
#include "launch/verify.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

// One job in a folder of its own, converted; verified as it is, or after its files are changed.
struct Case {
    support::TempFolder folder;
    translate::Options options;
    bundle::Bundle all;
    const bundle::Object* job = nullptr;

    explicit Case(const std::string& text, const translate::Options& said = {})
        : options(said) {
        options.compute = "gpu";
        std::ofstream(folder.path() / "train.job.json") << text;
        base::RealFiles files;
        bundle::Request request;
        request.paths = {folder.path().string()};
        request.options = options;
        all = bundle::convert(request, files);
        for (const auto& item : all.items) {
            for (const bundle::Object& object : item->objects) {
                job = object.job_result.job ? &object : job;
            }
        }
        REQUIRE(job != nullptr);
    }

    [[nodiscard]] launch::Emitted emitted() const { return bundle::emitted(all, *job); }

    [[nodiscard]] launch::Verdict verify(const launch::Emitted& files) const {
        return launch::verify(bundle::definition_of(*job, options), files);
    }

    [[nodiscard]] launch::Verdict verify() const { return verify(emitted()); }
};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
        }
        out += c == '\n' ? "\\n" : std::string(1, c);
    }
    return out;
}

constexpr std::string_view k_volumes = R"("mountVolumes": {"azureBlobFileSystems": [
  {"accountName": "acct", "containerName": "data", "relativeMountPath": "data"}]},
  "stdOutErrPathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/data",
  "inputDirectories": [{"id": "DATA", "path": "$AZ_BATCHAI_JOB_MOUNT_ROOT/data/digits"}],
  "outputDirectories": [{"id": "MODEL", "pathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/data"}],
  "containerSettings": {"imageSourceRegistry": {"image": "example/trainer:1"}})";

std::string custom(std::string_view line, std::string_view more = {}) {
    return fmt::format(
        R"({{"properties": {{"nodeCount": 1, "customToolkitSettings": {{"commandLine": "{}"}}, {}{}}}}})",
        escaped(line), more, k_volumes);
}

launch::Emitted changed(launch::Emitted emitted, std::string launch::Emitted::*text,
                        std::string_view from, std::string_view to) {
    const std::size_t at = (emitted.*text).find(from);
    REQUIRE(at != std::string::npos);
    (emitted.*text).replace(at, from.size(), to);
    return emitted;
}

} // namespace

TEST_CASE("a plain job is the same but for variables that nothing names") {
    const Case one(custom("python train.py --data $AZ_BATCHAI_INPUT_DATA"));
    const launch::Verdict verdict = one.verify();
    CHECK(verdict.judgement == launch::Judgement::equal_but_for);
    CHECK(verdict.differences ==
          std::vector<std::string_view>{"variables-left-out", "volumes-not-bound"});
    CHECK(verdict.assumptions.empty());
}

TEST_CASE("the witness names process, place and both values") {
    const Case one(custom("python train.py $AZ_BATCHAI_JOB_MOUNT_ROOT/data/x"));
    const launch::Verdict verdict =
        one.verify(changed(one.emitted(), &launch::Emitted::job, "acct_data_blob/paths/}",
                           "acct_data_blob/paths/other}"));
    REQUIRE(verdict.witness);
    CHECK(verdict.judgement == launch::Judgement::different);
    CHECK(verdict.witness->what == "argument 2");
    CHECK(verdict.witness->batchai == "/azure_blob/acct/data/x");
    CHECK(verdict.witness->azureml == "/azure_blob/acct/data/other/x");
}

TEST_CASE("what looks like a secret is in no witness") {
    const Case one(
        custom("python a.py --key "
               "AccountKey=ZmFrZWtleWZha2VrZXlmYWtla2V5ZmFrZWtleWZha2VrZXlmYWtla2V5ZmFrZQ== "
               "$AZ_BATCHAI_INPUT_DATA b"));
    CHECK(one.verify().judgement != launch::Judgement::different);
    const launch::Verdict verdict =
        one.verify(changed(one.emitted(), &launch::Emitted::job, " b\n", " c\n"));
    REQUIRE(verdict.witness);
    CHECK(verdict.witness->batchai.find("ZmFrZ") == std::string::npos);
}

// Nothing of the user's is run: a file that each line would remove, write over or run stays as it
// is, wherever in the definition the line stands and however it looks.
TEST_CASE("nothing that the user wrote is run") {
    const support::TempFolder place;
    const std::string canary = (place.path() / "canary").string();
    const std::string other = (place.path() / "other").string();
    std::ofstream(canary) << "alive";
    const std::string lines[] = {
        fmt::format("rm -f {}", canary),
        fmt::format("echo dead > {}", canary),
        fmt::format("python $(rm -f {}) x", canary),
        fmt::format("python `rm -f {}` x", canary),
        fmt::format("eval 'rm -f {}'", canary),
        fmt::format("true\nrm -f {0}\ntouch {1}", canary, other),
        fmt::format("x\n}}\nrm -f {0}\ntouch {1}\n{{", canary, other),
        fmt::format("x\n}}\n# shellcheck disable=all\nprepare() (\n  rm -f {}", canary),
        fmt::format("${{{{inputs.data}}}}; rm -f {}", canary),
        fmt::format("export A=$(rm -f {}) && python x", canary),
        fmt::format("[ ! -f /cntk/activate-cntk ] || source /cntk/activate-cntk; rm -f {}", canary),
        fmt::format("bash launch.sh; mv {} {}", canary, other),
        fmt::format("cat <<E\n$(touch {})\nE", other),
        fmt::format("a' \"; rm -f {} #", canary)};
    const auto check = [&](const std::string& text) {
        INFO(text);
        const Case one(text);
        CHECK(one.verify().assumptions.size() < 10);
        CHECK(std::filesystem::file_size(canary) == 5);
        CHECK_FALSE(std::filesystem::exists(other));
    };
    for (const std::string& line : lines) {
        check(custom(line));
        check(custom("python x",
                     fmt::format(R"("jobPreparation": {{"commandLine": "{}"}}, )", escaped(line))));
        check(custom(
            "python $V",
            fmt::format(
                R"("environmentVariables": [{{"name": "V", "value": "{0}"}}, {{"name": "W", "value": "$AZ_BATCHAI_INPUT_DATA {0}"}}], )",
                escaped(line))));
    }
}

TEST_CASE("each difference has a name and a sentence, once") {
    std::vector<std::string_view> names;
    for (const launch::Difference& one : launch::differences()) {
        names.push_back(one.name);
        CHECK(one.sentence.ends_with('.'));
    }
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
    CHECK(launch::find_difference("host-names") != nullptr);
    CHECK(launch::find_difference("nothing") == nullptr);
}
