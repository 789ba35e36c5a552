// What belongs to a workspace beside computes: connections, environments and their versions.

#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace emulator {

namespace {

constexpr const char* k_workspaces = "Microsoft.MachineLearningServices/workspaces";

Response missing(const Call& call, const std::string& what) {
    return ml_error(call.state, 404, "UserError", what, {"NotFound"});
}

json system_data(const State& state) {
    return {{"createdAt", state.timestamp()},
            {"createdBy", state.settings.client},
            {"createdByType", "Application"},
            {"lastModifiedAt", state.timestamp()}};
}

// Credentials go in and do not come out.
Response put_connection(Call& call) {
    if (!is_name(call.name("connection"), 3, 33, "_-")) {
        return ml_error(
            call.state, 400, "UserError",
            fmt::format("The connection name '{}' is invalid.", call.name("connection")),
            {"BadArgument"});
    }
    const std::string type = call.body["properties"]["authType"].get<std::string>();
    const bool bare = type == "None" || type == "AAD";
    if (!bare && !call.body["properties"].contains("credentials")) {
        return ml_error(call.state, 400, "UserError",
                        fmt::format("Connections with authType {} need credentials.", type),
                        {"BadArgument"});
    }
    json document = envelope(call.id, std::string(k_workspaces) + "/connections");
    document["properties"] = call.body["properties"];
    document["properties"].erase("credentials");
    document["properties"].erase("value");
    document["systemData"] = system_data(call.state);
    return answer(200, call.state.add(call.id, document).document);
}

Response get_connection(Call& call) {
    const Resource* connection = call.state.find(call.id);
    return connection == nullptr
               ? missing(call, fmt::format("Connection {} can't be found in this workspace.",
                                           call.name("connection")))
               : answer(200, connection->document);
}

Response list_connections(Call& call) {
    std::vector<json> all = call.state.list(call.workspace_id(), "/connections");
    const std::string category = call.asked("category");
    std::erase_if(all, [&](const json& connection) {
        return !category.empty() && connection["properties"]["category"] != category;
    });
    return page(call, all);
}

Response delete_resource(Call& call) {
    call.state.remove_below(call.id);
    return no_content(call.state.resources.erase(base::lower(call.id)) == 0 ? 204 : 200);
}

std::string environment_of(const Call& call) {
    return fmt::format("{}/environments/{}", call.workspace_id(), call.name("name"));
}

// Its versions, the oldest first: as numbers where both are.
std::vector<json> versions(const Call& call) {
    std::vector<json> all = call.state.list(environment_of(call), "/versions");
    std::stable_sort(all.begin(), all.end(), [](const json& a, const json& b) {
        return a["systemData"]["createdAt"] < b["systemData"]["createdAt"];
    });
    return all;
}

json container_document(const Call& call) {
    const Resource* stored = call.state.find(environment_of(call));
    json document = stored->document;
    int next = 1;
    for (const json& version : versions(call)) {
        const std::string name = version["name"].get<std::string>();
        int number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc() && end == name.data() + name.size()) {
            next = std::max(next, number + 1);
        }
        document["properties"]["latestVersion"] = name;
    }
    document["properties"]["nextVersion"] = std::to_string(next);
    return document;
}

Response put_environment(Call& call) {
    const bool is_new = call.state.find(call.id) == nullptr;
    json document = envelope(call.id, std::string(k_workspaces) + "/environments");
    document["properties"] = call.body["properties"];
    document["systemData"] = system_data(call.state);
    call.state.add(call.id, document);
    return answer(is_new ? 201 : 200, container_document(call));
}

Response get_environment(Call& call) {
    return call.state.find(call.id) == nullptr
               ? missing(call,
                         fmt::format("Environment container {} was not found.", call.name("name")))
               : answer(200, container_document(call));
}

bool is_hidden(const Call& call, const json& document) {
    const bool archived = document["properties"].value("isArchived", false);
    const std::string view = call.asked("listviewtype");
    return view == "All" ? false : (view == "ArchivedOnly") != archived;
}

Response list_environments(Call& call) {
    std::vector<json> all = call.state.list(call.workspace_id(), "/environments");
    std::erase_if(all, [&](const json& document) { return is_hidden(call, document); });
    return page(call, all);
}

