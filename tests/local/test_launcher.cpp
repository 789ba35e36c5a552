// The launchers are those of testdata/convert, as the translation writes them today: what is known
// of them here and there cannot drift apart.

#include "local/launcher.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

namespace {

std::string launcher(const std::string& path) {
    return support::read_file(support::testdata() / "convert" / path / "code" / "launch.sh");
}

std::vector<fs::path> launchers() {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(support::testdata() / "convert")) {
        const std::string path = entry.path().generic_string();
        // The user's own, in code that travels; ours has another name then.
        const bool users = path.find("/code-folder") != std::string::npos &&
                           entry.path().filename() == "launch.sh";
        if (path.find("/out/jobs/") != std::string::npos && path.ends_with("launch.sh") && !users) {
            out.push_back(entry.path());
        }
    }
    return out;
}

const std::string k_head = "#!/bin/bash\n# Starts one process of Batch AI job \"x\"; Azure ML runs "
                           "this once.\n# Made by batchai-to-amlcompute 1 from x (sha256 0).\n";

} // namespace

TEST_CASE("a launcher is known by its head", "[local]") {
    CHECK(local::is_launcher(launcher("tensorflow-distributed-roles/out/jobs/mnist")));
    CHECK_FALSE(local::is_launcher("#!/bin/bash\npython train.py\n"));
    CHECK_FALSE(local::is_launcher("# " + k_head));
}

TEST_CASE("every preparation that the translation writes can be left out", "[local]") {
    std::size_t prepared = 0;
    for (const fs::path& path : launchers()) {
        INFO(path);
        const std::string text = support::read_file(path);
        CHECK(local::is_launcher(text));
        const bool has = text.find("\nprepare() (\n") != std::string::npos ||
                         text.find("\nset_up() (\n") != std::string::npos;
        CHECK(local::prepares(text) == has);
        const auto without = local::without_preparation(text);
        CHECK(without.has_value() == has);
        if (without) {
            ++prepared;
            // The call alone is gone.
            CHECK_THAT(*without, ContainsSubstring("true   # the preparation, in the cloud\n"));
            CHECK(without->size() < text.size() + 40);
        }
    }
    CHECK(prepared > 8);
}

TEST_CASE("only the call of the preparation changes", "[local]") {
    const std::string text = launcher("horovod-preparation/out/jobs/h");
    const std::string call = "\n  prepare\n";
    const auto at = text.find(call);
    REQUIRE(at != std::string::npos);
    std::string wanted = text;
    wanted.replace(at, call.size(), "\ntrue   # the preparation, in the cloud\n");
    CHECK(local::without_preparation(text) == wanted);
}

TEST_CASE("a text of the user's that looks like a launcher is not cut", "[local]") {
    const std::string tail =
        "[ \"$code\" = 0 ] || { echo \"job preparation failed with exit code $code\" >&2; exit "
        "\"$code\"; }\n";
    const std::string honest = launcher("horovod-preparation/out/jobs/h");
    const auto at = honest.find("  bash $AZ_BATCHAI_JOB_MOUNT_ROOT/code/prep.sh");
    REQUIRE(at != std::string::npos);
    std::string before = honest;
    before.insert(at, "  prepare\ncode=$?\n" + tail);
    CHECK_FALSE(local::without_preparation(before).has_value());
    CHECK_FALSE(local::without_preparation(honest + "prepare\ncode=$?\n" + tail).has_value());
    // Somebody edited the call.
    std::string edited = honest;
    edited.replace(edited.find("\n  prepare\n"), 11, "\n  prepare --all\n");
    CHECK_FALSE(local::without_preparation(edited).has_value());
    // And what follows it: there still is something to be left out.
    edited = honest;
    edited.erase(edited.find(tail), tail.size());
    CHECK(local::prepares(edited));
    CHECK_FALSE(local::without_preparation(edited).has_value());
}

TEST_CASE("the user's lines are all there, role by role", "[local]") {
    const Strings roles =
        local::user_lines(launcher("tensorflow-distributed-roles/out/jobs/mnist"), false);
    REQUIRE(roles.size() == 3);
    CHECK(roles[0] == "master() {\n  python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/a.py --chief\n}");
    CHECK(roles[1] == "worker() {\n  python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/a.py --worker\n}");
    // A function of ours may be shown with them, the loop that waits is not.
    CHECK(
        roles[2].starts_with("server() {\n  python $AZ_BATCHAI_JOB_MOUNT_ROOT/code/a.py --ps\n}"));
    CHECK(roles[2].find("set -m") == std::string::npos);
    const std::string prepared = launcher("horovod-preparation/out/jobs/h");
    const std::string line = "/opt/conda/bin/python3 $AZ_BATCHAI_JOB_MOUNT_ROOT/code/h.py";
    CHECK(local::user_lines(prepared, false) == Strings{line});
    CHECK(local::user_lines(prepared, true) ==
          Strings{"prepare() (\n  bash $AZ_BATCHAI_JOB_MOUNT_ROOT/code/prep.sh\n)", line});
}

TEST_CASE("no line of the user's hides behind one that looks like ours", "[local]") {
    const std::string marker = "# shellcheck disable=all\n";
    const std::string text = k_head + marker +
                             "worker() {\n  a\n}\n\nall_ended() {\n  b\n\n}\nif mkdir \"$node\" "
                             "2>/dev/null; then\n  c\n}\n" +
                             marker + "d\n" + marker + "prepare() (\n  e\n)\n";
    std::string all;
    for (const std::string& line : local::user_lines(text, false)) {
        all += line;
    }
    for (const char* word : {"  a\n", "d", "  e\n"}) {
        INFO(word);
        CHECK(all.find(word) != std::string::npos);
    }
}

TEST_CASE("secrets come from the environment in place of the vault", "[local]") {
    const std::string text = launcher("key-vault/out/jobs/train");
    const Strings names = local::secret_names(text, false);
    CHECK(names == Strings{"TOKEN", "SETTLED", "BATCHAI_SECRET_1"});
    const std::string changed = local::with_given_secrets(text);
    CHECK(changed.find("MSI_ENDPOINT") == std::string::npos);
    CHECK(changed.find("read_vault=") == std::string::npos);
    for (const std::string& name : names) {
        CHECK_THAT(changed, ContainsSubstring("\nread_secret " + name + " "));
    }
    // What stands behind is untouched.
    const auto last = text.rfind("\nread_secret ");
    CHECK(changed.ends_with(text.substr(last)));
    const std::string set_up = launcher("set-up-task/out/jobs/host");
    CHECK(local::secret_names(set_up, false).empty());
    CHECK(local::secret_names(set_up, true) == Strings{"SET"});
    const std::string none = launcher("tensorflow-distributed-roles/out/jobs/mnist");
    CHECK(local::secret_names(none, true).empty());
    CHECK(local::with_given_secrets(none) == none);
}
