#include "support/catch.hpp"
#include "translate/mpi_line.hpp"

#include <random>
#include <string>
#include <string_view>
#include <vector>

using translate::find_mpi_option;
using translate::MpiLine;
using translate::MpiMeaning;
using translate::MpiOption;
using translate::read_mpi_line;

namespace {

using Texts = std::vector<std::string>;

std::string part(std::string_view line, std::size_t begin, std::size_t end) {
    return std::string(line.substr(begin, end - begin));
}

// What stays of an understood line: before mpirun, and what it starts.
std::string stays(std::string_view line) {
    const MpiLine read = read_mpi_line(line);
    INFO(line);
    CHECK(read.obstacle.empty());
    CHECK(read.starts);
    return part(line, 0, read.mpirun) + "|" + part(line, read.program, read.end);
}

// Each option with its values, as "-x A=1".
Texts options(std::string_view line) {
    const MpiLine read = read_mpi_line(line);
    INFO(line);
    CHECK(read.obstacle.empty());
    Texts out;
    for (const MpiOption& option : read.options) {
        CHECK(part(line, option.begin, option.begin + 1).find_first_of("-'\"") == 0);
        std::string text = option.name;
        for (const translate::MpiWord& value : option.values) {
            text += " " + value.text;
        }
        out.push_back(text);
    }
    return out;
}

std::string obstacle(std::string_view line) {
    const MpiLine read = read_mpi_line(line);
    INFO(line);
    CHECK(read.starts);
    return read.obstacle;
}

constexpr std::string_view k_host_file = "mpirun --hostfile $AZ_BATCHAI_MPI_HOST_FILE ";

std::string with_hosts(std::string_view rest) {
    return std::string(k_host_file) + std::string(rest);
}

} // namespace

TEST_CASE("a line starts MPI when one of its words is run as mpirun", "[translate]") {
    for (const std::string_view line :
         {"mpirun a", "mpiexec -n 2 a", "/opt/openmpi/bin/mpirun a", "\"mpirun\" a",
          "cd x; A=1 mpirun a", "sudo -E mpirun a", "timeout 60 mpirun a", "echo $(mpirun a)",
          "(mpirun a)", "time mpirun a"}) {
        INFO(line);
        CHECK(read_mpi_line(line).starts);
    }
    for (const std::string_view line :
         {"python a.py", "", "which mpirun", "python a.py --launcher mpirun", "./mpirun.sh",
          "echo 'mpirun a'", "python a.py # mpirun"}) {
        INFO(line);
        CHECK_FALSE(read_mpi_line(line).starts);
    }
}

TEST_CASE("several nodes are meant where the job's list of them is named", "[translate]") {
    CHECK(read_mpi_line(with_hosts("a")).names_nodes);
    CHECK(read_mpi_line("mpirun -hosts $AZ_BATCH_HOST_LIST a").names_nodes);
    CHECK(read_mpi_line("mpirun -f \"${AZ_BATCHAI_MPI_HOST_FILE}\" a").names_nodes);
    CHECK(read_mpi_line("mpirun --host 10.0.0.4,10.0.0.5 a").names_nodes);
    CHECK(read_mpi_line("mpirun $(head -1 $AZ_BATCHAI_MPI_HOST_FILE) a").names_nodes);
    CHECK_FALSE(read_mpi_line("mpirun -np 4 a").names_nodes);
    CHECK_FALSE(read_mpi_line("mpirun -np 4 --host localhost a").names_nodes);
    CHECK_FALSE(read_mpi_line("mpirun -np 4 -H localhost,127.0.0.1 a").names_nodes);
}

TEST_CASE("what stands before mpirun and what it starts stay letter for letter", "[translate]") {
    CHECK(stays("mpirun -np 2 python 'a b.py'  --x \"$Y\"") == "|python 'a b.py'  --x \"$Y\"");
    CHECK(stays("source /opt/mpivars.sh; cd $A/b && mpirun -n 2 ./c d") ==
          "source /opt/mpivars.sh; cd $A/b && |./c d");
    CHECK(stays("A=1 time mpirun b") == "A=1 time |b");
    CHECK(stays("export A=1\nB=2; mpirun b;") == "export A=1\nB=2; |b");
    CHECK(stays("source x > /dev/null 2>&1; mpirun b") == "source x > /dev/null 2>&1; |b");
    CHECK(stays("cd a && \\\n mpirun -np 2 \\\n b \\\n c") == "cd a && \\\n |b \\\n c");
    CHECK(stays("mpirun python $(pwd)/a.py `ls`") == "|python $(pwd)/a.py `ls`");
    CHECK(stays("mpirun $A/python b") == "|$A/python b");
    CHECK(stays("mpirun a b 2>&1") == "|a b 2>&1");
    const std::string_view line = "cd a; B=1 mpirun c";
    CHECK(part(line, read_mpi_line(line).command, line.size()) == "B=1 mpirun c");
}