// What may change of a version; all else is its definition.
json definition(json properties) {
    for (const char* name : {"description", "tags", "isArchived", "stage", "properties"}) {
        properties.erase(name);
    }
    for (const auto& [name, value] : {std::pair<const char*, json>{"osType", "Linux"},
                                      {"isAnonymous", false},
                                      {"autoRebuild", "Disabled"},
                                      {"environmentType", "UserCreated"},
                                      {"provisioningState", "Succeeded"}}) {
        if (!properties.contains(name)) {
            properties[name] = value;
        }
    }
    return properties;
}

std::string contradiction(const json& properties) {
    const bool image = properties.contains("image");
    const bool build = properties.contains("build");
    if (image && build) {
        return "An environment has an image or a build context, not both.";
    }
    if (!image && properties.contains("condaFile")) {
        return "A conda file needs an image to go with.";
    }
    return image || build ? "" : "An environment needs an image or a build context.";
}

Response put_version(Call& call) {
    const json& wanted = call.body["properties"];
    const Resource* before = call.state.find(call.id);
    const std::string wrong = contradiction(wanted);
    if (!wrong.empty()) {
        return ml_error(call.state, 400, "UserError", wrong, {"BadArgument"});
    }
    json document = envelope(call.id, std::string(k_workspaces) + "/environments/versions");
    document["properties"] = wanted;
    document["properties"].update(definition(wanted));
    document["systemData"] = system_data(call.state);
    if (before != nullptr) {
        if (definition(before->document["properties"]) != definition(wanted)) {
            return ml_error(call.state, 409, "UserError",
                            fmt::format("Environment version {} of {} is already registered with "
                                        "another definition. Versions cannot be changed: register "
                                        "a new one.",
                                        call.name("version"), call.name("name")),
                            {"Conflict", "EnvironmentVersionConflict"});
        }
        document["systemData"] = before->document["systemData"];
        return answer(200, call.state.add(call.id, document).document);
    }
    if (call.state.find(environment_of(call)) == nullptr) {
        json container =
            envelope(environment_of(call), std::string(k_workspaces) + "/environments");
        container["properties"] = {{"isArchived", false}, {"tags", json::object()}};
        container["systemData"] = system_data(call.state);
        call.state.add(environment_of(call), container);
    }
    return answer(201, call.state.add(call.id, document).document);
}

Response get_version(Call& call) {
    const Resource* version = call.state.find(call.id);
    return version == nullptr
               ? missing(call, fmt::format("No environment exists for name: {}, version: {}",
                                           call.name("name"), call.name("version")))
               : answer(200, version->document);
}

Response list_versions(Call& call) {
    if (call.state.find(environment_of(call)) == nullptr) {
        return missing(call,
                       fmt::format("Environment container {} was not found.", call.name("name")));
    }
    std::vector<json> all = versions(call);
    std::erase_if(all, [&](const json& document) { return is_hidden(call, document); });
    if (base::lower(call.asked("$orderby")).ends_with("desc")) {
        std::reverse(all.begin(), all.end());
    }
    return page(call, all);
}

} // namespace

void add_asset_routes(Routes& routes) {
    const std::string workspace = "/subscriptions/{sub}/resourceGroups/{rg}/providers/"
                                  "Microsoft.MachineLearningServices/workspaces/{ws}";
    const std::string connections = workspace + "/connections";
    const std::string environments = workspace + "/environments";
    const std::string versions_path = environments + "/{name}/versions";
    const auto plane = Plane::ml;
    routes.push_back(
        {"PUT", connections + "/{connection}", plane, put_connection, &connection_body()});
    routes.push_back({"GET", connections + "/{connection}", plane, get_connection});
    routes.push_back({"DELETE", connections + "/{connection}", plane, delete_resource});
    routes.push_back({"GET", connections, plane, list_connections});
    routes.push_back(
        {"PUT", environments + "/{name}", plane, put_environment, &environment_body()});
    routes.push_back({"GET", environments + "/{name}", plane, get_environment});
    routes.push_back({"DELETE", environments + "/{name}", plane, delete_resource});
    routes.push_back({"GET", environments, plane, list_environments});
    routes.push_back(
        {"PUT", versions_path + "/{version}", plane, put_version, &environment_version_body()});
    routes.push_back({"GET", versions_path + "/{version}", plane, get_version});
    routes.push_back({"DELETE", versions_path + "/{version}", plane, delete_resource});
    routes.push_back({"GET", versions_path, plane, list_versions});
}

} // namespace emulator
