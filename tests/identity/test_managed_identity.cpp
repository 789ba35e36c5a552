#include "identity/signer.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using identity::Kind;
using support::fails;
using support::FakeAnswer;

namespace {

const std::string k_resource = "&resource=https%3A%2F%2Fmanagement.azure.com%2F";
const std::string k_imds = "http://169.254.169.254/metadata/identity/oauth2/token";

using Values = std::map<std::string, std::string>;

struct Host {
    Signer s;

    explicit Host(Values values) {
        s.variables.values = std::move(values);
        s.options.only = Kind::managed_identity;
    }

    std::string reason() {
        const std::string all = s.token();
        return all.substr(all.rfind("managed-identity: ") + 18);
    }
};

} // namespace

TEST_CASE("App Service's endpoint is asked with its header", "[identity]") {
    Host h(Values{{"IDENTITY_ENDPOINT", "http://127.0.0.1:41/msi/token"},
                  {"IDENTITY_HEADER", "fake-identity-header"},
                  {"AZURE_CLIENT_ID", "my-client"}});
    h.s.p.transport.script = {
        {.body = R"({"access_token": "t", "expires_on": "1787403600", "resource": "x"})"}};
    CHECK(h.s.token() == "t");
    CHECK(h.s.seen(0).url == "http://127.0.0.1:41/msi/token?api-version=2019-08-01" + k_resource +
                                 "&client_id=my-client");
    CHECK(h.s.seen(0).header("X-IDENTITY-HEADER") == "fake-identity-header");
    CHECK(h.s.p.all_logged().find("fake-identity") == std::string::npos);
}

TEST_CASE("Azure ML's compute is asked with its secret", "[identity]") {
    Host h(Values{{"MSI_ENDPOINT", "http://169.254.10.1:80/msi"},
                  {"MSI_SECRET", "fake-msi-secret"},
                  {"AZURE_CLIENT_ID", "my-client"}});
    h.s.p.transport.script = {grants("t")};
    CHECK(h.s.token() == "t");
    CHECK(h.s.seen(0).url ==
          "http://169.254.10.1:80/msi?api-version=2017-09-01" + k_resource + "&clientid=my-client");
    CHECK(h.s.seen(0).header("secret") == "fake-msi-secret");
}

TEST_CASE("Cloud Shell is asked with a form", "[identity]") {
    Host h(Values{{"MSI_ENDPOINT", "http://localhost:50342/oauth2/token"}});
    h.s.p.transport.script = {grants("t")};
    CHECK(h.s.token() == "t");
    CHECK(h.s.seen(0).method == "POST");
    CHECK(h.s.seen(0).header("Metadata") == "true");
    CHECK(form_of(h.s.seen(0).body)["resource"] == "https://management.azure.com/");
}

TEST_CASE("Service Fabric is not supported, and that is said", "[identity]") {
    Host h(Values{{"IDENTITY_ENDPOINT", "https://127.0.0.1:41/"},
                  {"IDENTITY_HEADER", "h"},
                  {"IDENTITY_SERVER_THUMBPRINT", "t"}});
    CHECK(h.reason() == "Service Fabric's endpoint is not supported");
}

TEST_CASE("an endpoint on another machine is not asked without TLS", "[identity]") {
    Host h(Values{{"IDENTITY_ENDPOINT", "http://evil.example.com/"}, {"IDENTITY_HEADER", "fake"}});
    CHECK_THAT(h.s.token(), ContainsSubstring("evil.example.com is not asked without TLS"));
    CHECK(h.s.p.transport.seen.empty());
}

TEST_CASE("a machine's metadata service is probed once, then asked", "[identity]") {
    Host h(Values{{"AZURE_CLIENT_ID", "my-client"}});
    h.s.p.transport.script = {{.status = 400}, grants("t"), grants("u")};
    CHECK(h.s.token() == "t");
    CHECK(h.s.seen(0).url == k_imds);
    CHECK(h.s.seen(0).header("Metadata").empty());
    CHECK(h.s.seen(1).url ==
          k_imds + "?api-version=2018-02-01" + k_resource + "&client_id=my-client");
    CHECK(h.s.seen(1).header("Metadata") == "true");
    CHECK(h.s.token("https://storage.azure.com/.default") == "u");
    CHECK(h.s.p.transport.seen.size() == 3);
}

