// What a workspace stands on: groups, providers, storage, vaults, Log Analytics, insights.

#include "emulator/asking.hpp"

namespace {

std::string provider(const std::string& path) {
    return Asker::group() + "/providers/" + path;
}

constexpr const char* k_account = R"({"location": "westeurope", "kind": "StorageV2",
                                      "sku": {"name": "Standard_LRS"}})";
constexpr const char* k_vault = R"({"location": "westeurope", "properties": {"tenantId": "t",
                                    "sku": {"family": "A", "name": "standard"}}})";

} // namespace

TEST_CASE("a resource group is made once and stays where it is") {
    Asker asker;
    asker.version = "2021-04-01";
    CHECK(code_of(asker.ask("GET", Asker::group())) == "ResourceGroupNotFound");
    CHECK(asker.ask("HEAD", Asker::group()).status == 404);
    const std::string other = Asker::subscription() + "/resourcegroups/rg"; // the other spelling
    CHECK(asker.ask("PUT", other, R"({"location": "West Europe"})").status == 201);
    CHECK(asker.ask("PUT", other, R"({"location": "westeurope", "tags": {"a": "b"}})").status ==
          200);
    CHECK(code_of(asker.ask("PUT", other, R"({"location": "eastus"})")) ==
          "InvalidResourceGroupLocation");
    CHECK(code_of(asker.ask("PUT", Asker::subscription() + "/resourceGroups/x",
                            R"({"location": "nowhere"})")) ==
          "LocationNotAvailableForResourceGroup");
    const json group = asker.get(Asker::group());
    CHECK(group["id"] == Asker::group());
    CHECK(group["location"] == "westeurope");
    CHECK(group["tags"]["a"] == "b");
    CHECK(asker.ask("HEAD", Asker::group()).status == 204);
    CHECK(asker.get(Asker::subscription() + "/resourceGroups")["value"].size() == 1);

    const Response gone = asker.ask("DELETE", Asker::group());
    CHECK(gone.status == 202);
    asker.settle();
    CHECK(asker.ask("GET", Asker::group()).status == 404);
}

TEST_CASE("a provider has to be registered, which takes a while") {
    emulator::Settings settings;
    settings.unregistered = {"microsoft.storage"};
    Asker asker(settings);
    asker.need(asker.as_of("2021-04-01", "PUT", Asker::group(), R"({"location": "westeurope"})"));
    asker.version = "2023-01-01";
    const std::string account = provider("Microsoft.Storage/storageAccounts/examplestore");
    CHECK(code_of(asker.ask("PUT", account, k_account)) == "MissingSubscriptionRegistration");
    asker.version = "2021-04-01";
    const std::string storage = Asker::subscription() + "/providers/Microsoft.Storage";
    CHECK(asker.get(storage)["registrationState"] == "NotRegistered");
    asker.need(asker.ask("POST", storage + "/register"));
    CHECK(asker.get(storage)["registrationState"] == "Registering");
    CHECK(code_of(asker.as_of("2023-01-01", "PUT", account, k_account)) ==
          "MissingSubscriptionRegistration");
    asker.settle();
    CHECK(asker.get(storage)["registrationState"] == "Registered");
    asker.need(asker.as_of("2023-01-01", "PUT", account, k_account));
    CHECK(asker.ask("GET", Asker::subscription() + "/providers/Not.There").status == 404);
}

TEST_CASE("a storage account is made by polling where it leads, and has two keys") {
    Asker asker;
    asker.make_group();
    asker.version = "2023-01-01";
    const std::string account = provider("Microsoft.Storage/storageAccounts/examplestore");
    const Response begun = asker.ask("PUT", account, k_account);
    CHECK(begun.status == 202);
    const std::string place =
        begun.headers.at("Location").substr(asker.service.state().settings.base_url.size());
    CHECK(asker.ask("GET", place).status == 202);
    CHECK(code_of(asker.ask("PUT", account, k_account)) == "StorageAccountOperationInProgress");
    asker.settle();
    const Response done = asker.ask("GET", place);
    CHECK(done.status == 200);
    CHECK(json::parse(done.body)["properties"]["provisioningState"] == "Succeeded");
    CHECK(asker.ask("PUT", account, k_account).status == 200);

    const json keys = json::parse(asker.ask("POST", account + "/listKeys").body)["keys"];
    REQUIRE(keys.size() == 2);
    CHECK(keys[0]["value"].get<std::string>().size() == 88);
    CHECK(keys[0]["value"] != keys[1]["value"]);

    CHECK(code_of(asker.ask("PUT", provider("Microsoft.Storage/storageAccounts/Not-Valid"),
                            k_account)) == "AccountNameInvalid");
    asker.need(asker.as_of("2021-04-01", "PUT", Asker::subscription() + "/resourceGroups/other",
                           R"({"location": "westeurope"})"));
    CHECK(
        code_of(asker.ask("PUT",
                          Asker::subscription() + "/resourceGroups/other/providers/"
                                                  "Microsoft.Storage/storageAccounts/examplestore",
                          k_account)) == "StorageAccountAlreadyTaken");
    CHECK(asker.get(Asker::subscription() + "/providers/Microsoft.Storage/storageAccounts")["value"]
              .size() == 2);
    CHECK(asker.ask("DELETE", account).status == 200);
    CHECK(asker.ask("DELETE", account).status == 204);
}

