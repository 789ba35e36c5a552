// chainerSettings: ChainerMN, a Python script that an MPI launcher starts on all nodes.

#include "translate/toolkits/toolkit.hpp"

namespace translate {

const Toolkit k_toolkit_chainer = {batchai::ToolkitKind::chainer, plan_script_under_mpi};

} // namespace translate
