#include "base/base64.hpp"
#include "identity/certificate.hpp"
#include "identity/signer.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <nlohmann/json.hpp>

using identity::Certificate;
using identity::Kind;
using nlohmann::json;
using support::KeyPair;

namespace {

const KeyPair& pair() {
    static const KeyPair k_pair = support::make_certificate({.subject = "principal"});
    return k_pair;
}

base::Secret whole(const KeyPair& of) {
    return base::Secret(of.certificate + of.key);
}

// The three parts of a token, decoded: header, claims, and whether the signature is the pair's.
struct Jwt {
    json header;
    json claims;
    bool fine = false;
};

Jwt read_jwt(const std::string& text, const KeyPair& of) {
    const auto first = text.find('.');
    const auto second = text.find('.', first + 1);
    REQUIRE(second != std::string::npos);
    Jwt jwt;
    jwt.header = json::parse(base::from_base64(text.substr(0, first)).value());
    jwt.claims = json::parse(base::from_base64(text.substr(first + 1, second - first - 1)).value());
    jwt.fine = support::verifies(of, text.substr(0, second),
                                 base::from_base64(text.substr(second + 1)).value(),
                                 jwt.header["alg"] == "PS256");
    return jwt;
}

} // namespace

TEST_CASE("a secret is sent as a form", "[identity]") {
    Signer s;
    s.service_principal();
    s.p.transport.script = {grants("t")};
    CHECK(s.token() == "t");
    CHECK(s.seen(0).method == "POST");
    CHECK(s.seen(0).url == "https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token");
    CHECK(s.seen(0).header("Content-Type") == "application/x-www-form-urlencoded");
    CHECK(s.seen(0).header("Authorization").empty());
    CHECK(form_of(s.seen(0).body) ==
          std::map<std::string, std::string>{{"grant_type", "client_credentials"},
                                             {"client_id", "my-client"},
                                             {"client_secret", "fake & secret=1"},
                                             {"scope", "https://management.azure.com/.default"}});
    CHECK(s.p.all_logged().find("secret") == std::string::npos);
}

TEST_CASE("claims that the service asked for are asked for", "[identity]") {
    Signer s;
    s.service_principal();
    s.p.transport.script = {grants("t")};
    s.ask("s/.default", R"({"a": "b"})");
    CHECK(form_of(s.seen(0).body)["claims"] == R"({"a": "b"})");
}

TEST_CASE("a token's life is a span, a date, a number or a text", "[identity]") {
    const auto life = [](const std::string& body) {
        Signer s;
        s.service_principal();
        s.p.transport.script = {{.body = body}};
        const base::Date begin = s.p.clock.day + std::chrono::milliseconds(10);
        return std::chrono::duration_cast<std::chrono::seconds>(s.ask().token->expires - begin)
            .count();
    };
    CHECK(life(R"({"access_token": "t", "expires_in": 3600})") == 3600);
    CHECK(life(R"({"access_token": "t", "expires_in": "60"})") == 60);
    // The date here may be wrong: the span counts.
    CHECK(life(R"({"access_token": "t", "expires_in": 60, "expires_on": "1"})") == 60);
    CHECK(life(R"({"access_token": "t", "expires_on": "1787403600"})") == 3599);
    CHECK(life(R"({"access_token": "t"})") == 600);
    CHECK(life(R"({"access_token": "t", "expires_in": 9223372036854775807})") == 172800);
    CHECK(life(R"({"access_token": "t", "expires_in": -5})") == 0);
    CHECK(life(R"({"access_token": "t", "expires_on": 9223372036854775807})") == 172799);
}

