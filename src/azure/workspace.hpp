#pragma once
// Workspaces (Microsoft.MachineLearningServices/workspaces, 2024-10-01).

#include "aml/aml.hpp"
#include "azure/client.hpp"

#include <optional>
#include <string>
#include <vector>

namespace azure {

struct Workspace {
    std::string name = {};
    std::string id = {};
    std::string kind = {}; // "Default"; hubs and projects have others; may be empty
    aml::Workspace spec = {};
    std::string provisioning_state = {};
    std::string guid = {};          // properties.workspaceId
    std::string discovery_url = {}; // where the data plane is found
    std::string tracking_uri = {};  // of MLflow
    std::string tenant = {};

    [[nodiscard]] bool is_state(std::string_view state) const;
};

std::string workspace_url(const Client& client);
rest::Request get_workspace(const Client& client);
rest::Request put_workspace(const Client& client, const aml::Workspace& workspace);
// `purge`: not kept for recovery, and one that is kept goes as well.
rest::Request delete_workspace(const Client& client, bool purge);

// Nothing: there is none of that name. Throws base::Error.
std::optional<Workspace> read_workspace(const rest::Outcome& outcome, std::string_view name);
// The one that the client names, which must be there. Throws base::Error.
Workspace expect_workspace(const rest::Outcome& outcome, std::string_view name);
// Of the group where the client names one, else of the subscription.
std::vector<Workspace> list_workspaces(const Client& client, bool whole_subscription);

// Whether the refusal says that a deleted workspace of this name is kept.
bool is_kept_deleted(const rest::Outcome& outcome);

} // namespace azure
