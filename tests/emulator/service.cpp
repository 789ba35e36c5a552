#include "emulator/service.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <ctime>

namespace emulator {

namespace {

using Kind = Fault::Kind;

// An id as Azure spells it: Resource Manager takes both spellings of the groups' collection.
std::string spelled(const std::vector<std::string>& parts) {
    std::string id;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool groups = i == 2 && base::iequals(parts[i], "resourcegroups");
        id += "/" + (groups ? "resourceGroups" : parts[i]);
    }
    return id;
}

// The names that the pattern has for the parts, if it fits.
std::optional<std::map<std::string, std::string>> match(const std::string& pattern,
                                                        const std::vector<std::string>& parts) {
    const std::vector<std::string> wanted = segments(pattern);
    if (wanted.size() != parts.size()) {
        return std::nullopt;
    }
    std::map<std::string, std::string> names;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (wanted[i].front() == '{') {
            names[wanted[i].substr(1, wanted[i].size() - 2)] = parts[i];
        } else if (!base::iequals(wanted[i], parts[i])) {
            return std::nullopt;
        }
    }
    return names;
}

// Whose api-version it is. A provider's own description is Resource Manager's.
std::string provider_of(const std::vector<std::string>& parts) {
    std::string provider = "Microsoft.Resources";
    for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
        if (base::iequals(parts[i], "providers") && parts[i + 2] != "register") {
            provider = parts[i + 1];
        }
    }
    return provider;
}

std::string type_of(const Call& call) {
    const std::vector<std::string> parts = segments(short_name(call.id));
    std::string type;
    for (std::size_t i = 1; i < parts.size(); i += 2) {
        type += (type.empty() ? "" : "/") + parts[i];
    }
    return type;
}

Response not_signed_in(const Call& call, Plane plane) {
    const bool given = call.request.headers.contains("authorization");
    const std::string message =
        given ? "The access token is invalid."
              : "Authentication failed. The 'Authorization' header is missing.";
    Response response =
        plane == Plane::history
            ? history_error(401, message, "Unauthorized")
            : arm_error(401, given ? "InvalidAuthenticationToken" : "AuthenticationFailed",
                        message);
    response.headers["WWW-Authenticate"] =
        fmt::format("Bearer authorization_uri=\"{}/{}\", error=\"invalid_token\"",
                    call.state.settings.base_url, call.state.settings.tenant);
    return response;
}

// What Resource Manager looks at before it asks a provider.
std::optional<Response> refuse_early(const Call& call, const std::string& provider) {
    const std::vector<std::string> versions = versions_of(provider);
    if (call.version.empty() && !versions.empty()) {
        return arm_error(400, "MissingApiVersionParameter",
                         "The api-version query parameter (?api-version=) is required for all "
                         "requests.");
    }
    if (!versions.empty() &&
        std::find(versions.begin(), versions.end(), call.version) == versions.end()) {
        if (base::iequals(provider, "Microsoft.Resources")) {
            return arm_error(400, "InvalidApiVersionParameter",
                             fmt::format("The api-version '{}' is invalid. The supported versions "
                                         "are '{}'.",
                                         call.version, base::join(versions, ",")));
        }
        return arm_error(400, "InvalidResourceType",
                         fmt::format("The resource type '{}' could not be found in the namespace "
                                     "'{}' for api version '{}'. The supported api-versions are "
                                     "'{}'.",
                                     type_of(call), provider, call.version,
                                     base::join(versions, ",")));
    }
    if (call.names.contains("sub") && call.name("sub") != call.state.settings.subscription) {
        return arm_error(
            404, "SubscriptionNotFound",
            fmt::format("The subscription '{}' could not be found.", call.name("sub")));
    }
    const bool is_group = segments(call.id).size() == 4;
    if (call.names.contains("rg") && !is_group) {
        if (call.state.find(call.group_id()) == nullptr) {
            return arm_error(
                404, "ResourceGroupNotFound",
                fmt::format("Resource group '{}' could not be found.", call.name("rg")));
        }
        if (call.request.method == "PUT" && !is_registered(call.state, provider)) {
            return arm_error(
                409, "MissingSubscriptionRegistration",
                fmt::format("The subscription is not registered to use namespace '{}'. See "
                            "https://aka.ms/rps-not-found for how to register subscriptions.",
                            provider),
                {{{"code", "MissingSubscriptionRegistration"},
                  {"target", provider},
                  {"message",
                   "The subscription is not registered to use namespace '" + provider + "'."}}});
        }
    }
    if (call.names.contains("ws") && !base::iequals(call.id, call.workspace_id()) &&
        call.state.find(call.workspace_id()) == nullptr) {
        return arm_error(404, "ResourceNotFound",
                         fmt::format("The Resource 'Microsoft.MachineLearningServices/workspaces/"
                                     "{}' under resource group '{}' was not found. For more "
                                     "details please go to "
                                     "https://aka.ms/ARMResourceNotFoundFix",
                                     call.name("ws"), call.name("rg")));
    }
    return std::nullopt;
}

