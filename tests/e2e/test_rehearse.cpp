// Batch AI jobs of several processes, from their definitions through the conversion to a run on
// this machine: real programs, real sockets, a real Open MPI. The folders are those of
// testdata/rehearse.

#include "base/strings.hpp"
#include "e2e/program.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <csignal>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;
using support::ProcessOptions;
using support::ProcessResult;
using support::read_file;
using support::TempFolder;
using Strings = std::vector<std::string>;

namespace {

fs::path rehearse(const std::string& name) {
    return support::testdata() / "rehearse" / name;
}

struct Rehearsal : ProcessResult {
    fs::path run; // its folder
};

// What follows the words, to the end of the line.
std::string behind(const std::string& text, const std::string& words) {
    const auto at = text.find(words);
    if (at == std::string::npos) {
        return {};
    }
    const auto begin = at + words.size();
    return text.substr(begin, text.find('\n', begin) - begin);
}

Rehearsal run_local(const std::string& definition, const TempFolder& folder, Strings more,
                    const ProcessOptions& options = {}) {
    Strings words = {"submit",
                     "--local",
                     definition,
                     "--compute",
                     "cpu",
                     "--out",
                     (folder.path() / "runs").string()};
    words.insert(words.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
    Rehearsal out{e2e::run(words, options), {}};
    UNSCOPED_INFO(out.out << out.err);
    out.run = behind(out.err, "  the run: ");
    return out;
}

// The case with its sample, python being this machine's.
Rehearsal run_case(const std::string& name, const TempFolder& folder, Strings more = {}) {
    more.insert(more.end(), {"--yes", "--interpreter", B2A_PYTHON});
    if (fs::exists(rehearse(name) / "sample")) {
        more.insert(more.end(), {"--sample", (rehearse(name) / "sample").string()});
    }
    return run_local((rehearse(name) / "job.json").string(), folder, more);
}

fs::path output(const Rehearsal& run, const std::string& name) {
    return behind(run.err.substr(run.err.find("logs: ")), "output " + name + ": ");
}

std::string log(const Rehearsal& run, const std::string& name) {
    return read_file(run.run / "user_logs" / name);
}

// Nothing of the launcher is left on the machine.
bool is_clean(const Rehearsal& run) {
    const std::string node = "batchai-" + run.run.filename().string();
    for (const auto& entry : fs::directory_iterator("/tmp")) {
        if (entry.path().filename().string().starts_with(node)) {
            return false;
        }
    }
    return !run.run.empty();
}

bool runs(const fs::path& pid_file) {
    return ::kill(static_cast<pid_t>(std::stol(read_file(pid_file))), 0) == 0;
}

// A definition with these settings and one share, "work".
std::string definition(const TempFolder& folder, const std::string& settings) {
    return folder
        .add("job.json", R"({"properties": {)" + settings + R"(,
  "stdOutErrPathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/work",
  "mountVolumes": {"azureFileShares": [{"relativeMountPath": "work",
    "azureFileUrl": "https://demostore.file.core.windows.net/work"}]},
  "outputDirectories": [{"id": "OUT", "pathPrefix": "$AZ_BATCHAI_JOB_MOUNT_ROOT/work"}],
  "containerSettings": {"imageSourceRegistry": {"image": "demo/train:1"}}}})")
        .string();
}

std::string custom(const std::string& line, const std::string& more = {}) {
    return R"("nodeCount": 1, "customToolkitSettings": {"commandLine": ")" + line + "\"}" + more;
}

ProcessOptions with(const std::string& name, const std::string& value) {
    ProcessOptions out;
    out.environment[name] = value;
    return out;
}

std::string compiled_sum(const TempFolder& folder) {
    const std::string program = (folder.path() / "programs" / "allreduce").string();
    fs::create_directories(folder.path() / "programs");
    const auto made = support::run_process(
        {"mpicc", "-o", program, (rehearse("mpi-sum") / "allreduce.c").string()});
    INFO("libopenmpi-dev and openmpi-bin are needed; scripts/test installs them");
    INFO(made.err);
    REQUIRE(made.exit == 0);
    return (folder.path() / "programs").string();
}

} // namespace

TEST_CASE("parameter server and workers find each other over sockets", "[e2e]") {
    const TempFolder folder;
    const Rehearsal run = run_case("parameter-server", folder);
    REQUIRE(run.exit == 0);
    for (const char* line :
         {"[ps_0] serving\n", "[worker_0] total 36\n", "[worker_1] total 36\n"}) {
        CHECK_THAT(run.out, ContainsSubstring(line));
    }
    CHECK(read_file(output(run, "model") / "total.txt") == "36\n");
    CHECK_THAT(output(run, "model").string(),
               ContainsSubstring(run.run.filename().string() + "/outputs/model"));
    CHECK(log(run, "std_log_process_0.txt") == "total 36\n");
    CHECK(log(run, "std_log_process_1.txt") == "total 36\n");
    CHECK(log(run, "std_log_process_0_ps.txt") == "serving\n");
    CHECK(is_clean(run));
}

