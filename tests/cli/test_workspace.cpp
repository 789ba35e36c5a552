#include "azure/resources.hpp"
#include "cli/world.hpp"
#include "support/catch.hpp"

#include <algorithm>

namespace {

const std::vector<std::string> k_make = {"workspace", "create", "lab", "-l", "westeurope"};

// The only resource of the type in the group.
std::string only(const World& world, const std::string& type) {
    for (const auto& [path, times] : world.arm.created) {
        if (path.find(type) != std::string::npos) {
            return path;
        }
    }
    return {};
}

} // namespace

TEST_CASE("a workspace is made with all that it stands on", "[cli]") {
    World world;
    REQUIRE(world.run(with(k_make, {"-o", "json"})) == 0);
    CHECK(nlohmann::json::parse(world.out())["action"] == "created");
    CHECK(world.arm.created.size() == 6);
    const auto workspace = world.arm.at(k_workspace);
    for (const char* part : {"storageAccount", "keyVault", "applicationInsights"}) {
        CHECK(!world.arm.at(workspace["properties"][part].get<std::string>()).is_null());
    }
    CHECK(workspace["identity"]["type"] == "SystemAssigned");
    CHECK(world.arm.at(only(world, "vaults"))["properties"]["tenantId"] ==
          support::FakeArm::k_tenant);
    CHECK(world.arm.at(only(world, "components"))["properties"]["WorkspaceResourceId"]
              .get<std::string>()
              .find("OperationalInsights") != std::string::npos);
    for (const auto& [path, times] : world.arm.created) {
        INFO(path);
        CHECK(times == 1);
        CHECK(world.arm.at(path)["tags"][azure::k_tag] == k_workspace);
    }
    CHECK(world.files.files["/home/demo/project/.azureml/config.json"] ==
          "{\n  \"subscription_id\": \"00000000-0000-0000-0000-000000000001\",\n"
          "  \"resource_group\": \"demo\",\n  \"workspace_name\": \"lab\"\n}\n");
    for (const char* line : {"created the resource group demo", "created the storage account",
                             "created the key vault", "created the workspace lab"}) {
        CHECK_THAT(world.err(), ContainsSubstring(line));
    }
    // Again: ours, so nothing is to do.
    REQUIRE(world.run(with(k_make, {"-o", "json"})) == 0);
    CHECK(nlohmann::json::parse(world.out())["action"] == "unchanged");
    CHECK(world.count("PUT") == 0);
}

TEST_CASE("a run after an interrupted one finds its own", "[cli]") {
    World world;
    const auto usual = world.network.answer;
    world.network.answer = [&](const support::Seen& one) {
        if (one.method == "PUT" && one.url.find("components") != std::string::npos) {
            world.network.stop = true;
        }
        return usual(one);
    };
    CHECK(world.run(k_make) == 130);
    CHECK_THAT(world.err(), ContainsSubstring("done so far: created the resource group demo"));
    world.network.stop = false;
    world.network.answer = usual;
    REQUIRE(world.run(k_make) == 0);
    for (const auto& [path, times] : world.arm.created) {
        CHECK(times == 1);
    }
    CHECK(world.arm.created.size() == 6);
}

TEST_CASE("providers are registered when the service says that they are not", "[cli]") {
    World world;
    world.arm.unregistered = {"Microsoft.KeyVault", "Microsoft.Storage",
                              "Microsoft.MachineLearningServices"};
    REQUIRE(world.run(k_make) == 0);
    CHECK(world.arm.unregistered.empty());
    CHECK_THAT(world.err(), ContainsSubstring("registering the provider Microsoft.KeyVault"));
    CHECK(world.count("POST") == 3);
}

TEST_CASE("a deleted vault of our name is recovered", "[cli]") {
    World world;
    REQUIRE(world.run(k_make) == 0);
    REQUIRE(world.run({"workspace", "delete", "lab", "--all-resources", "--confirm", "lab"}) == 0);
    REQUIRE(world.arm.kept_vaults.size() == 1);
    REQUIRE(world.run(k_make) == 0);
    CHECK(world.arm.kept_vaults.empty());
}

TEST_CASE("a deleted workspace that is kept is advised about, and purged when told", "[cli]") {
    World world;
    world.arm.add_group("demo");
    world.arm.kept_workspaces = {"lab"};
    CHECK(world.run(k_make) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("workspace delete lab --permanently-delete"));
    CHECK(world.run({"workspace", "delete", "lab", "--yes"}) == 0);
    CHECK(world.arm.kept_workspaces.size() == 1);
    CHECK(world.run({"workspace", "delete", "lab", "--permanently-delete", "--yes"}) == 0);
    CHECK(world.arm.kept_workspaces.empty());
    CHECK(world.run(k_make) == 0);
}

