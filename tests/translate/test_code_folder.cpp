#include "support/catch.hpp"
#include "translate/code_folder.hpp"
#include "translate/converted.hpp"
#include "translate/volume_options.hpp"

#include <algorithm>
#include <string>
#include <vector>

using support::all_of;
using support::converted;
using translate::CodeFolder;
using translate::JobResult;
using translate::Options;

namespace {

std::string job(const std::string& line, const std::string& more = {}) {
    return R"({"properties": {"nodeCount": 1, "mountVolumes": {"azureFileShares": [
        {"azureFileUrl": "https://acct.file.core.windows.net/ext", "relativeMountPath": "ext"}]},
        "containerSettings": {"imageSourceRegistry": {"image": "example/t:1"}}, )" +
           more + R"("customToolkitSettings": {"commandLine": ")" + line + R"("}}})";
}

// "@" stands for the job's mount root.
std::string at_root(std::string text) {
    for (auto at = text.find('@'); at != std::string::npos; at = text.find('@')) {
        text.replace(at, 1, "$AZ_BATCHAI_JOB_MOUNT_ROOT");
    }
    return text;
}

Options code(std::vector<std::string> files, const std::string& place = {}) {
    std::sort(files.begin(), files.end());
    Options options;
    options.code = CodeFolder{"src", translate::parse_volume_path(place), std::move(files)};
    return options;
}

std::string command(const JobResult& result) {
    REQUIRE(result.job);
    return aml::command_text(*result.job);
}

std::string told(const JobResult& result, std::string_view code) {
    const auto found = all_of(result.findings, code);
    return found.size() == 1 ? found[0]->message + "; " + found[0]->help
                             : std::to_string(found.size());
}

} // namespace

TEST_CASE("a folder has its files and the folders above them", "[translate]") {
    const CodeFolder folder{"src", {}, {"a-c", "a/b.py", "d"}};
    for (const char* path : {"", "a", "a/b.py", "a-c", "d"}) {
        CHECK(translate::holds(folder, path));
    }
    for (const char* path : {"a/b", "a/", "b.py", "e"}) {
        CHECK_FALSE(translate::holds(folder, path));
    }
}

TEST_CASE("references below the place are led to the working directory", "[translate]") {
    const JobResult result =
        converted(job(at_root("python @/ext/s/a/t.py \\\"@/ext/s/c.yml\\\" @/ext/s @/ext/other "
                              "@/ext/s/missing.txt --log @/ext/s/logs")),
                  code({"a/t.py", "c.yml"}, "ext/s"));
    CHECK(result.code);
    CHECK(result.launcher.empty());
    CHECK(command(result) == "python ./a/t.py \"./c.yml\" . ${{inputs.ext}}/other "
                             "${{inputs.ext}}/s/missing.txt --log ${{outputs.ext_s_logs_0f2cef}}");
    CHECK(all_of(result.findings, "TR211").empty()); // only scripts are missed
}

TEST_CASE("a job that needs nothing of the folder goes without", "[translate]") {
    const JobResult result =
        converted(job(at_root("python @/ext/other/t.py")), code({"t.py"}, "ext/s"));
    CHECK_FALSE(result.code);
    CHECK(command(result) == "python ${{inputs.ext}}/other/t.py");
    CHECK_FALSE(result.job->code);
}

TEST_CASE("the place is found by the longest end of the script's path", "[translate]") {
    const std::string text = job(at_root("python @/ext/scripts/mnist/t.py"));
    const JobResult deep = converted(text, code({"mnist/t.py", "t.py"}));
    CHECK(command(deep) == "python ./mnist/t.py");
    CHECK(told(deep, "TR210") == "the code folder \"src\" is taken for \"ext/scripts\": "
                                 "\"mnist/t.py\" lay there; say --code src=VOLUME/PATH if it lay "
                                 "elsewhere");
    CHECK(command(converted(text, code({"t.py"}))) == "python ./t.py");
    CHECK(command(converted(text, code({"scripts/mnist/t.py"}))) == "python ./scripts/mnist/t.py");
}

TEST_CASE("an interpreter on the volume does not hide the script", "[translate]") {
    CHECK(command(converted(job(at_root("@/ext/venv/bin/python @/ext/s/t.py")), code({"t.py"}))) ==
          "${{inputs.ext}}/venv/bin/python ./t.py");
}

TEST_CASE("a script that the folder lacks stays on its volume, and is told", "[translate]") {
    const JobResult guessed =
        converted(job(at_root("python @/ext/s/train.py")), code({"a/b.py", "trian.py"}));
    CHECK_FALSE(guessed.code);
    CHECK(command(guessed) == "python ${{inputs.ext}}/s/train.py");
    CHECK(told(guessed, "TR211") ==
          "\"train.py\" is not in the code folder \"src\"; did you mean trian.py?");
    const JobResult named = converted(job(at_root("python @/ext/s/train.py @/ext/s/a")),
                                      code({"a/b.py", "lib/train.py"}, "ext/s"));
    CHECK(command(named) == "python ${{inputs.ext}}/s/train.py ./a");
    CHECK(told(named, "TR211") ==
          "\"train.py\" is not in the code folder \"src\"; did you mean lib/train.py?");
}