TEST_CASE("options are read with their values", "[translate]") {
    CHECK(options("mpirun -np 4 --allow-run-as-root -x A -x B='c d' -mca btl ^openib p --q") ==
          Texts{"-np 4", "--allow-run-as-root", "-x A", "-x B=c d", "-mca btl ^openib"});
    CHECK(options(
              "mpirun -n 8 -ppn 4 -hosts $AZ_BATCH_HOST_LIST -env I_MPI_FABRICS=dapl -env A b p") ==
          Texts{"-n 8", "-ppn 4", "-hosts ", "-env I_MPI_FABRICS=dapl", "-env A b"});
    CHECK(options("mpirun --bind-to none -map-by ppr:2:node -wdir /x p") ==
          Texts{"--bind-to none", "-map-by ppr:2:node", "-wdir /x"});
    CHECK(options("mpirun --np=4 '-np' \"2\" p") == Texts{"--np 4", "-np 2"});
    CHECK(options("mpirun --hostfile=$AZ_BATCHAI_MPI_HOST_FILE p").size() == 1);
    CHECK(options("mpirun python -np 4").empty()); // of the program, not of mpirun
    CHECK(read_mpi_line("mpirun -x A=$B p").options.at(0).values.at(0).live);
    CHECK_FALSE(read_mpi_line("mpirun -x 'A=$B' p").options.at(0).values.at(0).live);
}

TEST_CASE("every option of the table is taken with one dash and with two", "[translate]") {
    CHECK(find_mpi_option("np")->meaning == MpiMeaning::total);
    CHECK(find_mpi_option("N")->meaning == MpiMeaning::per_node);
    CHECK(find_mpi_option("n")->meaning == MpiMeaning::total);
    CHECK(find_mpi_option("np n") == nullptr);
    CHECK(find_mpi_option("") == nullptr);
    for (const std::string_view name :
         {"allow-run-as-root", "oversubscribe", "tag-output", "bynode"}) {
        CHECK(options("mpirun -" + std::string(name) + " p").size() == 1);
        CHECK(options("mpirun --" + std::string(name) + " p").size() == 1);
    }
}

TEST_CASE("a line is understood to its end or not at all", "[translate]") {
    const std::vector<std::string> pieces = {
        "mpirun ", "-np ",        "2 ",    "python ", "a.py ", "-x ", "A=$B ",   "'c d' ",
        "; ",      "&& ",         "cd x ", "$F ",     ": ",    "> ",  "source ", "(",
        ") ",      "--hostfile ", "-mca ", "\n",      "# ",    "\""};
    std::mt19937 random(7);
    int understood = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string line;
        for (auto n = random() % 9; n > 0; --n) {
            line += pieces[random() % pieces.size()];
        }
        INFO(line);
        const MpiLine read = read_mpi_line(line);
        if (!read.starts || !read.obstacle.empty()) {
            continue;
        }
        ++understood;
        REQUIRE(read.command <= read.mpirun);
        REQUIRE(read.mpirun < read.program);
        REQUIRE(read.program < read.end);
        REQUIRE(read.end <= line.size());
        REQUIRE(line.find_first_not_of(" ;\n", read.end) == std::string::npos);
        std::size_t before = read.mpirun;
        for (const MpiOption& option : read.options) {
            REQUIRE(option.begin > before);
            REQUIRE(option.end > option.begin);
            REQUIRE(option.values.size() <= option.row->values);
            before = option.begin;
        }
        REQUIRE(before < read.program);
    }
    CHECK(understood > 100);
}

TEST_CASE("what keeps a line from being understood is said", "[translate]") {
    const auto says = [](std::string_view line, const std::string& words) {
        INFO(line);
        CHECK_THAT(obstacle(line), ContainsSubstring(words));
    };
    says("mpirun 'a", "not closed");
    says("mpirun a &", "background");
    says("mpirun a # b", "comment");
    says("mpirun a; mpirun b", "more than once");
    says("echo $(mpirun a)", "not a command of its own");
    says("sudo -E mpirun a", "not a command of its own");
    says("pip install x; mpirun a", "\"pip\" would run once for each process");
    says("if true; then mpirun a; fi", "\"if\" would run");
    says("{ mpirun a; }", "\"{\" would run");
    says("cd a || mpirun b", "\"||\" stands between commands");
    says("cd a | mpirun b", "\"|\" stands between commands");
    says("(mpirun a)", "\"(\" stands between commands");
    says("mpirun a && b", "more follows behind it: \"b\"");
    says("mpirun a | tee log", "more follows behind it: \"tee\"");
    says("mpirun a > log", "redirected: \"> log\"");
    says("mpirun a b 2>err 2>&1", "redirected: \"2>err\"");
    says("mpirun a < in", "redirected: \"< in\"");
    says("mpirun -np 1 a : -np 2 b", "several programs");
    says("mpirun -np", "lacks its value");
    says("mpirun -np 2", "nothing stands behind");
    says("mpirun", "nothing stands behind");
    says("mpirun -np $N a", "known only on the node");
    says("mpirun -np two a", "known only on the node");
    says("mpirun $FLAGS a", "only the node knows whether \"$FLAGS\" is an option");
    says("mpirun --magic a", "\"--magic\" is not known as an option of mpirun");
    says("mpirun --$X a", "is not known as an option");
    says("mpirun -x 1A=2 a", "\"1A=2\" is no name of a variable");
    says("mpirun -mca $K v a", "is no parameter of MPI");
    says("mpirun --hostfile /etc/hosts.mpi a", "in some other way");
    says("mpirun --hostfile $(sort $AZ_BATCHAI_MPI_HOST_FILE) a", "in some other way");
    says("mpirun --host 10.0.0.4 a", "in some other way");
    const std::string key = std::string(86, 'A') + "==";
    for (const std::string& line : {"AccountKey=" + key + " b; mpirun c",
                                    "mpirun a; b AccountKey=" + key, "mpirun --" + key + " a"}) {
        INFO(line);
        CHECK_FALSE(obstacle(line).empty());
        CHECK(obstacle(line).find("AAAA") == std::string::npos);
    }
}
