#include "cli/world.hpp"
#include "support/catch.hpp"

#include <algorithm>

using support::FakeAnswer;

TEST_CASE("a cluster is made, waited for, and equal afterwards", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(with(k_create, {"-o", "json"})) == 0);
    INFO(world.err());
    const auto status = nlohmann::json::parse(world.out());
    CHECK(status["name"] == "gpu");
    CHECK(status["action"] == "created");
    CHECK(status["location"] == "westeurope"); // the workspace's
    CHECK(status["provisioningState"] == "Succeeded");
    CHECK(status["allocationState"] == "Steady");
    CHECK(status["nodeStateCounts"]["idleNodeCount"] == 1);
    CHECK_THAT(world.err(), ContainsSubstring("gpu: 1 nodes stay on, 24 node hours a day; 48 node "
                                              "hours of Standard_DS3_v2 a day at most"));
    CHECK_THAT(world.err(), ContainsSubstring("gpu: resizing, 0 of 1 nodes: 1 preparing"));
    CHECK(world.count("PUT") == 1);

    REQUIRE(world.run(with({"cluster", "diff"}, {k_create.begin() + 2, k_create.end()})) == 0);
    CHECK(world.out() == "gpu: equal\n");

    // The second time nothing is sent but two questions.
    REQUIRE(world.run(with(k_create, {"-o", "json"})) == 0);
    CHECK(nlohmann::json::parse(world.out())["action"] == "unchanged");
    std::vector<std::string> asked = world.asked();
    std::sort(asked.begin(), asked.end());
    CHECK(asked == std::vector<std::string>{"GET " + k_workspace, "GET " + k_gpu});
}

TEST_CASE("a change by hand shows, and create puts scale and tags right", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    world.arm.edit(k_gpu)["properties"]["properties"]["scaleSettings"]["maxNodeCount"] = 9;
    CHECK(world.run(with({"cluster", "diff"}, {k_create.begin() + 2, k_create.end()})) == 5);
    CHECK(world.out() == "gpu: different\n  ~ max_instances: 9 -> 2\n");

    CHECK(world.run(with(k_create, {"--dry-run"})) == 0);
    CHECK(world.run(with(k_create, {"--dry-run", "--exit-code"})) == 5);
    CHECK(world.count("PATCH") == 0);
    REQUIRE(world.run(with(k_create, {"-o", "json"})) == 0);
    CHECK(nlohmann::json::parse(world.out())["action"] == "updated");
    CHECK(world.count("PATCH") == 1);
    const auto scale = world.arm.at(k_gpu)["properties"]["properties"]["scaleSettings"];
    CHECK(scale ==
          nlohmann::json(
              {{"minNodeCount", 1}, {"maxNodeCount", 2}, {"nodeIdleTimeBeforeScaleDown", "PT2M"}}));
}

TEST_CASE("what cannot change is refused with field, values and way", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    std::vector<std::string> other = k_create;
    other[5] = "Standard_NC4as_T4_v3";
    CHECK(world.run(other) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("size is Standard_DS3_v2 and shall be "
                                              "Standard_NC4as_T4_v3"));
    CHECK_THAT(world.err(), ContainsSubstring("cluster delete gpu"));
    CHECK(world.count("PUT") == 0);
    CHECK(world.run(with(other, {"--if-exists", "leave"})) == 0);
    CHECK(world.run(with(k_create, {"--if-exists", "fail"})) == 7);
}

TEST_CASE("errors of nodes are an end, though the cluster is made", "[cli]") {
    World world;
    world.ready();
    world.arm.node_errors = {{{"error",
                               {{"code", "ClusterCoreQuotaReached"},
                                {"message", "Operation results in exceeding quota limits."}}}}};
    CHECK(world.run(k_create) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("ClusterCoreQuotaReached"));
    CHECK_THAT(world.err(), ContainsSubstring("ask for more quota"));
}

TEST_CASE("nodes that do not come end the waiting with the line that goes on", "[cli]") {
    World world;
    world.ready();
    world.arm.ready_nodes = 0;
    CHECK(world.run(with(k_create, {"--timeout", "120"})) == 8);
    CHECK_THAT(world.err(), ContainsSubstring("not ready after 120 s"));
    CHECK_THAT(world.err(), ContainsSubstring("batchai-to-amlcompute cluster wait gpu"));
    CHECK(world.run({"cluster", "wait", "gpu", "--timeout", "60"}) == 8);
    world.arm.ready_nodes = -1;
    CHECK(world.run({"cluster", "wait", "gpu", "--min-node-count", "1"}) == 0);
    CHECK(world.run(with(k_create, {"--min-node-count", "3"})) == 2);
}

TEST_CASE("without a wait the command ends once the service has it", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(with(k_create, {"--no-wait", "-o", "json"})) == 0);
    CHECK(nlohmann::json::parse(world.out())["provisioningState"] == "Creating");
}

