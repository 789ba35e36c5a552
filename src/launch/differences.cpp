#include "launch/differences.hpp"

#include <algorithm>
#include <array>

namespace launch {

namespace {
constexpr auto k_differences = std::to_array<Difference>({
    {"azureml-variables",
     "Azure ML and MPI set variables of their own (AZUREML_…, AZURE_ML_…, RANK, MASTER_ADDR, …).",
     true},
    {"launcher-variables", "Variables that hand a bound folder to the launcher (MOUNT_…).", true},
    {"log-names", "Standard output and error are kept as user_logs/std_log….txt.", true},
    {"other-paths",
     "Mount roots and the temporary folders are elsewhere on the node; the variables say where.",
     true},
    {"read-only-inputs", "What the job reads is mounted read-only.", true},
    {"run-in-output-path",
     "An output's path has the run's name where Batch AI had the job's own segment.", true},
    {"working-folder", "A line starts in a copy of the code folder, where relative paths begin.",
     true},
    {"host-names", "The nodes have other addresses, and their tasks other ports."},
    {"idle-nodes-dropped", "Nodes on which nothing ran are not taken."},
    {"image-copied", "--image-prefix: the image is the copy in that registry."},
    {"image-given", "--image names another image."},
    {"image-has-mpi", "The image is built anew with Open MPI, which Azure ML starts in it."},
    {"image-moved", "The image lives under another name now."},
    {"image-suggested", "The job named no image; the one that is written is a suggestion."},
    {"meeting-point",
     "AZ_BATCHAI_PYTORCH_INIT_METHOD names the first node, not a file that all nodes see."},
    {"output-kept-with-the-run", "An output that lay on no volume is kept with the run instead."},
    {"output-of-each-rank",
     "Each rank's standard output is a file of its own; Batch AI had one for all."},
    {"preparation-baked", "What ran on each node before the job is in the image."},
    {"processes-per-node", "--processes-per-node says how many processes run."},
    {"scripts-travel", "--code: scripts come with the job, not from their volume."},
    {"secrets-left-to-people",
     "Secrets whose place nobody has named are not there; a task says so."},
    {"shared-folder-of-the-run", "The folder that all nodes share is an output of the run's own."},
    {"single-node", "--single-node drops the nodes on which nothing ran."},
    {"spread-tasks", "--spread-tasks gives each task a node of its own."},
    {"storage-not-named", "A volume's storage is still to be named by a person."},
    {"surplus-ends", "More processes start than were asked for; the surplus ends at once."},
    {"tf-config-says-worker",
     "TF_CONFIG calls the first worker \"worker\"; Batch AI called it \"master\"."},
    {"time-limit-capped", "The time limit is Azure ML's greatest, 21 days."},
    {"variables-left-out", "Variables of Batch AI's that no line of the job names are not there "
                           "(see --provide-variables)."},
    {"volumes-not-bound", "Volumes that no line of the job names are not there."},
    {"world-rounded-up",
     "More ranks run than were asked for: an MPI world fills its nodes evenly."},
});
} // namespace

std::span<const Difference> differences() {
    return k_differences;
}

const Difference* find_difference(std::string_view name) {
    const auto found = std::find_if(k_differences.begin(), k_differences.end(),
                                    [&](const Difference& d) { return d.name == name; });
    return found == k_differences.end() ? nullptr : &*found;
}

} // namespace launch