TEST_CASE("what is missing in the environment is named", "[identity]") {
    const auto reason = [](std::map<std::string, std::string> values) {
        Signer s;
        s.variables.values = std::move(values);
        s.options.only = Kind::environment;
        const std::string all = s.token();
        return all.substr(all.rfind("environment: ") + 13);
    };
    CHECK(reason({}) == "AZURE_CLIENT_ID is not set");
    CHECK(reason({{"AZURE_CLIENT_ID", "c"}}) == "AZURE_TENANT_ID is not set");
    CHECK(reason({{"AZURE_CLIENT_ID", "c"}, {"AZURE_TENANT_ID", "t"}}) ==
          "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set");
    CHECK_THAT(
        reason({{"AZURE_CLIENT_ID", "c"}, {"AZURE_TENANT_ID", "t"}, {"AZURE_PASSWORD", "p"}}),
        StartsWith("a user's AZURE_PASSWORD is not taken"));
}

TEST_CASE("a tenant cannot lead elsewhere", "[identity]") {
    for (const char* tenant : {"a/b", "..", "a?b", "a b", "a%2f", "a\n"}) {
        Signer s;
        s.service_principal();
        s.variables.values["AZURE_TENANT_ID"] = tenant;
        CHECK_THAT(s.token(), StartsWith("!cannot get a token: the tenant is neither"));
        CHECK(s.p.transport.seen.empty());
    }
}

TEST_CASE("tenant and login host come from the option, then from the environment", "[identity]") {
    Signer s;
    s.service_principal();
    s.options.tenant = "other.example.com";
    s.variables.values["AZURE_AUTHORITY_HOST"] = "login.example.com/";
    s.p.transport.script = {grants("t")};
    CHECK(s.token() == "t");
    CHECK(s.seen(0).url == "https://login.example.com/other.example.com/oauth2/v2.0/token");

    Signer given;
    given.service_principal();
    given.options.cloud = rest::find_cloud("AzureUSGovernment", given.files);
    given.options.cloud_given = true;
    given.variables.values["AZURE_AUTHORITY_HOST"] = "https://login.microsoftonline.com";
    given.p.transport.script = {grants("t")};
    CHECK(given.token() == "t");
    CHECK(given.seen(0).url == "https://login.microsoftonline.us/my-tenant/oauth2/v2.0/token");

    Signer plain; // a secret does not leave without TLS
    plain.service_principal();
    plain.variables.values["AZURE_AUTHORITY_HOST"] = "http://login.example.com";
    CHECK_THAT(plain.token(), ContainsSubstring("login.example.com is not asked without TLS"));
    CHECK(plain.p.transport.seen.empty());
}

TEST_CASE("an answer without a token is an error", "[identity]") {
    for (const char* body :
         {"", "<html>", "[]", "{}", R"({"access_token": ""})", R"({"access_token": 5})"}) {
        Signer s;
        s.service_principal();
        s.p.transport.script = {{.body = body}};
        CHECK_THAT(s.token(), ContainsSubstring("the answer holds no token"));
    }
}