Response wrong_body(const Call& call, Plane plane, const std::vector<Mistake>& mistakes) {
    if (plane == Plane::ml) {
        Response response = ml_error(call.state, 400, "ValidationError", mistakes[0].text,
                                     {"BadRequest", "Invalid"});
        json body = json::parse(response.body);
        for (const Mistake& mistake : mistakes) {
            body["error"]["details"].push_back(
                {{"code", "InvalidProperty"}, {"message", mistake.text}, {"target", mistake.path}});
        }
        response.body = body.dump();
        return response;
    }
    if (plane == Plane::history) {
        return history_error(400, mistakes[0].text, "BadArgument");
    }
    return arm_error(400, "InvalidRequestContent",
                     fmt::format("The request content was invalid and could not be deserialized: "
                                 "'{} Path '{}'.'.",
                                 mistakes[0].text, mistakes[0].path));
}

std::optional<Response> read_body(Call& call, const Route& route) {
    const bool may_be_empty = route.plane == Plane::history;
    json body = call.request.body.empty() ? (may_be_empty ? json::object() : json(nullptr))
                                          : json::parse(call.request.body, nullptr, false);
    if (body.is_discarded()) {
        return wrong_body(call, route.plane,
                          {{"", Mistake::Kind::type, "The request content is not valid JSON."}});
    }
    const std::vector<Mistake> mistakes = check(route.body->schema, body, call.version);
    if (!mistakes.empty()) {
        return wrong_body(call, route.plane, mistakes);
    }
    call.body = writable(route.body->schema, body);
    return std::nullopt;
}

std::string http_date(std::time_t when) {
    std::tm parts{};
    gmtime_r(&when, &parts);
    char text[64];
    const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text, size};
}

Response throttled(const std::string& retry_after) {
    Response response = arm_error(429, "TooManyRequests",
                                  "The request is being throttled as the limit has been reached.");
    response.headers["Retry-After"] = retry_after;
    return response;
}

// Nothing where the work is to be done all the same.
std::optional<Response> instead_of_work(const Fault& fault) {
    switch (fault.kind) {
    case Kind::reset_before:
        return Response{.delivery = Delivery::reset};
    case Kind::timeout_before:
        return Response{.delivery = Delivery::hang, .hold_ms = fault.seconds * 1000};
    case Kind::throttle_seconds:
        return throttled(std::to_string(fault.seconds));
    case Kind::throttle_date:
        return throttled(http_date(std::time(nullptr) + fault.seconds));
    case Kind::unavailable:
        return arm_error(503, "ServiceUnavailable", "The service is temporarily unavailable.");
    case Kind::error:
        return arm_error(500, "InternalServerError", "Encountered internal server error.");
    case Kind::unauthorised: {
        Response response = arm_error(401, "ExpiredAuthenticationToken",
                                      "The access token expiry UTC time is in the past.");
        response.headers["WWW-Authenticate"] = "Bearer error=\"invalid_token\"";
        return response;
    }
    default:
        return std::nullopt;
    }
}

void spoil(const Fault& fault, Response& response) {
    switch (fault.kind) {
    case Kind::reset_after:
        response.delivery = Delivery::reset;
        break;
    case Kind::timeout:
        response.delivery = Delivery::hang;
        response.hold_ms = fault.seconds * 1000;
        break;
    case Kind::truncate:
        response.delivery = Delivery::truncate;
        break;
    case Kind::slow:
        response.delivery = Delivery::slow;
        response.hold_ms = fault.seconds * 1000;
        break;
    case Kind::wrong_type:
        response = {.status = 200,
                    .headers = {{"Content-Type", "text/html"}},
                    .body = "<html><body>Please sign in to the network.</body></html>"};
        break;
    default:
        break;
    }
}

} // namespace

