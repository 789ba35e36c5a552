// The launcher's variables: Batch AI's own, as far as the job wants them, then the user's.

#include "base/strings.hpp"
#include "translate/launcher/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate::launcher {

namespace {

using batchai::VariableKind;

bool gives(const JobWork& work, VariableKind kind) {
    return work.given.contains(kind);
}

bool is_named(const JobWork& work, std::string_view name) {
    const auto lines = work.lines();
    return std::any_of(lines.begin(), lines.end(), [&](const Line* line) {
        return std::any_of(line->others.begin(), line->others.end(),
                           [&](const OtherVariable& other) { return other.name == name; });
    });
}

// Azure ML sets the list of the nodes and does not document it; one node needs none.
std::string nodes_of_the_job(const JobWork& work) {
    if (!gives(work, VariableKind::host_list) && !gives(work, VariableKind::mpi_host_file)) {
        return {};
    }
    std::string out;
    if (!work.several_nodes()) {
        out = "export AZ_BATCH_HOST_LIST=${AZ_BATCH_HOST_LIST:-localhost}\n";
    } else if (work.named.contains(VariableKind::host_list) ||
               work.named.contains(VariableKind::mpi_host_file)) {
        out = ": \"${AZ_BATCH_HOST_LIST:?Azure ML does not say which nodes the job has}\"\n";
    }
    if (gives(work, VariableKind::mpi_host_file)) {
        out += "AZ_BATCHAI_MPI_HOST_FILE=$(mktemp)\n"
               "tr , '\\n' <<< \"${AZ_BATCH_HOST_LIST-}\" > \"$AZ_BATCHAI_MPI_HOST_FILE\"\n"
               "export AZ_BATCHAI_MPI_HOST_FILE\n";
    }
    return out;
}

std::string of_the_node(const JobWork& work) {
    std::string out;
    if (gives(work, VariableKind::num_gpus)) {
        out += "AZ_BATCHAI_NUM_GPUS=$(nvidia-smi -L 2>/dev/null | wc -l)\n";
        out +=
            is_named(work, "AZ_BATCHAI_NUM_GPUS_PER_NODE")
                ? "export AZ_BATCHAI_NUM_GPUS AZ_BATCHAI_NUM_GPUS_PER_NODE=$AZ_BATCHAI_NUM_GPUS\n"
                : "export AZ_BATCHAI_NUM_GPUS\n";
    }
    if (gives(work, VariableKind::stdouterr) && work.stdouterr == k_bare) {
        out += "export AZ_BATCHAI_STDOUTERR_DIR=$PWD/logs   # kept with the run\nmkdir -p "
               "\"$AZ_BATCHAI_STDOUTERR_DIR\"\n";
    }
    if (gives(work, VariableKind::shared_temp) && work.several_nodes()) {
        out += "export AZ_BATCHAI_SHARED_JOB_TEMP\n";
    }
    return out + nodes_of_the_job(work);
}

} // namespace

std::string variables(const JobWork& work) {
    std::string out;
    for (const std::string& line : code_preparation(work)) {
        out += line + "\n";
    }
    out += of_the_node(work);
    for (const DirectoryVariable& directory : work.directories) {
        if (directory.binding == k_bare && !directory.code && directory.constant.empty()) {
            out += fmt::format("export {}={}\n", directory.variable,
                               template_word(work, directory.value, false));
        }
    }
    for (const UserVariable& variable : work.variables) {
        if (variable.live) {
            out += fmt::format("export {}={}\n", variable.name,
                               template_word(work, variable.line, false));
        }
    }
    return out.empty() ? out : "\n# Variables of the job.\n" + out;
}

std::string shell(const JobWork& work) {
    if (!work.activates_cntk) {
        return {};
    }
    return "\n# The environment of CNTK's images, which an interactive shell has.\n"
           "# shellcheck source=/dev/null\n"
           "[ -f /cntk/activate-cntk ] && . /cntk/activate-cntk\n";
}

} // namespace translate::launcher
