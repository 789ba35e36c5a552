#include "translate/mpi_options.hpp"

#include "base/strings.hpp"

#include <algorithm>
#include <array>

namespace translate {

namespace {

constexpr std::string_view k_root = "Azure ML starts the processes as root itself";
constexpr std::string_view k_environment = "every process has the environment of the job";
constexpr std::string_view k_output = "Azure ML keeps the output of each process with the run";
constexpr std::string_view k_reach = "Azure ML's mpirun reaches the nodes in its own way";
constexpr std::string_view k_talk = "it only made mpirun say more or less";
constexpr std::string_view k_slots = "Azure ML's mpirun knows how many processes a node takes";
constexpr std::string_view k_own_mpi = "the MPI of the image is used";

using enum MpiMeaning;

// Source: orterun(1) of Open MPI 1.10 and 4.1.4, mpiexec.hydra of MPICH 4.0.2 and of Intel MPI
// 2018. As of 2026-07.
constexpr auto k_options = std::to_array<MpiOptionRow>({
    {"np n c", 1, total, ""},
    {"ppn perhost npernode N", 1, per_node, ""},
    {"pernode", 0, pernode, ""},
    {"hostfile machinefile default-hostfile f", 1, hosts_file, ""},
    {"hosts host H", 1, hosts, ""},
    {"x", 1, variable, ""},
    {"env genv", 2, pair, ""},
    {"envlist genvlist", 1, no_meaning, k_environment},
    {"envall genvall", 0, no_meaning, k_environment},
    {"mca gmca", 2, parameter, ""},
    {"wdir wd", 1, directory, ""},
    {"bind-to", 1, binding, ""},
    {"bind-to-core bind-to-socket bind-to-none", 0, binding, ""},
    {"map-by rank-by cpus-per-proc cpus-per-rank", 1, mapping, ""},
    {"bynode byslot bycore bysocket rr", 0, mapping, ""},
    {"allow-run-as-root", 0, no_meaning, k_root},
    {"oversubscribe nooversubscribe", 0, no_meaning, k_slots},
    {"tag-output timestamp-output merge-stderr-to-stdout l prepend-rank print-all-exitcodes", 0,
     no_meaning, k_output},
    {"output-filename outfile-pattern errfile-pattern prepend-pattern", 1, no_meaning, k_output},
    {"report-bindings display-map display-allocation v verbose q quiet", 0, no_meaning, k_talk},
    {"bootstrap bootstrap-exec launcher launcher-exec rmk iface", 1, no_meaning, k_reach},
    {"prefix", 1, no_meaning, k_own_mpi},
    {"noprefix", 0, no_meaning, k_own_mpi},
});

} // namespace

const MpiOptionRow* find_mpi_option(std::string_view name) {
    for (const MpiOptionRow& row : k_options) {
        const auto names = base::split(row.names, ' ');
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            return &row;
        }
    }
    return nullptr;
}

} // namespace translate
