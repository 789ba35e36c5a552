#include "cli/connection.hpp"
#include "cli/world.hpp"
#include "support/catch.hpp"

namespace {

struct Settings {
    support::MemoryFiles files;
    support::FakeEnviron environ;
    support::FakeTerminal terminal;
    cli::ConnectionOptions options;

    cli::Connection find() {
        environ.values["HOME"] = "/home/demo";
        support::NoChildren children;
        cli::Env env{files, environ, terminal, children};
        return cli::find_connection(options, env);
    }
};

} // namespace

TEST_CASE("each setting comes from the first place that says it", "[cli]") {
    Settings s;
    CHECK(!s.find().workspace.given());
    s.files.files["/home/demo/.azure/azureProfile.json"] =
        "\xEF\xBB\xBF{\"subscriptions\": [{\"id\": \"other\", \"isDefault\": false}, "
        "{\"id\": \"of-profile\", \"isDefault\": true}]}";
    CHECK(s.find().subscription.value == "of-profile");
    s.files.files["/home/aml_config/config.json"] = // further up
        R"({"subscription_id": "of-old", "resource_group": "of-old", "workspace_name": "of-old"})";
    CHECK(s.find().subscription.value == "of-old");
    s.files.files["/home/demo/project/.azureml/config.json"] =
        R"({"subscription_id": "of-file", "resource_group": "of-file", "workspace_name": "of-file"})";
    CHECK(s.find().workspace.value == "of-file");
    CHECK(s.find().workspace.from == "/home/demo/project/.azureml/config.json");
    s.files.files["/home/demo/.azure/config"] =
        "[core]\ngroup = no\n[defaults]\ngroup = of-az\nworkspace=of-az\nlocation = eastus\n";
    CHECK(s.find().workspace.value == "of-az");
    CHECK(s.find().resource_group.value == "of-az");
    CHECK(s.find().location.value == "eastus");
    s.environ.values["AZURE_DEFAULTS_GROUP"] = "of-az-variable";
    CHECK(s.find().resource_group.value == "of-az-variable");
    s.environ.values["AZURE_RESOURCE_GROUP"] = "of-variable";
    s.environ.values["AZURE_SUBSCRIPTION_ID"] = "of-variable";
    s.environ.values["AZUREML_WORKSPACE_NAME"] = "of-variable";
    CHECK(s.find().subscription.from == "AZURE_SUBSCRIPTION_ID");
    CHECK(s.find().resource_group.value == "of-variable");
    s.options.workspace = "of-flag";
    CHECK(s.find().workspace.value == "of-flag");
    CHECK(cli::origins_text(s.find()) == "subscription of-variable (AZURE_SUBSCRIPTION_ID)\n"
                                         "resource group of-variable (AZURE_RESOURCE_GROUP)\n"
                                         "workspace of-flag (--workspace-name)\n"
                                         "cloud AzureCloud (the default)\n");
}

TEST_CASE("settings that cannot be meant are refused", "[cli]") {
    Settings s;
    s.options.workspace = "REPLACE-ME";
    CHECK_THROWS_AS(s.find(), base::Error);
    s.options.workspace = "/subscriptions/a/resourceGroups/b";
    CHECK_THROWS_AS(s.find(), base::Error);
    s.options.workspace = "lab";
    s.files.files["/home/demo/project/.azureml/config.json"] = "[]";
    CHECK_THROWS_AS(s.find(), base::Error);
}

TEST_CASE("what is not known is said with the ways to say it", "[cli]") {
    World world;
    world.environ.values.erase("AZUREML_WORKSPACE_NAME");
    CHECK(world.run({"cluster", "list"}) == 2);
    CHECK_THAT(world.err(), ContainsSubstring("no workspace is named"));
    CHECK_THAT(world.err(), ContainsSubstring("AZUREML_WORKSPACE_NAME"));
    CHECK(world.network.seen.empty());
    CHECK(world.run({"cluster", "list", "-w", "lab", "--api-version", "latest"}) == 2);
    CHECK(world.run({"cluster", "list", "-w", "lab", "--cloud", "Mars"}) == 2);
}

TEST_CASE("the flag --verbose says where each setting comes from", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run({"cluster", "list", "-w", "lab", "--verbose"}) == 0);
    CHECK_THAT(world.err(), ContainsSubstring("workspace lab (--workspace-name)\n"));
    CHECK_THAT(world.err(), ContainsSubstring("resource group demo (AZURE_RESOURCE_GROUP)\n"));
}

TEST_CASE("the flag --api-version changes Azure ML's alone", "[cli]") {
    World world;
    REQUIRE(world.run({"workspace", "create", "lab", "-l", "westeurope", "--api-version",
                       "2023-04-01"}) == 0);
    for (const support::Seen& one : world.network.seen) {
        if (one.url.find("MachineLearningServices/workspaces") != std::string::npos) {
            CHECK_THAT(one.url, ContainsSubstring("api-version=2023-04-01"));
        } else {
            CHECK(one.url.find("2023-04-01") == std::string::npos);
        }
    }
}

TEST_CASE("commands that ask nobody touch no network", "[cli]") {
    World world;
    world.network.answer = [](const support::Seen&) -> support::FakeAnswer {
        throw std::logic_error("nobody may be asked");
    };
    CHECK(world.run({"--version"}) == 0);
    CHECK(world.run({"cluster", "sizes", "--offline", "NC6"}) == 0);
    CHECK(world.run({"cluster", "convert", "-n", "gpu", "-s", "Standard_NC6", "-t", "1"}) == 0);
    CHECK(world.run({"cluster", "create", "--help"}) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("--if-exists"));
    CHECK(world.run({"cluster", "--help"}) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("nodes"));
}