TEST_CASE("an MPI program adds over all ranks of two nodes", "[e2e]") {
    const TempFolder folder;
    const std::string programs = compiled_sum(folder);
    const Rehearsal run =
        run_case("mpi-sum", folder, {"--bind", "demostore_programs_files=" + programs});
    REQUIRE(run.exit == 0);
    CHECK(read_file(output(run, "result") / "sum of ranks.txt") == "406\n");
    // MPI itself knows one node; the variables say what they will say in the cloud.
    CHECK(log(run, "std_log_process_2.txt") == "rank 2 of 4, 0 on its node: sum 406\n");
    CHECK(log(run, "std_log_process_3.txt") == "rank 3 of 4, 1 on its node: sum 406\n");
    CHECK_THAT(run.err, ContainsSubstring("/mpirun starts the ranks"));
    CHECK(is_clean(run));
}

TEST_CASE("ranks meet at the address of the init method", "[e2e]") {
    const TempFolder folder;
    const Rehearsal run = run_case("meeting-point", folder);
    REQUIRE(run.exit == 0);
    CHECK(read_file(output(run, "model") / "numbers.txt") == "[7, 14, 21]\n");
    for (int rank = 0; rank < 3; ++rank) {
        CHECK(log(run, "std_log_process_" + std::to_string(rank) + ".txt") ==
              "rank " + std::to_string(rank) + " of 3: [7, 14, 21]\n");
    }
    CHECK(log(run, "std_log_process_3.txt").empty()); // three were asked for
    CHECK(is_clean(run));
}

TEST_CASE("shards meet in the folder that all nodes see", "[e2e]") {
    const TempFolder folder;
    const Rehearsal run = run_case("shared-folder", folder);
    REQUIRE(run.exit == 0);
    CHECK(read_file(output(run, "model") / "shard-0.txt") == "100 101\n");
    CHECK(read_file(output(run, "model") / "shard-1.txt") == "100 101\n");
    CHECK(is_clean(run));
}

TEST_CASE("a preparation runs when that is said, and words arrive as they are", "[e2e]") {
    const std::string words = "Größe: 3 % \"viel\"\nGrüß Gott, $USER & co\ntwo  blanks\n日本\n";
    const TempFolder folder;
    const Rehearsal without = run_case("preparation", folder);
    REQUIRE(without.exit == 0);
    CHECK(read_file(output(without, "result") / "what was said.txt") == words + "not prepared\n\n");
    CHECK_THAT(without.err, ContainsSubstring("the job preparation is left out"));
    CHECK(without.err.find("FROM_BASHRC") == std::string::npos);
    CHECK(is_clean(without));

    const Rehearsal with = run_case("preparation", folder, {"--run-preparation"});
    REQUIRE(with.exit == 0);
    CHECK(read_file(output(with, "result") / "what was said.txt") == words + "ready\nheard\n");
    CHECK_THAT(with.err, ContainsSubstring("echo 'export FROM_BASHRC=heard' >> ~/.bashrc"));
    // The home folder is the node's, not the user's.
    CHECK(read_file(with.run / "nodes/0/home/.bashrc") == "export FROM_BASHRC=heard\n");
    CHECK(is_clean(with));
}

TEST_CASE("without Open MPI ranks have the variables that it would set", "[e2e]") {
    const TempFolder folder;
    fs::create_directories(folder.path() / "bin");
    fs::create_symlink("/bin/bash", folder.path() / "bin" / "bash");
    const Rehearsal run =
        run_local(definition(folder, R"("nodeCount": 2, "customMpiSettings": {"processCount": 4,
  "commandLine": "echo $OMPI_COMM_WORLD_RANK/$OMPI_COMM_WORLD_SIZE on $AZUREML_CR_NODE_RANK"})"),
                  folder, {"--yes"}, with("PATH", (folder.path() / "bin").string()));
    REQUIRE(run.exit == 0);
    CHECK_THAT(run.err, ContainsSubstring("Open MPI is not installed"));
    CHECK_THAT(run.out, ContainsSubstring("[rank_0] 0/4 on 0\n"));
    CHECK_THAT(run.out, ContainsSubstring("[rank_3] 3/4 on 1\n"));
}