TEST_CASE("a deleted vault keeps its name until it is recovered or purged") {
    Asker asker;
    asker.make_group();
    asker.version = "2022-07-01";
    const std::string vault = provider("Microsoft.KeyVault/vaults/wsvault");
    const std::string deleted = Asker::subscription() + "/providers/Microsoft.KeyVault/locations/"
                                                        "westeurope/deletedVaults/wsvault";
    CHECK(asker.ask("GET", deleted).status == 404);
    CHECK(asker.ask("DELETE", vault).status == 200);
    CHECK(asker.get(deleted)["properties"]["vaultId"] == vault);
    CHECK(code_of(asker.ask("PUT", vault, k_vault)) == "ConflictError");

    json body = json::parse(k_vault);
    body["properties"]["createMode"] = "recover";
    const Response recovered = asker.ask("PUT", vault, body.dump());
    CHECK(recovered.status == 201);
    CHECK(json::parse(recovered.body)["properties"]["provisioningState"] == "RegisteringDns");
    asker.settle();
    CHECK(asker.get(vault)["properties"]["provisioningState"] == "Succeeded");

    asker.need(asker.ask("DELETE", vault));
    CHECK(asker.ask("POST", deleted + "/purge").status == 202);
    asker.settle();
    CHECK(asker.ask("GET", deleted).status == 404);
    CHECK(asker.ask("PUT", vault, k_vault).status == 201);
}

TEST_CASE("insights need Log Analytics to keep their data in") {
    Asker asker;
    asker.make_group();
    asker.version = "2020-02-02";
    const std::string component = provider("Microsoft.Insights/components/example");
    const auto body = [](const char* logs) {
        return json{{"location", "westeurope"},
                    {"kind", "web"},
                    {"properties", {{"Application_Type", "web"}, {"WorkspaceResourceId", logs}}}}
            .dump();
    };
    CHECK(asker.ask("PUT", component, body("")).status == 400);
    CHECK(code_of(asker.ask("PUT", component, body("/not/there"))) == "LinkedResourceNotFound");
    const std::string logs = provider("Microsoft.OperationalInsights/workspaces/wslogs");
    CHECK(asker.ask("PUT", component, body(logs.c_str())).status == 200);
    CHECK(asker.get(component)["properties"]["provisioningState"] == "Succeeded");
    asker.version = "2022-10-01";
    CHECK(asker
              .ask("PUT", provider("Microsoft.OperationalInsights/workspaces/new"),
                   R"({"location": "westeurope"})")
              .status == 201);
}

TEST_CASE("a role is assigned once to a principal") {
    Asker asker;
    asker.make_group();
    asker.version = "2022-04-01";
    const std::string body = R"({"properties": {"roleDefinitionId": "/role", "principalId": "p"}})";
    const std::string assignments = "Microsoft.Authorization/roleAssignments/";
    CHECK(asker.ask("PUT", provider(assignments + "one"), body).status == 201);
    CHECK(asker.ask("PUT", provider(assignments + "one"), body).status == 200);
    CHECK(code_of(asker.ask("PUT", provider(assignments + "two"), body)) == "RoleAssignmentExists");
}

TEST_CASE("api-versions are looked at") {
    Asker asker;
    asker.make_group();
    const Response unknown = asker.as_of("2099-01-01", "GET", Asker::workspace());
    CHECK(unknown.status == 400);
    CHECK(code_of(unknown) == "InvalidResourceType");
    CHECK_THAT(unknown.body,
               ContainsSubstring("The resource type 'workspaces' could not be found in the "
                                 "namespace 'Microsoft.MachineLearningServices' for api version "
                                 "'2099-01-01'. The supported api-versions are '2018-11-19,"));
    CHECK(code_of(asker.as_of("2099-01-01", "GET", Asker::group())) ==
          "InvalidApiVersionParameter");
    CHECK(code_of(asker.service.answer({.method = "GET",
                                        .path = Asker::group(),
                                        .headers = {{"authorization", asker.authorization}}})) ==
          "MissingApiVersionParameter");
}

TEST_CASE("subscriptions, groups and paths that are not there are said to be not there") {
    Asker asker;
    CHECK(code_of(asker.as_of("2021-04-01", "GET", "/subscriptions/other/resourceGroups/rg")) ==
          "SubscriptionNotFound");
    CHECK(code_of(asker.ask("GET", Asker::workspace())) == "ResourceGroupNotFound");
    asker.make_group();
    const Response workspace = asker.ask("GET", Asker::workspace());
    CHECK(workspace.status == 404);
    CHECK(code_of(workspace) == "ResourceNotFound");
    CHECK_THAT(workspace.body,
               ContainsSubstring("The Resource 'Microsoft.MachineLearningServices/workspaces/work' "
                                 "under resource group 'rg' was not found."));
    CHECK(code_of(asker.ask("GET", Asker::compute("cpu"))) == "ResourceNotFound");
    CHECK(asker.ask("GET", "/nothing/here").status == 404);
    CHECK(asker.ask("PATCH", "/discovery").status == 405);
}