TEST_CASE("somebody else's workspace stays as it is", "[cli]") {
    World world;
    world.ready();
    CHECK(world.run(k_make) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("--exist-ok"));
    CHECK(world.run(with(k_make, {"--exist-ok"})) == 0);
    CHECK(world.count("PUT") == 0);
}

TEST_CASE("somebody else's workspace that is not ready is not written either", "[cli]") {
    World world;
    world.ready();
    world.arm.edit(k_workspace)["properties"]["provisioningState"] = "Creating";
    CHECK(world.run(k_make) == 7);
    CHECK(world.run(with(k_make, {"--exist-ok"})) == 0);
    world.arm.edit(k_workspace)["properties"]["provisioningState"] = "Deleting";
    CHECK(world.run(with(k_make, {"--exist-ok"})) == 7);
    CHECK(world.arm.created.empty());
}

TEST_CASE("without a wait the workspace goes on being made", "[cli]") {
    World world;
    REQUIRE(world.run(with(k_make, {"--no-wait"})) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("provisioning_state: Creating"));
    REQUIRE(world.run(k_make) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("provisioning_state: Succeeded"));
    CHECK(world.arm.created.size() == 6);
}

TEST_CASE("the flag --dry-run says what would be made", "[cli]") {
    World world;
    CHECK(world.run(with(k_make, {"--dry-run"})) == 0);
    CHECK_THAT(world.err(), ContainsSubstring("+ resource group demo in westeurope"));
    CHECK_THAT(world.err(), ContainsSubstring("+ workspace lab"));
    CHECK(world.count("PUT") == 0);
    CHECK(world.run(with(k_make, {"--dry-run", "--exit-code"})) == 5);
    CHECK(world.files.files.empty());
    world.arm.add_group("demo", "eastus");
    CHECK(world.run({"workspace", "create", "lab", "--dry-run"}) == 0); // of the group
    CHECK(world.run({"workspace", "create", "lab", "-g", "other", "--dry-run"}) == 2);
}

TEST_CASE("names depend on where the workspace is, and nothing else", "[cli]") {
    World world;
    World other;
    REQUIRE(world.run(k_make) == 0);
    other.clock.pass(std::chrono::hours(1000));
    REQUIRE(other.run({"workspace", "create", "LAB", "-g", "DEMO", "-l", "West Europe"}) == 0);
    CHECK(only(world, "storageaccounts") ==
          "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/demo/providers/"
          "microsoft.storage/storageaccounts/" +
              only(other, "storageaccounts").substr(only(other, "storageaccounts").rfind('/') + 1));
    World third;
    REQUIRE(third.run({"workspace", "create", "lab", "-l", "eastus"}) == 0);
    CHECK(only(third, "storageaccounts") != only(world, "storageaccounts"));
    const std::string name =
        only(world, "storageaccounts").substr(only(world, "storageaccounts").rfind('/') + 1);
    CHECK(name.size() <= 24);
    CHECK(std::all_of(name.begin(), name.end(),
                      [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }));
}

TEST_CASE("delete says what stays, and with a name once more takes its own along", "[cli]") {
    World world;
    REQUIRE(world.run(k_make) == 0);
    const std::string storage = only(world, "storageaccounts");
    CHECK(world.run({"workspace", "delete", "lab"}) == 2);
    CHECK(world.run({"workspace", "delete", "lab", "--all-resources"}) == 2);
    CHECK(world.run({"workspace", "delete", "lab", "--all-resources", "--confirm", "other"}) == 2);
    REQUIRE(world.run({"workspace", "delete", "lab", "--yes"}) == 0);
    CHECK_THAT(world.err(), ContainsSubstring("stays: --all-resources deletes it"));
    CHECK(world.arm.at(k_workspace).is_null());
    CHECK(!world.arm.at(storage).is_null());

    REQUIRE(world.run(k_make) == 0);
    // Another workspace uses the storage; the vault's tag was taken away.
    world.arm.add_workspace("demo", "other");
    world.arm.edit(
        k_group +
        "/providers/Microsoft.MachineLearningServices/workspaces/other")["properties"]
                                                                        ["storageAccount"] =
        storage;
    world.arm.edit(only(world, "vaults")).erase("tags");
    REQUIRE(world.run({"workspace", "delete", "lab", "--all-resources", "--confirm", "lab"}) == 0);
    CHECK(!world.arm.at(storage).is_null());
    CHECK_THAT(world.err(), ContainsSubstring("the workspace other uses it"));
    CHECK(!world.arm.at(only(world, "vaults")).is_null());
    CHECK_THAT(world.err(), ContainsSubstring("it has no tag of ours"));
    CHECK(world.arm.at(only(world, "components")).is_null());
    CHECK(world.arm.at(only(world, "operationalinsights")).is_null());
    CHECK(!world.arm.at(k_group).is_null());
    CHECK(world.run({"workspace", "delete", "lab", "--yes"}) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("action: not there"));
}

