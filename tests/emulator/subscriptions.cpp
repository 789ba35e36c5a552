// Subscriptions, their providers, and resource groups.

#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator {

namespace {

constexpr double k_registration = 15; // seconds
constexpr std::string_view k_providers[] = {"Microsoft.Authorization",
                                            "Microsoft.ContainerRegistry",
                                            "Microsoft.Insights",
                                            "Microsoft.KeyVault",
                                            "Microsoft.MachineLearningServices",
                                            "Microsoft.OperationalInsights",
                                            "Microsoft.Resources",
                                            "Microsoft.Storage"};

Response subscription(Call& call) {
    const Settings& settings = call.state.settings;
    return answer(200, {{"id", "/subscriptions/" + settings.subscription},
                        {"subscriptionId", settings.subscription},
                        {"displayName", "Stand-in"},
                        {"tenantId", settings.tenant},
                        {"state", "Enabled"}});
}

Response subscriptions(Call& call) {
    return page(call, {json::parse(subscription(call).body)});
}

Response locations(Call& call) {
    std::vector<json> all;
    for (const char* name : {"eastus", "westeurope", "koreacentral"}) {
        all.push_back({{"id", fmt::format("{}/{}", call.id, name)}, {"name", name}});
    }
    return page(call, all);
}

Response permissions(Call& call) {
    return page(call, {{{"actions", {"*"}},
                        {"notActions", json::array()},
                        {"dataActions", json::array()},
                        {"notDataActions", json::array()}}});
}

json provider_document(const Call& call, std::string_view name) {
    const std::string key = base::lower(name);
    const bool going_on =
        call.state.registering.contains(key) && call.state.registering.at(key) > call.state.now;
    const bool registered = is_registered(call.state, name);
    return {{"id", fmt::format("/subscriptions/{}/providers/{}", call.name("sub"), name)},
            {"namespace", name},
            {"registrationPolicy", "RegistrationRequired"},
            {"registrationState", going_on     ? "Registering"
                                  : registered ? "Registered"
                                               : "NotRegistered"},
            {"resourceTypes", json::array()}};
}

std::string_view known_provider(const Call& call) {
    for (const std::string_view name : k_providers) {
        if (base::iequals(name, call.name("provider"))) {
            return name;
        }
    }
    return {};
}

Response no_provider(const Call& call) {
    return arm_error(404, "InvalidResourceNamespace",
                     fmt::format("The resource namespace '{}' is invalid.", call.name("provider")));
}

Response provider(Call& call) {
    const std::string_view name = known_provider(call);
    return name.empty() ? no_provider(call) : answer(200, provider_document(call, name));
}

Response providers(Call& call) {
    std::vector<json> all;
    for (const std::string_view name : k_providers) {
        all.push_back(provider_document(call, name));
    }
    return page(call, all);
}

Response register_provider(Call& call) {
    const std::string_view name = known_provider(call);
    if (name.empty()) {
        return no_provider(call);
    }
    const std::string key = base::lower(name);
    if (call.state.settings.unregistered.erase(key) > 0) {
        call.state.registering[key] = call.state.now + k_registration;
    }
    return answer(200, provider_document(call, name));
}

Response put_group(Call& call) {
    const std::string location = region(call.body.value("location", ""));
    if (location.empty()) {
        return arm_error(400, "LocationNotAvailableForResourceGroup",
                         fmt::format("The provided location '{}' is not available for resource "
                                     "group.",
                                     call.body.value("location", "")));
    }
    const Resource* before = call.state.find(call.id);
    if (before != nullptr && before->document["location"] != location) {
        return arm_error(409, "InvalidResourceGroupLocation",
                         fmt::format("Invalid resource group location '{}'. The Resource group "
                                     "already exists in location '{}'.",
                                     location, before->document["location"].get<std::string>()));
    }
    json document = envelope(call.id, "Microsoft.Resources/resourceGroups");
    document["location"] = location;
    document["properties"] = {{"provisioningState", "Succeeded"}};
    copy_members(call.body, document, {"tags", "managedBy"});
    const int status = before == nullptr ? 201 : 200;
    return answer(status, call.state.add(call.id, document).document);
}

Response get_group(Call& call) {
    const Resource* group = call.state.find(call.id);
    const bool only_asked = call.request.method == "HEAD";
    if (group == nullptr) {
        return only_asked ? no_content(404)
                          : arm_error(404, "ResourceGroupNotFound",
                                      fmt::format("Resource group '{}' could not be found.",
                                                  call.name("rg")));
    }
    return only_asked ? no_content() : answer(200, group->document);
}

Response list_groups(Call& call) {
    return page(call, call.state.list(fmt::format("/subscriptions/{}", call.name("sub")),
                                      "/resourceGroups"));
}

Response list_in_group(Call& call) {
    if (call.state.find(call.group_id()) == nullptr) {
        return arm_error(404, "ResourceGroupNotFound",
                         fmt::format("Resource group '{}' could not be found.", call.name("rg")));
    }
    std::vector<json> all;
    for (const auto& [id, resource] : call.state.resources) {
        if (id.starts_with(base::lower(call.group_id()) + "/") && segments(id).size() == 8) {
            json item = json::object();
            copy_members(resource.document, item, {"id", "name", "type", "location", "tags"});
            all.push_back(item);
        }
    }
    return page(call, all);
}

Response delete_group(Call& call) {
    if (call.state.find(call.id) == nullptr) {
        return arm_error(404, "ResourceGroupNotFound",
                         fmt::format("Resource group '{}' could not be found.", call.name("rg")));
    }
    const std::string id = call.id;
    const Operation& operation = call.state.begin(id, 15, [id](State& state) {
        state.remove_below(id);
        state.resources.erase(base::lower(id));
    });
    Response response = no_content(202);
    add_poll(call, response, operation, "",
             fmt::format("/subscriptions/{}/operationresults", call.name("sub")), Poll::location);
    return response;
}

// Of providers that say 202 until they are done.
Response operation_result(Call& call) {
    const auto found = call.state.operations.find(call.name("operation"));
    if (found == call.state.operations.end()) {
        return arm_error(404, "NotFound", "There is no such operation.");
    }
    const Operation& operation = found->second;
    if (!operation.ended) {
        Response response = no_content(202);
        response.headers["Location"] = link(call, call.id);
        add_retry_after(call.state.settings, response);
        return response;
    }
    if (!operation.error.is_null()) {
        return answer(operation.error.value("code", "") == "InternalServerError" ? 500 : 400,
                      {{"error", operation.error}});
    }
    const Resource* resource = call.state.find(operation.resource);
    return resource == nullptr ? no_content() : answer(200, resource->document);
}

Response operation_status(Call& call) {
    const auto found = call.state.operations.find(call.name("operation"));
    if (found == call.state.operations.end()) {
        return arm_error(404, "NotFound", "There is no such operation.");
    }
    const Operation& operation = found->second;
    json body = {{"id", call.id},
                 {"name", operation.id},
                 {"status", "InProgress"},
                 {"startTime", call.state.timestamp()}};
    if (!operation.ended) {
        const double done =
            (call.state.now - operation.begins) / (operation.due - operation.begins);
        body["percentComplete"] = std::min(99.0, 100 * done);
    } else if (operation.error.is_null()) {
        body["status"] = "Succeeded";
        body["percentComplete"] = 100.0;
        body["endTime"] = call.state.timestamp();
    } else {
        body["status"] = "Failed";
        body["error"] = operation.error;
    }
    Response response = answer(200, body);
    if (!operation.ended) {
        add_retry_after(call.state.settings, response);
    }
    return response;
}

} // namespace