TEST_CASE("the region's lists warn and forbid nothing", "[cli]") {
    World world;
    world.ready();
    const std::vector<std::string> big = {
        "cluster", "create", "-n", "gpu", "-s", "Standard_NC8as_T4_v3", "--min", "0", "--max", "2"};
    CHECK(world.run(big) == 0);
    CHECK_THAT(world.err(), ContainsSubstring("warning: westeurope does not list "
                                              "Standard_NC8as_T4_v3 for clusters; of its class it "
                                              "lists Standard_NC4as_T4_v3"));
    CHECK_THAT(world.err(), ContainsSubstring("warning: gpu may take 16 cores"));
}

TEST_CASE("a retired size is refused here unless forced", "[cli]") {
    World world;
    world.ready();
    std::vector<std::string> old = k_create;
    old[5] = "Standard_NC6";
    CHECK(world.run(old) == 3);
    CHECK_THAT(world.err(), ContainsSubstring("retired on 2023-08-31"));
    CHECK(world.network.seen.empty());
    CHECK(world.run(with(old, {"--force"})) == 0);
    CHECK(world.arm.at(k_gpu)["properties"]["properties"]["vmSize"] == "Standard_NC6");
}

TEST_CASE("several clusters of files are made at the same time", "[cli]") {
    World world;
    world.ready();
    for (const char* name : {"a", "b", "c"}) {
        world.files.files[std::string("/home/demo/project/specs/") + name + ".yml"] =
            std::string("name: cpu-") + name +
            "\ntype: amlcompute\nsize: Standard_DS3_v2\nmin_instances: 0\nmax_instances: 2\n"
            "tags: {team: vision}\n";
    }
    REQUIRE(world.run({"cluster", "create", "-f", "specs", "-o", "tsv"}) == 0);
    CHECK(world.arm.created.size() == 3);
    CHECK_THAT(world.out(), ContainsSubstring("cpu-b\tcreated\tAmlCompute\tStandard_DS3_v2"));
    REQUIRE(world.run({"cluster", "list", "--query", "name", "-o", "tsv"}) == 0);
    CHECK(world.out() == "cpu-a\ncpu-b\ncpu-c\n");

    // One of them fails: the others are made, and said.
    REQUIRE(world.run({"cluster", "delete", "cpu-a", "cpu-b", "cpu-c", "--yes"}) == 0);
    world.arm.next["/computes/cpu-b"] = {
        .status = 403, .body = R"({"error": {"code": "AuthorizationFailed", "message": "No."}})"};
    // The question about it is answered so: nothing is sent at all.
    CHECK(world.run({"cluster", "create", "-f", "specs"}) == 6);
    CHECK(world.count("PUT") == 0);

    world.arm.fail_late = true; // the first one
    CHECK(world.run({"cluster", "create", "-f", "specs", "--max-parallel", "1"}) == 7);
    CHECK(world.arm.at(k_workspace + "/computes/cpu-c")["properties"]["provisioningState"] ==
          "Succeeded");
    CHECK_THAT(world.err(), ContainsSubstring("cannot create the cluster cpu-a"));
    CHECK(world.run({"cluster", "create", "-f", "specs"}) == 0);
}

TEST_CASE("tags are added by a PUT of all, and others' tags stay", "[cli]") {
    World world;
    world.ready();
    const std::string yaml = "name: gpu\ntype: amlcompute\nsize: Standard_DS3_v2\n"
                             "min_instances: 0\nmax_instances: 2\n";
    world.files.files["/home/demo/project/gpu.yml"] = yaml;
    REQUIRE(world.run({"cluster", "create", "-f", "gpu.yml"}) == 0);
    world.arm.edit(k_gpu)["tags"]["policy"] = "audit";
    world.files.files["/home/demo/project/gpu.yml"] = yaml + "tags: {team: vision}\n";
    REQUIRE(world.run({"cluster", "create", "-f", "gpu.yml"}) == 0);
    CHECK(world.arm.at(k_gpu)["tags"] == nlohmann::json({{"policy", "audit"}, {"team", "vision"}}));
    CHECK(world.arm.created.size() == 1);
}

TEST_CASE("update sends all three values of the scale", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    REQUIRE(world.run({"cluster", "update", "gpu", "--max", "8"}) == 0);
    CHECK(world.arm.at(k_gpu)["properties"]["properties"]["scaleSettings"] ==
          nlohmann::json(
              {{"minNodeCount", 1}, {"maxNodeCount", 8}, {"nodeIdleTimeBeforeScaleDown", "PT2M"}}));
    CHECK(world.run({"cluster", "update", "gpu", "--max", "8"}) == 0);
    CHECK(world.count("PATCH") == 0);
    CHECK(world.run({"cluster", "update", "gpu", "--min", "9"}) == 2);
    CHECK(world.run({"cluster", "update", "other", "--min", "1"}) == 7);
    CHECK(world.run({"cluster", "update", "gpu"}) == 2);
    CHECK(world.run({"cluster", "update", "gpu", "-t", "3"}) == 0);
    CHECK(world.run({"cluster", "update", "gpu", "--tags", "team=vision", "--dry-run",
                     "--exit-code"}) == 5);
    CHECK(world.run({"cluster", "update", "gpu", "--tags", "team=vision"}) == 0);
    CHECK(world.arm.at(k_gpu)["tags"]["team"] == "vision");
}

