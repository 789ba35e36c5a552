#include "azure/workspace.hpp"

#include "aml/read.hpp"
#include "base/strings.hpp"
#include "document/document.hpp"
#include "emit/arm.hpp"
#include "rest/json.hpp"
#include "rest/pages.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace azure {

namespace {

using nlohmann::json;

aml::Workspace spec_of(const json& body) {
    const document::Parsed parsed = document::parse(body.dump(), "answer.json");
    for (const aml::Recognised& found : aml::recognise(parsed.document)) {
        if (found.kind == aml::ObjectKind::workspace) {
            aml::Read read = aml::read(parsed.document, found);
            if (auto* workspace = std::get_if<aml::Workspace>(&read.object)) {
                return std::move(*workspace);
            }
        }
    }
    return {};
}

Workspace workspace_of(const json& body, const rest::Outcome& outcome, std::string_view doing) {
    Workspace out;
    out.name = required(body, "name", outcome, doing);
    out.id = required(body, "id", outcome, doing);
    out.kind = text_at(body, "kind");
    out.spec = spec_of(body);
    out.spec.name = out.name;
    out.spec.location = required(body, "location", outcome, doing);
    out.spec.resource_group = segment_of(out.id, "resourceGroups");
    out.provisioning_state = text_at(body, "properties.provisioningState");
    out.guid = text_at(body, "properties.workspaceId");
    out.discovery_url = text_at(body, "properties.discoveryUrl");
    out.tracking_uri = text_at(body, "properties.mlFlowTrackingUri");
    out.tenant = text_at(body, "properties.tenantId");
    return out;
}

bool says(const std::string& message) {
    const std::string low = base::lower(message);
    return low.find("soft") != std::string::npos && low.find("delet") != std::string::npos;
}

} // namespace

bool Workspace::is_state(std::string_view state) const {
    return base::iequals(provisioning_state, state);
}

std::string workspace_url(const Client& client) {
    return ml_url(client, workspace_id(client.place));
}

rest::Request get_workspace(const Client& client) {
    return get(client, workspace_url(client));
}

rest::Request put_workspace(const Client& client, const aml::Workspace& workspace) {
    return put(client, workspace_url(client), emit::arm::workspace(workspace));
}

rest::Request delete_workspace(const Client& client, bool purge) {
    const std::string url = workspace_url(client);
    return remove(client, purge ? rest::with_query(url, "forceToPurge", "true") : url);
}

std::optional<Workspace> read_workspace(const rest::Outcome& outcome, std::string_view name) {
    // A group that is missing has no workspace either.
    if (outcome.is(404) && (!outcome.error || outcome.error->code != "SubscriptionNotFound")) {
        return std::nullopt;
    }
    const std::string doing = fmt::format("read the workspace {}", name);
    return workspace_of(object_of(outcome, doing), outcome, doing);
}

Workspace expect_workspace(const rest::Outcome& outcome, std::string_view name) {
    const std::string doing = fmt::format("read the workspace {}", name);
    return workspace_of(object_of(outcome, doing), outcome, doing);
}

std::vector<Workspace> list_workspaces(const Client& client, bool whole_subscription) {
    std::vector<Workspace> out;
    constexpr std::string_view k_doing = "list the workspaces";
    const std::string from =
        whole_subscription ? subscription_id(client.place) : group_id(client.place);
    rest::for_each_item(
        client.loop,
        get(client,
            ml_url(client, from + "/providers/Microsoft.MachineLearningServices/workspaces")),
        k_doing, [&](const json& item) { out.push_back(workspace_of(item, {}, k_doing)); });
    return out;
}

bool is_kept_deleted(const rest::Outcome& outcome) {
    return outcome.error &&
           (says(outcome.error->message) ||
            std::any_of(outcome.error->details.begin(), outcome.error->details.end(),
                        [](const auto& detail) { return says(detail.message); }));
}

} // namespace azure
