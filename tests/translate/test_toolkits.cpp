#include "support/catch.hpp"
#include "translate/toolkits/toolkit.hpp"
#include "translated.hpp"

#include <string>
#include <string_view>
#include <vector>

using translate::Options;
using translated::Job;

namespace {

using Texts = std::vector<std::string>;

// A job of a toolkit on some nodes; the image holds MPI.
std::string job_of(int nodes, std::string_view settings) {
    return "'nodeCount': " + std::to_string(nodes) +
           ", 'containerSettings': {'imageSourceRegistry': {'image': "
           "'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:1'}}, " +
           std::string(settings);
}

std::string script(std::string_view toolkit, std::string_view more = "") {
    return "'" + std::string(toolkit) + "': {'pythonScriptFilePath': 'train.py'" +
           std::string(more) + "}";
}

std::string line(std::string_view text) {
    return "'customToolkitSettings': {'commandLine': '" + std::string(text) + "'}";
}

Options per_node(std::int64_t count) {
    Options options;
    options.processes_per_node = count;
    return options;
}

bool builds_an_image(const Job& job) {
    return job.written() && std::holds_alternative<aml::BuildContext>(job.result.job->environment);
}

} // namespace

TEST_CASE("every toolkit of Batch AI has its row", "[translate]") {
    using enum batchai::ToolkitKind;
    for (const auto kind :
         {cntk, py_torch, tensor_flow, caffe, caffe2, chainer, custom, custom_mpi, horovod}) {
        CHECK(translate::find_toolkit(kind).kind == kind);
    }
}

TEST_CASE("MPI starts more than one process; one on one node needs none", "[translate]") {
    for (const char* toolkit :
         {"horovodSettings", "chainerSettings", "cntkSettings", "caffeSettings"}) {
        INFO(toolkit);
        CHECK(Job(job_of(2, script(toolkit))).layout() == "mpi 2 x 1");
        CHECK(Job(job_of(2, script(toolkit, ", 'processCount': 8"))).layout() == "mpi 2 x 4");
        CHECK(Job(job_of(1, script(toolkit, ", 'processCount': 4"))).layout() == "mpi 1 x 4");
        CHECK(Job(job_of(1, script(toolkit))).layout() == "1");
        CHECK(Job(job_of(1, script(toolkit, ", 'processCount': 1"))).layout() == "1");
    }
    const std::string image = "'containerSettings': {'imageSourceRegistry': "
                              "{'image': 'tensorflow/tensorflow:1.8.0-gpu'}}, ";
    CHECK(builds_an_image(Job("'nodeCount': 2, " + image + script("horovodSettings"))));
    CHECK_FALSE(builds_an_image(Job("'nodeCount': 1, " + image + script("horovodSettings"))));
}

TEST_CASE("a script or a command line must be there", "[translate]") {
    for (const char* toolkit :
         {"horovodSettings", "chainerSettings", "caffe2Settings", "pyTorchSettings",
          "tensorFlowSettings", "customToolkitSettings", "customMpiSettings"}) {
        INFO(toolkit);
        for (const char* settings : {"{}", "{'pythonScriptFilePath': '', 'commandLine': ' '}"}) {
            const Job job(job_of(1, "'" + std::string(toolkit) + "': " + settings));
            CHECK_FALSE(job.written());
            CHECK_FALSE(job.said("BA104").empty());
        }
    }
}

