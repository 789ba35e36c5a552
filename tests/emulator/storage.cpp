// Microsoft.Storage: accounts, their keys, containers; and Microsoft.Authorization's role
// assignments, which storage is the reason for.

#include "base/base64.hpp"
#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

namespace emulator {

namespace {

constexpr double k_creation = 12; // seconds

// The account of that name anywhere: names are the world's.
const Resource* account_named(const State& state, const std::string& name) {
    for (const auto& [id, resource] : state.resources) {
        if (id.ends_with("/providers/microsoft.storage/storageaccounts/" + base::lower(name))) {
            return &resource;
        }
    }
    return nullptr;
}

bool is_account_name(const std::string& name) {
    return name.size() >= 3 && name.size() <= 24 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos;
}

std::string results_path(const Call& call, const std::string& location) {
    return fmt::format("/subscriptions/{}/providers/Microsoft.Storage/locations/{}/asyncoperations",
                       call.name("sub"), location);
}

json account_document(const Call& call, const std::string& location, const char* state) {
    json document = envelope(call.id, "Microsoft.Storage/storageAccounts");
    document["location"] = location;
    copy_members(call.body, document, {"kind", "sku", "tags", "properties"});
    document["sku"]["tier"] = "Standard";
    json& properties = document["properties"];
    properties["provisioningState"] = state;
    properties["creationTime"] = call.state.timestamp();
    properties["primaryLocation"] = location;
    properties["primaryEndpoints"] = {
        {"blob", fmt::format("https://{}.blob.core.localhost/", call.name("account"))},
        {"file", fmt::format("https://{}.file.core.localhost/", call.name("account"))}};
    return document;
}

Response put_account(Call& call) {
    const std::string name = call.name("account");
    if (!is_account_name(name)) {
        return arm_error(400, "AccountNameInvalid",
                         fmt::format("{} is not a valid storage account name. Storage account name "
                                     "must be between 3 and 24 characters in length and use "
                                     "numbers and lower-case letters only.",
                                     name));
    }
    const std::string location = region(call.body.value("location", ""));
    if (location.empty()) {
        return arm_error(400, "LocationNotAvailableForResourceType",
                         "The provided location is not available for resource type "
                         "'Microsoft.Storage/storageAccounts'.");
    }
    const Resource* there = account_named(call.state, name);
    if (there != nullptr && !base::iequals(there->id, call.id)) {
        return arm_error(409, "StorageAccountAlreadyTaken",
                         fmt::format("The storage account named {} is already taken.", name));
    }
    if (call.state.busy(call.id)) {
        return arm_error(409, "StorageAccountOperationInProgress",
                         "An operation is currently performing on this storage account that "
                         "requires exclusive access.");
    }
    if (there != nullptr && there->document["location"] != location) {
        return arm_error(409, "InvalidResourceLocation",
                         fmt::format("The resource '{}' already exists in location '{}' in "
                                     "resource group '{}'. A resource with the same name cannot "
                                     "be created in location '{}'.",
                                     name, there->document["location"].get<std::string>(),
                                     call.name("rg"), location));
    }
    if (there != nullptr && there->document["properties"]["provisioningState"] == "Succeeded") {
        return answer(
            200, call.state.add(call.id, account_document(call, location, "Succeeded")).document);
    }
    call.state.add(call.id, account_document(call, location, "Creating"));
    const auto become = [id = call.id](const char* word) {
        return [id, word](State& state) {
            if (Resource* account = state.find(id)) {
                account->document["properties"]["provisioningState"] = word;
            }
        };
    };
    const Operation& operation =
        call.state.begin(call.id, k_creation, become("Succeeded"), become("Failed"));
    Response response = no_content(202);
    add_poll(call, response, operation, "", results_path(call, location), Poll::location);
    return response;
}

Response get_resource(Call& call) {
    const Resource* resource = call.state.find(call.id);
    if (resource == nullptr) {
        return call.request.method == "HEAD" ? no_content(404) : not_found(call);
    }
    return call.request.method == "HEAD" ? no_content() : answer(200, resource->document);
}

Response delete_account(Call& call) {
    if (call.state.find(call.id) == nullptr) {
        return no_content();
    }
    call.state.remove_below(call.id);
    call.state.resources.erase(base::lower(call.id));
    return no_content(200);
}

Response list_accounts(Call& call) {
    const std::string scope =
        call.names.contains("rg") ? call.group_id() : "/subscriptions/" + call.name("sub");
    return page(call, call.state.list(scope, "/providers/Microsoft.Storage/storageAccounts"));
}

Response list_keys(Call& call) {
    const std::string account = call.id.substr(0, call.id.rfind('/'));
    if (call.state.find(account) == nullptr) {
        call.id = account;
        return not_found(call);
    }
    json keys = json::array();
    for (const char* name : {"key1", "key2"}) {
        // 64 bytes, as the service's are.
        const std::string seed = guid_of(account + name) + guid_of(name + account);
        keys.push_back({{"keyName", name},
                        {"value", base::base64(seed.substr(0, 64))},
                        {"permissions", "FULL"},
                        {"creationTime", call.state.timestamp()}});
    }
    return answer(200, {{"keys", keys}});
}

Response check_name(Call& call) {
    const json body = json::parse(call.request.body, nullptr, false);
    const std::string name = body.is_object() ? body.value("name", "") : "";
    const bool taken = account_named(call.state, name) != nullptr;
    json answer_body = {{"nameAvailable", is_account_name(name) && !taken}};
    if (!is_account_name(name) || taken) {
        answer_body["reason"] = taken ? "AlreadyExists" : "AccountNameInvalid";
        answer_body["message"] = fmt::format("The storage account named {} is already taken or "
                                             "not valid.",
                                             name);
    }
    return answer(200, answer_body);
}

std::string account_of(const Call& call) {
    return fmt::format("{}/providers/Microsoft.Storage/storageAccounts/{}", call.group_id(),
                       call.name("account"));
}

Response put_container(Call& call) {
    if (call.state.find(account_of(call)) == nullptr) {
        return not_found(call);
    }
    const bool is_new = call.state.find(call.id) == nullptr;
    json document = envelope(call.id, "Microsoft.Storage/storageAccounts/blobServices/containers");
    document["properties"] = call.body.value("properties", json::object());
    return answer(is_new ? 201 : 200, call.state.add(call.id, document).document);
}

Response list_containers(Call& call) {
    return page(call, call.state.list(account_of(call) + "/blobServices/default", "/containers"));
}

Response put_role_assignment(Call& call) {
    const std::string scope = call.id.substr(0, call.id.find("/providers/Microsoft.Authorization"));
    json document = envelope(call.id, "Microsoft.Authorization/roleAssignments");
    document["properties"] = call.body["properties"];
    document["properties"]["scope"] = scope;
    for (const json& other : call.state.list(scope, "/roleAssignments")) {
        const json& properties = other["properties"];
        if (properties["principalId"] == call.body["properties"]["principalId"] &&
            properties["roleDefinitionId"] == call.body["properties"]["roleDefinitionId"] &&
            properties["scope"] == scope &&
            !base::iequals(other["id"].get<std::string>(), call.id)) {
            return arm_error(409, "RoleAssignmentExists", "The role assignment already exists.");
        }
    }
    const bool is_new = call.state.find(call.id) == nullptr;
    return answer(is_new ? 201 : 200, call.state.add(call.id, document).document);
}

} // namespace

void add_storage_routes(Routes& routes) {
    const std::string sub = "/subscriptions/{sub}";
    const std::string type = "/providers/Microsoft.Storage/storageAccounts";
    const std::string group = sub + "/resourceGroups/{rg}";
    const std::string account = group + type + "/{account}";
    const std::string containers = account + "/blobServices/default/containers";
    const auto plane = Plane::resources;
    routes.push_back({"PUT", account, plane, put_account, &storage_account_body()});
    routes.push_back({"GET", account, plane, get_resource});
    routes.push_back({"DELETE", account, plane, delete_account});
    routes.push_back({"GET", group + type, plane, list_accounts});
    routes.push_back({"GET", sub + type, plane, list_accounts});
    routes.push_back({"POST", account + "/listKeys", plane, list_keys});
    routes.push_back(
        {"POST", sub + "/providers/Microsoft.Storage/checkNameAvailability", plane, check_name});
    routes.push_back({"PUT", containers + "/{container}", plane, put_container, &container_body()});
    routes.push_back({"GET", containers + "/{container}", plane, get_resource});
    routes.push_back({"GET", containers, plane, list_containers});
    const std::string role = "/providers/Microsoft.Authorization/roleAssignments/{assignment}";
    for (const std::string& scope : {group, account}) {
        routes.push_back(
            {"PUT", scope + role, plane, put_role_assignment, &role_assignment_body()});
        routes.push_back({"GET", scope + role, plane, get_resource});
    }
}

} // namespace emulator
