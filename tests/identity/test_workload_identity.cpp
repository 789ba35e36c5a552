#include "identity/signer.hpp"
#include "support/catch.hpp"

using identity::Kind;

namespace {

void check_exchange(const support::Seen& seen, const std::string& assertion) {
    CHECK(seen.url == "https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token");
    CHECK(form_of(seen.body) ==
          std::map<std::string, std::string>{
              {"grant_type", "client_credentials"},
              {"client_id", "my-client"},
              {"scope", "https://management.azure.com/.default"},
              {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
              {"client_assertion", assertion}});
}

} // namespace

TEST_CASE("a pod's token is read from its file each time", "[identity]") {
    Signer s;
    s.variables.values = {{"AZURE_TENANT_ID", "my-tenant"},
                          {"AZURE_CLIENT_ID", "my-client"},
                          {"AZURE_FEDERATED_TOKEN_FILE", "/var/token"}};
    s.files.content["/var/token"] = "fake-federated-1\n";
    s.p.transport.script = {grants("t"), grants("u")};
    CHECK(s.token() == "t");
    check_exchange(s.seen(0), "fake-federated-1");
    s.files.content["/var/token"] = "fake-federated-2";
    CHECK(s.token() == "u");
    check_exchange(s.seen(1), "fake-federated-2");
    CHECK(s.p.all_logged().find("fake-federated") == std::string::npos);

    s.files.content.clear();
    CHECK(s.token() == "!cannot read /var/token|");
}

TEST_CASE("a GitHub workflow's token is asked for and exchanged", "[identity]") {
    Signer s;
    s.variables.values = {
        {"AZURE_TENANT_ID", "my-tenant"},
        {"AZURE_CLIENT_ID", "my-client"},
        {"ACTIONS_ID_TOKEN_REQUEST_URL", "https://pipelines.example.com/x?api-version=2.0"},
        {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "fake-request-token"}};
    s.p.transport.script = {{.body = R"({"value": "fake-federated"})"}, grants("t")};
    CHECK(s.token() == "t");
    CHECK(s.seen(0).method == "GET");
    CHECK(s.seen(0).url == "https://pipelines.example.com/x?api-version=2.0&audience="
                           "api%3A%2F%2FAzureADTokenExchange");
    CHECK(s.seen(0).header("Authorization") == "bearer fake-request-token");
    check_exchange(s.seen(1), "fake-federated");
    CHECK(s.p.all_logged().find("fake-") == std::string::npos);
}

TEST_CASE("the audience is that of the cloud", "[identity]") {
    Signer s;
    s.variables.values = {{"AZURE_TENANT_ID", "my-tenant"},
                          {"AZURE_CLIENT_ID", "my-client"},
                          {"ACTIONS_ID_TOKEN_REQUEST_URL", "https://pipelines.example.com/x"},
                          {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "fake-request-token"}};
    s.options.cloud = rest::find_cloud("AzureChinaCloud", s.files);
    s.p.transport.script = {{.body = R"({"value": "fake-federated"})"}, grants("t")};
    CHECK(s.token() == "t");
    CHECK(s.seen(0).url ==
          "https://pipelines.example.com/x?audience=api%3A%2F%2FAzureADTokenExchangeChina");
    CHECK(s.seen(1).url == "https://login.chinacloudapi.cn/my-tenant/oauth2/v2.0/token");
}

TEST_CASE("an Azure pipeline's token is asked for and exchanged", "[identity]") {
    Signer s;
    s.variables.values = {{"AZURESUBSCRIPTION_TENANT_ID", "my-tenant"},
                          {"AZURESUBSCRIPTION_CLIENT_ID", "my-client"},
                          {"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "my connection"},
                          {"SYSTEM_OIDCREQUESTURI", "https://dev.example.com/oidc"},
                          {"SYSTEM_ACCESSTOKEN", "fake-access-token"}};
    s.p.transport.script = {{.body = R"({"oidcToken": "fake-federated"})"}, grants("t")};
    CHECK(s.token() == "t");
    CHECK(s.seen(0).method == "POST");
    CHECK(s.seen(0).url ==
          "https://dev.example.com/oidc?api-version=7.1&serviceConnectionId=my%20connection");
    CHECK(s.seen(0).header("Authorization") == "Bearer fake-access-token");
    check_exchange(s.seen(1), "fake-federated");
}

TEST_CASE("a provider that gives no token is an error with its name", "[identity]") {
    const auto said = [](const support::FakeAnswer& answer) {
        Signer s;
        s.variables.values = {{"AZURE_TENANT_ID", "my-tenant"},
                              {"AZURE_CLIENT_ID", "my-client"},
                              {"ACTIONS_ID_TOKEN_REQUEST_URL", "https://pipelines.example.com/x"},
                              {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "fake-request-token"}};
        s.p.transport.script = {answer};
        const rest::TokenAnswer got = s.ask();
        REQUIRE(got.error);
        return std::pair(got.error->code(), std::string(got.error->what()));
    };
    CHECK(said({.status = 400}) ==
          std::pair(base::Exit::not_authorised,
                    std::string("cannot get the token of the GitHub workflow: the service answers "
                                "400")));
    CHECK(said({.body = "{}"}).second ==
          "cannot get the token of the GitHub workflow: the answer has no \"value\"");
}

TEST_CASE("what is missing for a federated token is named", "[identity]") {
    const auto reason = [](std::map<std::string, std::string> values) {
        Signer s;
        s.variables.values = std::move(values);
        s.options.only = Kind::workload_identity;
        const std::string all = s.token();
        return all.substr(all.rfind("workload-identity: ") + 19);
    };
    using Values = std::map<std::string, std::string>;
    CHECK(reason({}) == "AZURE_FEDERATED_TOKEN_FILE is not set");
    CHECK(reason({{"GITHUB_ACTIONS", "true"}}) ==
          "the workflow has no permission \"id-token: write\"");
    Values values = {{"AZURE_FEDERATED_TOKEN_FILE", "f"}};
    CHECK(reason(values) == "AZURE_CLIENT_ID is not set");
    values["AZURE_CLIENT_ID"] = "c";
    CHECK(reason(values) == "AZURE_TENANT_ID is not set");
    values = {{"AZURE_CLIENT_ID", "c"},
              {"AZURE_TENANT_ID", "t"},
              {"ACTIONS_ID_TOKEN_REQUEST_URL", "https://x"}};
    CHECK(reason(values) == "ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set");
    values = {
        {"AZURE_CLIENT_ID", "c"}, {"AZURE_TENANT_ID", "t"}, {"SYSTEM_OIDCREQUESTURI", "https://x"}};
    CHECK_THAT(reason(values), StartsWith("SYSTEM_ACCESSTOKEN is not set"));
    values["SYSTEM_ACCESSTOKEN"] = "fake";
    CHECK(reason(values) == "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID is not set");
}