TEST_CASE("a total that does not divide", "[translate]") {
    SECTION("MPI: the next layout up, for a person to look at") {
        const Job job(job_of(2, script("chainerSettings", ", 'processCount': 3")));
        CHECK(job.layout() == "mpi 2 x 2");
        CHECK(
            job.said("TR301") ==
            Texts{"manual: 3 processes do not divide over 2 nodes, and an MPI rank cannot leave: 4 "
                  "will run"});
        CHECK(job.place("TR301") == "3");
    }
    SECTION("PyTorch: the surplus ends") {
        const Job job(job_of(2, script("pyTorchSettings", ", 'processCount': 3")));
        CHECK(job.layout() == "pytorch 2 x 2");
        CHECK(job.said("TR302").size() == 1);
        CHECK_THAT(job.result.launcher, ContainsSubstring("[ \"${RANK:?}\" -lt 3 ] || exit 0\n"
                                                          "export WORLD_SIZE=3\n"));
    }
    SECTION("the flag decides") {
        for (const char* toolkit : {"chainerSettings", "pyTorchSettings"}) {
            INFO(toolkit);
            const Job job(job_of(2, script(toolkit, ", 'processCount': 3")), per_node(2));
            CHECK_THAT(job.layout(), ContainsSubstring("2 x 2"));
            CHECK(job.said("TR301").empty());
            CHECK(job.said("TR302").empty());
            CHECK(
                job.said("TR303") ==
                Texts{"rewritten: --processes-per-node 2: 4 processes run, where Batch AI ran 3"});
            CHECK(job.fate("/" + std::string(toolkit) + "/processCount") == "rewritten");
            CHECK(job.result.launcher.find("WORLD_SIZE") == std::string::npos);
        }
        const Job same(job_of(2, script("chainerSettings", ", 'processCount': 4")), per_node(2));
        CHECK(same.said("TR303").empty());
        const Job one(job_of(1, script("chainerSettings", ", 'processCount': 4")), per_node(1));
        CHECK(one.layout() == "1");
        CHECK(one.said("TR303").size() == 1);
    }
    SECTION("nonsense is refused") {
        for (const char* count : {"0", "-1", "70000"}) {
            INFO(count);
            const Job job(
                job_of(2, script("horovodSettings", ", 'processCount': " + std::string(count))));
            CHECK_FALSE(job.written());
            CHECK(job.said("BA105").size() == 1);
        }
    }
}

TEST_CASE("a processCount in the wrong object is quoted", "[translate]") {
    const Job beside(job_of(2, "'processCount': 8, " + script("horovodSettings")));
    CHECK(beside.layout() == "mpi 2 x 1");
    CHECK(beside.said("TR304") ==
          Texts{"dropped: \"processCount\" is 8 here, where Batch AI did not look for it"});
    CHECK(beside.place("TR304") == "8");
    const Job inside(job_of(2, "'customToolkitSettings': {'commandLine': 'a', 'processCount': 4}"));
    CHECK(inside.said("TR304").size() == 1);
    CHECK(Job(job_of(2, script("caffe2Settings", ", 'processCount': 4"))).said("TR304").size() ==
          1);
    CHECK(Job(job_of(2, script("horovodSettings", ", 'processCount': 4"))).said("TR304").empty());
    CHECK(Job(job_of(2, "'processCount': 8, " + script("horovodSettings")), per_node(4))
              .said("TR304")
              .empty());
}

