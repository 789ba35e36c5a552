#pragma once
// What may stand in the body of each PUT, PATCH and POST, as tables, with examples which between
// them name every member once. Sources: Microsoft's published types of 2024-10-01, snapshot
// 2026-08, and for the resources beside the workspace those of the versions in versions.cpp.

#include "emulator/schema.hpp"

#include <string>
#include <vector>

namespace emulator {

struct Body {
    std::string name;
    std::string method;
    std::string path; // below the group; "/" alone is the group; with the query but for api-version
    std::string api_version;
    Schema schema;
    std::vector<std::string> examples; // JSON
};

// bodies_resources.cpp
const Body& group_body();
const Body& storage_account_body();
const Body& container_body();
const Body& vault_body();
const Body& log_analytics_body();
const Body& component_body();
const Body& role_assignment_body();

// bodies_ml.cpp
const Body& workspace_body();
const Body& workspace_patch_body();
const Body& compute_body();
const Body& compute_patch_body();
const Body& connection_body();
const Body& environment_body();
const Body& environment_version_body();
const Body& experiment_body();

std::vector<const Body*> all_bodies();

// Before, workspaces are of one kind, and answers do not say which.
inline constexpr const char* k_kinds_since = "2023-08-01";

} // namespace emulator
