// Microsoft Entra as far as it hands out tokens, the metadata service of a virtual machine, and
// Resource Manager's description of its own cloud. What they look at: aml-v2 clients and RFC 6749,
// 7523, 8628.

#include "base/base64.hpp"
#include "base/strings.hpp"
#include "emulator/call.hpp"
#include "support/certificates.hpp"

#include <fmt/format.h>

#include <ctime>

namespace emulator {

namespace {

using Form = std::map<std::string, std::string>;

constexpr int k_lifetime = 3599; // seconds
constexpr const char* k_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr const char* k_device_grant = "urn:ietf:params:oauth:grant-type:device_code";
// The public client of the Azure CLI, which device code uses.
constexpr const char* k_public_client = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

std::string field(const Form& form, const char* name) {
    const auto found = form.find(name);
    return found == form.end() ? "" : found->second;
}

Response oauth_error(int status, const char* error, int number, const std::string& text) {
    return answer(status, {{"error", error},
                           {"error_description", fmt::format("AADSTS{}: {}", number, text)},
                           {"error_codes", {number}},
                           {"trace_id", guid_of("trace")},
                           {"correlation_id", guid_of("correlation")}});
}

// A token that says who it is for. Its signature is no signature: services only look whether they
// know it.
std::string make_token(State& state, const std::string& audience, const std::string& client) {
    const std::time_t now = std::time(nullptr);
    const json claims = {{"aud", audience},
                         {"iss", state.settings.base_url + "/" + state.settings.tenant + "/v2.0"},
                         {"tid", state.settings.tenant},
                         {"oid", guid_of("object of " + client)},
                         {"appid", client},
                         {"iat", now},
                         {"exp", now + k_lifetime},
                         {"jti", state.tokens.size() + 1}};
    const std::string token = base::base64_url(R"({"typ":"JWT","alg":"none"})") + "." +
                              base::base64_url(claims.dump()) + ".c3RhbmQtaW4";
    state.tokens[token] = audience;
    return token;
}

Response grant(State& state, const std::string& audience, const std::string& client, bool refresh) {
    json body = {{"token_type", "Bearer"},
                 {"expires_in", k_lifetime},
                 {"ext_expires_in", k_lifetime},
                 {"access_token", make_token(state, audience, client)}};
    if (refresh) {
        body["refresh_token"] = "stand-in-refresh-token";
    }
    return answer(200, body);
}

std::string audience_of(const Form& form) {
    std::string scope = field(form, "scope");
    if (scope.empty()) {
        return field(form, "resource");
    }
    scope = scope.substr(0, scope.find(' '));
    constexpr std::string_view k_default = "/.default";
    return scope.ends_with(k_default) ? scope.substr(0, scope.size() - k_default.size()) : "";
}

// What is wrong with an assertion that a certificate signed; "" when nothing is.
std::string fault_of_assertion(const Settings& settings, const std::string& text,
                               const std::string& token_url) {
    const auto first = text.find('.');
    const auto second = text.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos) {
        return "it is no JWT";
    }
    const json header =
        json::parse(base::from_base64(text.substr(0, first)).value_or(""), nullptr, false);
    const json claims = json::parse(
        base::from_base64(text.substr(first + 1, second - first - 1)).value_or(""), nullptr, false);
    if (!header.is_object() || !claims.is_object()) {
        return "it is no JWT";
    }
    const support::KeyPair pair{.certificate = settings.certificate, .key = ""};
    // Microsoft's library for Python pads it, RFC 7515 does not.
    const auto thumbprint = [&](const char* name) {
        std::string value = header.value(name, "");
        while (value.ends_with('=')) {
            value.pop_back();
        }
        return value;
    };
    const bool by_sha1 = thumbprint("x5t") == base::base64_url(support::thumbprint_sha1(pair));
    const bool by_sha256 =
        thumbprint("x5t#S256") == base::base64_url(support::thumbprint_sha256(pair));
    if (!by_sha1 && !by_sha256) {
        return "x5t is of no certificate that the application has";
    }
    const std::string algorithm = header.value("alg", "");
    if ((algorithm != "RS256" && algorithm != "PS256") ||
        !support::verifies(pair, text.substr(0, second),
                           base::from_base64(text.substr(second + 1)).value_or(""),
                           algorithm == "PS256")) {
        return "the signature is not that of the certificate";
    }
    const std::string audience = claims.value("aud", "");
    if (audience != token_url) {
        return fmt::format("aud is {}, not {}", audience, token_url);
    }
    if (claims.value("iss", "") != settings.client || claims.value("sub", "") != settings.client) {
        return "iss and sub are not the client id";
    }
    const std::int64_t now = std::time(nullptr);
    const std::int64_t ends = claims.value("exp", std::int64_t{0});
    if (ends <= now || ends > now + 86400 || claims.value("nbf", now) > now + 300) {
        return "it is not valid now";
    }
    return claims.value("jti", "").empty() ? "it has no jti" : "";
}

Response by_assertion(Call& call, const Form& form, const std::string& assertion) {
    const Settings& settings = call.state.settings;
    if (field(form, "client_assertion_type") != k_assertion_type) {
        return oauth_error(400, "invalid_request", 900144, "client_assertion_type is missing.");
    }
    if (!settings.federated_token.empty() && assertion == settings.federated_token) {
        return grant(call.state, audience_of(form), settings.client, false);
    }
    if (settings.certificate.empty()) {
        return oauth_error(401, "invalid_client", 700213,
                           "No matching federated identity record found for presented assertion.");
    }
    const auto host = call.request.headers.find("host");
    const std::string url =
        fmt::format("https://{}{}", host == call.request.headers.end() ? "localhost" : host->second,
                    call.request.path);
    const std::string fault = fault_of_assertion(settings, assertion, url);
    if (!fault.empty()) {
        return oauth_error(401, "invalid_client", 700027,
                           "Client assertion failed signature validation: " + fault + ".");
    }
    return grant(call.state, audience_of(form), settings.client, false);
}

Response by_client(Call& call, const Form& form) {
    const Settings& settings = call.state.settings;
    if (field(form, "client_id") != settings.client) {
        return oauth_error(400, "unauthorized_client", 700016,
                           "Application was not found in the directory.");
    }
    const std::string assertion = field(form, "client_assertion");
    if (!assertion.empty()) {
        return by_assertion(call, form, assertion);
    }
    if (field(form, "client_secret") != settings.client_secret) {
        return oauth_error(401, "invalid_client", 7000215, "Invalid client secret provided.");
    }
    return grant(call.state, audience_of(form), settings.client, false);
}

// The user takes two polls to type the code.
Response by_device(Call& call, const Form& form) {
    const std::string code = field(form, "device_code");
    const auto polls = call.state.device_polls.find(code);
    if (polls == call.state.device_polls.end()) {
        return oauth_error(400, "bad_verification_code", 70018, "Invalid verification code.");
    }
    if (++polls->second < 3) {
        return oauth_error(400, "authorization_pending", 70016, "The user has not yet signed in.");
    }
    return grant(call.state, audience_of(form), k_public_client, true);
}

Response token(Call& call) {
    const Form form = parse_pairs(call.request.body);
    if (call.name("tenant") != call.state.settings.tenant &&
        call.name("tenant") != "organizations") {
        return oauth_error(400, "invalid_request", 90002,
                           fmt::format("Tenant '{}' not found.", call.name("tenant")));
    }
    if (audience_of(form).empty()) {
        return oauth_error(400, "invalid_scope", 1002012, "The scope is not valid.");
    }
    const std::string type = field(form, "grant_type");
    if (type == "client_credentials") {
        return by_client(call, form);
    }
    if (type == k_device_grant) {
        return by_device(call, form);
    }
    if (type == "refresh_token") {
        return field(form, "refresh_token") == "stand-in-refresh-token"
                   ? grant(call.state, audience_of(form), k_public_client, true)
                   : oauth_error(400, "invalid_grant", 70000, "The refresh token is not valid.");
    }
    return oauth_error(400, "unsupported_grant_type", 70003, "The grant type is not supported.");
}

Response device_code(Call& call) {
    const Form form = parse_pairs(call.request.body);
    if (field(form, "client_id").empty()) {
        return oauth_error(400, "invalid_request", 900144, "client_id is missing.");
    }
    const std::string code = guid_of(fmt::format("device {}", call.state.device_polls.size()));
    call.state.device_polls[code] = 0;
    return answer(200, {{"user_code", "STANDIN00"},
                        {"device_code", code},
                        {"verification_uri", call.state.settings.base_url + "/device"},
                        {"expires_in", 900},
                        {"interval", 1},
                        {"message", "To sign in, open the page /device and enter the code "
                                    "STANDIN00 to authenticate."}});
}

Response openid_configuration(Call& call) {
    const auto host = call.request.headers.find("host");
    const std::string base = fmt::format(
        "https://{}/{}", host == call.request.headers.end() ? "localhost" : host->second,
        call.name("tenant"));
    return answer(200, {{"issuer", base + "/v2.0"},
                        {"authorization_endpoint", base + "/oauth2/v2.0/authorize"},
                        {"token_endpoint", base + "/oauth2/v2.0/token"},
                        {"device_authorization_endpoint", base + "/oauth2/v2.0/devicecode"}});
}

Response metadata_token(Call& call) {
    const auto header = call.request.headers.find("metadata");
    if (header == call.request.headers.end() || !base::iequals(header->second, "true")) {
        return answer(400, {{"error", "invalid_request"},
                            {"error_description", "Required metadata header not specified"}});
    }
    if (call.version != "2018-02-01" || call.asked("resource").empty()) {
        return answer(400, {{"error", "invalid_request"},
                            {"error_description", "api-version or resource is missing"}});
    }
    const std::string resource = call.asked("resource");
    return answer(200, {{"access_token", make_token(call.state, resource, "managed identity")},
                        {"expires_in", std::to_string(k_lifetime)},
                        {"expires_on", std::to_string(std::time(nullptr) + k_lifetime)},
                        {"resource", resource},
                        {"token_type", "Bearer"}});
}

Response cloud_metadata(Call& call) {
    const std::string& base = call.state.settings.base_url;
    return answer(200, json::array({{{"name", "StandIn"},
                                     {"portal", base},
                                     {"resourceManager", base},
                                     {"authentication",
                                      {{"loginEndpoint", base},
                                       {"audiences", {base}},
                                       {"tenant", "organizations"},
                                       {"identityProvider", "AAD"}}},
                                     {"suffixes", {{"storage", "core.localhost"}}}}}));
}

} // namespace

bool is_signed_in(const State& state, const Request& request) {
    const auto header = request.headers.find("authorization");
    constexpr std::string_view k_bearer = "Bearer ";
    if (header == request.headers.end() || !header->second.starts_with(k_bearer)) {
        return false;
    }
    const auto known = state.tokens.find(header->second.substr(k_bearer.size()));
    return known != state.tokens.end() && known->second.find("storage") == std::string::npos &&
           known->second.find("vault") == std::string::npos;
}

void add_login_routes(Routes& routes) {
    routes.push_back({"POST", "/{tenant}/oauth2/v2.0/token", Plane::open, token});
    routes.push_back({"POST", "/{tenant}/oauth2/token", Plane::open, token});
    routes.push_back({"POST", "/{tenant}/oauth2/v2.0/devicecode", Plane::open, device_code});
    routes.push_back({"GET", "/{tenant}/v2.0/.well-known/openid-configuration", Plane::open,
                      openid_configuration});
    routes.push_back({"GET", "/metadata/identity/oauth2/token", Plane::open, metadata_token});
    routes.push_back({"GET", "/metadata/endpoints", Plane::open, cloud_metadata});
}

} // namespace emulator