TEST_CASE("CNTK runs a script or a BrainScript configuration", "[translate]") {
    const auto cntk = [](std::string_view settings) {
        return Job(job_of(1, "'cntkSettings': {" + std::string(settings) + "}"));
    };
    SECTION("the language is inferred, or taken in any case") {
        for (const char* said : {"", "'languageType': 'Python', ", "'languageType': 'python', "}) {
            INFO(said);
            const Job job = cntk(std::string(said) + "'pythonScriptFilePath': 'a.py', "
                                                     "'pythonInterpreterPath': '/p', "
                                                     "'commandLineArgs': '-n 5'");
            CHECK_THAT(job.command(), EndsWith("/p a.py -n 5"));
        }
        for (const char* said :
             {"", "'languageType': 'BrainScript', ", "'languageType': 'brainscript', "}) {
            INFO(said);
            const Job job = cntk(std::string(said) +
                                 "'configFilePath': 'a.cntk', 'commandLineArgs': 'rootDir=.'");
            CHECK_THAT(job.command(), EndsWith("cntk configFile=a.cntk rootDir=."));
            CHECK(job.assumes("cntk-brainscript-command-line"));
        }
    }
    SECTION("the environment of its images is heard where it is there") {
        CHECK_THAT(cntk("'pythonScriptFilePath': 'a.py'").command(),
                   StartsWith("[ ! -f /cntk/activate-cntk ] || source /cntk/activate-cntk; "));
        const Job custom("'nodeCount': 1, 'containerSettings': {'imageSourceRegistry': {'image': "
                         "'mcr.microsoft.com/cntk/release:2.7-cpu-python3.5'}}, " +
                         line("python a.py"));
        CHECK_THAT(custom.command(), StartsWith("[ ! -f /cntk/activate-cntk ]"));
        CHECK(Job(job_of(1, line("python a.py"))).command() == "python a.py");
    }
    SECTION("the language says which of two paths counts") {
        const Job python = cntk("'languageType': 'Python', 'pythonScriptFilePath': 'a.py', "
                                "'configFilePath': 'a.cntk'");
        CHECK_THAT(python.command(), EndsWith("python a.py"));
        CHECK(python.said("TR313") ==
              Texts{"dropped: \"configFilePath\" is not used: the language is Python"});
        CHECK(python.fate("/cntkSettings/configFilePath") == "dropped");
        CHECK(python.fate("/cntkSettings/languageType") == "rewritten");
        const Job script = cntk("'languageType': 'BrainScript', 'pythonScriptFilePath': 'a.py', "
                                "'pythonInterpreterPath': '/p', 'configFilePath': 'a b.cntk'");
        CHECK_THAT(script.command(), EndsWith("cntk configFile=\"a b.cntk\""));
        CHECK(script.said("TR313").size() == 2);
    }
    SECTION("what says nothing is refused") {
        CHECK(cntk("'pythonScriptFilePath': 'a.py', 'configFilePath': 'b'").said("BA112").size() ==
              1);
        CHECK(cntk("").said("BA112").size() == 1);
        CHECK_FALSE(cntk("").written());
        CHECK(cntk("'languageType': 'Python', 'configFilePath': 'b'").said("BA104").size() == 1);
        CHECK(cntk("'languageType': 'BrainScript', 'pythonScriptFilePath': 'b'")
                  .said("BA104")
                  .size() == 1);
    }
    SECTION("an unknown language counts for nothing") {
        const Job job = cntk("'languageType': 'R', 'pythonScriptFilePath': 'a.py'");
        CHECK(job.written());
        CHECK(job.said("BA107") == Texts{"approximated: \"R\" is not a language that Batch AI knew "
                                         "(BrainScript, Python)"});
    }
}

TEST_CASE("Caffe takes a solver or a script, not both", "[translate]") {
    const auto caffe = [](std::string_view settings) {
        return Job(job_of(1, "'caffeSettings': {" + std::string(settings) + "}"));
    };
    const Job solver = caffe("'configFilePath': 'lenet.prototxt', 'commandLineArgs': '-gpu 0', "
                             "'pythonInterpreterPath': '/p'");
    CHECK(solver.command() == "caffe train --solver=lenet.prototxt -gpu 0");
    CHECK(solver.assumes("caffe-solver-command-line"));
    CHECK(solver.said("TR313").size() == 1);
    const Job python = caffe("'pythonScriptFilePath': 'a.py', 'pythonInterpreterPath': '/p'");
    CHECK(python.command() == "/p a.py");
    CHECK_FALSE(python.assumes("caffe-solver-command-line"));
    CHECK(caffe("'pythonScriptFilePath': 'a.py', 'configFilePath': 'b'").said("BA112") ==
          Texts{"error: \"pythonScriptFilePath\" and \"configFilePath\" exclude each other"});
    CHECK(caffe("").said("BA112") ==
          Texts{"error: neither \"pythonScriptFilePath\" nor \"configFilePath\" is there"});
}

