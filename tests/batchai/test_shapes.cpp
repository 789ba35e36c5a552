#include "batchai/read.hpp"
#include "batchai/versions.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <vector>

using batchai::Found;
using batchai::Key;
using batchai::KeyTree;
using batchai::ObjectKind;
using batchai::Recognised;
using batchai::Shape;
using batchai::Type;

namespace {

struct File {
    document::Parsed parsed;
    Found found;

    explicit File(std::string_view json)
        : parsed(document::parse(std::string(json), "x.json")) {
        INFO(json);
        REQUIRE(parsed.ok);
        found = batchai::find_objects(parsed.document);
    }

    [[nodiscard]] const document::Document& document() const { return parsed.document; }

    [[nodiscard]] std::vector<std::string> pointers() const {
        std::vector<std::string> out;
        for (const Recognised& one : found.objects) {
            out.push_back(document().pointer(one.outer));
        }
        return out;
    }

    [[nodiscard]] std::string text(const Recognised& one, std::string_view key) const {
        const document::NodeId node = document().find(one.body, key);
        return node == document::k_no_node ? "missing" : std::string(document().at(node).text);
    }

    // Of the node at this place of the file.
    [[nodiscard]] std::uint16_t rule_at(std::string_view pointer) const {
        for (document::NodeId id = 0; id < document().size(); ++id) {
            if (document().pointer(id) == pointer) {
                return found.rules[id];
            }
        }
        FAIL("nothing stands at " << pointer);
        return 0;
    }
};

std::string in_template(std::string_view resources, std::string_view more = "") {
    return R"({"$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#",
               "contentVersion": "1.0.0.0", )" +
           std::string(more) + R"("resources": [)" + std::string(resources) + "]}";
}

// The version that an object with these keys is read as.
struct Versioned {
    File file;
    Recognised what;
    std::vector<base::Finding> findings;
    batchai::RuleOfNode rules;

    Versioned(std::string_view json, std::string_view forced)
        : file(json),
          what(file.found.objects.at(0)),
          rules(file.found.rules) {
        KeyTree keys({{"nodeCount", Type::integer, 1},
                      {"priority", Type::integer, 2},
                      {"schedulingPriority", Type::text, 3},
                      {"mountVolumes.azureFileShares[].accountName", Type::text, 4},
                      {"horovodSettings.commandLineArgs", Type::text, 5}});
        for (const batchai::Dated& dated : batchai::dated_keys(ObjectKind::job)) {
            keys.date(dated.path, dated.since, dated.until);
        }
        const KeyTree outer({{"$schema", Type::text, 6}});
        batchai::check_keys(file.document(), what, outer, keys, forced, rules, findings);
    }

    [[nodiscard]] std::string version() const { return std::string(what.api_version); }
};

Versioned versioned(std::string_view schema, std::string_view members,
                    std::string_view forced = {}) {
    std::string json = "{";
    if (!schema.empty()) {
        json += "\"$schema\": \"https://h/BatchAI/" + std::string(schema) + "/job.json\", ";
    }
    json += "\"properties\": {\"nodeCount\": 1" + std::string(members) + "}}";
    return Versioned(json, forced);
}

} // namespace

TEST_CASE("answers of the service and output of the old CLI tell themselves", "[batchai]") {
    const File cli(
        R"({"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.BatchAI/workspaces/w/experiments/e/jobs/j",
        "name": "j", "type": "Microsoft.BatchAI/workspaces/experiments/jobs", "nodeCount": 1,
        "provisioningState": "succeeded", "resourceGroup": "g"})");
    REQUIRE(cli.found.objects.size() == 1);
    CHECK(cli.found.shape == Shape::cli);
    CHECK(cli.found.objects[0].workspace == "w");
    CHECK(cli.found.objects[0].experiment == "e");
    CHECK(cli.found.objects[0].hinted_version == "2018-05-01");
    const File rest(R"({"id": "/x", "type": "Microsoft.BatchAI/Clusters",
        "properties": {"vmSize": "STANDARD_NC6", "provisioningState": "succeeded"}})");
    REQUIRE(rest.found.objects.size() == 1);
    CHECK(rest.found.shape == Shape::rest);
    CHECK(rest.found.objects[0].kind == ObjectKind::cluster);
    CHECK_FALSE(rest.found.objects[0].flat());
}

