#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/real_files.hpp"
#include "bundle/bundle.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace fs = std::filesystem;
using support::read_file;
using support::write_file;

namespace {

constexpr std::string_view k_train = R"({"properties": {
    "nodeCount": 1,
    "customToolkitSettings": {
        "commandLine": "python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/train.py"},
    "mountVolumes": {"azureFileShares": [{
        "azureFileUrl": "https://demo.file.core.windows.net/code", "accountName": "demo",
        "relativeMountPath": "code"}]},
    "containerSettings": {"imageSourceRegistry": {"image": "example/train:1"}}}})";

constexpr std::string_view k_other = R"({"properties": {
    "nodeCount": 1, "customToolkitSettings": {"commandLine": "echo other"}}})";

// Two definitions, and a folder for what is made of them.
class Place {
  public:
    Place() {
        m_folder.add("in/train.json", k_train);
        m_folder.add("in/other.json", k_other);
    }

    // Converts all definitions and puts the bundle into the folder.
    bundle::Bundle run(bool force = false, const std::string& image = {}) {
        bundle::Request request;
        request.paths = {path("in").string()};
        request.output_dir = out().string();
        request.options.image = image;
        bundle::Bundle made = bundle::convert(request, m_files);
        bundle::store(made, out().string(), m_files, force);
        return made;
    }

    [[nodiscard]] fs::path path(const std::string& name) const { return m_folder.path() / name; }

    [[nodiscard]] fs::path out(const std::string& name = {}) const {
        return name.empty() ? path("out") : path("out") / name;
    }

    void add(const std::string& name, std::string_view content) const {
        m_folder.add(name, content);
    }

    // Every file of the bundle with its content.
    [[nodiscard]] std::map<std::string, std::string> all() const {
        std::map<std::string, std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(out())) {
            if (entry.is_regular_file()) {
                found[fs::relative(entry.path(), out()).string()] = read_file(entry.path());
            }
        }
        return found;
    }

    // All time stamps go back, so that a file written anew shows.
    void age() const {
        for (const auto& entry : fs::recursive_directory_iterator(out())) {
            if (entry.is_regular_file()) {
                fs::last_write_time(entry.path(), old_time());
            }
        }
    }

    [[nodiscard]] bool is_untouched(const std::string& name) const {
        return fs::last_write_time(out(name)) == old_time();
    }

  private:
    static fs::file_time_type old_time() {
        static const fs::file_time_type k_time =
            fs::file_time_type::clock::now() - std::chrono::hours(1000);
        return k_time;
    }

    support::TempFolder m_folder;
    base::RealFiles m_files;
};

constexpr const char* k_job = "jobs/train/job.yml";
constexpr const char* k_new = "jobs/train/job.yml.new";

int count_findings(const bundle::Bundle& made, std::string_view code) {
    int n = 0;
    for (const report::File& file : made.report.files) {
        for (const base::Finding& finding : file.findings) {
            n += finding.code == code ? 1 : 0;
        }
    }
    return n;
}

// A report as far as the next run reads it.
std::string report_of(std::string_view rows) {
    return "{\"version\": 1, \"tool\": {\"name\": \"batchai-to-amlcompute\", \"version\": "
           "\"0.0.1\"}, \"state\": \"writing\", \"outputs\": [" +
           std::string(rows) + "]}\n";
}

std::string row(const std::string& path, std::string_view content) {
    return R"({"path": ")" + path + R"(", "sha256": ")" + base::sha256(content) + "\"}";
}

} // namespace

TEST_CASE("a bundle goes into a folder that is missing or empty", "[bundle]") {
    Place place;
    SECTION("missing") {}
    SECTION("empty") {
        fs::create_directories(place.out());
    }
    place.run();
    const auto all = place.all();
    CHECK(all.contains(k_job));
    CHECK(all.contains("jobs/other/job.yml"));
    CHECK(all.contains("report.md"));
    CHECK(all.contains("report.json"));
    CHECK(all.contains(".gitattributes"));
    CHECK_THAT(all.at("report.json"), !ContainsSubstring("\"state\": \"writing\""));
    CHECK_THAT(all.at("report.json"), ContainsSubstring(base::sha256(all.at(k_job))));
}

TEST_CASE("a second run changes nothing, not even a time stamp", "[bundle]") {
    Place place;
    place.run();
    const auto before = place.all();
    place.age();
    place.run();
    CHECK(place.all() == before);
    for (const auto& [name, content] : before) {
        INFO(name);
        CHECK(place.is_untouched(name));
    }
}