TEST_CASE("Caffe2 runs once on each node and meets in a shared folder", "[translate]") {
    const Job two(
        job_of(2, script("caffe2Settings", ", 'commandLineArgs': '--x $AZ_BATCHAI_TASK_INDEX'")));
    CHECK(two.layout() == "pytorch 2 x 1");
    CHECK_FALSE(builds_an_image(two));
    CHECK_THAT(two.result.launcher, ContainsSubstring("export AZ_BATCHAI_TASK_INDEX=${RANK:?}\n"));
    CHECK(two.assumes("shared-temp-is-coherent-across-nodes"));
    REQUIRE(two.result.job->outputs.size() == 1);
    CHECK(two.result.job->outputs[0].first == "shared_temp");
    CHECK(two.result.job->outputs[0].second.path.empty());
    const Job one(
        job_of(1, script("caffe2Settings", ", 'commandLineArgs': '--x $AZ_BATCHAI_TASK_INDEX "
                                           "--store $AZ_BATCHAI_SHARED_JOB_TEMP'")));
    CHECK(one.layout() == "1");
    CHECK(one.result.job->outputs.empty());
    CHECK_FALSE(one.assumes("shared-temp-is-coherent-across-nodes"));
    CHECK_THAT(one.result.launcher, ContainsSubstring("export AZ_BATCHAI_TASK_INDEX=0\n"));
    CHECK_THAT(one.result.launcher,
               ContainsSubstring("export AZ_BATCHAI_SHARED_JOB_TEMP=$node/shared\n"));
    CHECK(Job(job_of(1, script("caffe2Settings"))).command() == "python train.py");
}

TEST_CASE("PyTorch's processes have a rank, whoever starts them", "[translate]") {
    const auto torch = [](int nodes, std::string_view backend) {
        return Job(job_of(nodes, script("pyTorchSettings", ", 'communicationBackend': '" +
                                                               std::string(backend) + "'")));
    };
    CHECK(torch(2, "gloo").layout() == "pytorch 2 x 1");
    CHECK(torch(2, "TCP").said("TR320").size() == 1);
    CHECK(torch(2, "smoke").said("BA107").size() == 1);
    const Job mpi = torch(2, "MPI");
    CHECK(mpi.layout() == "mpi 2 x 1");
    CHECK_THAT(mpi.result.launcher,
               ContainsSubstring("AZ_BATCHAI_TASK_INDEX=${OMPI_COMM_WORLD_RANK:-${PMI_RANK:?"));
    CHECK(mpi.result.launcher.find("INIT_METHOD") == std::string::npos);
    const Job named(
        job_of(2, script("pyTorchSettings", ", 'communicationBackend': 'mpi', 'commandLineArgs': "
                                            "'$AZ_BATCHAI_PYTORCH_INIT_METHOD'")));
    CHECK_THAT(named.result.launcher,
               ContainsSubstring("AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${master:?}:6105\n"));
    CHECK(named.assumes("mpi-master-node-is-set"));
    CHECK(torch(1, "MPI").command() == "python train.py");
    const Job silent(job_of(2, script("pyTorchSettings")));
    CHECK(silent.layout() == "pytorch 2 x 1");
    CHECK(silent.assumes("pytorch-without-backend-does-not-mean-mpi"));
    CHECK_FALSE(torch(2, "gloo").assumes("pytorch-without-backend-does-not-mean-mpi"));
}

TEST_CASE("a custom MPI job's line is what each process runs", "[translate]") {
    const auto mpi = [](int nodes, std::string_view text) {
        return Job(
            job_of(nodes, "'customMpiSettings': {'commandLine': '" + std::string(text) + "'}"));
    };
    const Job two = mpi(2, "python a.py");
    CHECK(two.layout() == "mpi 2 x 1");
    CHECK(two.command() == "python a.py");
    CHECK(two.variables().empty());
    CHECK_FALSE(two.assumes("custom-mpi-runs-the-whole-line-in-each-process"));
    CHECK(mpi(2, "cd x; python a.py").assumes("custom-mpi-runs-the-whole-line-in-each-process"));
    SECTION("a single process knows that it is the only one") {
        CHECK(mpi(1, "python a.py").variables() == Texts{"OMPI_COMM_WORLD_RANK=0",
                                                         "OMPI_COMM_WORLD_SIZE=1",
                                                         "OMPI_COMM_WORLD_LOCAL_RANK=0"});
        const Job own(job_of(1,
                             "'customMpiSettings': {'commandLine': 'a'}, 'environmentVariables': "
                             "[{'name': 'OMPI_COMM_WORLD_RANK', 'value': '7'}]"));
        CHECK(own.variables().front() == "OMPI_COMM_WORLD_RANK=7");
        CHECK(own.variables().size() == 3);
    }
    SECTION("it must not start MPI again") {
        CHECK(mpi(2, "mpirun -np 2 python a.py").said("TR333").size() == 1);
        CHECK(mpi(2, "mpirun -np 2 python a.py").written());
        CHECK(two.said("TR333").empty());
    }
}

