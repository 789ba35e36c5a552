#include "emulator/asking.hpp"

namespace {

// Asks for the status until the operation has ended, as a client does.
json follow(Asker& asker, const Response& begun, int& polls) {
    const std::string url = begun.headers.at("Azure-AsyncOperation");
    const std::string base = asker.service.state().settings.base_url;
    REQUIRE(url.starts_with(base + "/"));
    for (polls = 1; polls < 100; ++polls) {
        json status = asker.get(url.substr(base.size()));
        if (status["status"] != "InProgress") {
            return status;
        }
    }
    FAIL("it never ends");
    return nullptr;
}

json inner(Asker& asker, const std::string& name) {
    return asker.get(Asker::compute(name))["properties"]["properties"];
}

} // namespace

TEST_CASE("a cluster is created over several polls, and its nodes come after that") {
    Asker asker;
    asker.make_workspace();
    const Response begun =
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 2, 4));
    CHECK(begun.status == 201);
    CHECK(json::parse(begun.body)["properties"]["provisioningState"] == "Creating");
    int polls = 0;
    CHECK(follow(asker, begun, polls)["status"] == "Succeeded");
    CHECK(polls >= 3);

    json now = inner(asker, "cpu");
    CHECK(now["allocationState"] == "Resizing");
    CHECK(now["nodeStateCounts"]["preparingNodeCount"] == 2);
    asker.settle();
    now = inner(asker, "cpu");
    CHECK(now["allocationState"] == "Steady");
    CHECK(now["currentNodeCount"] == 2);
    CHECK(now["nodeStateCounts"]["idleNodeCount"] == 2);
    CHECK(now["errors"].is_null());
    const json nodes =
        json::parse(asker.ask("POST", Asker::compute("cpu") + "/listNodes").body)["nodes"];
    REQUIRE(nodes.size() == 2);
    CHECK(nodes[0]["nodeState"] == "idle");
    CHECK(nodes[0]["nodeId"] != nodes[1]["nodeId"]);
}

TEST_CASE("a compute comes back in the service's own spelling") {
    Asker asker;
    asker.make_workspace();
    json body = json::parse(Asker::compute_body("standard_d2_v2", 0, 1));
    body["properties"]["properties"]["scaleSettings"]["nodeIdleTimeBeforeScaleDown"] = "PT3900S";
    body["properties"]["properties"]["userAccountCredentials"] = {
        {"adminUserName", "admin"}, {"adminUserPassword", "planted-password"}};
    const Response begun = asker.ask("PUT", Asker::compute("cpu"), body.dump());
    CHECK(begun.body.find("planted-password") == std::string::npos);
    const json now = inner(asker, "cpu");
    CHECK(now["vmSize"] == "STANDARD_D2_V2");
    CHECK(now["scaleSettings"]["nodeIdleTimeBeforeScaleDown"] == "PT1H5M");
    CHECK(now["remoteLoginPortPublicAccess"] == "Enabled");
    CHECK_FALSE(now.contains("userAccountCredentials"));
    CHECK(asker.service.journal().dump().find("planted-password") == std::string::npos);
}

TEST_CASE("a cluster grows and shrinks") {
    Asker asker;
    asker.make_workspace();
    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 1, 2)));
    asker.settle();
    asker.need(asker.ask("PATCH", Asker::compute("cpu"),
                         R"({"properties": {"properties": {"scaleSettings": {"maxNodeCount": 5,
                             "minNodeCount": 3, "nodeIdleTimeBeforeScaleDown": "PT2M"}}}})"));
    CHECK(code_of(asker.ask("PUT", Asker::compute("cpu"),
                            Asker::compute_body("Standard_D2_v2", 1, 2))) ==
          "AnotherOperationInProgress");
    asker.settle();
    CHECK(inner(asker, "cpu")["currentNodeCount"] == 3);

    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 0, 5)));
    asker.settle();
    CHECK(inner(asker, "cpu")["currentNodeCount"] == 0);
}

TEST_CASE("what a compute keeps for ever is not changed") {
    Asker asker;
    asker.make_workspace();
    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 0, 2)));
    asker.settle();
    for (const std::string& body : {Asker::compute_body("Standard_D3_v2", 0, 2),
                                    Asker::compute_body("Standard_D2_v2", 0, 2, "LowPriority")}) {
        const Response refused = asker.ask("PUT", Asker::compute("cpu"), body);
        CHECK(refused.status == 400);
        CHECK_THAT(refused.body, ContainsSubstring("cannot be changed"));
    }
    CHECK(asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("STANDARD_d2_v2", 0, 2))
              .status == 200);
}