TEST_CASE("delete asks a person, needs --yes without one, and is done twice as once", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    CHECK(world.run({"cluster", "delete", "gpu"}) == 2);
    CHECK_THAT(world.err(), ContainsSubstring("--yes"));
    world.terminal.answer = "n";
    CHECK(world.run({"cluster", "delete", "gpu"}) == 130);
    world.terminal.answer = "y";
    CHECK(world.run({"cluster", "delete", "gpu", "--dry-run", "--exit-code"}) == 5);
    CHECK(world.run({"cluster", "delete", "gpu"}) == 0);
    CHECK(world.arm.at(k_gpu).is_null());
    CHECK(world.run({"cluster", "delete", "gpu", "-o", "json", "--query", "action"}) == 0);
    CHECK(world.out() == "\"not there\"\n");
}

TEST_CASE("status has the keys of the guide's serialize()", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    REQUIRE(world.run({"cluster", "status", "gpu"}) == 0);
    for (const char* key :
         {"allocationState", "allocationStateTransitionTime", "creationTime", "currentNodeCount",
          "errors", "modifiedTime", "nodeStateCounts", "provisioningState", "scaleSettings",
          "targetNodeCount", "vmPriority", "vmSize"}) {
        CHECK_THAT(world.out(), ContainsSubstring(std::string(key) + ":"));
    }
    CHECK(world.run({"cluster", "status", "gone"}) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("there is no compute gone"));
    CHECK(world.run({"cluster", "status", "no name"}) == 2);
    REQUIRE(world.run({"cluster", "nodes", "gpu", "-o", "tsv"}) == 0);
    CHECK(world.out() == "gpu\ttvm-0\tidle\t192.0.2.1\t50000\t\t10.0.0.4\n");
}

TEST_CASE("answers that lack what they must have are an error with their ids", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    world.arm.edit(k_gpu)["properties"]["properties"].erase("vmSize");
    CHECK(world.run({"cluster", "status", "gpu"}) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("the answer has no properties.properties.vmSize"));
    CHECK_THAT(world.err(), ContainsSubstring("correlation-of-the-fake"));
    world.arm.edit(k_gpu)["properties"]["properties"]["vmSize"] = "Standard_DS3_v2";
    world.arm.edit(k_gpu)["properties"]["news"] = "of another version";
    CHECK(world.run({"cluster", "status", "gpu"}) == 0);
}

TEST_CASE("a workspace that is not there is said before anything is sent", "[cli]") {
    World world;
    world.arm.add_group("demo");
    CHECK(world.run(k_create) == 7);
    CHECK_THAT(world.err(), ContainsSubstring("cannot read the workspace lab"));
    CHECK(world.count("PUT") == 0);
}

TEST_CASE("Ctrl-C tells what is there and how to go on", "[cli]") {
    World world;
    world.ready();
    world.arm.ready_nodes = 0;
    const auto usual = world.network.answer;
    world.network.answer = [&](const support::Seen& one) {
        world.network.stop = world.network.seen.size() > 12; // while nodes are waited for
        return usual(one);
    };
    CHECK(world.run(k_create) == 130);
    CHECK_THAT(world.err(), ContainsSubstring("done so far: created the cluster gpu"));
    CHECK_THAT(world.err(), ContainsSubstring("run the same command again"));
    world.network.stop = false;
    world.network.answer = usual;
    world.arm.ready_nodes = -1;
    CHECK(world.run(k_create) == 0);
    CHECK(world.arm.created[ // once
              "/subscriptions/00000000-0000-0000-0000-000000000001/resourcegroups/demo/providers/"
              "microsoft.machinelearningservices/workspaces/lab/computes/gpu"] == 1);
}

TEST_CASE("the time of the whole command can be bounded", "[cli]") {
    World world;
    world.ready();
    world.arm.ready_nodes = 0;
    CHECK(world.run(with(k_create, {"--max-time", "60"})) == 8);
    CHECK_THAT(world.err(), ContainsSubstring("--max-time"));
}

TEST_CASE("sizes of a region come with what is known of them", "[cli]") {
    World world;
    REQUIRE(world.run({"cluster", "sizes", "--location", "westeurope", "-o", "json"}) == 0);
    const auto sizes = nlohmann::json::parse(world.out());
    REQUIRE(sizes.size() == 2);
    CHECK(sizes[1]["size"] == "Standard_NC4as_T4_v3");
    CHECK(sizes[1]["gpu"] == "1 x T4 (16 GB)");
    CHECK(sizes[1]["cores_at_most"] == 4);
    CHECK(sizes[1]["clusters"] == true);
    REQUIRE(world.run({"cluster", "sizes", "--location", "westeurope", "--gpu", "-o", "tsv",
                       "--query", "size"}) == 0);
    CHECK(world.out() == "Standard_NC4as_T4_v3\n");
    CHECK(world.run({"cluster", "sizes"}) == 2);
    CHECK(world.run({"cluster", "sizes", "--offline", "--location", "westeurope"}) == 2);
    REQUIRE(world.run({"cluster", "sizes", "--offline", "NC6", "--query", "sizes.gpu"}) == 0);
    CHECK(world.out() == "K80\n");
}