TEST_CASE("a run with other results replaces what it wrote", "[bundle]") {
    Place place;
    place.run();
    place.age();
    const bundle::Bundle made = place.run(false, "example/other:2");
    CHECK_THAT(read_file(place.out(k_job)), ContainsSubstring("example/other:2"));
    CHECK_FALSE(place.is_untouched(k_job));
    CHECK(place.is_untouched(".gitattributes"));
    CHECK(count_findings(made, "BD501") == 0);
    CHECK_FALSE(fs::exists(place.out(k_new)));
}

TEST_CASE("a file changed by hand stays, and ours lies beside it", "[bundle]") {
    Place place;
    place.run();
    const std::string ours = read_file(place.out(k_job));
    write_file(place.out(k_job), "# by hand\n");
    const bundle::Bundle second = place.run();
    CHECK(read_file(place.out(k_job)) == "# by hand\n");
    CHECK(read_file(place.out(k_new)) == ours);
    CHECK(count_findings(second, "BD501") == 1);
    CHECK_THAT(read_file(place.out("report.json")), ContainsSubstring("BD501"));
    CHECK_FALSE(fs::exists(place.out("jobs/other/job.yml.new")));

    SECTION("the third run is as the second") {
        const auto before = place.all();
        const bundle::Bundle third = place.run();
        CHECK(place.all() == before);
        CHECK(count_findings(third, "BD501") == 1);
    }
    SECTION("the version beside it follows the definition") {
        place.run(false, "example/other:2");
        CHECK(read_file(place.out(k_job)) == "# by hand\n");
        CHECK_THAT(read_file(place.out(k_new)), ContainsSubstring("example/other:2"));
    }
    SECTION("force has ours, and nothing beside it") {
        const bundle::Bundle forced = place.run(true);
        CHECK(read_file(place.out(k_job)) == ours);
        CHECK_FALSE(fs::exists(place.out(k_new)));
        CHECK(count_findings(forced, "BD501") == 0);
    }
    SECTION("taking ours ends the matter") {
        fs::rename(place.out(k_new), place.out(k_job));
        const bundle::Bundle third = place.run();
        CHECK(count_findings(third, "BD501") == 0);
        CHECK_FALSE(fs::exists(place.out(k_new)));
    }
}

TEST_CASE("a file that was deleted by hand comes back", "[bundle]") {
    Place place;
    place.run();
    const auto before = place.all();
    fs::remove(place.out(k_job));
    const bundle::Bundle made = place.run();
    CHECK(place.all() == before);
    CHECK(count_findings(made, "BD501") == 0);
}

TEST_CASE("what is no longer produced goes, unless it was changed", "[bundle]") {
    Place place;
    place.run();
    fs::remove(place.path("in/other.json"));
    SECTION("unchanged") {
        place.run();
        CHECK_FALSE(fs::exists(place.out("jobs/other")));
    }
    SECTION("changed") {
        write_file(place.out("jobs/other/job.yml"), "# by hand\n");
        place.run();
        CHECK(read_file(place.out("jobs/other/job.yml")) == "# by hand\n");
    }
    SECTION("with a file of somebody else's beside it") {
        place.add("out/jobs/other/notes.txt", "mine");
        place.run();
        CHECK_FALSE(fs::exists(place.out("jobs/other/job.yml")));
        CHECK(read_file(place.out("jobs/other/notes.txt")) == "mine");
    }
    CHECK(fs::exists(place.out(k_job)));
}

TEST_CASE("a folder with other work is refused and left alone", "[bundle]") {
    Place place;
    place.add("out/thesis.txt", "years");
    SECTION("without a report") {}
    SECTION("with the report of another tool") {
        place.add("out/report.json", R"({"tool": {"name": "another"}, "outputs": []})");
    }
    SECTION("with a report that is no object") {
        place.add("out/report.json", "[1]");
    }
    SECTION("with a report that cannot be read") {
        place.add("out/report.json", "{");
    }
    const auto before = place.all();
    try {
        place.run();
        FAIL("the folder was taken");
    } catch (const base::Error& error) {
        CHECK(error.code() == base::Exit::invalid);
        CHECK_THAT(error.what(), ContainsSubstring("holds other work"));
        CHECK_THAT(error.help(), ContainsSubstring("--force"));
    }
    CHECK(place.all() == before);
    place.run(true);
    CHECK(read_file(place.out("thesis.txt")) == "years");
    CHECK(fs::exists(place.out(k_job)));
}

TEST_CASE("a file in the folder's place is refused", "[bundle]") {
    Place place;
    place.add("out", "a file");
    CHECK_THROWS_WITH(place.run(true), ContainsSubstring("is not a folder"));
    CHECK(read_file(place.out()) == "a file");
}