bool is_registered(const State& state, std::string_view provider) {
    const std::string key = base::lower(provider);
    const auto going_on = state.registering.find(key);
    return !state.settings.unregistered.contains(key) &&
           (going_on == state.registering.end() || going_on->second <= state.now);
}

void add_subscription_routes(Routes& routes) {
    const std::string sub = "/subscriptions/{sub}";
    routes.push_back({"GET", "/subscriptions", Plane::resources, subscriptions});
    routes.push_back({"GET", sub, Plane::resources, subscription});
    routes.push_back({"GET", sub + "/locations", Plane::resources, locations});
    routes.push_back({"GET", sub + "/providers", Plane::resources, providers});
    routes.push_back({"GET", sub + "/providers/{provider}", Plane::resources, provider});
    routes.push_back(
        {"POST", sub + "/providers/{provider}/register", Plane::resources, register_provider});
    routes.push_back(
        {"GET", sub + "/operationresults/{operation}", Plane::resources, operation_result});
    for (const char* kind : {"computeOperationsStatus", "workspaceOperationsStatus"}) {
        routes.push_back({"GET",
                          fmt::format("{}/providers/Microsoft.MachineLearningServices/locations/"
                                      "{{location}}/{}/{{operation}}",
                                      sub, kind),
                          Plane::ml, operation_status});
    }
    for (const char* kind : {"Microsoft.MachineLearningServices/locations/{location}/"
                             "computeOperationsResults",
                             "Microsoft.MachineLearningServices/locations/{location}/"
                             "workspaceOperationsResults",
                             "Microsoft.Storage/locations/{location}/asyncoperations",
                             "Microsoft.KeyVault/locations/{location}/operationResults"}) {
        routes.push_back({"GET", sub + "/providers/" + kind + "/{operation}", Plane::resources,
                          operation_result});
    }
    for (const char* scope : {"", "/resourceGroups/{rg}",
                              "/resourceGroups/{rg}/providers/"
                              "Microsoft.MachineLearningServices/workspaces/{ws}"}) {
        routes.push_back({"GET", sub + scope + "/providers/Microsoft.Authorization/permissions",
                          Plane::resources, permissions});
    }
}

void add_group_routes(Routes& routes) {
    const std::string groups = "/subscriptions/{sub}/resourceGroups";
    routes.push_back({"GET", groups, Plane::resources, list_groups});
    routes.push_back({"PUT", groups + "/{rg}", Plane::resources, put_group, &group_body()});
    routes.push_back({"GET", groups + "/{rg}", Plane::resources, get_group});
    routes.push_back({"DELETE", groups + "/{rg}", Plane::resources, delete_group});
    routes.push_back({"GET", groups + "/{rg}/resources", Plane::resources, list_in_group});
}

} // namespace emulator
