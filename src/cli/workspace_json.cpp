#include "cli/workspace_json.hpp"

#include <nlohmann/json.hpp>

namespace cli {

namespace {
using Json = nlohmann::ordered_json;

Json text(const std::string& value) {
    return value.empty() ? Json() : Json(value);
}
} // namespace

// Keys as az ml workspace show has them.
Json workspace_json(const azure::Workspace& workspace) {
    const aml::Workspace& spec = workspace.spec;
    Json out = {{"name", workspace.name},
                {"resource_group", text(spec.resource_group)},
                {"location", text(spec.location)},
                {"display_name", text(spec.display_name)},
                {"description", text(spec.description)},
                {"provisioning_state", text(workspace.provisioning_state)},
                {"storage_account", text(spec.storage_account)},
                {"key_vault", text(spec.key_vault)},
                {"application_insights", text(spec.application_insights)},
                {"container_registry", text(spec.container_registry)},
                {"workspace_id", text(workspace.guid)},
                {"discovery_url", text(workspace.discovery_url)},
                {"mlflow_tracking_uri", text(workspace.tracking_uri)}};
    out["tags"] = Json::object();
    for (const auto& [name, value] : spec.tags) {
        out["tags"][name] = value;
    }
    out["id"] = workspace.id;
    return out;
}

const std::vector<Column>& workspace_columns() {
    static const std::vector<Column> k_columns = {{"Name", "name"},
                                                  {"Group", "resource_group"},
                                                  {"Location", "location"},
                                                  {"State", "provisioning_state"},
                                                  {"Display name", "display_name"}};
    return k_columns;
}

} // namespace cli