TEST_CASE("nothing is written through a linked folder", "[bundle]") {
    Place place;
    fs::create_directories(place.path("elsewhere"));
    fs::create_directories(place.out());
    fs::create_directory_symlink(place.path("elsewhere"), place.out("jobs"));
    place.add("out/report.json", report_of(""));
    CHECK_THROWS_WITH(place.run(), ContainsSubstring("is a link"));
    CHECK_THROWS_WITH(place.run(true), ContainsSubstring("is a link"));
    CHECK(fs::is_empty(place.path("elsewhere")));
}

TEST_CASE("nothing is written through a linked file", "[bundle]") {
    Place place;
    place.run();
    place.add("elsewhere.yml", "mine");
    fs::remove(place.out(k_job));
    fs::create_symlink(place.path("elsewhere.yml"), place.out(k_job));
    const bundle::Bundle made = place.run();
    CHECK(fs::is_symlink(place.out(k_job)));
    CHECK(fs::exists(place.out(k_new)));
    CHECK(count_findings(made, "BD501") == 1);
    place.run(true);
    CHECK_FALSE(fs::is_symlink(place.out(k_job)));
    CHECK(read_file(place.path("elsewhere.yml")) == "mine");
}

TEST_CASE("a report that names files outside the folder removes none of them", "[bundle]") {
    Place place;
    place.add("outside.txt", "mine");
    const std::string outside = place.path("outside.txt").string();
    place.add("out/report.json",
              report_of(row("../outside.txt", "mine") + ", " + row(outside, "mine") + ", " +
                        row("./../outside.txt", "mine") + ", " +
                        row("jobs/../../outside.txt", "mine") + ", " + row("", "mine")));
    place.run();
    CHECK(read_file(place.path("outside.txt")) == "mine");
    CHECK(fs::exists(place.out(k_job)));
}

TEST_CASE("an interrupted run is taken up", "[bundle]") {
    Place place;
    place.run();
    const auto finished = place.all();
    const std::string& ours = finished.at(k_job);

    SECTION("some files are there, some are not") {
        fs::remove_all(place.out());
        place.add("out/report.json",
                  report_of(row(k_job, ours) + ", " + row("jobs/other/job.yml", "never written")));
        place.add(std::string("out/") + k_job, ours);
    }
    SECTION("old and new contents are both ours") {
        write_file(place.out("jobs/other/job.yml"), "old");
        place.add("out/report.json",
                  report_of(row("jobs/other/job.yml", "old") + ", " +
                            row("jobs/other/job.yml", finished.at("jobs/other/job.yml"))));
    }
    SECTION("what only the run before made still goes") {
        place.add("out/jobs/gone/job.yml", "old");
        place.add("out/report.json", report_of(row("jobs/gone/job.yml", "old")));
    }
    const bundle::Bundle made = place.run();
    CHECK(place.all() == finished);
    CHECK(count_findings(made, "BD501") == 0);
    CHECK_THAT(read_file(place.out("report.json")), !ContainsSubstring("\"writing\""));
}

TEST_CASE("while a run writes, the folder is already known as ours", "[bundle]") {
    // A disk that fails at a file; everything else is the real one.
    class Failing final : public base::Files {
      public:
        std::string at;

        base::FileType type(const std::string& path, bool follow) override {
            return m_real.type(path, follow);
        }

        std::string read(const std::string& path, std::uint64_t limit) override {
            return m_real.read(path, limit);
        }

        std::vector<base::Entry> list(const std::string& folder) override {
            return m_real.list(folder);
        }

        void write(const std::string& path, std::string_view content, bool executable) override {
            if (path.ends_with(at)) {
                throw base::Error(base::Exit::invalid, "the disk is full");
            }
            m_real.write(path, content, executable);
        }

        void make_folder(const std::string& path) override { m_real.make_folder(path); }

        void remove(const std::string& path) override { m_real.remove(path); }

        std::string identity(const std::string& path) override { return m_real.identity(path); }

        std::string absolute(const std::string& path) override { return m_real.absolute(path); }

      private:
        base::RealFiles m_real;
    };

    Place place;
    Failing files;
    files.at = k_job;
    bundle::Request request;
    request.paths = {place.path("in").string()};
    bundle::Bundle made = bundle::convert(request, files);
    CHECK_THROWS_WITH(bundle::store(made, place.out().string(), files, false),
                      ContainsSubstring("full"));
    CHECK_THAT(read_file(place.out("report.json")), ContainsSubstring("\"state\": \"writing\""));
    CHECK_FALSE(fs::exists(place.out(k_job)));
    const bundle::Bundle second = place.run();
    CHECK(fs::exists(place.out(k_job)));
    CHECK(count_findings(second, "BD501") == 0);
}
