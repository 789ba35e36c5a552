#include "e2e/program.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <string>

namespace fs = std::filesystem;

TEST_CASE("an installation has the program, its page and its papers", "[e2e]") {
    const support::TempFolder folder;
    const std::string build = e2e::program().parent_path().parent_path().string();
    const auto installed =
        support::run_process({B2A_CMAKE, "--install", build, "--prefix", folder.path().string()});
    INFO(installed.err);
    REQUIRE(installed.exit == 0);

    const auto version =
        support::run_process({(folder.path() / "bin/batchai-to-amlcompute").string(), "--version"});
    CHECK(version.exit == 0);
    CHECK_THAT(version.out, ContainsSubstring(B2A_VERSION));

    const fs::path papers = folder.path() / "share/doc/batchai-to-amlcompute";
    CHECK(fs::exists(papers / "LICENSE"));
    CHECK(fs::exists(papers / "README.md"));
    CHECK(fs::exists(folder.path() / "share/man/man1/batchai-to-amlcompute.1"));
    CHECK(fs::exists(folder.path() / "share/man/man7/batchai-to-amlcompute-mapping.7"));
}
