#include "aml/read.hpp"
#include "support/catch.hpp"

#include <string>

using aml::Form;
using aml::ObjectKind;

namespace {
// "command job v2", one object a line.
std::string kinds(const std::string& text, const char* file = "x.yml") {
    const document::Parsed parsed = document::parse(text, file);
    REQUIRE(parsed.ok);
    std::string out;
    for (const aml::Recognised& what : aml::recognise(parsed.document)) {
        out += std::string(name(what.kind)) + (what.form == Form::v2 ? " v2" : " arm");
        out += what.type.empty() ? "\n" : " " + std::string(what.type) + "\n";
    }
    return out;
}
} // namespace

TEST_CASE("v2 files are recognised by schema, type and keys") {
    const std::string schema = "$schema: https://azuremlschemas.azureedge.net/latest/";
    CHECK(kinds(schema + "commandJob.schema.json\n") == "command job v2 command\n");
    CHECK(kinds(schema + "amlCompute.schema.json\n") == "compute v2 amlcompute\n");
    CHECK(kinds(schema + "azureFile.schema.json\n") == "datastore v2 azure_file\n");
    CHECK(kinds(schema + "environment.schema.json\n") == "environment v2\n");
    CHECK(kinds(schema + "workspace.schema.json\n") == "workspace v2\n");
    CHECK(kinds(schema + "pipelineJob.schema.json\n") == "object of another kind v2 pipeline\n");
    CHECK(kinds(schema + "modelPackage.schema.json\n") ==
          "object of another kind v2 modelPackage\n");
    // The type decides, as for az ml.
    CHECK(kinds(schema + "commandJob.schema.json\ntype: pipeline\n") ==
          "object of another kind v2 pipeline\n");
    CHECK(kinds(schema + "commandJob.schema.json\ntype: comand\n") == "command job v2 command\n");

    CHECK(kinds("command: a\ncompute: b\n") == "command job v2 command\n");
    CHECK(kinds("command: a\nenvironment: b\n") == "command job v2 command\n");
    CHECK(kinds("command: a\nproperties: {a: b}\nenvironment: c\n") == "command job v2 command\n");
    CHECK(kinds("type: Command\ncommand: a\n") == "command job v2 Command\n");
    CHECK(kinds("type: amlcompute\nname: a\n") == "compute v2 amlcompute\n");
    CHECK(kinds("type: azure_blob\naccount_name: a\n") == "datastore v2 azure_blob\n");
    CHECK(kinds("type: container_registry\ntarget: a\n") == "connection v2 container_registry\n");
    CHECK(kinds("type: azure_data_lake_gen2\nname: a\n") ==
          "object of another kind v2 azure_data_lake_gen2\n");
    CHECK(kinds("name: a\nimage: b\n") == "environment v2\n");
    CHECK(kinds("name: a\nhbi_workspace: true\n") == "workspace v2\n");
}

TEST_CASE("what is none of Azure ML's") {
    for (const char* text :
         {"command: a\n", "type: command\nname: a\n", "type: pipeline\nsteps: []\n",
          "name: a\nimage: b\nports: [80]\n", "name: a\nlocation: b\n", "- a\n- b\n", "text\n",
          "properties: {vmSize: x}\n", "properties: {nodeCount: 1, inputDirectories: []}\n",
          "type: Microsoft.BatchAI/workspaces/clusters\nproperties: {vmSize: x}\n",
          "value: [{a: b}]\n", "value: [{command: a, compute: b}, {a: b}]\n",
          "channels: [a]\ndependencies: [b]\n", "subscription_id: a\nresource_group: b\n"}) {
        INFO(text);
        CHECK(kinds(text).empty());
    }
}

TEST_CASE("bodies are recognised by the key that tells their types apart") {
    const auto body = [](const std::string& properties) {
        return kinds("{\"properties\": {" + properties + "}}", "x.json");
    };
    CHECK(body(R"("jobType": "command")") == "command job arm command\n");
    CHECK(body(R"("jobType": "Sweep")") == "object of another kind arm Sweep\n");
    CHECK(body(R"("computeType": "AmlCompute")") == "compute arm AmlCompute\n");
    CHECK(body(R"("computeType": "ComputeInstance")") ==
          "object of another kind arm ComputeInstance\n");
    CHECK(body(R"("datastoreType": "AzureFile")") == "datastore arm AzureFile\n");
    CHECK(body(R"("datastoreType": "OneLake")") == "object of another kind arm OneLake\n");
    CHECK(body(R"("category": "ContainerRegistry", "target": "x")") ==
          "connection arm ContainerRegistry\n");
    CHECK(body(R"("category": "Git", "target": "x")") == "object of another kind arm Git\n");
    CHECK(body(R"("image": "x", "isAnonymous": true)") == "environment arm\n");
    CHECK(body(R"("storageAccount": "x", "keyVault": "y")") == "workspace arm\n");
    CHECK(body(R"("image": "x")").empty());
    CHECK(kinds(R"({"type": "microsoft.machinelearningservices/workspaces", "properties": {}})",
                "x.json") == "workspace arm\n");
    CHECK(kinds(R"({"type": "Microsoft.MachineLearningServices/workspaces/environments/versions",
                    "properties": {"image": "x"}})",
                "x.json") == "environment arm\n");
    CHECK(
        kinds(
            R"({"type": "Microsoft.MachineLearningServices/workspaces/schedules", "properties": {}})",
            "x.json") ==
        "object of another kind arm Microsoft.MachineLearningServices/workspaces/schedules\n");
}

TEST_CASE("lists hold one object each") {
    CHECK(kinds(R"({"value": [{"properties": {"jobType": "Command"}},
                              {"properties": {"jobType": "Pipeline"}}], "nextLink": null})",
                "x.json") == "command job arm Command\nobject of another kind arm Pipeline\n");
    CHECK(kinds(R"([{"type": "amlcompute", "name": "a"}, {"type": "amlcompute", "name": "b"}])",
                "x.json") == "compute v2 amlcompute\ncompute v2 amlcompute\n");
    CHECK(kinds(R"({"value": []})", "x.json").empty());
}
