#pragma once
// Asks the services without sockets, as a client that is signed in.

#include "emulator/service.hpp"
#include "support/catch.hpp"

#include <string>

namespace {

using emulator::json;
using emulator::Response;

struct Asker {
    emulator::Service service;
    std::string version = "2024-10-01";
    std::string authorization = {};

    explicit Asker(emulator::Settings settings = {})
        : service(std::move(settings)) {
        const Response granted =
            service.answer({.method = "POST",
                            .path = "/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token",
                            .body = "grant_type=client_credentials&client_id=22222222-2222-2222-"
                                    "2222-222222222222&client_secret=stand-in-secret&scope=https%3A"
                                    "%2F%2Fmanagement.azure.com%2F.default"});
        REQUIRE(granted.status == 200);
        authorization = "Bearer " + json::parse(granted.body)["access_token"].get<std::string>();
    }

    static std::string subscription() {
        return "/subscriptions/00000000-0000-0000-0000-000000000001";
    }

    static std::string group() { return subscription() + "/resourceGroups/rg"; }

    static std::string workspace() {
        return group() + "/providers/Microsoft.MachineLearningServices/workspaces/work";
    }

    static std::string compute(const std::string& name) {
        return workspace() + "/computes/" + name;
    }

    // The path may have a query; the api-version is added where it has none.
    Response ask(const std::string& method, const std::string& path, const std::string& body = "") {
        emulator::Request request{
            .method = method, .headers = {{"authorization", authorization}}, .body = body};
        const auto question = path.find('?');
        request.path = path.substr(0, question);
        request.query = question == std::string::npos ? "" : path.substr(question + 1) + "&";
        if (request.query.find("api-version=") == std::string::npos) {
            request.query += "api-version=" + version;
        }
        return service.answer(request);
    }

    json get(const std::string& path) {
        const Response response = ask("GET", path);
        INFO(path << ": " << response.body);
        REQUIRE(response.status == 200);
        return json::parse(response.body);
    }

    // With another version for one request.
    Response as_of(const std::string& other, const std::string& method, const std::string& path,
                   const std::string& body = "") {
        return ask(method, path + "?api-version=" + other, body);
    }

    void need(const Response& response) {
        INFO(response.body);
        REQUIRE(response.status / 100 == 2);
    }

    // A group, and what a workspace stands on: wsstore, wsvault, wslogs, wsinsights.
    void make_group() {
        need(as_of("2021-04-01", "PUT", group(), R"({"location": "westeurope"})"));
        const std::string providers = group() + "/providers/";
        need(as_of("2023-01-01", "PUT", providers + "Microsoft.Storage/storageAccounts/wsstore",
                   R"({"location": "westeurope", "kind": "StorageV2",
                       "sku": {"name": "Standard_LRS"}})"));
        need(as_of("2022-07-01", "PUT", providers + "Microsoft.KeyVault/vaults/wsvault",
                   R"({"location": "westeurope", "properties": {"tenantId": "t",
                       "sku": {"family": "A", "name": "standard"}}})"));
        need(as_of("2022-10-01", "PUT",
                   providers + "Microsoft.OperationalInsights/workspaces/wslogs",
                   R"({"location": "westeurope"})"));
        need(as_of("2020-02-02", "PUT", providers + "Microsoft.Insights/components/wsinsights",
                   R"({"location": "westeurope", "kind": "web", "properties":
                       {"Application_Type": "web", "WorkspaceResourceId": ")" +
                       providers + R"(Microsoft.OperationalInsights/workspaces/wslogs"}})"));
        settle();
    }

    static std::string workspace_body() {
        const std::string providers = group() + "/providers/";
        return json{
            {"location", "westeurope"},
            {"identity", {{"type", "SystemAssigned"}}},
            {"properties",
             {{"storageAccount", providers + "Microsoft.Storage/storageAccounts/wsstore"},
              {"keyVault", providers + "Microsoft.KeyVault/vaults/wsvault"},
              {"applicationInsights", providers + "Microsoft.Insights/components/wsinsights"}}}}
            .dump();
    }

    void make_workspace() {
        make_group();
        need(ask("PUT", workspace(), workspace_body()));
        settle();
    }

    static std::string compute_body(const std::string& size, int least, int most,
                                    const std::string& priority = "Dedicated") {
        return json{{"location", "westeurope"},
                    {"properties",
                     {{"computeType", "AmlCompute"},
                      {"properties",
                       {{"vmSize", size},
                        {"vmPriority", priority},
                        {"scaleSettings", {{"minNodeCount", least}, {"maxNodeCount", most}}}}}}}}
            .dump();
    }

    void settle() { service.state().settle(); }
};

// The code of an error, "" where the body has none.
inline std::string code_of(const Response& response) {
    const json body = json::parse(response.body, nullptr, false);
    return body.is_object() && body.contains("error") ? body["error"].value("code", "") : "";
}

} // namespace
