#pragma once
// One toolkit of Batch AI: how its settings become processes. To add one: a file here that defines
// `const Toolkit k_toolkit_<name>`, a row in table.cpp, a line in CMake, a folder in testdata.

#include "translate/job_work.hpp"

#include <cstdint>

namespace translate {

struct Toolkit {
    batchai::ToolkitKind kind;
    // Fills work.layout; sets work.failed with a finding where that cannot be done.
    void (*plan)(JobWork& work, const batchai::Toolkit& settings);
};

const Toolkit* find_toolkit(batchai::ToolkitKind kind);

extern const Toolkit k_toolkit_tensor_flow;
extern const Toolkit k_toolkit_py_torch;
extern const Toolkit k_toolkit_horovod;
extern const Toolkit k_toolkit_custom;

// "python script args" as a line, and its fields.
Role python_role(const batchai::Toolkit& settings, std::string name, const batchai::Text& args);

// processCount is a total in Batch AI, per node in Azure ML. Fills the distribution's count and
// `world`; says what changes where it does not divide.
void spread_processes(JobWork& work, const batchai::Number& process_count,
                      aml::DistributionType type);

} // namespace translate
