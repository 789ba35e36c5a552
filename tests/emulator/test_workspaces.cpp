// Workspaces, and what is in them beside computes.

#include "emulator/asking.hpp"

TEST_CASE("a workspace needs what it stands on, and is made over several polls") {
    Asker asker;
    asker.make_group();
    json body = json::parse(Asker::workspace_body());
    body["properties"].erase("keyVault");
    CHECK_THAT(asker.ask("PUT", Asker::workspace(), body.dump()).body,
               ContainsSubstring("Missing dependent resources in workspace json: keyVault."));
    body["properties"]["keyVault"] = "/not/there";
    CHECK_THAT(asker.ask("PUT", Asker::workspace(), body.dump()).body,
               ContainsSubstring("'/not/there' given as keyVault was not found"));

    const Response begun = asker.ask("PUT", Asker::workspace(), Asker::workspace_body());
    CHECK(begun.status == 202);
    CHECK(begun.headers.contains("Azure-AsyncOperation"));
    CHECK(code_of(asker.ask("PUT", Asker::workspace(), Asker::workspace_body())) ==
          "AnotherOperationInProgress");
    asker.settle();
    const json workspace = asker.get(Asker::workspace());
    CHECK(workspace["properties"]["provisioningState"] == "Succeeded");
    CHECK(workspace["identity"]["principalId"].is_string());
    CHECK(workspace["properties"]["workspaceId"].get<std::string>().size() == 36);
    CHECK(workspace["properties"]["friendlyName"] == "work");
    CHECK(asker.ask("GET", "/discovery").status == 200);
}

TEST_CASE("a workspace keeps its storage account and its place") {
    Asker asker;
    asker.make_workspace();
    CHECK(asker.ask("PUT", Asker::workspace(), Asker::workspace_body()).status == 200);
    json body = json::parse(Asker::workspace_body());
    body["location"] = "eastus";
    CHECK(code_of(asker.ask("PUT", Asker::workspace(), body.dump())) == "InvalidResourceLocation");
    asker.need(
        asker.as_of("2023-01-01", "PUT",
                    Asker::group() + "/providers/Microsoft.Storage/storageAccounts/otherstore",
                    R"({"location": "westeurope", "kind": "StorageV2",
                               "sku": {"name": "Standard_LRS"}})"));
    asker.settle();
    body = json::parse(Asker::workspace_body());
    body["properties"]["storageAccount"] =
        Asker::group() + "/providers/Microsoft.Storage/storageAccounts/otherstore";
    CHECK_THAT(asker.ask("PUT", Asker::workspace(), body.dump()).body,
               ContainsSubstring("storageAccount of a workspace cannot be changed"));
    asker.need(asker.ask("PATCH", Asker::workspace(),
                         R"({"properties": {"description": "new"}, "tags": {"a": "b"}})"));
    CHECK(asker.get(Asker::workspace())["properties"]["description"] == "new");
}

TEST_CASE("a deleted workspace is in the way of its name until it is purged") {
    Asker asker;
    asker.make_workspace();
    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 0, 1)));
    asker.settle();
    CHECK(asker.ask("DELETE", Asker::workspace()).status == 202);
    asker.settle();
    CHECK(asker.ask("GET", Asker::workspace()).status == 404);
    const Response again = asker.ask("PUT", Asker::workspace(), Asker::workspace_body());
    CHECK(again.status == 409);
    CHECK_THAT(again.body, ContainsSubstring("Soft-deleted workspace exists. Please purge or "
                                             "recover it."));
    CHECK(asker.ask("DELETE", Asker::workspace() + "?forceToPurge=true").status == 204);
    asker.need(asker.ask("PUT", Asker::workspace(), Asker::workspace_body()));
    asker.settle();
    CHECK(asker.ask("GET", Asker::compute("cpu")).status == 404); // it went with the first

    asker.need(asker.ask("DELETE", Asker::workspace() + "?forceToPurge=true"));
    asker.settle();
    asker.need(asker.ask("PUT", Asker::workspace(), Asker::workspace_body()));
}

TEST_CASE("keys of a workspace are named as the version names them") {
    Asker asker;
    asker.make_workspace();
    CHECK(json::parse(asker.ask("POST", Asker::workspace() + "/listKeys").body)
              .contains("userStorageResourceId"));
    CHECK(json::parse(asker.as_of("2025-12-01", "POST", Asker::workspace() + "/listKeys").body)
              .contains("userStorageArmId"));
}