TEST_CASE("a rank that fails ends the others and the job", "[e2e]") {
    const TempFolder folder;
    const std::string settings =
        R"("nodeCount": 2, "caffe2Settings": {"pythonScriptFilePath":
  "$AZ_BATCHAI_JOB_MOUNT_ROOT/work/fail.py", "commandLineArgs": "$AZ_BATCHAI_TASK_INDEX"})";
    (void)folder.add("data/fail.py", "import os, sys, time\n"
                                     "while sys.argv[1] == '1' and not os.path.exists("
                                     "os.environ['AZ_BATCHAI_OUTPUT_OUT'] + '/pid'):\n"
                                     "    time.sleep(0.05)\n"
                                     "if sys.argv[1] == '1':\n    sys.exit(7)\n"
                                     "name = os.environ['AZ_BATCHAI_OUTPUT_OUT'] + '/pid'\n"
                                     "open(name + 'x', 'w').write(str(os.getpid()))\n"
                                     "os.rename(name + 'x', name)\n"
                                     "time.sleep(300)\n");
    const Strings more = {"--yes", "--interpreter", B2A_PYTHON, "--bind",
                          "demostore_work_files=" + (folder.path() / "data").string()};
    const std::string file = definition(folder, settings);
    const Rehearsal run = run_local(file, folder, more);
    CHECK(run.exit == 10);
    CHECK_THAT(run.err, ContainsSubstring("rank_1 ended with exit code 7, the others were ended"));
    CHECK_FALSE(runs(output(run, "out") / "pid"));
    CHECK(is_clean(run));
    Strings propagated = more;
    propagated.emplace_back("--propagate-exit-code");
    CHECK(run_local(file, folder, propagated).exit == 7);
}

TEST_CASE("a rank of MPI that gives up fails the job", "[e2e]") {
    const TempFolder folder;
    std::string text = read_file(rehearse("mpi-sum") / "job.json");
    const std::string name = "sum of ranks.txt\\\"";
    text.replace(text.find(name), name.size(), name + " 2");
    const std::string bind = "demostore_programs_files=" + compiled_sum(folder);
    const Rehearsal run = run_local(folder.add("job.json", text).string(), folder,
                                    {"--yes", "--bind", bind, "--propagate-exit-code"});
    CHECK(run.exit == 3);
    CHECK_THAT(run.err, ContainsSubstring("[rank_2] rank 2 gives up\n"));
    CHECK_THAT(run.err, ContainsSubstring("mpirun ended with exit code 3"));
    CHECK(log(run, "std_log_process_2.txt") == "rank 2 gives up\n");
}

TEST_CASE("the time limit ends a job with all that it started", "[e2e]") {
    const TempFolder folder;
    const Rehearsal run = run_local(
        definition(folder, custom("(setsid sleep 300 & echo $! > $AZ_BATCHAI_OUTPUT_OUT/pid); "
                                  "trap '' TERM; sleep 300",
                                  R"(, "constraints": {"maxWallClockTime": "PT2S"})")),
        folder, {"--yes"});
    CHECK(run.exit == 10);
    CHECK_THAT(run.err, ContainsSubstring("did not end within its limit of 2 s"));
    CHECK_FALSE(runs(output(run, "out") / "pid"));
    CHECK(is_clean(run));
}

TEST_CASE("an interrupt ends every process and is exit 130", "[e2e]") {
    const TempFolder folder;
    const std::string data = (folder.path() / "data").string();
    fs::create_directories(data);
    const std::string file =
        definition(folder, custom("sleep 300 & echo $! > $AZ_BATCHAI_OUTPUT_OUT/new && mv "
                                  "$AZ_BATCHAI_OUTPUT_OUT/new $AZ_BATCHAI_OUTPUT_OUT/pid; wait"));
    // Starts the program, waits until the job runs, and does what Ctrl-C does.
    const auto result = support::run_process(
        {B2A_PYTHON, "-c",
         "import glob, signal, subprocess, sys, time\n"
         "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
         "process = subprocess.Popen(sys.argv[2:])\n"
         "while process.poll() is None and not glob.glob(sys.argv[1] + '/*/outputs/pid'):\n"
         "    time.sleep(0.05)\n"
         "process.send_signal(signal.SIGINT)\n"
         "sys.exit(process.wait())\n",
         data, e2e::program().string(), "submit", "--local", file, "--compute", "cpu", "--yes",
         "--out", (folder.path() / "runs").string(), "--bind", "demostore_work_files=" + data});
    INFO(result.err);
    CHECK(result.exit == 130);
    CHECK_THAT(result.err, ContainsSubstring("interrupted; all processes have ended"));
    const fs::path pid = output({result, {}}, "out") / "pid";
    CHECK_FALSE(runs(pid));
}