TEST_CASE("a probe that nobody answers ends after 300 ms", "[identity]") {
    Host h(Values{});
    h.s.p.transport.script = {{.takes = 1h}};
    const base::Instant begin = h.s.p.clock.instant;
    CHECK(h.reason() == "no metadata service answers at http://169.254.169.254");
    CHECK(h.s.p.passed_since(begin) == 300ms);
}

TEST_CASE("a service that restarts is waited for, a machine without identity is not",
          "[identity]") {
    Host h(Values{});
    h.s.p.transport.script = {{.status = 400}, {.status = 410}, {.status = 404},
                              {.status = 500}, {.status = 429}, grants("t")};
    CHECK(h.s.token() == "t");

    Host none(Values{});
    none.s.p.transport.script = {
        {.status = 400},
        {.status = 400,
         .body = R"({"error": "invalid_request", "error_description": "Identity not found"})"}};
    CHECK(none.reason() == "the machine has no identity, or AZURE_CLIENT_ID names none of its own");

    Host page(Values{}); // something else lives there
    page.s.p.transport.script = {{.body = "<html>"}, {.body = "<html>"}};
    CHECK_THAT(page.reason(), StartsWith("the machine has no identity"));
}

TEST_CASE("the metadata service's address can be another one", "[identity]") {
    Host h(Values{{"AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:40/"}});
    h.s.p.transport.script = {{.status = 400}, grants("t")};
    CHECK(h.s.token() == "t");
    CHECK_THAT(h.s.seen(1).url, StartsWith("http://127.0.0.1:40/metadata/identity/oauth2/token?"));
}

TEST_CASE("Azure Arc's challenge is a file of its agent's, and no other", "[identity]") {
    const Values arc = {
        {"IDENTITY_ENDPOINT", "http://127.0.0.1:40342/metadata/identity/oauth2/token"},
        {"IMDS_ENDPOINT", "http://127.0.0.1:40342"}};
    const auto challenge = [](const std::string& path) {
        return FakeAnswer{.status = 401, .headers = {{"WWW-Authenticate", "Basic realm=" + path}}};
    };
    Host h(arc);
    h.s.files.content["/var/opt/azcmagent/tokens/x.key"] = "fake-challenge\n";
    h.s.p.transport.script = {challenge("/var/opt/azcmagent/tokens/x.key"), grants("t")};
    CHECK(h.s.token() == "t");
    CHECK_THAT(h.s.seen(0).url, ContainsSubstring("api-version=2019-11-01"));
    CHECK(h.s.seen(1).header("Authorization") == "Basic fake-challenge");

    for (const char* path : {"/etc/shadow", "/var/opt/azcmagent/tokens/../x.key",
                             "/var/opt/azcmagent/tokens/x.txt", "/home/me/x.key", ""}) {
        INFO(path);
        Host other(arc);
        other.s.files.content[path] = "fake-content";
        other.s.p.transport.script = {challenge(path)};
        CHECK_THAT(other.s.token(), ContainsSubstring("Azure Arc's challenge names "));
        CHECK(other.s.p.transport.seen.size() == 1);
    }
    Host large(arc);
    large.s.files.content["/var/opt/azcmagent/tokens/x.key"] = std::string(5000, 'x');
    large.s.p.transport.script = {challenge("/var/opt/azcmagent/tokens/x.key")};
    CHECK_THAT(large.s.token(), StartsWith("!cannot read"));
}

TEST_CASE("an interruption of the probe is no missing service", "[identity]") {
    Host h(Values{});
    h.s.p.transport.script = {{.takes = 1h}};
    h.s.p.transport.on_wait = [&] { h.s.p.stop = true; };
    CHECK(h.s.ask().error->code() == base::Exit::interrupted);
}