TEST_CASE("sizes and quota are refused in the words that were seen") {
    Asker asker;
    asker.make_workspace();

    struct Case {
        std::string size;
        int least;
        std::string priority;
        std::string code;
        std::string text;
    };

    for (const Case& c :
         {Case{"Standard_NC24ads_A100_v4", 0, "Dedicated", "ClusterMinNodesExceedCoreQuota",
               "The specified subscription has a Standard NCADSA100v4 family vCPU quota of 0 and "
               "cannot accomodate for at least 1 requested managed compute nodes which maps to 24 "
               "vCPUs."},
          Case{"Standard_D2_v2", 51, "Dedicated", "ClusterMinNodesExceedCoreQuota",
               "quota of 100 and cannot accomodate for at least 51"},
          Case{"Standard_NV18ads_A10_v5", 0, "Dedicated", "InvalidPropertyValue",
               "The specified value Standard_NV18ads_A10_v5 for property Cluster.Properties.VMSize "
               "is not a supported VM size. Supported VM sizes: STANDARD_D2_V2,"},
          Case{"Standard_NC6", 0, "LowPriority", "InvalidPropertyValue",
               "not a supported VM size"}}) {
        const Response refused = asker.ask("PUT", Asker::compute("gpu"),
                                           Asker::compute_body(c.size, c.least, 60, c.priority));
        INFO(c.size);
        CHECK(refused.status == 400);
        CHECK(code_of(refused) == c.code);
        CHECK_THAT(refused.body, ContainsSubstring(c.text));
    }
    asker.service.state().settings.low_priority_quota = 0;
    CHECK_THAT(asker
                   .ask("PUT", Asker::compute("low"),
                        Asker::compute_body("Standard_D2_v2", 0, 1, "LowPriority"))
                   .body,
               ContainsSubstring("total vCPU quota of 0"));
    CHECK(asker.ask("GET", Asker::compute("gpu")).status == 404);
}

TEST_CASE("a size that is not given at low priority succeeds, and says so among its errors") {
    Asker asker;
    asker.make_workspace();
    int polls = 0;
    const Response begun =
        asker.ask("PUT", Asker::compute("low"),
                  Asker::compute_body("Standard_ND96isr_H100_v5", 1, 1, "LowPriority"));
    CHECK(follow(asker, begun, polls)["status"] == "Succeeded");
    asker.settle();
    const json now = inner(asker, "low");
    CHECK(now["allocationState"] == "Steady");
    CHECK(now["currentNodeCount"] == 0);
    CHECK(now["errors"][0]["error"]["code"] == "UnsupportedVMSizeForLowPriority");
    CHECK(asker.get(Asker::compute("low"))["properties"]["provisioningState"] == "Succeeded");
}

TEST_CASE("nodes that find no quota or no capacity leave an error") {
    Asker asker;
    asker.make_workspace();
    for (const char* name : {"one", "two"}) {
        asker.need(
            asker.ask("PUT", Asker::compute(name), Asker::compute_body("Standard_D3_v2", 15, 15)));
    }
    asker.need(asker.ask("PUT", Asker::compute("three"),
                         Asker::compute_body("Standard_NC40ads_H100_v5", 1, 1, "LowPriority")));
    asker.settle();
    CHECK(inner(asker, "one")["currentNodeCount"] == 15);
    CHECK(inner(asker, "two")["currentNodeCount"] == 10);
    CHECK(inner(asker, "two")["errors"][0]["error"]["code"] == "ClusterCoreQuotaReached");
    CHECK(inner(asker, "three")["errors"][0]["error"]["code"] == "OutOfCapacity");
}

TEST_CASE("too many computes of a region fail late") {
    Asker asker;
    asker.make_workspace();
    asker.service.state().settings.most_computes = 1;
    asker.need(
        asker.ask("PUT", Asker::compute("one"), Asker::compute_body("Standard_D2_v2", 0, 1)));
    int polls = 0;
    const json status = follow(
        asker, asker.ask("PUT", Asker::compute("two"), Asker::compute_body("Standard_D2_v2", 0, 1)),
        polls);
    CHECK(status["status"] == "Failed");
    CHECK(status["error"]["code"] == "OperationNotAllowed");
    CHECK(asker.get(Asker::compute("two"))["properties"]["provisioningState"] == "Failed");
}