Service::Service(Settings settings)
    : m_state{.settings = std::move(settings)} {
    for (const auto add :
         {add_login_routes, add_subscription_routes, add_group_routes, add_storage_routes,
          add_vault_routes, add_insights_routes, add_workspace_routes, add_compute_routes,
          add_size_routes, add_asset_routes, add_history_routes}) {
        add(m_routes);
    }
}

void Service::add_fault(Fault fault) {
    const std::lock_guard lock(m_mutex);
    m_faults.all.push_back(std::move(fault));
    m_faults.close_for_refusal(); // of the very first request
}

void Service::on_journal(std::function<void(const json&)> write) {
    m_write = std::move(write);
}

bool Service::refuse_connection() {
    const std::lock_guard lock(m_mutex);
    if (m_faults.refuse_connections == 0) {
        return false;
    }
    --m_faults.refuse_connections;
    return true;
}

Response Service::answer(const Request& request) {
    const std::lock_guard lock(m_mutex);
    if (request.path.starts_with("/_emulator/")) {
        return control(request);
    }
    m_state.advance(m_state.settings.time_scale);
    const std::optional<Fault> fault = m_faults.strike(request);
    json entry = {{"number", m_journal.size() + 1},
                  {"method", request.method},
                  {"path", decode(request.path, false)},
                  {"query", decode(request.query, true)}};
    Response response = serve_under(request, fault, entry);
    const std::string id = guid_of(fmt::format("request {}", m_journal.size()));
    for (const char* header : {"x-ms-request-id", "x-ms-correlation-request-id"}) {
        response.headers[header] = id;
    }
    const auto client = request.headers.find("x-ms-client-request-id");
    if (client != request.headers.end()) {
        response.headers["x-ms-client-request-id"] = client->second;
    }
    if (m_faults.close_for_refusal()) {
        response.headers["Connection"] = "close";
    }
    m_journal.push_back(entry);
    if (m_write) {
        m_write(entry);
    }
    return response;
}

Response Service::serve_under(const Request& request, const std::optional<Fault>& fault,
                              json& entry) {
    if (fault) {
        entry["fault"] = name(fault->kind);
        if (std::optional<Response> instead = instead_of_work(*fault)) {
            entry["status"] = instead->delivery == Delivery::whole ? instead->status : 0;
            return std::move(*instead);
        }
        m_state.fail_next_operation = fault->kind == Kind::fail_late;
    }
    m_state.created.clear();
    Response response = serve(request);
    m_state.fail_next_operation = false;
    entry["status"] = response.status;
    if (!m_state.created.empty()) {
        entry["created"] = m_state.created;
    }
    if (fault) {
        spoil(*fault, response);
    }
    return response;
}

Response Service::serve(const Request& request) {
    const std::vector<std::string> parts = segments(request.path);
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    bool path_known = false;
    for (const Route& route : m_routes) {
        auto names = match(route.pattern, parts);
        if (!names) {
            continue;
        }
        path_known = true;
        if (route.method != method) {
            continue;
        }
        Call call{.request = request,
                  .state = m_state,
                  .id = spelled(parts),
                  .names = std::move(*names),
                  .query = parse_pairs(request.query)};
        call.version = call.asked("api-version");
        if (route.plane != Plane::open && !is_signed_in(m_state, request)) {
            return not_signed_in(call, route.plane);
        }
        if (route.plane == Plane::resources || route.plane == Plane::ml) {
            if (auto refused = refuse_early(call, provider_of(parts))) {
                return std::move(*refused);
            }
        }
        if (route.body != nullptr) {
            if (auto refused = read_body(call, route)) {
                return std::move(*refused);
            }
        }
        return route.handler(call);
    }
    return path_known
               ? arm_error(405, "MethodNotAllowed",
                           fmt::format("{} is not allowed here.", request.method))
               : arm_error(404, "InvalidResourceType", "The stand-in knows nothing at this path.");
}

} // namespace emulator
