// Misbehaviour strikes the request that it is meant for, and the work is done or not as it says.

#include "emulator/asking.hpp"

using emulator::Delivery;
using emulator::Fault;
using emulator::parse_fault;
using emulator::read_fault;

namespace {

constexpr const char* k_group = R"({"location": "westeurope"})";

Response put_group(Asker& asker) {
    return asker.as_of("2021-04-01", "PUT", Asker::group(), k_group);
}

bool has_group(Asker& asker) {
    return asker.service.state().find(Asker::group()) != nullptr;
}

} // namespace

TEST_CASE("faults are read from text and JSON") {
    const Fault fault = parse_fault("kind=reset-after,nth=3,times=2,method=put,path=/Computes/,"
                                    "seconds=7");
    CHECK(fault.kind == Fault::Kind::reset_after);
    CHECK(fault.nth == 3);
    CHECK(fault.times == 2);
    CHECK(fault.method == "PUT");
    CHECK(fault.path == "/computes/");
    CHECK(fault.seconds == 7);
    CHECK(read_fault(json{{"kind", "slow"}, {"nth", 4}}).nth == 4);
    for (const char* wrong : {"kind=none", "nth=x", "nth=-1", "nonsense", "other=1"}) {
        CHECK_THROWS_AS(parse_fault(wrong), std::invalid_argument);
    }
}

TEST_CASE("a fault does the work, or not, and spoils the answer as it says") {
    struct Case {
        const char* kind;
        bool works;
        int status;
        Delivery delivery;
    };

    for (const Case& c : {Case{"reset-before", false, 200, Delivery::reset},
                          Case{"reset-after", true, 201, Delivery::reset},
                          Case{"timeout-before", false, 200, Delivery::hang},
                          Case{"timeout", true, 201, Delivery::hang},
                          Case{"truncate", true, 201, Delivery::truncate},
                          Case{"throttle-seconds", false, 429, Delivery::whole},
                          Case{"throttle-date", false, 429, Delivery::whole},
                          Case{"unavailable", false, 503, Delivery::whole},
                          Case{"error", false, 500, Delivery::whole},
                          Case{"unauthorised", false, 401, Delivery::whole},
                          Case{"slow", true, 201, Delivery::slow},
                          Case{"wrong-type", true, 200, Delivery::whole}}) {
        INFO(c.kind);
        Asker asker;
        asker.service.add_fault(
            parse_fault(std::string("kind=") + c.kind + ",path=/resourceGroups/"));
        const Response response = put_group(asker);
        CHECK(response.status == c.status);
        CHECK(response.delivery == c.delivery);
        CHECK(has_group(asker) == c.works);
        const json last = asker.service.journal().back();
        CHECK(last["fault"] == c.kind);
        CHECK(last.contains("created") == c.works);
        // Once only.
        CHECK(put_group(asker).status == (c.works ? 200 : 201));
    }
}

TEST_CASE("a throttled client is told to wait in seconds, or until a date") {
    Asker asker;
    asker.service.add_fault(parse_fault("kind=throttle-seconds,seconds=7"));
    CHECK(put_group(asker).headers.at("Retry-After") == "7");
    asker.service.add_fault(parse_fault("kind=throttle-date"));
    CHECK_THAT(put_group(asker).headers.at("Retry-After"), EndsWith(" GMT"));
}

TEST_CASE("a fault counts the requests that match, and lasts as long as it says") {
    Asker asker;
    asker.service.add_fault(parse_fault("kind=error,nth=2,times=2,method=PUT"));
    CHECK(put_group(asker).status == 201);
    CHECK(asker.as_of("2021-04-01", "GET", Asker::group()).status == 200);
    CHECK(put_group(asker).status == 500);
    CHECK(put_group(asker).status == 500);
    CHECK(put_group(asker).status == 200);
    asker.service.add_fault(parse_fault("kind=unavailable,times=0"));
    for (int i = 0; i < 20; ++i) {
        CHECK(put_group(asker).status == 503);
    }
    asker.need(asker.ask("DELETE", "/_emulator/faults"));
    CHECK(put_group(asker).status == 200);
}