TEST_CASE("show --check tells each thing with its remedy", "[cli]") {
    World world;
    REQUIRE(world.run(k_make) == 0);
    CHECK(world.run({"workspace", "show", "lab"}) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("provisioning_state: Succeeded"));
    REQUIRE(world.run({"workspace", "show", "--check", "-o", "json", "--query", "state"}) == 0);
    INFO(world.out());
    CHECK(nlohmann::json::parse(world.out()) ==
          nlohmann::json({"ok", "ok", "unknown", "ok", "ok", "ok"}));
    world.arm.unregistered = {"Microsoft.KeyVault"};
    world.arm.next["/permissions"] = {
        .body = R"({"value": [{"actions": ["*/read"], "notActions": []}]})"};
    world.arm.next["/workspaces/lab"] = {.body = world.arm.at(k_workspace).dump(),
                                         .headers = {{"Date", "Sat, 22 Aug 2026 09:00:00 GMT"}}};
    CHECK(world.run({"workspace", "show", "--check", "-o", "tsv"}) == 6);
    CHECK_THAT(world.out(), ContainsSubstring("clock\tfailed\t"));
    CHECK_THAT(world.out(), ContainsSubstring("rights\tfailed\tnot allowed: "));
    CHECK_THAT(world.out(),
               ContainsSubstring("az provider register --namespace Microsoft.KeyVault"));
    world.environ.values["AZURE_CLIENT_SECRET"] = "";
    world.environ.values["AZURE_CLIENT_ID"] = "";
    world.environ.values["AZURE_TENANT_ID"] = "";
    CHECK(world.run({"workspace", "show", "--check", "--auth", "environment"}) == 6);
    CHECK_THAT(world.out(), ContainsSubstring("token"));
}

TEST_CASE("workspaces of a group and of the subscription", "[cli]") {
    World world;
    world.ready();
    world.arm.add_group("other");
    world.arm.add_workspace("other", "far");
    REQUIRE(world.run({"workspace", "list", "-o", "tsv", "--query", "name"}) == 0);
    CHECK(world.out() == "lab\n");
    REQUIRE(world.run({"workspace", "list", "--all", "-o", "tsv", "--query", "name"}) == 0);
    CHECK(world.out() == "lab\nfar\n");
}

TEST_CASE("config shows, writes, and takes the recipes' configuration over", "[cli]") {
    World world;
    REQUIRE(world.run({"workspace", "config", "-o", "tsv"}) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("workspace_name\tlab\tAZUREML_WORKSPACE_NAME\n"));
    CHECK(world.files.files.empty());
    REQUIRE(world.run({"workspace", "config", "-w", "mine"}) == 0);
    CHECK_THAT(world.files.files["/home/demo/project/.azureml/config.json"],
               ContainsSubstring("\"mine\""));
    CHECK(world.run({"workspace", "config", "-w", "other"}) == 3);
    CHECK(world.run({"workspace", "config", "-w", "other", "--force"}) == 0);

    world.files.files.clear();
    world.environ.values = {{"HOME", "/home/demo"}};
    world.files.files["/home/demo/project/configuration.json"] =
        R"({"subscription_id": "00000000-0000-0000-0000-00000000000b", "aad_client_id": "c",
            "aad_secret": "fakeSecretOfRecipe", "aad_tenant": "t", "location": "eastus",
            "base_url": "https://example.org", "resource_group": "recipes", "workspace": "batch",
            "storage_account": {"name": "demo", "key": "fakeSecretKey"}})";
    REQUIRE(world.run({"workspace", "config", "--from-batchai", "configuration.json"}) == 0);
    const std::string written = world.files.files["/home/demo/project/.azureml/config.json"];
    CHECK_THAT(written, ContainsSubstring("\"recipes\""));
    CHECK_THAT(written, ContainsSubstring("\"batch\""));
    CHECK_THAT(world.err(), ContainsSubstring("AZURE_CLIENT_SECRET"));
    CHECK((written + world.err() + world.out()).find("fakeSecret") == std::string::npos);
    CHECK(world.network.seen.empty());
}