TEST_CASE("when nobody reads any more, nothing runs on", "[e2e]") {
    const TempFolder folder;
    const std::string data = (folder.path() / "data").string();
    fs::create_directories(data);
    const std::string file = definition(
        folder, custom("echo $$ > $AZ_BATCHAI_OUTPUT_OUT/pid; while :; do echo more; sleep 0.1; "
                       "done"));
    const auto result = support::run_process(
        {"bash", "-c", "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "x", e2e::program().string(),
         "submit", "--local", file, "--compute", "cpu", "--yes", "--out",
         (folder.path() / "runs").string(), "--bind", "demostore_work_files=" + data});
    INFO(result.err);
    CHECK(result.exit == 3);
    CHECK(result.out == "more\n");
    const std::string at = behind(result.err, "  output out: ");
    CHECK_FALSE(runs(fs::path(at.substr(0, at.find(" (new)"))) / "pid"));
}

TEST_CASE("nobody is asked through a pipe, and nothing is run or made", "[e2e]") {
    const TempFolder folder;
    const Rehearsal run =
        run_local(definition(folder, custom("touch $AZ_BATCHAI_OUTPUT_OUT/ran")), folder, {});
    CHECK(run.exit == 2);
    CHECK_THAT(run.err, ContainsSubstring("touch $AZ_BATCHAI_OUTPUT_OUT/ran"));
    CHECK_THAT(run.err, ContainsSubstring("under the account "));
    CHECK_THAT(run.err, ContainsSubstring("--yes runs the lines above"));
    CHECK_FALSE(fs::exists(folder.path() / "runs"));
}

TEST_CASE("a person is asked, and only yes is yes", "[e2e]") {
    const std::string terminal = "import os, pty, sys\n"
                                 "pid, fd = pty.fork()\n"
                                 "if pid == 0:\n"
                                 "    os.execv(sys.argv[2], sys.argv[2:])\n"
                                 "os.write(fd, sys.argv[1].encode() + b'\\n')\n"
                                 "try:\n"
                                 "    while True:\n"
                                 "        part = os.read(fd, 4096)\n"
                                 "        if not part:\n"
                                 "            break\n"
                                 "        sys.stdout.write(part.decode())\n"
                                 "except OSError:\n"
                                 "    pass\n"
                                 "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n";
    const TempFolder folder;
    const std::string file = definition(folder, custom("echo it runs"));
    const auto answer = [&](const std::string& word) {
        const auto result = support::run_process(
            {B2A_PYTHON, "-c", terminal, word, e2e::program().string(), "submit", "--local", file,
             "--compute", "cpu", "--out", (folder.path() / "runs").string()});
        CHECK_THAT(result.out, ContainsSubstring("run this here? [y/N] "));
        return result;
    };
    for (const char* word : {"", "n", "yess"}) {
        INFO(word);
        const auto result = answer(word);
        CHECK(result.exit == 130);
        CHECK(result.out.find("it runs\r\n") == result.out.rfind("it runs\r\n")); // the plan's
        CHECK_FALSE(fs::exists(folder.path() / "runs"));
    }
    const auto result = answer("y");
    CHECK(result.exit == 0);
    CHECK_THAT(result.out, ContainsSubstring("the job succeeded"));
}

TEST_CASE("a job that was converted before is rehearsed from its folder", "[e2e]") {
    const TempFolder folder;
    const std::string bundle = (folder.path() / "bundle").string();
    REQUIRE(e2e::run({"convert", (rehearse("shared-folder") / "job.json").string(), "--compute",
                      "cpu", "-d", bundle})
                .exit == 0);
    const Strings more = {"--yes", "--interpreter", B2A_PYTHON, "--sample",
                          (rehearse("shared-folder") / "sample").string()};
    for (const char* path : {"/jobs/shared-folder", "/jobs/shared-folder/job.yml"}) {
        const Rehearsal run = run_local(bundle + path, folder, more);
        CHECK(run.exit == 0);
        CHECK(read_file(output(run, "model") / "shard-1.txt") == "100 101\n");
    }
}

