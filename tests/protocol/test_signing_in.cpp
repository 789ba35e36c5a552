// From files, variables and programs that are there to a request with the right token, against an
// endpoint that looks at everything it is sent.

#include "base/base64.hpp"
#include "base/real_files.hpp"
#include "base/real_programs.hpp"
#include "identity/identity.hpp"
#include "protocol/honest_server.hpp"
#include "protocol/network.hpp"
#include "rest/cloud.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <mutex>

using nlohmann::json;
using rest::Outcome;
using support::KeyPair;

namespace {

constexpr const char* k_token = "fake-granted-token-0123456789";

// Login and Resource Manager in one, by their paths.
class Azure {
  public:
    explicit Azure(const KeyPair& pair)
        : server(pair, [this](const httplib::Request& request, httplib::Response& response) {
              const std::lock_guard lock(mutex);
              answer(request, response);
          }) {}

    std::mutex mutex;
    std::vector<std::string> complaints; // what an endpoint would refuse
    int granted = 0;
    KeyPair principal; // whose assertions are taken
    std::string secret;
    std::string federated;
    HonestServer server;

  private:
    void answer(const httplib::Request& request, httplib::Response& response) {
        if (request.path == "/my-tenant/oauth2/v2.0/token") {
            grant(request, response);
        } else if (request.path == "/metadata/identity/oauth2/token") {
            metadata(request, response);
        } else if (request.path == "/workflow") {
            workflow(request, response);
        } else if (request.get_header_value("Authorization") == std::string("Bearer ") + k_token) {
            response.set_content(R"({"value": []})", "application/json");
        } else {
            response.status = 401;
        }
    }

    void need(bool fine, const std::string& what) {
        if (!fine) {
            complaints.push_back(what);
        }
    }

    void give(httplib::Response& response) {
        ++granted;
        response.set_content(json{{"token_type", "Bearer"},
                                  {"expires_in", 3599},
                                  {"ext_expires_in", 3599},
                                  {"access_token", k_token}}
                                 .dump(),
                             "application/json; charset=utf-8");
    }

    void grant(const httplib::Request& request, httplib::Response& response) {
        const auto field = [&](const char* name) { return request.get_param_value(name); };
        need(request.method == "POST", "method");
        need(request.get_header_value("Content-Type") == "application/x-www-form-urlencoded",
             "content type");
        need(field("grant_type") == "client_credentials", "grant_type");
        need(field("client_id") == "my-client", "client_id");
        need(field("scope") == server.url("/.default"), "scope");
        if (!secret.empty()) {
            need(field("client_secret") == secret, "client_secret");
        } else {
            need(field("client_assertion_type") ==
                     "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                 "client_assertion_type");
            if (!federated.empty()) {
                need(field("client_assertion") == federated, "client_assertion");
            } else {
                look_at_assertion(field("client_assertion"));
            }
        }
        give(response);
    }

    void look_at_assertion(const std::string& text) {
        const auto first = text.find('.');
        const auto second = text.find('.', first + 1);
        const json header = json::parse(base::from_base64(text.substr(0, first)).value());
        const json claims =
            json::parse(base::from_base64(text.substr(first + 1, second - first - 1)).value());
        need(support::verifies(principal, text.substr(0, second),
                               base::from_base64(text.substr(second + 1)).value(), false),
             "signature");
        need(header["alg"] == "RS256", "alg");
        need(header["x5t"] == base::base64_url(support::thumbprint_sha1(principal)), "x5t");
        need(claims["aud"] == server.url("/my-tenant/oauth2/v2.0/token"), "aud");
        need(claims["iss"] == "my-client" && claims["sub"] == "my-client", "iss, sub");
        const std::int64_t now = std::time(nullptr);
        need(claims["nbf"] <= now && claims["nbf"] > now - 60, "nbf");
        need(claims["exp"] > now && claims["exp"] <= now + 600, "exp");
        need(claims["jti"].get<std::string>().size() == 36, "jti");
    }

    void metadata(const httplib::Request& request, httplib::Response& response) {
        if (request.get_header_value("Metadata") != "true") {
            response.status = 400;
            return;
        }
        need(request.get_param_value("api-version") == "2018-02-01", "api-version");
        need(request.get_param_value("resource") == server.url("/"), "resource");
        give(response);
    }

    void workflow(const httplib::Request& request, httplib::Response& response) {
        need(request.get_header_value("Authorization") == "bearer fake-request-token",
             "Authorization");
        need(request.get_param_value("audience") == "api://AzureADTokenExchange", "audience");
        need(request.get_param_value("api-version") == "2.0", "api-version");
        response.set_content(json{{"value", federated}}.dump(), "application/json");
    }
};

struct Journey {
    support::TempFolder folder;
    KeyPair authority = support::make_certificate({.subject = "authority", .authority = true});
    Azure azure{support::make_certificate({.names = {"IP:127.0.0.1"}, .issuer = &authority})};
    base::RealFiles files;
    support::FakeEnviron variables;
    base::RealProcess process;

