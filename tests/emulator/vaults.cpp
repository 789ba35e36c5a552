// Microsoft.KeyVault: vaults, which keep their name when they are deleted, until purged.

#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

namespace emulator {

namespace {

constexpr double k_creation = 10; // seconds

std::string deleted_id(const Call& call, const std::string& location, const std::string& name) {
    return fmt::format(
        "/subscriptions/{}/providers/Microsoft.KeyVault/locations/{}/deletedVaults/{}",
        call.name("sub"), location, name);
}

const Resource* vault_named(const State& state, const std::string& name) {
    for (const auto& [id, resource] : state.resources) {
        if (id.ends_with("/providers/microsoft.keyvault/vaults/" + base::lower(name))) {
            return &resource;
        }
    }
    return nullptr;
}

Response bad_name(const Call& call) {
    return arm_error(400, "VaultNameNotValid",
                     fmt::format("The vault name '{}' is invalid. A vault's name must be between "
                                 "3-24 alphanumeric characters. The name must begin with a letter, "
                                 "end with a letter or digit, and not contain consecutive hyphens.",
                                 call.name("vault")));
}

bool is_vault_name(const std::string& name) {
    const std::string low = base::lower(name);
    return name.size() >= 3 && name.size() <= 24 && low[0] >= 'a' && low[0] <= 'z' &&
           name.back() != '-' && name.find("--") == std::string::npos &&
           low.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

// Not for a recovery: then what was there comes back.
json vault_document(const Call& call, const std::string& location) {
    json document = envelope(call.id, "Microsoft.KeyVault/vaults");
    document["location"] = location;
    document["tags"] = call.body.value("tags", json::object());
    document["properties"] = call.body["properties"];
    document["properties"].erase("createMode");
    document["properties"]["enableSoftDelete"] = true;
    document["properties"]["vaultUri"] =
        fmt::format("https://{}.vault.localhost/", base::lower(call.name("vault")));
    return document;
}

Response start(Call& call, json document) {
    document["properties"]["provisioningState"] = "RegisteringDns";
    const json shown = call.state.add(call.id, document).document;
    const auto become = [id = call.id](const char* word) {
        return [id, word](State& state) {
            if (Resource* vault = state.find(id)) {
                vault->document["properties"]["provisioningState"] = word;
            }
        };
    };
    call.state.begin(call.id, k_creation, become("Succeeded"), become("Failed"));
    Response response = answer(201, shown);
    add_retry_after(call.state.settings, response);
    return response;
}

Response put_vault(Call& call) {
    const std::string name = base::lower(call.name("vault"));
    if (!is_vault_name(name)) {
        return bad_name(call);
    }
    const std::string location = region(call.body.value("location", ""));
    if (location.empty()) {
        return arm_error(400, "LocationNotAvailableForResourceType",
                         "The provided location is not available for resource type "
                         "'Microsoft.KeyVault/vaults'.");
    }
    const Resource* there = vault_named(call.state, name);
    if (there != nullptr && !base::iequals(there->id, call.id)) {
        return arm_error(409, "VaultAlreadyExists",
                         fmt::format("The vault name '{}' is already in use. Vault names are "
                                     "globally unique so it is possible that the name is already "
                                     "taken.",
                                     call.name("vault")));
    }
    const bool recover = call.body["properties"].value("createMode", "default") == "recover";
    const auto deleted = call.state.deleted_vaults.find(name);
    if (deleted != call.state.deleted_vaults.end()) {
        if (!recover) {
            return arm_error(409, "ConflictError",
                             fmt::format("A vault with the same name already exists in deleted "
                                         "state. You need to either recover or purge existing key "
                                         "vault '{}'. Follow this link "
                                         "https://go.microsoft.com/fwlink/?linkid=2149745 for more "
                                         "information on soft delete.",
                                         call.name("vault")));
        }
        if (!base::iequals(deleted->second.id, call.id)) {
            return arm_error(400, "BadRequest",
                             "A deleted vault is recovered in its own resource group.");
        }
        json document = deleted->second.document;
        call.state.deleted_vaults.erase(deleted);
        return start(call, document);
    }
    if (recover && there == nullptr) {
        return arm_error(
            404, "DeletedVaultNotFound",
            fmt::format("The deleted vault '{}' could not be found.", call.name("vault")));
    }
    // One whose making failed is made anew.
    if (there != nullptr && there->document["properties"]["provisioningState"] != "Failed") {
        json document = vault_document(call, location);
        document["properties"]["provisioningState"] =
            there->document["properties"]["provisioningState"];
        return answer(200, call.state.add(call.id, document).document);
    }
    return start(call, vault_document(call, location));
}

Response get_vault(Call& call) {
    const Resource* vault = call.state.find(call.id);
    return vault == nullptr ? not_found(call) : answer(200, vault->document);
}

Response list_vaults(Call& call) {
    const std::string scope =
        call.names.contains("rg") ? call.group_id() : "/subscriptions/" + call.name("sub");
    return page(call, call.state.list(scope, "/providers/Microsoft.KeyVault/vaults"));
}

Response delete_vault(Call& call) {
    const Resource* vault = call.state.find(call.id);
    if (vault == nullptr) {
        return no_content();
    }
    call.state.deleted_vaults[base::lower(call.name("vault"))] = *vault;
    call.state.resources.erase(base::lower(call.id));
    return no_content(200);
}

json deleted_document(const Call& call, const Resource& vault) {
    const std::string location = vault.document["location"].get<std::string>();
    const std::string name = vault.document["name"].get<std::string>();
    return {{"id", deleted_id(call, location, name)},
            {"name", name},
            {"type", "Microsoft.KeyVault/deletedVaults"},
            {"properties",
             {{"vaultId", vault.id},
              {"location", location},
              {"tags", vault.document.value("tags", json::object())},
              {"deletionDate", call.state.timestamp()},
              {"scheduledPurgeDate", "2026-04-01T00:00:00Z"},
              {"purgeProtectionEnabled",
               vault.document["properties"].value("enablePurgeProtection", false)}}}};
}

Response get_deleted(Call& call) {
    const auto found = call.state.deleted_vaults.find(base::lower(call.name("vault")));
    if (found == call.state.deleted_vaults.end() ||
        found->second.document["location"] != region(call.name("location"))) {
        return arm_error(
            404, "DeletedVaultNotFound",
            fmt::format("The specified deleted vault '{}' does not exist.", call.name("vault")));
    }
    return answer(200, deleted_document(call, found->second));
}

Response list_deleted(Call& call) {
    std::vector<json> all;
    for (const auto& [name, vault] : call.state.deleted_vaults) {
        all.push_back(deleted_document(call, vault));
    }
    return page(call, all);
}

Response purge(Call& call) {
    const std::string name = base::lower(call.name("vault"));
    if (!call.state.deleted_vaults.contains(name)) {
        return arm_error(
            404, "DeletedVaultNotFound",
            fmt::format("The specified deleted vault '{}' does not exist.", call.name("vault")));
    }
    const Operation& operation = call.state.begin(
        call.id, k_creation, [name](State& state) { state.deleted_vaults.erase(name); });
    Response response = no_content(202);
    add_poll(call, response, operation, "",
             fmt::format("/subscriptions/{}/providers/Microsoft.KeyVault/locations/{}/"
                         "operationResults",
                         call.name("sub"), call.name("location")),
             Poll::location);
    return response;
}

} // namespace

void add_vault_routes(Routes& routes) {
    const std::string sub = "/subscriptions/{sub}";
    const std::string type = "/providers/Microsoft.KeyVault/vaults";
    const std::string group = sub + "/resourceGroups/{rg}";
    const std::string deleted =
        sub + "/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{vault}";
    const auto plane = Plane::resources;
    routes.push_back({"PUT", group + type + "/{vault}", plane, put_vault, &vault_body()});
    routes.push_back({"GET", group + type + "/{vault}", plane, get_vault});
    routes.push_back({"DELETE", group + type + "/{vault}", plane, delete_vault});
    routes.push_back({"GET", group + type, plane, list_vaults});
    routes.push_back({"GET", sub + type, plane, list_vaults});
    routes.push_back({"GET", deleted, plane, get_deleted});
    routes.push_back({"POST", deleted + "/purge", plane, purge});
    routes.push_back(
        {"GET", sub + "/providers/Microsoft.KeyVault/deletedVaults", plane, list_deleted});
}

} // namespace emulator
