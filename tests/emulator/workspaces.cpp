// Microsoft.MachineLearningServices/workspaces.

#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator {

namespace {

constexpr double k_creation = 20; // seconds
constexpr const char* k_type = "Microsoft.MachineLearningServices/workspaces";

Response refuse(const Call& call, const std::string& message) {
    return ml_error(call.state, 400, "ValidationError", message, {"BadRequest"});
}

Response poll(Call& call, const Operation& operation, const std::string& location) {
    Response response = no_content(202);
    const std::string base = fmt::format("/subscriptions/{}/providers/"
                                         "Microsoft.MachineLearningServices/locations/{}/",
                                         call.name("sub"), location);
    add_poll(call, response, operation, base + "workspaceOperationsStatus",
             base + "workspaceOperationsResults", Poll::both);
    return response;
}

std::function<void(State&)> become(const std::string& id, const char* word) {
    return [id, word](State& state) {
        if (Resource* workspace = state.find(id)) {
            workspace->document["properties"]["provisioningState"] = word;
        }
    };
}

// What a workspace stands on has to be there.
std::string missing_dependency(const Call& call) {
    if (call.body.value("kind", "Default") == "Project") {
        return "";
    }
    const json& properties = call.body["properties"];
    for (const char* name : {"storageAccount", "keyVault", "applicationInsights"}) {
        const std::string id = properties.value(name, "");
        if (id.empty()) {
            return fmt::format("Missing dependent resources in workspace json: {}.", name);
        }
        const Resource* there = call.state.find(id);
        if (there == nullptr) {
            return fmt::format("Resource '{}' given as {} was not found.", id, name);
        }
        if (there->document["properties"]["provisioningState"] != "Succeeded") {
            return fmt::format("Resource '{}' given as {} is not ready.", id, name);
        }
    }
    return "";
}

json workspace_document(const Call& call, const std::string& location) {
    const State& state = call.state;
    json document = envelope(call.id, k_type);
    document["location"] = location;
    document["kind"] = call.body.value("kind", "Default");
    document["sku"] = call.body.value("sku", json{{"name", "Basic"}, {"tier", "Basic"}});
    document["tags"] = call.body.value("tags", json::object());
    document["identity"] = granted_identity(state, call.id, call.body["identity"]);
    document["systemData"] = {{"createdAt", state.timestamp()},
                              {"createdBy", state.settings.client},
                              {"createdByType", "Application"}};
    json properties = call.body["properties"];
    const std::string host = state.settings.base_url.substr(state.settings.base_url.find("//") + 2);
    properties["workspaceId"] = guid_of("workspace " + base::lower(call.id));
    properties["tenantId"] = state.settings.tenant;
    properties["discoveryUrl"] = state.settings.base_url + "/discovery";
    properties["mlFlowTrackingUri"] = fmt::format("azureml://{}/mlflow/v1.0{}", host, call.id);
    properties["privateLinkCount"] = 0;
    properties["storageHnsEnabled"] = false;
    for (const auto& [name, value] :
         {std::pair<const char*, json>{"friendlyName", document["name"]},
          {"description", ""},
          {"hbiWorkspace", false},
          {"publicNetworkAccess", "Enabled"},
          {"allowPublicAccessWhenBehindVnet", false},
          {"v1LegacyMode", false}}) {
        if (!properties.contains(name)) {
            properties[name] = value;
        }
    }
    document["properties"] = properties;
    return document;
}

// As the version that is asked in shows it.
json shown(const Call& call, json document) {
    if (call.version < k_kinds_since) {
        document.erase("kind");
    }
    return document;
}

// storageAccount and keyVault stand for ever.
std::string changed_for_ever(const Call& call, const json& before) {
    for (const char* name : {"storageAccount", "keyVault", "hbiWorkspace"}) {
        const json& properties = call.body["properties"];
        if (properties.contains(name) && before["properties"].contains(name) &&
            base::lower(properties[name].dump()) !=
                base::lower(before["properties"][name].dump())) {
            return name;
        }
    }
    return "";
}

Response update(Call& call, const std::string& location, const json& before) {
    if (before["location"] != location) {
        return arm_error(409, "InvalidResourceLocation",
                         fmt::format("The resource '{}' already exists in location '{}' in "
                                     "resource group '{}'. A resource with the same name cannot be "
                                     "created in location '{}'.",
                                     call.name("ws"), before["location"].get<std::string>(),
                                     call.name("rg"), location));
    }
    if (const std::string name = changed_for_ever(call, before); !name.empty()) {
        return refuse(call, fmt::format("The property {} of a workspace cannot be changed.", name));
    }
    json document = workspace_document(call, location);
    document["properties"]["provisioningState"] = "Succeeded";
    return answer(200, shown(call, call.state.add(call.id, document).document));
}

Response put_workspace(Call& call) {
    if (!is_name(call.name("ws"), 3, 33, "_-")) {
        return refuse(call, fmt::format("Workspace name '{}' is invalid. It must match {}.",
                                        call.name("ws"), "^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$"));
    }
    const std::string location = region(call.body.value("location", ""));
    if (location.empty()) {
        return arm_error(400, "LocationNotAvailableForResourceType",
                         fmt::format("The provided location '{}' is not available for resource "
                                     "type '{}'.",
                                     call.body.value("location", ""), k_type));
    }
    if (call.body["identity"]["type"] == "None") {
        return refuse(call, "A workspace needs a managed identity.");
    }
    if (call.state.busy(call.id)) {
        return arm_error(409, "AnotherOperationInProgress",
                         "Another operation on this or a dependent resource is in progress.");
    }
    if (call.state.deleted_workspaces.contains(base::lower(call.id))) {
        return ml_error(call.state, 409, "Conflict",
                        "Soft-deleted workspace exists. Please purge or recover it. "
                        "https://aka.ms/wsoftdelete",
                        {"Conflict"});
    }
    if (const std::string missing = missing_dependency(call); !missing.empty()) {
        return refuse(call, missing);
    }
    const Resource* before = call.state.find(call.id);
    if (before != nullptr && before->document["properties"]["provisioningState"] == "Succeeded") {
        return update(call, location, json(before->document));
    }
    json document = workspace_document(call, location);
    document["properties"]["provisioningState"] = "Creating";
    call.state.add(call.id, document);
    return poll(call,
                call.state.begin(call.id, k_creation, become(call.id, "Succeeded"),
                                 become(call.id, "Failed")),
                location);
}

Response get_workspace(Call& call) {
    const Resource* workspace = call.state.find(call.id);
    return workspace == nullptr ? not_found(call) : answer(200, shown(call, workspace->document));
}

Response patch_workspace(Call& call) {
    Resource* workspace = call.state.find(call.id);
    if (workspace == nullptr) {
        return not_found(call);
    }
    json& document = workspace->document;
    copy_members(call.body, document, {"tags", "sku"});
    if (call.body.contains("identity")) {
        document["identity"] = granted_identity(call.state, call.id, call.body["identity"]);
    }
    document["properties"].merge_patch(call.body.value("properties", json::object()));
    return answer(200, shown(call, document));
}

// `forceToPurge` also takes away what was deleted softly before.
Response delete_workspace(Call& call) {
    const bool purge = base::iequals(call.asked("forcetopurge"), "true");
    const std::string id = call.id;
    const Resource* workspace = call.state.find(id);
    if (workspace == nullptr) {
        if (purge) {
            call.state.deleted_workspaces.erase(base::lower(id));
        }
        return no_content();
    }
    if (call.state.busy(id)) {
        return arm_error(409, "AnotherOperationInProgress",
                         "Another operation on this or a dependent resource is in progress.");
    }
    const std::string location = workspace->document["location"].get<std::string>();
    const bool keep = call.state.settings.soft_delete && !purge;
    become(id, "Deleting")(call.state);
    const Operation& operation = call.state.begin(
        id, k_creation,
        [id, keep](State& state) {
            const std::string key = base::lower(id);
            if (keep) {
                state.deleted_workspaces[key] = state.resources[key];
            }
            state.remove_below(id);
            state.resources.erase(key);
        },
        become(id, "Failed"));
    return poll(call, operation, location);
}

Response list_workspaces(Call& call) {
    const std::string scope =
        call.names.contains("rg") ? call.group_id() : "/subscriptions/" + call.name("sub");
    std::vector<json> all = call.state.list(scope, std::string("/providers/") + k_type);
    for (json& document : all) {
        document = shown(call, document);
    }
    return page(call, all);
}

Response list_keys(Call& call) {
    const json& properties = call.state.find(call.workspace_id())->document["properties"];
    const char* storage =
        call.version >= "2025-12-01" ? "userStorageArmId" : "userStorageResourceId";
    json body = {{"userStorageKey", "c3RhbmQtaW4ta2V5"},
                 {storage, properties.value("storageAccount", "")},
                 {"appInsightsInstrumentationKey", guid_of("instrumentation")},
                 {"notebookAccessKeys",
                  {{"primaryAccessKey", "c3RhbmQtaW4="}, {"secondaryAccessKey", "c3RhbmQtaW4="}}}};
    return answer(200, body);
}

Response list_storage_keys(Call&) {
    return answer(200, {{"userStorageKey", "c3RhbmQtaW4ta2V5"}});
}

} // namespace

void add_workspace_routes(Routes& routes) {
    const std::string sub = "/subscriptions/{sub}";
    const std::string type = std::string("/providers/") + k_type;
    const std::string group = sub + "/resourceGroups/{rg}";
    const std::string one = group + type + "/{ws}";
    const auto plane = Plane::ml;
    routes.push_back({"PUT", one, plane, put_workspace, &workspace_body()});
    routes.push_back({"GET", one, plane, get_workspace});
    routes.push_back({"PATCH", one, plane, patch_workspace, &workspace_patch_body()});
    routes.push_back({"DELETE", one, plane, delete_workspace});
    routes.push_back({"GET", group + type, plane, list_workspaces});
    routes.push_back({"GET", sub + type, plane, list_workspaces});
    routes.push_back({"POST", one + "/listKeys", plane, list_keys});
    routes.push_back({"POST", one + "/listStorageAccountKeys", plane, list_storage_keys});
}

} // namespace emulator