    // Asks Resource Manager, with the cloud from a file; everything that was logged comes along.
    Outcome ask(std::string& logged) {
        const std::string cloud =
            folder
                .add("cloud.json", json{{"name", "Stand-in"},
                                        {"endpoints",
                                         {{"resourceManager", azure.server.url("/")},
                                          {"activeDirectory", azure.server.url("")}}},
                                        {"suffixes", {{"storageEndpoint", "example.test"}}}}
                                       .dump())
                .string();
        Network n(folder.add("ca.pem", authority.certificate).string());
        const identity::Options options{.cloud = rest::find_cloud(cloud, files),
                                        .cloud_given = true};
        const auto credential =
            identity::make_credential(options, {files, variables, process, n.random});
        rest::Tokens tokens(*credential, n.clock);
        rest::Loop loop(n.transport, n.clock, n.random, n.options(), &tokens);
        std::vector<rest::Request> requests(
            12, rest::get(options.cloud.resource_manager + "/subscriptions?api-version=2021-04-01",
                          options.cloud.management_scope()));
        const std::vector<Outcome> outcomes = loop.send_all(std::move(requests));
        logged = n.logged;
        for (const Outcome& outcome : outcomes) {
            CHECK(outcome.ok() == outcomes[0].ok());
        }
        return outcomes[0];
    }

    void check() {
        std::string logged;
        CHECK(ask(logged).ok());
        CHECK(azure.complaints == std::vector<std::string>{});
        CHECK(azure.granted == 1); // for twelve requests
        CHECK(logged.find("fake-") == std::string::npos);
        CHECK(logged.find("> POST " + azure.server.url("/my-tenant/oauth2/v2.0/token")) !=
              std::string::npos);
    }
};

// A program in front of all others in PATH, for a test.
class Program {
  public:
    Program(const std::string& name, const std::string& script)
        : m_before(std::getenv("PATH")) {
        const auto path = m_folder.add(name, "#!/bin/sh\n" + script);
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        setenv("PATH", (m_folder.path().string() + ":" + m_before).c_str(), 1);
    }

    ~Program() { setenv("PATH", m_before.c_str(), 1); }

    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

  private:
    support::TempFolder m_folder;
    std::string m_before;
};

} // namespace

TEST_CASE("a service principal signs in with its secret", "[protocol]") {
    Journey j;
    j.azure.secret = "fake&secret=+ /\xc3\xa4";
    j.variables.values = {{"AZURE_TENANT_ID", "my-tenant"},
                          {"AZURE_CLIENT_ID", "my-client"},
                          {"AZURE_CLIENT_SECRET", j.azure.secret}};
    j.check();
}

TEST_CASE("a service principal signs in with its certificate", "[protocol]") {
    Journey j;
    j.azure.principal = support::make_certificate({.subject = "principal"});
    j.variables.values = {
        {"AZURE_TENANT_ID", "my-tenant"},
        {"AZURE_CLIENT_ID", "my-client"},
        {"AZURE_CLIENT_CERTIFICATE_PATH",
         j.folder.add("p.pfx", support::pkcs12(j.azure.principal, "fake-pass")).string()},
        {"AZURE_CLIENT_CERTIFICATE_PASSWORD", "fake-pass"}};
    j.check();
}

TEST_CASE("a workflow signs in with its federated token", "[protocol]") {
    Journey j;
    j.azure.federated = "fake-federated-token";
    j.variables.values = {
        {"AZURE_TENANT_ID", "my-tenant"},
        {"AZURE_CLIENT_ID", "my-client"},
        {"ACTIONS_ID_TOKEN_REQUEST_URL", j.azure.server.url("/workflow?api-version=2.0")},
        {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "fake-request-token"}};
    j.check();
}

TEST_CASE("a machine signs in by its metadata service", "[protocol]") {
    Journey j;
    j.variables.values = {{"AZURE_POD_IDENTITY_AUTHORITY_HOST", j.azure.server.url("")}};
    std::string logged;
    CHECK(j.ask(logged).ok());
    CHECK(j.azure.complaints == std::vector<std::string>{});
    CHECK(j.azure.granted == 1);
}

TEST_CASE("a session of az signs in, where nothing else is there", "[protocol]") {
    Journey j;
    const std::string nobody = "http://127.0.0.1:" + std::to_string(support::closed_port());
    j.variables.values = {{"AZURE_POD_IDENTITY_AUTHORITY_HOST", nobody}};
    const std::string log = (j.folder.path() / "az.log").string();
    {
        const Program az("az", "echo \"$@\" >>'" + log + "'\necho '{\"accessToken\": \"" + k_token +
                                   "\", \"expires_on\": 4102444800}'\n");
        std::string logged;
        CHECK(j.ask(logged).ok());
    }
    CHECK(support::read_file(log) ==
          "account get-access-token --output=json --resource=" + j.azure.server.url("/") + "\n");

    const Program az("az", "echo \"ERROR: Please run 'az login'\" >&2\nexit 1\n");
    std::string logged;
    const base::Error error = to_error(j.ask(logged), "list the subscriptions");
    CHECK(error.code() == base::Exit::not_authorised);
    CHECK_THAT(
        error.help(),
        ContainsSubstring("environment: AZURE_CLIENT_ID is not set") &&
            ContainsSubstring("managed-identity: no metadata service answers at " + nobody) &&
            ContainsSubstring("az: az has no session that serves: run az login"));
}
