#include "support/catch.hpp"
#include "translate/references.hpp"

#include <string>
#include <string_view>
#include <vector>

using base::Quoting;
using batchai::VariableKind;
using translate::Line;
using translate::Reference;
using translate::Use;

namespace {

// "@" in a line stands for the job's mount root.
std::string with_root(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '@' ? std::string("$AZ_BATCHAI_JOB_MOUNT_ROOT") : std::string(1, c);
    }
    return out;
}

Line scanned(std::string_view text, bool preparation = false) {
    Line line;
    line.preparation = preparation;
    line.append(with_root(text));
    translate::scan(line);
    return line;
}

Line expanded(std::string_view text, std::string_view option = {}) {
    Line line;
    line.is_template = true;
    line.option = option;
    line.append(with_root(text));
    translate::scan(line);
    return line;
}

// The only reference of the line.
Reference only(const Line& line) {
    INFO(line.text);
    REQUIRE(line.references.size() == 1);
    return line.references.front();
}

Use use(std::string_view text) {
    return only(scanned(text)).use;
}

Use use_in_preparation(std::string_view text) {
    return only(scanned(text, true)).use;
}

constexpr std::string_view k_mounts = "/mnt/batch/tasks/shared/LS_root/mounts";
constexpr std::string_view k_job = "/mnt/batch/tasks/shared/LS_root/jobs/ws/exp/job/mounts";

} // namespace

TEST_CASE("the word that is run is read, wherever it writes", "[translate]") {
    CHECK(use("@/code/run.sh --x") == Use::run);
    CHECK(use("A=1 @/code/run.sh") == Use::run);
    CHECK(use("cd /tmp && @/code/run.sh") == Use::run);
    CHECK(use("python @/code/train.py --out /tmp/x") == Use::run);
    CHECK(use("python3.6 -u @/code/train.py") == Use::run);
    CHECK(use("/usr/bin/python @/code/train.py") == Use::run);
    CHECK(use("bash -x @/code/run.sh") == Use::run);
    CHECK(use("sh @/code/run.sh") == Use::run);
    CHECK(use("source @/code/env.sh") == Use::run);
    CHECK(use(". @/code/env.sh") == Use::run);
    CHECK(use("bash train.sh @/data") == Use::read); // the second plain word is an argument
    CHECK(use("cat @/code/run.sh") == Use::read);
}

TEST_CASE("a segment that is run is read even behind an option that writes", "[translate]") {
    Line line;
    line.append("python ");
    line.append("--out ");
    line.append(with_root("@/code/train.py"), 7, true, true);
    translate::scan(line);
    CHECK(only(line).use == Use::run);
    REQUIRE(line.segments.size() == 1);
    CHECK(line.segments[0].node == 7);
    CHECK(line.text.substr(line.segments[0].begin, line.segments[0].end) ==
          with_root("@/code/train.py"));
}

TEST_CASE("redirections read and write", "[translate]") {
    CHECK(use("a > @/log/x") == Use::write_file); // a redirection makes a file, ending or not
    CHECK(use("a >> @/log/x.txt") == Use::write_file);
    CHECK(use("a 2> @/log/err") == Use::write_file);
    CHECK(use("a 2>@/log/err") == Use::write_file);
    CHECK(use("a &> @/log/all") == Use::write_file);
    CHECK(use("a < @/data/x.txt") == Use::read);
}

TEST_CASE("tee writes files", "[translate]") {
    CHECK(use("a | tee @/log") == Use::write_file);
    CHECK(use("a 2>&1 | tee -a @/log/x.txt") == Use::write_file);
}