TEST_CASE("a preempted node is away for a while") {
    Asker asker;
    asker.make_workspace();
    asker.need(asker.ask("PUT", Asker::compute("low"),
                         Asker::compute_body("Standard_D2_v2", 2, 2, "LowPriority")));
    asker.settle();
    asker.need(asker.ask("POST", "/_emulator/preempt", R"({"compute": "low"})"));
    CHECK(inner(asker, "low")["nodeStateCounts"]["preemptedNodeCount"] == 1);
    CHECK(inner(asker, "low")["currentNodeCount"] == 1);
    asker.settle();
    CHECK(inner(asker, "low")["currentNodeCount"] == 2);
    CHECK(asker.ask("POST", "/_emulator/preempt", R"({"compute": "none"})").status == 404);
}

TEST_CASE("a compute is deleted only with what becomes of its nodes") {
    Asker asker;
    asker.make_workspace();
    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 0, 1)));
    asker.settle();
    CHECK(asker.ask("DELETE", Asker::compute("cpu")).status == 400);
    const Response begun =
        asker.ask("DELETE", Asker::compute("cpu") + "?underlyingResourceAction=Delete");
    CHECK(begun.status == 202);
    CHECK(begun.headers.contains("Location"));
    CHECK(asker.get(Asker::compute("cpu"))["properties"]["provisioningState"] == "Deleting");
    asker.settle();
    CHECK(asker.ask("GET", Asker::compute("cpu")).status == 404);
    CHECK(asker.ask("DELETE", Asker::compute("cpu") + "?underlyingResourceAction=Delete").status ==
          204);
}

TEST_CASE("names of computes are held to their pattern") {
    Asker asker;
    asker.make_workspace();
    for (const char* name :
         {"a", "gpu-1", "1gpu", "with_underscore", "much-too-long-for-a-compute"}) {
        CHECK(code_of(asker.ask("PUT", Asker::compute(name),
                                Asker::compute_body("Standard_D2_v2", 0, 1))) ==
              "InvalidComputeName");
    }
}

TEST_CASE("lists come in pages") {
    Asker asker;
    asker.make_workspace();
    asker.service.state().settings.page_size = 2;
    for (const char* name : {"cpu-a", "cpu-b", "cpu-c", "cpu-d", "cpu-e"}) {
        asker.need(
            asker.ask("PUT", Asker::compute(name), Asker::compute_body("Standard_D2_v2", 0, 1)));
    }
    const std::string base = asker.service.state().settings.base_url;
    std::string path = Asker::workspace() + "/computes";
    std::vector<std::string> names;
    int pages = 0;
    while (!path.empty() && pages < 10) {
        const json page = asker.get(path);
        for (const json& item : page["value"]) {
            names.push_back(item["name"].get<std::string>());
        }
        const std::string next = page.value("nextLink", "");
        path = next.empty() ? "" : next.substr(base.size());
        ++pages;
    }
    CHECK(pages == 3);
    CHECK(names == std::vector<std::string>{"cpu-a", "cpu-b", "cpu-c", "cpu-d", "cpu-e"});
}

TEST_CASE("a region says its sizes, what is used and what may be") {
    Asker asker;
    asker.make_workspace();
    asker.need(
        asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 3, 3)));
    asker.settle();
    const std::string location =
        Asker::subscription() + "/providers/Microsoft.MachineLearningServices/locations/westeurope";
    bool found = false;
    const json sizes = asker.get(location + "/vmSizes");
    for (const json& size : sizes["value"]) {
        if (size["name"] == "Standard_NV18ads_A10_v5") {
            found = true;
            CHECK(size["supportedComputeTypes"] == json::array({"MIR"}));
        }
    }
    CHECK(found);
    const json usages = asker.get(location + "/usages");
    for (const json& usage : usages["value"]) {
        const std::string name = usage["name"]["value"].get<std::string>();
        if (name == "standardDv2Family") {
            CHECK(usage["currentValue"] == 6);
            CHECK(usage["limit"] == 100);
        } else if (name == "StandardNCADSA100v4Family") {
            CHECK(usage["limit"] == -1);
        }
    }
    CHECK(asker.get(location + "/quotas")["value"].size() > 5);
    CHECK(asker
              .ask("GET", Asker::subscription() + "/providers/Microsoft.MachineLearningServices/"
                                                  "locations/nowhere/vmSizes")
              .status == 400);
}
