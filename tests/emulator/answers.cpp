#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator {

std::string Call::group_id() const {
    return fmt::format("/subscriptions/{}/resourceGroups/{}", name("sub"), name("rg"));
}

std::string Call::workspace_id() const {
    return fmt::format("{}/providers/Microsoft.MachineLearningServices/workspaces/{}", group_id(),
                       name("ws"));
}

Response answer(int status, const json& body) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json; charset=utf-8"}},
            .body = body.dump()};
}

Response no_content(int status) {
    return {.status = status};
}

Response arm_error(int status, std::string_view code, std::string_view message, json details) {
    json error = {{"code", code}, {"message", message}};
    if (!details.empty()) {
        error["details"] = std::move(details);
    }
    return answer(status, {{"error", error}});
}

Response ml_error(const State& state, int status, std::string_view code, std::string_view message,
                  const std::vector<std::string>& inner) {
    json nested = nullptr;
    for (auto at = inner.rbegin(); at != inner.rend(); ++at) {
        nested = {{"code", *at}, {"innerError", nested}};
    }
    const std::string correlation = guid_of(fmt::format("correlation {}", state.now));
    const auto info = [](const char* type, json value) {
        return json{{"type", type}, {"info", {{"value", std::move(value)}}}};
    };
    return answer(status, {{"error",
                            {{"code", code},
                             {"message", message},
                             {"details", json::array()},
                             {"additionalInfo",
                              {info("ComponentName", "managementfrontend"),
                               info("Correlation", {{"operation", correlation.substr(0, 8)},
                                                    {"request", correlation.substr(24)}}),
                               info("Environment", "stand-in"), info("Location", "westeurope"),
                               info("Time", state.timestamp()), info("InnerError", nested)}}}}});
}

Response history_error(int status, std::string_view message, const std::string& inner) {
    return answer(status, {{"error",
                            {{"code", "UserError"},
                             {"severity", nullptr},
                             {"message", message},
                             {"messageFormat", message},
                             {"messageParameters", json::object()},
                             {"referenceCode", nullptr},
                             {"detailsUri", nullptr},
                             {"target", nullptr},
                             {"details", json::array()},
                             {"innerError", {{"code", inner}, {"innerError", nullptr}}}}},
                           {"correlation", {{"operation", "0a0b0c0d"}, {"request", "0e0f1011"}}},
                           {"environment", "stand-in"},
                           {"location", "westeurope"},
                           {"componentName", "run-history"}});
}

std::string short_name(std::string_view id) {
    const auto providers = id.rfind("/providers/");
    return std::string(providers == std::string_view::npos ? id : id.substr(providers + 11));
}

Response not_found(const Call& call) {
    return arm_error(404, "ResourceNotFound",
                     fmt::format("The Resource '{}' under resource group '{}' was not found. For "
                                 "more details please go to https://aka.ms/ARMResourceNotFoundFix",
                                 short_name(call.id),
                                 call.names.contains("rg") ? call.name("rg") : "<null>"));
}

std::string link(const Call& call, const std::string& path) {
    return fmt::format("{}{}?api-version={}", call.state.settings.base_url, path, call.version);
}

void add_retry_after(const Settings& settings, Response& response) {
    if (settings.retry_after_ms % 1000 == 0) {
        response.headers["Retry-After"] = std::to_string(settings.retry_after_ms / 1000);
    } else {
        response.headers["retry-after-ms"] = std::to_string(settings.retry_after_ms);
    }
}

void add_poll(const Call& call, Response& response, const Operation& operation,
              const std::string& status_path, const std::string& result_path, Poll poll) {
    if (poll != Poll::location) {
        response.headers["Azure-AsyncOperation"] = link(call, status_path + "/" + operation.id);
    }
    if (poll != Poll::async_operation) {
        response.headers["Location"] = link(call, result_path + "/" + operation.id);
    }
    add_retry_after(call.state.settings, response);
}

Response page(const Call& call, const std::vector<json>& all, const char* array) {
    const auto skip = static_cast<std::size_t>(std::atoll(call.asked("$skip").c_str()));
    std::size_t size = call.state.settings.page_size;
    for (const char* limit : {"$top", "count"}) {
        const int wanted = std::atoi(call.asked(limit).c_str());
        if (wanted > 0) {
            size = std::min(size, static_cast<std::size_t>(wanted));
        }
    }
    json items = json::array();
    for (std::size_t i = skip; i < std::min(all.size(), skip + size); ++i) {
        items.push_back(all[i]);
    }
    json body = {{array, items}};
    if (skip + size < all.size() && call.asked("$top").empty()) {
        std::string next = call.state.settings.base_url + call.request.path + "?";
        for (const auto& [name, value] : call.query) {
            if (name != "$skip") {
                next += encode(name) + "=" + encode(value) + "&";
            }
        }
        body["nextLink"] = next + "%24skip=" + std::to_string(skip + size);
    }
    return answer(200, body);
}

void copy_members(const json& from, json& to, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (from.contains(name)) {
            to[name] = from[name];
        }
    }
}

json envelope(const std::string& id, const std::string& type) {
    return {{"id", id}, {"name", id.substr(id.rfind('/') + 1)}, {"type", type}};
}

json granted_identity(const State& state, const std::string& id, json identity) {
    const std::string type = identity.value("type", "None");
    if (type.find("SystemAssigned") != std::string::npos) {
        identity["principalId"] = guid_of("identity of " + base::lower(id));
        identity["tenantId"] = state.settings.tenant;
    }
    if (identity.contains("userAssignedIdentities")) {
        for (auto& [name, entry] : identity["userAssignedIdentities"].items()) {
            entry = {{"principalId", guid_of("principal of " + base::lower(name))},
                     {"clientId", guid_of("client of " + base::lower(name))}};
        }
    }
    return identity;
}

bool is_name(std::string_view name, std::size_t least, std::size_t most, std::string_view more) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return name.size() >= least && name.size() <= most && plain(name[0]) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return plain(c) || more.find(c) != std::string_view::npos; });
}

std::string region(std::string_view name) {
    // Some of Azure's, those that the tests and the examples name among them.
    constexpr std::string_view k_regions[] = {
        "eastus",      "eastus2",       "centralus",        "northcentralus", "southcentralus",
        "westus",      "westus2",       "westus3",          "westcentralus",  "northeurope",
        "westeurope",  "uksouth",       "francecentral",    "swedencentral",  "germanywestcentral",
        "japaneast",   "koreacentral",  "southeastasia",    "australiaeast",  "centralindia",
        "eastus2euap", "canadacentral", "switzerlandnorth", "chinaeast2",     "usgovvirginia"};
    const std::string short_form = base::lower(base::replace_all(name, " ", ""));
    for (const std::string_view known : k_regions) {
        if (known == short_form) {
            return short_form;
        }
    }
    return "";
}

} // namespace emulator
