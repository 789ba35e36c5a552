// horovodSettings: an MPI launcher starts the script on all nodes.

#include "translate/toolkits/toolkit.hpp"

namespace translate {

const Toolkit k_toolkit_horovod = {batchai::ToolkitKind::horovod, plan_script_under_mpi};

} // namespace translate
