// Microsoft.OperationalInsights/workspaces (Log Analytics) and Microsoft.Insights/components, which
// keep their data in one of those.

#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

namespace emulator {

namespace {

constexpr double k_creation = 10; // seconds

Response bad_location(const char* type) {
    return arm_error(
        400, "LocationNotAvailableForResourceType",
        fmt::format("The provided location is not available for resource type '{}'.", type));
}

Response put_logs(Call& call) {
    const std::string location = region(call.body.value("location", ""));
    if (location.empty()) {
        return bad_location("Microsoft.OperationalInsights/workspaces");
    }
    const Resource* there = call.state.find(call.id);
    json document = envelope(call.id, "Microsoft.OperationalInsights/workspaces");
    document["location"] = location;
    document["tags"] = call.body.value("tags", json::object());
    document["properties"] = call.body.value("properties", json::object());
    json& properties = document["properties"];
    properties["customerId"] = guid_of("customer of " + base::lower(call.id));
    if (!properties.contains("retentionInDays")) {
        properties["retentionInDays"] = 30;
    }
    // One whose making failed is made anew.
    if (there != nullptr && there->document["properties"]["provisioningState"] != "Failed") {
        properties["provisioningState"] = there->document["properties"]["provisioningState"];
        return answer(200, call.state.add(call.id, document).document);
    }
    properties["provisioningState"] = "Creating";
    const json shown = call.state.add(call.id, document).document;
    const auto become = [id = call.id](const char* word) {
        return [id, word](State& state) {
            if (Resource* logs = state.find(id)) {
                logs->document["properties"]["provisioningState"] = word;
            }
        };
    };
    call.state.begin(call.id, k_creation, become("Succeeded"), become("Failed"));
    Response response = answer(201, shown);
    add_retry_after(call.state.settings, response);
    return response;
}

Response put_component(Call& call) {
    const std::string location = region(call.body.value("location", ""));
    if (location.empty()) {
        return bad_location("Microsoft.Insights/components");
    }
    json document = envelope(call.id, "microsoft.insights/components");
    document["location"] = location;
    document["kind"] = call.body["kind"];
    document["tags"] = call.body.value("tags", json::object());
    document["properties"] = call.body.value("properties", json::object());
    json& properties = document["properties"];
    const std::string logs = properties.value("WorkspaceResourceId", "");
    if (logs.empty()) {
        return arm_error(400, "BadRequest",
                         "Classic Application Insights is retired: WorkspaceResourceId is "
                         "required.");
    }
    if (call.state.find(logs) == nullptr) {
        return arm_error(400, "LinkedResourceNotFound",
                         fmt::format("The workspace '{}' was not found.", logs));
    }
    properties["AppId"] = guid_of("app of " + base::lower(call.id));
    properties["ApplicationId"] = document["name"];
    properties["InstrumentationKey"] = guid_of("instrumentation of " + base::lower(call.id));
    properties["ConnectionString"] =
        fmt::format("InstrumentationKey={}", properties["InstrumentationKey"].get<std::string>());
    properties["CreationDate"] = call.state.timestamp();
    properties["provisioningState"] = "Succeeded";
    return answer(200, call.state.add(call.id, document).document);
}

Response get_resource(Call& call) {
    const Resource* resource = call.state.find(call.id);
    return resource == nullptr ? not_found(call) : answer(200, resource->document);
}

Response delete_resource(Call& call) {
    return no_content(call.state.resources.erase(base::lower(call.id)) == 0 ? 204 : 200);
}

Response list_of(Call& call, const char* type) {
    const std::string scope =
        call.names.contains("rg") ? call.group_id() : "/subscriptions/" + call.name("sub");
    return page(call, call.state.list(scope, type));
}

Response list_logs(Call& call) {
    return list_of(call, "/providers/Microsoft.OperationalInsights/workspaces");
}

Response list_components(Call& call) {
    return list_of(call, "/providers/Microsoft.Insights/components");
}

} // namespace

void add_insights_routes(Routes& routes) {
    const std::string sub = "/subscriptions/{sub}";
    const std::string group = sub + "/resourceGroups/{rg}";
    const auto plane = Plane::resources;

    struct Type {
        const char* path;
        Handler put;
        Handler list;
        const Body& body;
    };

    for (const Type& type : {Type{"/providers/Microsoft.OperationalInsights/workspaces", put_logs,
                                  list_logs, log_analytics_body()},
                             Type{"/providers/Microsoft.Insights/components", put_component,
                                  list_components, component_body()}}) {
        const std::string one = group + type.path + "/{name}";
        routes.push_back({"PUT", one, plane, type.put, &type.body});
        routes.push_back({"GET", one, plane, get_resource});
        routes.push_back({"DELETE", one, plane, delete_resource});
        routes.push_back({"GET", group + type.path, plane, type.list});
        routes.push_back({"GET", sub + type.path, plane, type.list});
    }
}

} // namespace emulator
