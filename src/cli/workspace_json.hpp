#pragma once
// Workspaces as they are printed.

#include "azure/workspace.hpp"
#include "cli/output.hpp"

#include <nlohmann/json_fwd.hpp>

#include <vector>

namespace cli {

nlohmann::ordered_json workspace_json(const azure::Workspace& workspace);
const std::vector<Column>& workspace_columns();

} // namespace cli
