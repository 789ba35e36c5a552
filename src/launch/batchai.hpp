#pragma once
// What Batch AI started for a job, read from its definition and that of its cluster alone. Sources:
// Microsoft.BatchAI 2018-05-01, its documentation, recipes and recorded traffic. What they leave
// open is an assumption with a name. Nothing here looks at the translation. Pure.

#include "batchai/batchai.hpp"
#include "launch/start.hpp"
#include "translate/translate.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace launch {

struct Definition {
    const batchai::Job* job = nullptr;
    const batchai::Cluster* cluster = nullptr; // explains mounts; may be missing
    const translate::Options* options = nullptr;
    std::string owner;         // of --secret: the job's name in the bundle
    std::string cluster_owner; // likewise of the cluster's set-up task
};

// mpirun in the user's own line: what it starts, and what it says to that.
struct OwnMpirun {
    std::string head;                                           // before mpirun, as written
    std::string program;                                        // behind its options, as written
    std::vector<std::pair<std::string, std::string>> variables; // name, word of shell
    std::string folder;                                         // word of shell; empty: none
    std::int64_t total = 0;
    std::int64_t each = 0;
};

// A volume as the job saw it.
struct Mounted {
    std::string path;     // on the node
    std::string location; // "/azure_blob/…"
    std::string name;     // below its root
    bool cluster_level = false;
};

struct BatchaiSide : Side {
    std::string image; // as the definition says it; empty: none
    bool needs_mpi = false;
    std::int64_t seconds = 0; // the time limit
    std::string shm_size;     // in Azure ML's words; empty: not said
    bool baked = false;       // the options move what runs before into the image
    std::vector<std::string> baked_lines;
    std::vector<Mounted> mounts;
    std::vector<std::string> outputs; // variables of output directories
    std::set<std::string> secrets;    // names of secret variables
    std::set<std::string> own_names;  // of the user's variables
    std::string stdouterr;            // the folder of standard output, said
    std::optional<OwnMpirun> mpirun;
    std::vector<std::string> assumptions;
    std::vector<std::string_view> differences; // that flags ask for, by name
    std::string fault;                         // the job starts nothing that can be followed
};

// Hosts as both sides have them here.
std::vector<std::string> host_names(std::int64_t nodes);
inline constexpr std::uint16_t k_port = 2222;
inline constexpr int k_gpus = 4; // of a node, where somebody counts them

// `mpirun_is_ours`: a custom toolkit's own mpirun is taken for what starts the processes.
BatchaiSide batchai_side(const Definition& definition, bool mpirun_is_ours);

} // namespace launch