TEST_CASE("workspaces and experiments are known by their type alone", "[batchai]") {
    const auto kind = [](std::string_view type) {
        const File file("{\"name\": \"a\", \"type\": \"" + std::string(type) + "\"}");
        return file.found.objects.empty() ? ObjectKind::unknown : file.found.objects[0].kind;
    };
    CHECK(kind("Microsoft.BatchAI/workspaces") == ObjectKind::workspace);
    CHECK(kind("microsoft.batchai/Workspaces") == ObjectKind::workspace);
    CHECK(kind("Microsoft.BatchAI/workspaces/experiments") == ObjectKind::experiment);
    CHECK(kind("Microsoft.BatchAI/workspaces/fileservers") == ObjectKind::file_server);
    CHECK(kind("Microsoft.BatchAI/Job") == ObjectKind::job);
    CHECK(kind("Microsoft.BatchAI/workspaces/models") == ObjectKind::unknown);
    CHECK(kind("Microsoft.MachineLearningServices/workspaces") == ObjectKind::unknown);
}

TEST_CASE("the recipes' configuration is known by its keys together", "[batchai]") {
    const File file(R"({"subscription_id": "s", "resource_group": "g", "aad_client_id": "a"})");
    REQUIRE(file.found.objects.size() == 1);
    CHECK(file.found.objects[0].kind == ObjectKind::configuration);
    // config.json of Azure ML has two of them.
    CHECK(File(R"({"subscription_id": "s", "resource_group": "g", "workspace_name": "w"})")
              .found.objects.empty());
}

TEST_CASE("each item of a list is an object, and strangers are said", "[batchai]") {
    const File cli(R"([{"nodeCount": 1}, 5, {"vmSize": "x"}, {"other": {"a": 1}}])");
    CHECK(cli.found.shape == Shape::cli_list);
    CHECK(cli.pointers() == std::vector<std::string>{"/0", "/2"});
    CHECK(cli.found.findings.size() == 2);
    CHECK(cli.rule_at("/3/other/a") == batchai::k_unknown_key);
    const File rest(R"({"value": [{"properties": {"nodeCount": 1}}], "nextLink": "n"})");
    CHECK(rest.found.shape == Shape::rest_list);
    CHECK(rest.pointers() == std::vector<std::string>{"/value/0"});
    CHECK(rest.rule_at("/nextLink") == batchai::k_list_frame);
    CHECK(File(R"([{"a": 1}])").found.objects.empty());
    CHECK(File(R"({"value": [{"currentValue": 1, "limit": 20}]})").found.objects.empty());
    CHECK(File("[]").found.objects.empty());
}

TEST_CASE("the request of an example counts, else its first answer", "[batchai]") {
    const File put(R"({"parameters": {"jobName": "demo_job", "experimentName": "e",
        "api-version": "2018-05-01", "parameters": {"properties": {"nodeCount": 1}}},
        "responses": {"200": {"body": {"properties": {"nodeCount": 7}}}}})");
    REQUIRE(put.found.objects.size() == 1);
    CHECK(put.found.shape == Shape::example);
    CHECK(put.text(put.found.objects[0], "nodeCount") == "1");
    CHECK(put.document().pointer(put.found.objects[0].name_node) == "/parameters/jobName");
    CHECK(put.found.objects[0].experiment == "e");
    CHECK(put.rule_at("/responses/200/body/properties/nodeCount") == batchai::k_example_frame);
    const File get(R"({"parameters": {"clusterName": "c"},
        "responses": {"200": {"body": {"name": "c", "properties": {"vmSize": "x"}}}}})");
    CHECK(get.pointers() == std::vector<std::string>{"/responses/200/body"});
    const File list(R"({"parameters": {}, "responses": {"200": {"body": {"value": [
        {"properties": {"vmSize": "x"}}, {"properties": {"vmSize": "y"}}]}}}})");
    CHECK(list.found.objects.size() == 2);
    const File workspace(R"({"parameters": {"workspaceName": "w", "parameters": {"location": "e"}},
        "responses": {}})");
    REQUIRE(workspace.found.objects.size() == 1);
    CHECK(workspace.found.objects[0].kind == ObjectKind::workspace);
}

