#pragma once
// One toolkit of Batch AI: how its settings become processes. To add one: a file here that defines
// `const Toolkit k_toolkit_<name>`, a row in table.cpp, a line in CMake, a folder in testdata.

#include "translate/job_work.hpp"
#include "translate/mpi_line.hpp"

#include <cstdint>

namespace translate {

struct Toolkit {
    batchai::ToolkitKind kind;
    // Fills work.layout; sets work.failed with a finding where that cannot be done.
    void (*plan)(JobWork& work, const batchai::Toolkit& settings);
};

const Toolkit& find_toolkit(batchai::ToolkitKind kind);

extern const Toolkit k_toolkit_caffe;
extern const Toolkit k_toolkit_caffe2;
extern const Toolkit k_toolkit_chainer;
extern const Toolkit k_toolkit_cntk;
extern const Toolkit k_toolkit_custom;
extern const Toolkit k_toolkit_custom_mpi;
extern const Toolkit k_toolkit_horovod;
extern const Toolkit k_toolkit_py_torch;
extern const Toolkit k_toolkit_tensor_flow;

// What several toolkits need (processes.cpp). Those that return bool say what is wrong with the
// input, set work.failed and return false.

// The script or the command line is there.
bool has_script(JobWork& work, const batchai::Toolkit& settings);
bool has_command_line(JobWork& work, const batchai::Toolkit& settings);
// "python script args" as a line, and its fields.
Role python_role(const batchai::Toolkit& settings, std::string name, const batchai::Text& args);
// commandLine as it stands.
Role command_role(const batchai::Toolkit& settings);
// configFilePath behind `program`, and the arguments: "cntk configFile=<path> …".
Role config_role(const batchai::Toolkit& settings, std::string_view program);
// A field that the chosen kind of program does not use: dropped, and said.
void drop_unused_field(JobWork& work, const batchai::Text& field, std::string_view key,
                       std::string_view why);

// processCount is a total in Batch AI, per node in Azure ML. Fills the distribution and `world`;
// says what changes where it does not divide, and what --processes-per-node decides. One process on
// one node needs no distribution, and no MPI.
bool spread_processes(JobWork& work, const batchai::Number& process_count,
                      aml::DistributionType type);
// The script, which MPI starts as often as processCount says.
void plan_script_under_mpi(JobWork& work, const batchai::Toolkit& settings);

// The line's own mpirun makes way for that of Azure ML. `line` is understood.
void replace_mpirun(JobWork& work, const batchai::Toolkit& settings, const MpiLine& line);

// A processCount that stands where Batch AI never looked for it; k_no_node when there is none.
document::NodeId stray_process_count(const JobWork& work, const batchai::Toolkit& settings);

} // namespace translate
