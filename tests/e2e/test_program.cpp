#include "e2e/program.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using e2e::difference;
using e2e::run;
using support::ProcessOptions;
using support::TempFolder;

namespace {

std::string demo() {
    return (support::testdata() / "demo").string();
}

// Converts the samples of the demo; the last word is the bundle's folder.
support::ProcessResult convert(const std::string& bundle, const ProcessOptions& options = {}) {
    return run({"convert", demo(), "--storage-account-name", "demostore", "-d", bundle}, options);
}

} // namespace

TEST_CASE("the version is the project's", "[e2e]") {
    const auto result = run({"--version"});
    CHECK(result.exit == 0);
    CHECK_THAT(result.out, ContainsSubstring(B2A_VERSION));
    CHECK(result.err.empty());
}

TEST_CASE("what cannot be understood is exit 2 and said on standard error", "[e2e]") {
    const auto result = run({"convert", "--no-such-option"});
    CHECK(result.exit == 2);
    CHECK(result.out.empty());
    CHECK_THAT(result.err, ContainsSubstring("--no-such-option"));
}

TEST_CASE("a bundle that cannot be written is exit 3", "[e2e]") {
    const TempFolder folder;
    const fs::path file = folder.add("file", "in the way");
    const auto result = convert((file / "bundle").string());
    CHECK(result.exit == 3);
    CHECK_THAT(result.err, ContainsSubstring(file.string()));
    CHECK(support::read_file(file) == "in the way");
}

TEST_CASE("a result that nobody can receive is no success", "[e2e]") {
    const auto result =
        support::run_process({"sh", "-c", "exec \"$0\" convert \"$1\" --check -o json >/dev/full",
                              e2e::program().string(), demo()});
    CHECK(result.exit != 0);
    CHECK_FALSE(result.err.empty());
}

TEST_CASE("the bundle does not depend on place, language, time zone or home", "[e2e]") {
    const TempFolder folder;
    const std::string first = (folder.path() / "first").string();
    REQUIRE(convert(first).exit == 0);
    CHECK(fs::exists(folder.path() / "first" / "report.json"));

    ProcessOptions elsewhere;
    elsewhere.folder = folder.path().string();
    elsewhere.environment = {
        {"TZ", "Pacific/Kiritimati"}, {"LC_ALL", "tr_TR.UTF-8"}, {"HOME", ""}, {"USER", ""}};
    REQUIRE(convert("second", elsewhere).exit == 0);
    CHECK(difference(folder.path() / "first", folder.path() / "second").empty());
}

TEST_CASE("converting again changes nothing", "[e2e]") {
    const TempFolder folder;
    const fs::path bundle = folder.path() / "bundle";
    REQUIRE(convert(bundle.string()).exit == 0);
    fs::copy(bundle, folder.path() / "copy", fs::copy_options::recursive);
    const auto result = convert(bundle.string());
    CHECK(result.exit == 0);
    CHECK(difference(folder.path() / "copy", bundle).empty());
}