TEST_CASE("resources of a template are found however they are nested", "[batchai]") {
    const File file(in_template(R"(
        {"type": "Microsoft.BatchAI/workspaces", "name": "w", "apiVersion": "2018-05-01", "resources": [
            {"type": "clusters", "name": "gpu", "properties": {"vmSize": "x"}},
            {"type": "experiments", "name": "e", "resources": [
                {"type": "jobs", "name": "j", "properties": {"nodeCount": 1}}]}]},
        {"type": "microsoft.batchai/workspaces/experiments/jobs", "name": "w2/e2/j2",
         "properties": {"nodeCount": 2}},
        {"type": "Microsoft.Storage/storageAccounts", "name": "acct"})"));
    REQUIRE(file.found.objects.size() == 5);
    CHECK(file.found.objects[0].kind == ObjectKind::workspace);
    CHECK(file.found.objects[1].workspace == "w");
    CHECK(file.found.objects[3].kind == ObjectKind::job);
    CHECK(file.found.objects[3].experiment == "e");
    CHECK(file.found.objects[4].workspace == "w2");
    CHECK(file.found.objects[4].experiment == "e2");
    CHECK(file.rule_at("/resources/2/name") == batchai::k_other_resource);
    CHECK(file.rule_at("/resources/0/resources/0") == batchai::k_nested);
    CHECK(file.rule_at("/contentVersion") == batchai::k_template_frame);
    CHECK(File(in_template(R"({"type": "Microsoft.Storage/storageAccounts"})"))
              .found.objects.empty());
}

TEST_CASE("what a template tells takes the place of its expressions", "[batchai]") {
    const File file(in_template(
        R"({"type": "Microsoft.BatchAI/workspaces/clusters", "name": "[concat(variables('w'), '/gpu')]",
            "properties": {"vmSize": "[parameters('SIZE')]", "scaleSettings": "[variables('scale')]",
                           "subnet": {"id": "[[literal]"}}})",
        R"("parameters": {"size": {"type": "string", "defaultValue": "STANDARD_NC6"},
                          "n": {"type": "int", "defaultValue": 3}},
           "variables": {"w": "[toLower('WS')]",
                         "scale": {"manual": {"targetNodeCount": "[parameters('n')]"}}},)"));
    REQUIRE(file.found.objects.size() == 1);
    const document::Document& d = file.document();
    const Recognised& one = file.found.objects[0];
    CHECK(one.written);
    CHECK(one.workspace == "ws");
    CHECK(file.text(one, "vmSize") == "STANDARD_NC6");
    CHECK(d.at(d.find(d.find(one.body, "subnet"), "id")).text == "[literal]");
    const document::NodeId scale = d.find(one.body, "scaleSettings");
    CHECK(d.is_leaf(scale));
    const document::NodeId target = d.find(d.find(scale, "manual"), "targetNodeCount");
    REQUIRE(target != document::k_no_node);
    CHECK(d.at(target).text == "3");
    CHECK(d.pointer(target) == "/variables/scale/manual/targetNodeCount");
    // The copy's fate is that of the expression, of the variable, and so of the parameter.
    const auto linked = [&](document::NodeId from, std::string_view to) {
        for (const document::Link& link : d.links()) {
            if (link.from == from && d.pointer(link.also) == to) {
                return true;
            }
        }
        return false;
    };
    CHECK(linked(target, "/resources/0/properties/scaleSettings"));
    CHECK(linked(target, "/variables/scale/manual/targetNodeCount"));
}

TEST_CASE("a resource that needs what only a deployment knows is not written", "[batchai]") {
    const File open(in_template(R"({"type": "Microsoft.BatchAI/workspaces/clusters", "name": "w/c",
        "properties": {"vmSize": "[parameters('size')]"}})",
                                R"("parameters": {"size": {"type": "string"}},)"));
    REQUIRE(open.found.objects.size() == 1);
    CHECK_FALSE(open.found.objects[0].written);
    REQUIRE(open.found.findings.size() == 1);
    CHECK(open.found.findings[0].code == "BA150");
    CHECK(open.found.findings[0].cls == base::Class::manual);
    const File place(in_template(R"({"type": "Microsoft.BatchAI/workspaces", "name": "w",
        "location": "[resourceGroup().location]"})"));
    CHECK(place.found.objects.at(0).written);
    CHECK(place.found.findings.at(0).cls == base::Class::approximated);
    const File loop(in_template(R"({"type": "Microsoft.BatchAI/workspaces/clusters",
        "name": "[concat('w/c', copyIndex())]", "copy": {"name": "l", "count": 3},
        "properties": {"vmSize": "x"}})"));
    CHECK_FALSE(loop.found.objects.at(0).written);
    CHECK(loop.found.findings.size() == 1);
}