TEST_CASE("what follows -o or an option of output is written", "[translate]") {
    CHECK(use("a -o @/x") == Use::write_folder);
    CHECK(use("a -o @/x/model.h5") == Use::write_file);
    for (const std::string_view option :
         {"--out",         "--output_dir", "--output-dir", "--outputDir",      "--log",
          "--logdir",      "--save_to",    "--checkpoint", "--checkpoint-dir", "--ckpt",
          "--model_dir",   "--modelDir",   "--train_dir",  "--export",         "--result",
          "--results-dir", "--dest",       "--snapshot",   "--tensorboard",    "-logdir",
          "--MODEL-DIR"}) {
        INFO(option);
        CHECK(use("python t.py " + std::string(option) + " @/x") == Use::write_folder);
        CHECK(use("python t.py " + std::string(option) + "=@/x") == Use::write_folder);
        CHECK(use("python t.py " + std::string(option) + "=@/x/y.csv") == Use::write_file);
    }
    CHECK(use("python t.py OUTPUT=@/x") == Use::write_folder);
    // Quotes around the name, or around the whole word, change nothing.
    CHECK(use("python t.py \"--out=@/x\"") == Use::write_folder);
    CHECK(use("python t.py '--out='@/x") == Use::write_folder);
    CHECK(use("python t.py \"--out\" \"@/x\"") == Use::write_folder);
    CHECK(use("python t.py --model_dir=\"@/x\"") == Use::write_folder);
    CHECK(use("python t.py \"--data=@/x\"") == Use::read);
    CHECK(use("\"tee\" @/x") == Use::write_file);
    CHECK(use("\"$HOME/bin/python\" @/x") == Use::run);
}

TEST_CASE("other options are read", "[translate]") {
    for (const std::string_view option : {"--data", "--input", "--model", "--train", "--dir",
                                          "--my-output", "-d", "-O", "-P", "-C"}) {
        INFO(option);
        CHECK(use("python t.py " + std::string(option) + " @/x") == Use::read);
    }
    CHECK(use("python t.py --data=@/x") == Use::read);
    CHECK(use("python t.py output @/x") == Use::read); // a word, not an option
    CHECK(use("DATA=@/x python t.py") == Use::read);
    CHECK(use("cp a @/x") == Use::read); // writes in a preparation only
    CHECK(use("mkdir @/x") == Use::read);
}

TEST_CASE("preparations also write with the usual tools", "[translate]") {
    CHECK(use_in_preparation("mkdir -p @/x/y.d") == Use::write_folder);
    CHECK(use_in_preparation("touch @/x/y") == Use::write_file);
    CHECK(use_in_preparation("wget -P @/x http://h/f") == Use::write_folder);
    CHECK(use_in_preparation("tar xf f.tar -C @/x") == Use::write_folder);
    CHECK(use_in_preparation("unzip f.zip -d @/x") == Use::write_folder);
    CHECK(use_in_preparation("wget -O @/x/f http://h/f") == Use::write_file);
    for (const std::string_view tool : {"cp -r", "mv", "rsync -a"}) {
        INFO(tool);
        CHECK(use_in_preparation(std::string(tool) + " a @/x") == Use::write_folder);
        CHECK(use_in_preparation(std::string(tool) + " a @/x/f.txt") == Use::write_file);
        CHECK(use_in_preparation(std::string(tool) + " @/x b") == Use::read);
    }
    CHECK(use_in_preparation("ls @/x") == Use::read);
    CHECK(use_in_preparation("pip install -r @/code/requirements.txt") == Use::read);
    CHECK(use_in_preparation("bash @/code/prepare.sh") == Use::run);
}

TEST_CASE("the use is judged in the command that the word belongs to", "[translate]") {
    const Line line = scanned("cat @/a | tee @/b && python @/c.py --data $(ls @/d) > @/e");
    REQUIRE(line.references.size() == 5);
    CHECK(line.references[0].use == Use::read);
    CHECK(line.references[1].use == Use::write_file);
    CHECK(line.references[2].use == Use::run);
    CHECK(line.references[3].use == Use::read);
    CHECK(line.references[4].use == Use::write_file);
}

TEST_CASE("quoted and escaped dollars are letters", "[translate]") {
    CHECK(scanned("echo '@/x'").references.empty());
    CHECK(scanned("echo \\@/x").references.empty());
    CHECK(scanned("echo \"\\@/x\"").references.empty());
    CHECK(scanned("echo $'@/x'").references.empty());
    CHECK(scanned("true # @/x").references.empty());
    CHECK(only(scanned("echo \"@/x\"")).quoting == Quoting::double_);
    CHECK(only(scanned("echo \"it's @/x\"")).quoting == Quoting::double_);
    CHECK(only(scanned("echo @/x")).quoting == Quoting::none);
}