TEST_CASE("a script without a place needs the folder as well", "[translate]") {
    const JobResult result = converted(job("python ./t.py --x"), code({"t.py"}));
    CHECK(result.code);
    CHECK(command(result) == "python ./t.py --x");
    CHECK_FALSE(converted(job("python ./u.py --x"), code({"t.py"})).code);
}

TEST_CASE("an input directory in the folder is the working directory", "[translate]") {
    const std::string inputs = at_root(R"("inputDirectories": [
        {"id": "S", "path": "@/ext/s"}, {"id": "A", "path": "$AZ_BATCHAI_INPUT_S/a"},
        {"id": "D", "path": "@/ext/s/data"}, {"id": "ALL", "path": "@/ext"}],)");
    const JobResult result =
        converted(job("python $AZ_BATCHAI_INPUT_S/t.py $AZ_BATCHAI_INPUT_ALL/s/a/b.py", inputs),
                  code({"a/b.py", "t.py"}));
    CHECK(result.code);
    CHECK(command(result) == "export AZ_BATCHAI_INPUT_S=$PWD && "
                             "export AZ_BATCHAI_INPUT_A=$PWD/a && "
                             "export AZ_BATCHAI_INPUT_D=${{inputs.d}} && "
                             "export AZ_BATCHAI_INPUT_ALL=${{inputs.all}} && "
                             "python $AZ_BATCHAI_INPUT_S/t.py ./a/b.py");
}

TEST_CASE("a line that moves reaches the folder by a variable", "[translate]") {
    const JobResult result =
        converted(job(at_root("cd /tmp && python @/ext/s/t.py"),
                      R"("environmentVariables": [{"name": "CODE_FOLDER", "value": "mine"}],)"),
                  code({"t.py"}));
    CHECK(command(result) == "CODE_FOLDER_=$PWD && cd /tmp && python $CODE_FOLDER_/t.py");
}

TEST_CASE("what the job runs itself is made executable again", "[translate]") {
    CHECK(command(converted(job(at_root("@/ext/s/run me.sh && '@/ext/s/a.sh'")),
                            code({"a.sh", "run"}, "ext/s"))) ==
          "chmod +x ./run && ./run me.sh && '$AZ_BATCHAI_JOB_MOUNT_ROOT/ext/s/a.sh'");
}

TEST_CASE("what is written stays on the volume", "[translate]") {
    Options options = code({"t.py", "cache/x"}, "ext/s");
    options.writable = {{{}, "ext/s/cache"}};
    const JobResult result =
        converted(job(at_root("python @/ext/s/t.py @/ext/s/cache/x")), options);
    CHECK(command(result) == "python ./t.py ${{outputs.ext_s_cache_18f16f}}/x");
    options.writable = {{{}, "ext"}}; // says nothing of the scripts themselves
    CHECK(converted(job(at_root("python @/ext/s/t.py")), options).code);
}

TEST_CASE("the user's own files keep their names", "[translate]") {
    const std::string text = job(at_root("python @/ext/s/t.py $AZ_BATCHAI_JOB_TEMP"));
    CHECK(converted(text, code({"t.py"})).launcher_name == "launch.sh");
    CHECK(converted(text, code({"Launch.SH", "t.py"})).launcher_name == "batchai-launch.sh");
    CHECK(converted(text, code({"launch.sh/x", "t.py"})).launcher_name == "batchai-launch.sh");
    CHECK(converted(text, code({"a/launch.sh", "t.py"})).launcher_name == "launch.sh");
    CHECK(
        command(converted(text, code({"launch.sh", "t.py"}))).ends_with("bash batchai-launch.sh"));
}

TEST_CASE("the place is below the root that has it", "[translate]") {
    const std::string cluster = R"({"properties": {"vmSize": "Standard_D2", "nodeSetup": {
        "mountVolumes": {"azureFileShares": [{"relativeMountPath": "nfs",
        "azureFileUrl": "https://acct.file.core.windows.net/n"}]}}}})";
    const std::string text = job("python $AZ_BATCHAI_MOUNT_ROOT/nfs/s/t.py");
    CHECK(converted(text, code({"t.py"}, "nfs/s"), cluster).code);
    CHECK(converted(text, code({"t.py"}, "cluster:nfs/s"), cluster).code);
    CHECK_FALSE(converted(text, code({"t.py"}, "job:nfs/s"), cluster).code);
    CHECK(converted(text, code({"t.py"}, "nfs/s")).code); // a mount of nobody's
}