TEST_CASE("TensorFlow's tasks and nodes", "[translate]") {
    const std::string settings = script("tensorFlowSettings", ", 'workerCount': 2, "
                                                              "'parameterServerCount': 1");
    Options spread;
    spread.spread_tasks = true;
    const Job shared(job_of(2, settings));
    CHECK(shared.layout() == "tensorflow 2: 2+1");
    CHECK(shared.said("TR311").front().starts_with("approximated: 3 tasks share 2 nodes"));
    CHECK(shared.assumes("tensorflow-tasks-may-exceed-nodes"));
    const Job apart(job_of(2, settings), spread);
    CHECK(apart.layout() == "tensorflow 3: 2+1");
    CHECK(apart.said("TR311") ==
          Texts{"rewritten: --spread-tasks: 3 nodes instead of 2, one for each task"});
    CHECK_FALSE(apart.assumes("tensorflow-tasks-may-exceed-nodes"));
    CHECK(apart.fate("/nodeCount") == "rewritten");
    CHECK(shared.fate("/nodeCount") == "exact");
    const Job idle(job_of(4, settings));
    CHECK(idle.layout() == "tensorflow 4: 2+1");
    CHECK(idle.said("TR311").front().starts_with("approximated: 3 tasks on 4 nodes"));
    CHECK_FALSE(idle.assumes("tensorflow-tasks-may-exceed-nodes"));
    CHECK(Job(job_of(4, settings), spread).layout() == "tensorflow 3: 2+1");
    CHECK(Job(job_of(3, settings)).said("TR311").empty());
}

TEST_CASE("TF_CONFIG can call the first worker master again", "[translate]") {
    Options batchai;
    batchai.batchai_tf_config = true;
    const std::string settings = script("tensorFlowSettings", ", 'workerCount': 2");
    CHECK(Job(job_of(3, settings)).said("TR312").front().starts_with("approximated: "));
    CHECK(Job(job_of(3, settings)).result.launcher.find("export TF_CONFIG") == std::string::npos);
    const Job rewritten(job_of(3, settings), batchai);
    CHECK(rewritten.said("TR312").front().starts_with("rewritten: "));
    CHECK_THAT(rewritten.result.launcher, ContainsSubstring("export TF_CONFIG="));
}

TEST_CASE("a custom line runs on the first node", "[translate]") {
    const Job one(job_of(1, line("python a.py")));
    CHECK(one.layout() == "1");
    const Job three(job_of(3, line("python a.py")));
    CHECK(three.layout() == "pytorch 3 x 1");
    CHECK(three.said("TR330").front().starts_with("approximated: "));
    Options single;
    single.single_node = true;
    const Job dropped(job_of(3, line("python a.py")), single);
    CHECK(dropped.layout() == "1");
    CHECK(dropped.command() == "python a.py");
    CHECK(dropped.said("TR330") ==
          Texts{"rewritten: the line runs on one node: --single-node drops the 2 that stood idle"});
    CHECK(dropped.fate("/nodeCount") == "rewritten");
    // MPI on one node is the line's own business.
    const Job local(job_of(3, line("mpirun -np 4 python a.py")));
    CHECK(local.layout() == "pytorch 3 x 1");
    CHECK(local.said("TR331").empty());
}

