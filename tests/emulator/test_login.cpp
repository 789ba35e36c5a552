// The token endpoints look at what they are sent.

#include "base/base64.hpp"
#include "emulator/asking.hpp"
#include "identity/certificate.hpp"
#include "support/certificates.hpp"

#include <fmt/format.h>

#include <ctime>

namespace {

constexpr const char* k_tenant = "/11111111-1111-1111-1111-111111111111";
constexpr const char* k_client = "22222222-2222-2222-2222-222222222222";
constexpr const char* k_scope = "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default";

Response post(Asker& asker, const std::string& path, const std::string& form) {
    return asker.service.answer({.method = "POST",
                                 .path = k_tenant + path,
                                 .headers = {{"host", "127.0.0.1:4443"}},
                                 .body = form});
}

Response token(Asker& asker, const std::string& form) {
    return post(asker, "/oauth2/v2.0/token", form + k_scope);
}

std::string error_of(const Response& response) {
    return json::parse(response.body).value("error", "");
}

std::string client() {
    return std::string("grant_type=client_credentials&client_id=") + k_client;
}

std::string with_assertion(const std::string& assertion) {
    return client() +
           "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
           "&client_assertion=" +
           assertion;
}

} // namespace

TEST_CASE("a client is known by its secret") {
    Asker asker;
    CHECK(token(asker, client() + "&client_secret=stand-in-secret").status == 200);
    CHECK(error_of(token(asker, client() + "&client_secret=wrong")) == "invalid_client");
    CHECK(error_of(token(asker, client())) == "invalid_client");
    CHECK(error_of(token(asker, "grant_type=client_credentials&client_id=other")) ==
          "unauthorized_client");
    CHECK(error_of(token(asker, "grant_type=password")) == "unsupported_grant_type");
    CHECK(error_of(post(asker, "/oauth2/v2.0/token",
                        client() + "&client_secret=stand-in-secret")) == "invalid_scope");
    const Response other = asker.service.answer(
        {.method = "POST", .path = "/other-tenant/oauth2/v2.0/token", .body = client() + k_scope});
    CHECK(error_of(other) == "invalid_request");
}

TEST_CASE("a request without a token that was granted is refused") {
    Asker asker;
    const std::string good = asker.authorization;
    for (const std::string& bad : {std::string(), std::string("Bearer made-up"), "Basic " + good}) {
        asker.authorization = bad;
        const Response refused = asker.as_of("2021-04-01", "GET", Asker::group());
        CHECK(refused.status == 401);
        CHECK(refused.headers.contains("WWW-Authenticate"));
    }
    // Granted, but for another service.
    const Response storage =
        post(asker, "/oauth2/v2.0/token",
             client() + "&client_secret=stand-in-secret&scope=https%3A%2F%2Fstorage.azure.com%2F"
                        ".default");
    asker.authorization = "Bearer " + json::parse(storage.body)["access_token"].get<std::string>();
    CHECK(asker.as_of("2021-04-01", "GET", Asker::group()).status == 401);
}

TEST_CASE("an assertion is taken when its certificate, its audience and its time are right") {
    const support::KeyPair pair = support::make_certificate({.subject = "principal"});
    emulator::Settings settings;
    settings.certificate = pair.certificate;
    Asker asker(settings);
    const std::string url = std::string("https://127.0.0.1:4443") + k_tenant + "/oauth2/v2.0/token";
    const identity::Certificate certificate = identity::Certificate::read(
        base::Secret(pair.certificate + pair.key), base::Secret(), "principal.pem");
    const auto assertion = [&](const std::string& audience, std::int64_t shift,
                               const std::string& who) {
        const std::int64_t now = std::time(nullptr) + shift;
        return certificate
            .sign(json{{"aud", audience},
                       {"iss", who},
                       {"sub", who},
                       {"jti", "1"},
                       {"nbf", now},
                       {"exp", now + 600}}
                      .dump())
            .reveal();
    };
    CHECK(token(asker, with_assertion(assertion(url, 0, k_client))).status == 200);
    CHECK(error_of(token(asker, with_assertion(assertion("https://other", 0, k_client)))) ==
          "invalid_client");
    CHECK(error_of(token(asker, with_assertion(assertion(url, -3600, k_client)))) ==
          "invalid_client");
    CHECK(error_of(token(asker, with_assertion(assertion(url, 0, "somebody else")))) ==
          "invalid_client");
    std::string forged = assertion(url, 0, k_client);
    forged[forged.size() - 10] = forged[forged.size() - 10] == 'A' ? 'B' : 'A';
    CHECK(error_of(token(asker, with_assertion(forged))) == "invalid_client");
    CHECK(error_of(token(asker, with_assertion("no.jwt.at-all"))) == "invalid_client");
    CHECK(error_of(token(asker, client() + "&client_assertion=" + assertion(url, 0, k_client))) ==
          "invalid_request");
}

TEST_CASE("a federated token is taken when it is the one that is expected") {
    emulator::Settings settings;
    settings.federated_token = "planted-federated-token";
    Asker asker(settings);
    CHECK(token(asker, with_assertion("planted-federated-token")).status == 200);
    CHECK(error_of(token(asker, with_assertion("another"))) == "invalid_client");
    CHECK(asker.service.journal().dump().find("planted-") == std::string::npos);
}

TEST_CASE("a device code is granted after the user had time to type it") {
    Asker asker;
    const Response asked =
        post(asker, "/oauth2/v2.0/devicecode", std::string("client_id=x") + k_scope);
    const std::string code = json::parse(asked.body)["device_code"].get<std::string>();
    const std::string form =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&client_id=x"
        "&device_code=" +
        code;
    CHECK(error_of(token(asker, form)) == "authorization_pending");
    CHECK(error_of(token(asker, form)) == "authorization_pending");
    const Response granted = token(asker, form);
    CHECK(granted.status == 200);
    const std::string refresh = json::parse(granted.body)["refresh_token"].get<std::string>();
    CHECK(token(asker, "grant_type=refresh_token&refresh_token=" + refresh).status == 200);
    CHECK(error_of(token(asker, "grant_type=refresh_token&refresh_token=x")) == "invalid_grant");
    CHECK(error_of(token(asker, form + "0")) == "bad_verification_code");
}

TEST_CASE("the metadata service wants its header") {
    Asker asker;
    const auto ask = [&](std::map<std::string, std::string> headers, const std::string& query) {
        return asker.service.answer({.method = "GET",
                                     .path = "/metadata/identity/oauth2/token",
                                     .query = query,
                                     .headers = std::move(headers)});
    };
    const std::string query = "api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com";
    const Response granted = ask({{"metadata", "true"}}, query);
    CHECK(granted.status == 200);
    CHECK(json::parse(granted.body)["expires_on"].is_string());
    CHECK(ask({}, query).status == 400);
    CHECK(ask({{"metadata", "true"}}, "api-version=2018-02-01").status == 400);
    CHECK(ask({{"metadata", "true"}}, "api-version=2017&resource=x").status == 400);
}