TEST_CASE("both forms of a variable and both roots", "[translate]") {
    const Line line = scanned("cat ${AZ_BATCHAI_JOB_MOUNT_ROOT}/a $AZ_BATCHAI_MOUNT_ROOT/b");
    REQUIRE(line.references.size() == 2);
    CHECK(line.references[0].root == VariableKind::job_mount_root);
    CHECK(line.references[0].path == "a");
    CHECK(line.references[0].simple);
    CHECK(line.text.substr(line.references[0].begin,
                           line.references[0].end - line.references[0].begin) ==
          "${AZ_BATCHAI_JOB_MOUNT_ROOT}");
    CHECK(line.references[1].root == VariableKind::mount_root);
    CHECK(line.references[1].path == "b");
    CHECK_FALSE(only(scanned("cat ${AZ_BATCHAI_MOUNT_ROOT:-/x}/b")).simple);
    CHECK(scanned("cat $AZ_BATCHAI_JOB_MOUNT_ROOTS/a").references.empty());
}

TEST_CASE("the path ends where the word or a list goes on", "[translate]") {
    const auto path = [](std::string_view text) { return only(scanned(text)).path; };
    CHECK(path("cat @/a/b c") == "a/b");
    CHECK(path("cat @//a/b//") == "a/b");
    CHECK(path("cat @").empty());
    CHECK(path("cat @/").empty());
    CHECK(path("cat @/a/..b/...") == "a/..b/...");
    CHECK(path("cat @/a/../b").empty()); // a path that climbs may leave the mount
    CHECK(path("PYTHONPATH=@/a:/b x") == "a");
    CHECK(path("x --files=@/a,/b") == "a");
    CHECK(path("x @/a;ls") == "a");
    CHECK(path("x $(ls @/a)") == "a");
}

TEST_CASE("what only the node knows is not certain", "[translate]") {
    const auto both = [](std::string_view text) {
        const Reference reference = only(scanned(text));
        return reference.path + "|" + reference.certain;
    };
    CHECK(both("cat @/a/b") == "a/b|a/b");
    CHECK(both("cat @/a/*.txt") == "a|a");
    CHECK(both("cat @/a/b?") == "a/b|a");
    CHECK(both("cat @/a/[bc]") == "a|a");
    CHECK(both("cat @/a/{b,c}") == "a|a");
    CHECK(both("cat @/a/b$X") == "a/b|a");
    CHECK(both("cat @/a/$X/c") == "a|a");
    CHECK(both("cat @/$X") == "|");
    CHECK(both("cat @/a/b`x`") == "a/b|a");
}

TEST_CASE("quotes in a path belong to the shell", "[translate]") {
    const auto path = [](std::string_view text) { return only(scanned(text)).path; };
    CHECK(path("cat \"@/my set/x\"") == "my set/x");
    CHECK(only(scanned("cat \"@/my set/x\"")).plain);
    CHECK(path("cat @/'my set'/x") == "my set/x");
    CHECK_FALSE(only(scanned("cat @/'my set'/x")).plain);
    CHECK(path("cat @/my\\ set/x") == "my set/x");
    CHECK_FALSE(only(scanned("cat @/my\\ set/x")).plain);
    CHECK(path("cat \"@\"/a/b") == "a/b");
    CHECK(path("cat \"@/a\"/b") == "a/b");
    CHECK(only(scanned("cat @/a/b")).plain);
}

TEST_CASE("a literal root is a reference like any other", "[translate]") {
    const std::string mounts(k_mounts);
    const Reference shared = only(scanned("cat " + mounts + "/a/b"));
    CHECK(shared.literal);
    CHECK(shared.root == VariableKind::mount_root);
    CHECK(shared.begin == 4);
    CHECK(shared.end == 4 + mounts.size());
    CHECK(shared.path == "a/b");
    CHECK(shared.use == Use::read);
    const Reference job = only(scanned("x > '" + std::string(k_job) + "/my logs/l'"));
    CHECK(job.root == VariableKind::job_mount_root);
    CHECK(job.quoting == Quoting::single);
    CHECK(job.path == "my logs/l");
    CHECK(job.use == Use::write_file);
    CHECK(only(scanned("python " + mounts + "/c/t.py")).use == Use::run);
    CHECK(only(scanned("python t.py --out=" + mounts + "/c")).use == Use::write_folder);
    CHECK(scanned("cat " + mounts + "x/a").references.empty());
    CHECK(scanned("cat /mnt/batch/tasks/shared/LS_root/other/a").references.empty());
    CHECK(scanned("true # " + mounts + "/a").references.empty());
}