TEST_CASE("paths of a job.yml count from its folder, wherever the run lies", "[e2e]") {
    const TempFolder folder;
    (void)folder.add("mine/src/lib/a.sh", "cat \"$1\"/x.txt\n");
    (void)folder.add("mine/data/x.txt", "read in place\n");
    const fs::path job = folder.add("mine/job.yml", R"(type: command
compute: azureml:gpu
environment: {image: demo/train:1}
code: ./src
command: bash lib/a.sh ${{inputs.data}}
inputs:
  data: {type: uri_folder, path: ./data}
)");
    const auto result = e2e::run({"submit", "--local", job.string(), "--yes", "--out",
                                  (folder.path() / "a/b/c/d").string()});
    INFO(result.err);
    CHECK(result.exit == 0);
    CHECK(result.out == "read in place\n");
}

TEST_CASE("a secret reaches the job and nothing else", "[e2e]") {
    const TempFolder folder;
    const std::string file =
        definition(folder, custom("echo it has ${#TOKEN} letters",
                                  R"(, "secrets": [{"name": "TOKEN", "valueSecretReference": {
  "sourceVault": {"id": "/subscriptions/1/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"},
  "secretUrl": "https://demo.vault.azure.net/secrets/token"}}])"));
    const Rehearsal refused = run_local(file, folder, {"--yes"});
    CHECK(refused.exit == 2);
    CHECK_THAT(refused.err, ContainsSubstring("--secret-env TOKEN"));
    const Rehearsal run = run_local(file, folder, {"--yes", "--secret-env", "TOKEN"},
                                    with("TOKEN", "fakeSecretValue"));
    REQUIRE(run.exit == 0);
    CHECK(run.out == "it has 15 letters\n");
    CHECK(run.err.find("fakeSecretValue") == std::string::npos);
    for (const auto& entry : fs::recursive_directory_iterator(run.run)) {
        if (entry.is_regular_file()) {
            CHECK(read_file(entry.path()).find("fakeSecretValue") == std::string::npos);
        }
    }
    const Rehearsal typed = run_local(file, folder, {"--yes", "--secret-env", "fakeSecretTyped"});
    CHECK(typed.exit == 2);
    CHECK(typed.err.find("fakeSecretTyped") == std::string::npos);
}

TEST_CASE("scripts of a local folder travel into each node's own copy", "[e2e]") {
    const TempFolder folder;
    (void)folder.add("src/train.py", "import os\nopen('made', 'w')\nprint(os.listdir('.'))\n");
    const Rehearsal run = run_local(
        definition(folder, R"("nodeCount": 2, "caffe2Settings": {"pythonScriptFilePath":
  "$AZ_BATCHAI_JOB_MOUNT_ROOT/work/train.py"})"),
        folder, {"--yes", "--interpreter", B2A_PYTHON, "--code", (folder.path() / "src").string()});
    REQUIRE(run.exit == 0);
    for (const char* node : {"0", "1"}) {
        CHECK(fs::exists(run.run / "nodes" / node / "wd" / "made"));
    }
    CHECK_FALSE(fs::exists(folder.path() / "src" / "made"));
}

TEST_CASE("volumes at their original paths are there while the job runs", "[e2e]") {
    const fs::path mounts = "/mnt/batch/tasks/shared/LS_root/jobs/rehearsal-of-a-test";
    const TempFolder folder;
    const std::string file = definition(folder, custom("ls -d " + mounts.string() + "/mounts/*"));
    const std::string at = folder.add("rehearsal-of-a-test.json", read_file(file)).string();
    const Rehearsal run = run_local(at, folder, {"--yes", "--mount-at-original-paths"});
    if (::geteuid() != 0) {
        CHECK(run.exit != 0); // who may not make the folder is told so
        return;
    }
    CHECK_THAT(run.err, ContainsSubstring("outside of the run's folder"));
    CHECK(run.exit == 0);
    CHECK_THAT(run.out, ContainsSubstring("/mounts/work"));
    CHECK_FALSE(fs::exists(mounts));
}

TEST_CASE("submit says what it lacks and what does not go together", "[e2e]") {
    const TempFolder folder;
    const std::string file = definition(folder, custom("true"));
    const auto neither = e2e::run({"submit", file});
    CHECK(neither.exit == 2);
    CHECK_THAT(neither.err, ContainsSubstring("--dry-run"));
    CHECK_THAT(neither.err, ContainsSubstring("--local"));
    CHECK(e2e::run({"submit", file, "--local", "--dry-run"}).exit == 2);
    CHECK(e2e::run({"submit", file, "--dry-run", "--bind", "a=b"}).exit == 2);
    CHECK(run_local(file, folder, {"--bind", "a"}).exit == 2);
    CHECK(run_local(file, folder, {"--bind", "a=/tmp"}).exit == 2);
    CHECK(run_local(file, folder, {"--interpreter", "/no/such/python"}).exit == 2);
    CHECK(run_local((support::testdata() / "demo").string(), folder, {}).exit == 2);
}