TEST_CASE("an embedded mpirun over all nodes becomes a distribution", "[translate]") {
    const std::string hosts = "--hostfile $AZ_BATCHAI_MPI_HOST_FILE ";
    SECTION("with its number of processes") {
        const Job job(job_of(2, line("mpirun -np 8 " + hosts + "python a.py")));
        CHECK(job.layout() == "mpi 2 x 4");
        CHECK(job.command() == "python a.py");
        CHECK(job.said("TR332") ==
              Texts{"rewritten: 8 processes in all",
                    "rewritten: Azure ML's mpirun has its own list of the nodes"});
        CHECK(job.place("TR332") == "-np 8");
        CHECK(job.said("TR340").empty());
        CHECK(job.fate("/customToolkitSettings/commandLine") == "rewritten");
    }
    SECTION("on one node it stays") {
        const Job job(job_of(1, line("mpirun -np 8 " + hosts + "python a.py")));
        CHECK(job.layout() == "1");
        CHECK_THAT(job.result.launcher, ContainsSubstring("mpirun -np 8 --hostfile"));
        CHECK_THAT(job.result.launcher, ContainsSubstring("AZ_BATCHAI_MPI_HOST_FILE=$(mktemp)"));
        CHECK(job.said("TR340").empty());
    }
    SECTION("without a number, one on each node") {
        const Job job(job_of(2, line("mpirun " + hosts + "python a.py")));
        CHECK(job.layout() == "mpi 2 x 1");
        CHECK(job.assumes("mpirun-without-np-starts-one-process-on-each-node"));
        CHECK(job.said("TR334").front().starts_with("approximated: mpirun is not told"));
        const Job stray(job_of(2, "'processCount': 8, " + line("mpirun " + hosts + "python a.py")));
        CHECK_THAT(stray.said("TR334").front(),
                   ContainsSubstring("\"processCount\" of 8 in the definition"));
        const Job told(job_of(2, line("mpirun " + hosts + "python a.py")), per_node(4));
        CHECK(told.layout() == "mpi 2 x 4");
        CHECK(told.said("TR334").empty());
    }
    SECTION("numbers that do not fit the nodes") {
        const auto layout = [&](std::string_view options) {
            return Job(job_of(2, line("mpirun " + std::string(options) + " " + hosts + "a")))
                .layout();
        };
        CHECK(layout("-ppn 4") == "mpi 2 x 4");
        CHECK(layout("-n 8 -ppn 4") == "mpi 2 x 4");
        CHECK(layout("-npernode 3") == "mpi 2 x 3");
        CHECK(layout("-pernode") == "mpi 2 x 1");
        CHECK(layout("-map-by ppr:2:node") == "mpi 2 x 2");
        CHECK(layout("-n 4 -ppn 4") == "mpi 1 x 4"); // the second node had none
        CHECK(layout("-n 1") == "1");
        CHECK(layout("-n 8 -ppn 2") == "mpi 2 x 4");
        const Job odd(job_of(2, line("mpirun -n 3 " + hosts + "a")));
        CHECK(odd.layout() == "mpi 2 x 2");
        CHECK(odd.said("TR301").front().starts_with("manual: 3 processes"));
    }
    SECTION("variables and parameters become variables of the job") {
        const Job job(
            job_of(2, line("mpirun -np 2 " + hosts +
                           "-x A=1 -x B -env C=2 -genv D 3 -mca btl ^openib --bind-to none a")));
        CHECK(job.variables() == Texts{"A=1", "C=2", "D=3", "OMPI_MCA_btl=^openib",
                                       "OMPI_MCA_hwloc_base_binding_policy=none"});
        CHECK(job.command() == "a");
        CHECK(job.said("TR332").size() == 8);
    }
    SECTION("what only the node knows is exported by the line") {
        const Job job(job_of(2, line("cd x; A=1 mpirun -np 2 " + hosts +
                                     "-x P=$HOME/p -env Q $HOME/q -wdir /w a b")));
        CHECK(job.command() == "cd x; export P=$HOME/p && export Q=$HOME/q && cd /w && A=1 a b");
        CHECK(job.variables().empty());
    }
    SECTION("a variable that the job has already is overruled, as by mpirun") {
        const Job job(job_of(2, line("mpirun -np 2 " + hosts + "-x A=2 a") +
                                    ", 'environmentVariables': [{'name': 'A', 'value': '1'}]"));
        CHECK(job.variables() == Texts{"A=1"});
        CHECK(job.command() == "export A=2 && a");
    }
    SECTION("no secret of an option is written") {
        const std::string key(86, 'A');
        const Job job(job_of(2, line("mpirun -np 2 " + hosts + "-x K=AccountKey=" + key + "== a")));
        CHECK(job.said("TR251").size() == 1);
        CHECK(job.variables().size() == 1);
        CHECK(job.variables().front().find(key) == std::string::npos);
    }
    SECTION("every other option has a fate") {
        const Job job(job_of(
            2, line("mpirun -np 2 " + hosts + "--allow-run-as-root --tag-output --map-by slot a")));
        CHECK(job.said("TR332").at(2).starts_with("dropped: --allow-run-as-root is left out: "));
        CHECK(job.said("TR332").at(3).starts_with("dropped: --tag-output"));
        CHECK(job.said("TR332").at(4).starts_with("approximated: --map-by"));
    }
    SECTION("a line that is not understood stays, for a person") {
        const Job job(job_of(2, line("mpirun -np 2 " + hosts + "a | tee log")));
        CHECK(job.layout() == "pytorch 2 x 1");
        CHECK_THAT(job.said("TR331").front(), ContainsSubstring("more follows behind it: \"tee\""));
        CHECK(job.said("TR331").front().starts_with("manual: "));
        CHECK_THAT(job.result.launcher, ContainsSubstring("| tee log"));
        CHECK(job.said("TR340").size() == 1);
        CHECK(job.said("TR330").empty());
    }
}