TEST_CASE("references stand in the order of the line", "[translate]") {
    const Line line = scanned("cat " + std::string(k_mounts) + "/a @/b " + std::string(k_job));
    REQUIRE(line.references.size() == 3);
    CHECK(line.references[0].path == "a");
    CHECK(line.references[1].path == "b");
    CHECK(line.references[2].path.empty());
}

TEST_CASE("other variables are listed with their kind", "[translate]") {
    const Line line =
        scanned("x $AZ_BATCHAI_INPUT_DATA '$AZ_BATCHAI_OUTPUT_M' ${HOME} $AZ_BATCHAI_NOVEL");
    REQUIRE(line.others.size() == 3);
    CHECK(line.others[0].name == "AZ_BATCHAI_INPUT_DATA");
    CHECK(line.others[0].kind == VariableKind::input);
    CHECK(line.others[1].name == "HOME");
    CHECK(line.others[1].kind == VariableKind::unknown);
    CHECK(line.others[2].kind == VariableKind::other);
    CHECK(line.text.substr(line.others[1].begin, line.others[1].end - line.others[1].begin) ==
          "${HOME}");
}

TEST_CASE("a second scan finds the same", "[translate]") {
    Line line = scanned("cat @/a $HOME & echo 'open");
    CHECK(line.background);
    CHECK_FALSE(line.complete);
    translate::scan(line);
    CHECK(line.references.size() == 1);
    CHECK(line.others.size() == 1);
}

TEST_CASE("in a template only the dollar is special", "[translate]") {
    const Line line = expanded("'@/a b':\"${AZ_BATCHAI_MOUNT_ROOT}/c\" $1 $ ${X");
    REQUIRE(line.references.size() == 2);
    CHECK(line.references[0].begin == 1);
    CHECK(line.references[1].root == VariableKind::mount_root);
    CHECK(line.others.empty());
    const Line others = expanded("$HOME/x:${AZ_BATCHAI_INPUT_A}");
    REQUIRE(others.others.size() == 2);
    CHECK(others.others[0].name == "HOME");
    CHECK(others.others[1].kind == VariableKind::input);
}

TEST_CASE("a template has a list of paths", "[translate]") {
    const Line line = expanded("@/a/b:@/c:" + std::string(k_mounts) + "/d:/usr");
    REQUIRE(line.references.size() == 3);
    CHECK(line.references[0].path == "a/b");
    CHECK(line.references[1].path == "c");
    CHECK(line.references[2].path == "d");
    CHECK(line.references[2].literal);
}

TEST_CASE("the name of a template's variable tells reading from writing", "[translate]") {
    CHECK(only(expanded("@/a", "DATA_DIR")).use == Use::read);
    CHECK(only(expanded("@/a", "OUTPUT_DIR")).use == Use::write_folder);
    CHECK(only(expanded("@/a/x.log", "LOG_FILE")).use == Use::write_file);
    CHECK(only(expanded(std::string(k_mounts) + "/a", "MODEL_DIR")).use == Use::write_folder);
    CHECK(only(expanded("@/a")).use == Use::read);
}

TEST_CASE("files are told by their ending", "[translate]") {
    for (const std::string_view path : {"x.py", "a/b.tar.gz", "a/model.h5", "a.b/c.txt"}) {
        INFO(path);
        CHECK(translate::looks_like_file(path));
    }
    for (const std::string_view path :
         {"", "x", "a.b/c", ".hidden", "a/.hidden", "x.", "v1.0", "a.withfarlongending"}) {
        INFO(path);
        CHECK_FALSE(translate::looks_like_file(path));
    }
}

TEST_CASE("a path becomes one word with live variables", "[translate]") {
    using translate::path_word;
    CHECK(path_word("/a/b.py") == "/a/b.py");
    CHECK(path_word("$X/a") == "$X/a");
    CHECK(path_word("${X}/a") == "${X}/a");
    CHECK(path_word("$X/my set") == "\"$X/my set\"");
    CHECK(path_word("a\"b") == "\"a\\\"b\"");
    CHECK(path_word("a`b\\c") == "\"a\\`b\\\\c\"");
    CHECK(path_word("a b$") == "\"a b\\$\"");
    CHECK(path_word("a b$1") == "\"a b\\$1\"");
    CHECK(path_word("").size() == 2);
}