TEST_CASE("an environment version is registered once") {
    Asker asker;
    asker.make_workspace();
    const std::string environment = Asker::workspace() + "/environments/tf";
    const auto put = [&](const std::string& version, const json& properties) {
        return asker.ask("PUT", environment + "/versions/" + version,
                         json{{"properties", properties}}.dump());
    };
    CHECK(put("1", {{"image", "a:1"}}).status == 201);
    CHECK(put("1", {{"image", "a:1"}, {"description", "may change"}}).status == 200);
    const Response other = put("1", {{"image", "a:2"}});
    CHECK(other.status == 409);
    CHECK(code_of(other) == "UserError");
    CHECK(asker.get(environment + "/versions/1")["properties"]["image"] == "a:1");
    CHECK(put("2", {{"image", "a:2"}}).status == 201);
    CHECK(asker.get(environment)["properties"]["nextVersion"] == "3");
    CHECK(asker.get(environment)["properties"]["latestVersion"] == "2");
    CHECK(asker.get(environment +
                    "/versions?$orderBy=createdtime desc&$top=1")["value"][0]["name"] == "2");
    CHECK(put("3", {{"image", "a:2"}, {"build", {{"contextUri", "https://a/b/"}}}}).status == 400);
    CHECK(put("3", {{"condaFile", "name: x"}}).status == 400);
    CHECK(put("3", json::object()).status == 400);
    CHECK(asker.ask("GET", environment + "/versions/9").status == 404);
    CHECK(put("2", {{"image", "a:2"}, {"isArchived", true}}).status == 200);
    CHECK(asker.get(environment + "/versions")["value"].size() == 1);
}

TEST_CASE("a connection keeps its credentials to itself") {
    Asker asker;
    asker.make_workspace();
    const std::string connection = Asker::workspace() + "/connections/registry";
    const Response made = asker.ask("PUT", connection, R"({"properties": {"category":
        "ContainerRegistry", "authType": "UsernamePassword", "target": "https://x.azurecr.io",
        "credentials": {"username": "u", "password": "planted-password"}}})");
    CHECK(made.status == 200);
    CHECK(made.body.find("planted-password") == std::string::npos);
    CHECK(asker.ask("GET", connection).body.find("planted-password") == std::string::npos);
    CHECK(asker
              .ask("PUT", connection, R"({"properties": {"category": "ContainerRegistry",
        "authType": "UsernamePassword", "target": "https://x.azurecr.io"}})")
              .status == 400);
    CHECK(asker.get(Asker::workspace() + "/connections?category=Git")["value"].empty());
    CHECK(asker.ask("DELETE", connection).status == 200);
    CHECK(asker.ask("DELETE", connection).status == 204);
}

TEST_CASE("an experiment is created once and found by name and id") {
    Asker asker;
    asker.make_workspace();
    asker.service.state().settings.page_size = 1;
    const std::string history = "/history/v1.0" + Asker::workspace();
    CHECK(asker.ask("GET", history + "/experiments/mnist").status == 404);
    CHECK(asker.ask("POST", history + "/experiments/mnist").status == 200);
    const Response again = asker.ask("POST", history + "/experiments/mnist");
    CHECK(again.status == 409);
    CHECK(json::parse(again.body)["error"]["innerError"]["code"] == "Conflict");
    asker.need(asker.ask("POST", history + "/experiments/other", R"({"description": "d"})"));
    const std::string id =
        asker.get(history + "/experiments/mnist")["experimentId"].get<std::string>();
    CHECK(asker.get(history + "/experimentids/" + id)["name"] == "mnist");

    const json first = json::parse(asker.ask("POST", history + "/experiments:query", "{}").body);
    REQUIRE(first["value"].size() == 1);
    const json rest =
        json::parse(asker
                        .ask("POST", history + "/experiments:query",
                             json{{"continuationToken", first["continuationToken"]}}.dump())
                        .body);
    CHECK(rest["value"][0]["name"] != first["value"][0]["name"]);
    CHECK(rest["continuationToken"].is_null());

    CHECK(asker.ask("DELETE", history + "/experimentids/" + id).status == 200);
    CHECK(asker.ask("GET", history + "/experiments/mnist").status == 404);
}