TEST_CASE("the two lines that Microsoft's recipes once had", "[translate]") {
    const Job open(job_of(
        2, "'inputDirectories': [{'id': 'SCRIPTS', 'path': '$AZ_BATCHAI_MOUNT_ROOT/x/horovod'}], " +
               line("mpirun -mca btl_tcp_if_exclude docker0,lo --allow-run-as-root --hostfile "
                    "$AZ_BATCHAI_MPI_HOST_FILE python $AZ_BATCHAI_INPUT_SCRIPTS/mnist.py")));
    CHECK(open.layout() == "mpi 2 x 1");
    CHECK_THAT(open.command(), EndsWith("python $AZ_BATCHAI_INPUT_SCRIPTS/mnist.py"));
    CHECK(open.variables() == Texts{"OMPI_MCA_btl_tcp_if_exclude=docker0,lo"});

    const Job intel(job_of(
        2,
        line("source /opt/intel/mpi/bin64/mpivars.sh; cd $AZ_BATCHAI_JOB_TEMP/benchmarks/; mpirun "
             "-n 8 -ppn 4 -hosts $AZ_BATCH_HOST_LIST -env I_MPI_FABRICS=dapl -env "
             "I_MPI_DAPL_PROVIDER=ofa-v2-ib0 -env I_MPI_DYNAMIC_CONNECTION=0 python bench.py")));
    CHECK(intel.layout() == "mpi 2 x 4");
    CHECK(intel.variables() == Texts{"I_MPI_FABRICS=dapl", "I_MPI_DAPL_PROVIDER=ofa-v2-ib0",
                                     "I_MPI_DYNAMIC_CONNECTION=0"});
    CHECK_THAT(intel.result.launcher,
               ContainsSubstring("source /opt/intel/mpi/bin64/mpivars.sh; cd "
                                 "$AZ_BATCHAI_JOB_TEMP/benchmarks/; python bench.py\n"));
    CHECK(intel.said("TR341").empty());
}