TEST_CASE("a certificate signs an assertion for the token's address", "[identity]") {
    Signer s;
    s.service_principal();
    s.variables.values.erase("AZURE_CLIENT_SECRET");
    s.variables.values["AZURE_CLIENT_CERTIFICATE_PATH"] = "cert.pem";
    s.files.content["cert.pem"] = whole(pair()).reveal();
    s.p.transport.script = {grants("t"), grants("u")};
    CHECK(s.token() == "t");
    auto form = form_of(s.seen(0).body);
    CHECK(form["grant_type"] == "client_credentials");
    CHECK(form["client_id"] == "my-client");
    CHECK(form["client_assertion_type"] ==
          "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    CHECK_FALSE(form.contains("client_secret"));
    const Jwt jwt = read_jwt(form["client_assertion"], pair());
    CHECK(jwt.fine);
    CHECK(jwt.header == json{{"alg", "RS256"},
                             {"typ", "JWT"},
                             {"x5t", base::base64_url(support::thumbprint_sha1(pair()))}});
    CHECK(jwt.claims["aud"] == "https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token");
    CHECK(jwt.claims["iss"] == "my-client");
    CHECK(jwt.claims["sub"] == "my-client");
    CHECK(jwt.claims["nbf"] == 1'787'400'000);
    CHECK(jwt.claims["exp"] == 1'787'400'600);
    CHECK(s.token() == "u");
    CHECK(read_jwt(form_of(s.seen(1).body)["client_assertion"], pair()).claims["jti"] !=
          jwt.claims["jti"]); // no assertion is used twice
    CHECK(s.p.all_logged().find(form["client_assertion"]) == std::string::npos);
}

TEST_CASE("certificates are read in their forms", "[identity]") {
    const KeyPair& p = pair();
    const KeyPair other = support::make_certificate({.subject = "other"});
    const auto signs = [&](const std::string& bytes, const std::string& password) {
        const Certificate certificate =
            Certificate::read(base::Secret(bytes), base::Secret(password), "f");
        return read_jwt(certificate.sign("{}").reveal(), p).fine;
    };
    CHECK(signs(p.certificate + p.key, ""));
    CHECK(signs(p.key + p.certificate, ""));
    CHECK(signs(p.key + other.certificate + p.certificate, "")); // a chain, in any order
    CHECK(signs(support::encrypted_key(p, "fake-password") + p.certificate, "fake-password"));
    CHECK(signs(support::pkcs12(p, "fake-password"), "fake-password"));
    CHECK(signs(support::pkcs12(p, ""), ""));
}

TEST_CASE("a key restricted to PSS signs so", "[identity]") {
    const KeyPair pss = support::make_certificate({.subject = "pss", .pss = true});
    const Certificate certificate = Certificate::read(whole(pss), base::Secret(), "f");
    const Jwt jwt = read_jwt(certificate.sign(R"({"a": 1})").reveal(), pss);
    CHECK(jwt.fine);
    CHECK(jwt.header == json{{"alg", "PS256"},
                             {"typ", "JWT"},
                             {"x5t#S256", base::base64_url(support::thumbprint_sha256(pss))}});
    CHECK(jwt.claims == json{{"a", 1}});
}

TEST_CASE("a certificate that does not serve is told with its path", "[identity]") {
    const KeyPair& p = pair();
    const KeyPair other = support::make_certificate({.subject = "other"});
    const KeyPair curve = support::make_certificate({.subject = "curve", .elliptic = true});
    const auto said = [](const std::string& bytes, const std::string& password) {
        try {
            Certificate::read(base::Secret(bytes), base::Secret(password), "/etc/cert");
        } catch (const base::Error& error) {
            CHECK(error.code() == base::Exit::invalid);
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(said("", "") == "the certificate /etc/cert is neither PEM nor PKCS #12");
    CHECK(said("nonsense", "") == "the certificate /etc/cert is neither PEM nor PKCS #12");
    CHECK(said(p.certificate, "") ==
          "the certificate /etc/cert holds no private key that can be read");
    CHECK(said(p.key, "") == "the certificate /etc/cert holds no certificate of its key");
    CHECK(said(p.key + other.certificate, "") ==
          "the certificate /etc/cert holds no certificate of its key");
    CHECK(said(support::encrypted_key(p, "fake-password") + p.certificate, "wrong") ==
          "the certificate /etc/cert holds no private key that can be read");
    CHECK(said(support::encrypted_key(p, "fake-password") + p.certificate, "") ==
          "the certificate /etc/cert holds no private key that can be read"); // nobody is asked
    CHECK(said(support::pkcs12(p, "fake-password"), "wrong") ==
          "the certificate /etc/cert does not open");
    CHECK_THAT(said(curve.certificate + curve.key, ""), ContainsSubstring("not RSA"));

    Signer s;
    s.service_principal();
    s.variables.values.erase("AZURE_CLIENT_SECRET");
    s.variables.values["AZURE_CLIENT_CERTIFICATE_PATH"] = "none.pem";
    CHECK(s.ask().error->code() == base::Exit::invalid);
}