TEST_CASE("values that name each other in a circle, or without end, are not told", "[batchai]") {
    const File circle(
        in_template(R"({"type": "Microsoft.BatchAI/workspaces/clusters", "name": "w/c",
        "properties": {"vmSize": "[variables('a')]"}})",
                    R"("variables": {"a": "[variables('b')]", "b": "[variables('a')]"},)"));
    CHECK_FALSE(circle.found.objects.at(0).written);
    std::string variables = R"("variables": {"v0": {"a": 1, "b": 2, "c": 3, "d": 4},)";
    for (int i = 1; i < 14; ++i) {
        const std::string last = "\"[variables('v" + std::to_string(i - 1) + "')]\"";
        variables += "\"v" + std::to_string(i) + "\": {\"a\": " + last + ", \"b\": " + last +
                     ", \"c\": " + last + ", \"d\": " + last + "}" + (i < 13 ? "," : "");
    }
    const File bomb(in_template(R"({"type": "Microsoft.BatchAI/workspaces/clusters", "name": "w/c",
        "properties": {"vmSize": "x", "scaleSettings": "[variables('v13')]"}})",
                                variables + "},"));
    CHECK(bomb.document().size() <= 2'000'000);
    CHECK_FALSE(bomb.found.findings.empty());
}

TEST_CASE("keys tell the version where the file does not", "[batchai]") {
    CHECK(versioned("", "").version() == "2018-05-01");
    CHECK(versioned("", R"(, "priority": 5)").version() == "2018-03-01");
    CHECK(versioned("2017-09-01-preview", "").version() == "2017-09-01-preview");
    // A schema of old with newer keys: the keys are right.
    const Versioned newer = versioned(
        "2017-09-01-preview", R"(, "mountVolumes": {"azureFileShares": [{"accountName": "a"}]})");
    CHECK(newer.version() == "2018-03-01");
    REQUIRE(newer.findings.size() == 1);
    CHECK(newer.findings[0].code == "BA117");
    CHECK(newer.findings[0].cls == base::Class::rewritten);
}

TEST_CASE("keys of another version were ignored, and are", "[batchai]") {
    const Versioned late = versioned("2018-05-01", R"(, "priority": 5)");
    CHECK(late.version() == "2018-05-01");
    REQUIRE(late.findings.size() == 1);
    CHECK(late.findings[0].cls == base::Class::dropped);
    const Versioned forced =
        versioned("", R"(, "horovodSettings": {"commandLineArgs": "x"})", "2017-09-01-preview");
    CHECK(forced.version() == "2017-09-01-preview");
    REQUIRE(forced.findings.size() == 1);
    CHECK(forced.findings[0].code == "BA117");
    const document::Document& d = forced.file.document();
    const document::NodeId settings = d.find(forced.what.body, "horovodSettings");
    CHECK(forced.rules[settings] == batchai::k_other_version);
    // Of the examples of the last version: a word, where the old key took a number.
    const Versioned word = versioned("", R"(, "priority": "normal")");
    CHECK(word.version() == "2018-05-01");
    REQUIRE(word.findings.size() == 1);
    CHECK(word.findings[0].code == "BA101");
    CHECK(word.findings[0].help.find("schedulingPriority") != std::string::npos);
}

TEST_CASE("what the old CLI's output adds is no mistake", "[batchai]") {
    const Versioned stray = versioned(
        "", R"(, "additionalProperties": {}, "cluster": {"id": "x", "resourceGroup": "g"})");
    for (const base::Finding& finding : stray.findings) {
        CHECK(finding.message.find("additionalProperties") == std::string::npos);
    }
}
