#include "base/real_files.hpp"
#include "bundle/bundle.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "translate/volume_options.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace {

std::string job(const std::string& server, const std::string& line = "python train.py") {
    return R"({"properties": {"nodeCount": 1, "mountVolumes": {"fileServers": [
        {"fileServer": {"id": "/x/fileServers/)" +
           server + R"("}, "relativeMountPath": "nfs"}]},
        "containerSettings": {"imageSourceRegistry": {"image": "example/t:1"}},
        "customToolkitSettings": {"commandLine": ")" +
           line + R"("}}})";
}

class Run {
  public:
    bundle::Request request;

    void add(const std::string& name, std::string_view content) const {
        m_folder.add(name, content);
    }

    [[nodiscard]] std::string path(const std::string& name) const {
        return (m_folder.path() / name).string();
    }

    bundle::Bundle convert() {
        request.paths = {path("in")};
        request.options.compute = "gpu";
        return bundle::convert(request, m_files);
    }

  private:
    support::TempFolder m_folder;
    base::RealFiles m_files;
};

// "file: message; help" of all findings with the code.
std::vector<std::string> told(const bundle::Bundle& bundle, std::string_view code) {
    std::vector<std::string> out;
    for (const report::File& file : bundle.report.files) {
        for (const base::Finding& finding : file.findings) {
            if (finding.code == code) {
                out.push_back(file.path + ": " + finding.message + "; " + finding.help);
            }
        }
    }
    return out;
}

std::vector<std::string> paths(const bundle::Bundle& bundle) {
    std::vector<std::string> out;
    for (const bundle::Text& text : bundle.texts) {
        out.push_back(text.path);
    }
    return out;
}

} // namespace

TEST_CASE("a file server is told once, however many jobs mount it", "[bundle]") {
    Run run;
    run.add("in/a.job.json", job("one"));
    run.add("in/b.job.json", job("one"));
    run.add("in/c.job.json", job("two"));
    run.add("in/d.job.json", job("one"));
    const bundle::Bundle bundle = run.convert();
    const std::vector<std::string> found = told(bundle, "TR220");
    REQUIRE(found.size() == 2);
    CHECK(found[0].starts_with("a.job.json: the file server \"one\" has no equal"));
    CHECK(found[0].ends_with("; also used by b.job.json, d.job.json"));
    CHECK(found[1].starts_with("c.job.json: the file server \"two\""));
    CHECK(std::count_if(bundle.report.tasks.begin(), bundle.report.tasks.end(),
                        [](const translate::Task& task) { return !task.command.empty(); }) == 2);
    CHECK(bundle.report.totals.datastores == 2);
}

TEST_CASE("options that reach nothing are told once", "[bundle]") {
    Run run;
    run.add("in/a.job.json", job("one"));
    run.add("in/b.job.json", job("one"));
    run.request.options.writable = {{{}, "nfs/x"}, {{}, "nsf/x"}};
    const std::vector<std::string> found = told(run.convert(), "TR203");
    CHECK(found == std::vector<std::string>{"a.job.json: --writable nsf/x: no definition has such "
                                            "a mount; did you mean nfs/x?"});
}

TEST_CASE("the code folder travels with the jobs that need it", "[bundle]") {
    Run run;
    run.add("in/a.job.json", job("one", "python $AZ_BATCHAI_JOB_MOUNT_ROOT/nfs/s/t.py"));
    run.add("in/b.job.json", job("one", "python $AZ_BATCHAI_JOB_MOUNT_ROOT/nfs/s/t.py; sleep 1 &"));
    run.add("in/c.job.json", job("one", "python $AZ_BATCHAI_JOB_MOUNT_ROOT/nfs/other/t.py"));
    run.add("src/t.py", "print(1)\n");
    run.add("src/conf.yml", "a: 1\n");
    run.request.options.code = translate::CodeFolder{run.path("src"), {{{}, "nfs/s"}}, {}};
    run.request.arm = true;
    const bundle::Bundle bundle = run.convert();
    const std::vector<std::string> all = paths(bundle);
    const auto there = [&](std::string_view path) {
        return std::find(all.begin(), all.end(), path) != all.end();
    };
    CHECK(there("jobs/a/code/t.py"));
    CHECK(there("jobs/a/code/conf.yml"));
    CHECK_FALSE(there("jobs/a/code/launch.sh"));
    CHECK(there("jobs/b/code/t.py"));
    CHECK(there("jobs/b/code/launch.sh"));
    CHECK_FALSE(there("jobs/c/code/t.py"));
    CHECK(told(bundle, "TR212").empty());
    // Contents are not copied in memory.
    const auto text = [&](std::string_view path) {
        return std::find_if(bundle.texts.begin(), bundle.texts.end(),
                            [&](const bundle::Text& t) { return t.path == path; });
    };
    CHECK(text("jobs/a/code/t.py")->users == text("jobs/b/code/t.py")->users);
    // The id of the code is of the whole folder.
    const auto code_id = [&](std::string_view path) {
        const std::string& body = text(path)->content;
        const auto at = body.find("/codes/");
        return at == std::string::npos ? std::string{} : body.substr(at + 7, 64);
    };
    CHECK(code_id("arm/jobs/a.json") != code_id("arm/jobs/b.json"));
    CHECK(code_id("arm/jobs/a.json").size() == 64);
    CHECK(code_id("arm/jobs/c.json").empty());
}

TEST_CASE("a code folder that no job needs is told", "[bundle]") {
    Run run;
    run.add("in/a.job.json", job("one"));
    run.add("src/t.py", "print(1)\n");
    run.request.options.code = translate::CodeFolder{run.path("src"), {{{}, "nfs/s"}}, {}};
    CHECK(told(run.convert(), "TR212").size() == 1);
}