TEST_CASE("an operation fails late, and the next attempt is a new one") {
    Asker asker;
    asker.make_group();
    asker.service.add_fault(parse_fault("kind=fail-late,path=/workspaces/work"));
    CHECK(asker.ask("PUT", Asker::workspace(), Asker::workspace_body()).status == 202);
    asker.settle();
    CHECK(asker.get(Asker::workspace())["properties"]["provisioningState"] == "Failed");
    CHECK(asker.ask("PUT", Asker::workspace(), Asker::workspace_body()).status == 202);
    asker.settle();
    CHECK(asker.get(Asker::workspace())["properties"]["provisioningState"] == "Succeeded");
}

TEST_CASE("what failed late is made anew by the next attempt") {
    Asker asker;
    asker.need(put_group(asker));
    const std::string providers = Asker::group() + "/providers/";

    struct Case {
        const char* version;
        std::string path;
        const char* body;
    };

    for (const Case& c :
         {Case{"2022-10-01", providers + "Microsoft.OperationalInsights/workspaces/logs",
               R"({"location": "westeurope"})"},
          Case{"2022-07-01", providers + "Microsoft.KeyVault/vaults/example-vault",
               R"({"location": "westeurope", "properties": {"tenantId": "t",
                   "sku": {"family": "A", "name": "standard"}}})"},
          Case{"2023-01-01", providers + "Microsoft.Storage/storageAccounts/examplestore",
               R"({"location": "westeurope", "kind": "StorageV2",
                   "sku": {"name": "Standard_LRS"}})"}}) {
        const auto state = [&] {
            asker.settle();
            return asker.service.state().find(c.path)->document["properties"]["provisioningState"];
        };
        INFO(c.path);
        asker.service.add_fault(parse_fault("kind=fail-late,path=" + c.path));
        asker.need(asker.as_of(c.version, "PUT", c.path, c.body));
        CHECK(state() == "Failed");
        asker.need(asker.as_of(c.version, "PUT", c.path, c.body));
        CHECK(state() == "Succeeded");
    }
}

TEST_CASE("the connection of the nth request is refused") {
    Asker asker;
    CHECK_FALSE(asker.service.refuse_connection());
    asker.service.add_fault(parse_fault("kind=refuse,nth=2,times=2"));
    CHECK_FALSE(asker.service.refuse_connection());
    // The one before it ends its connection, so that the next has to make one.
    CHECK(put_group(asker).headers.at("Connection") == "close");
    CHECK(asker.service.refuse_connection());
    CHECK(asker.service.refuse_connection());
    CHECK_FALSE(asker.service.refuse_connection());
    asker.service.add_fault(parse_fault("kind=refuse"));
    CHECK(asker.service.refuse_connection());
}

TEST_CASE("the journal tells requests and what they made, the state what there is") {
    Asker asker;
    put_group(asker);
    put_group(asker);
    const json journal = json::parse(asker.ask("GET", "/_emulator/journal").body);
    REQUIRE(journal.size() == 3); // with the token's
    CHECK(journal[1]["created"] == json::array({Asker::group()}));
    CHECK(journal[1]["status"] == 201);
    CHECK(journal[1]["number"] == 2);
    CHECK_FALSE(journal[2].contains("created"));
    CHECK(journal.dump().find("stand-in-secret") == std::string::npos);

    const json state = json::parse(asker.ask("GET", "/_emulator/state").body);
    CHECK(state["resources"][Asker::group()]["location"] == "westeurope");
    CHECK(asker.ask("POST", "/_emulator/settings", R"({"page_size": 3})").status == 204);
    CHECK(asker.service.state().settings.page_size == 3);
    CHECK(asker.ask("POST", "/_emulator/settings", R"({"nonsense": 3})").status == 400);
    CHECK(asker.ask("POST", "/_emulator/faults", R"({"kind": "none"})").status == 400);
    CHECK(asker.ask("GET", "/_emulator/nothing").status == 404);
}

TEST_CASE("the same requests give the same answers") {
    const auto run = [] {
        Asker asker;
        asker.make_workspace();
        asker.need(
            asker.ask("PUT", Asker::compute("cpu"), Asker::compute_body("Standard_D2_v2", 1, 1)));
        std::string all;
        for (int i = 0; i < 8; ++i) {
            all += asker.ask("GET", Asker::compute("cpu")).body + "\n";
        }
        return all;
    };
    const std::string first = run();
    CHECK(first == run());
    CHECK_THAT(first, ContainsSubstring("Creating") && ContainsSubstring("Resizing") &&
                          ContainsSubstring("Steady"));
}
