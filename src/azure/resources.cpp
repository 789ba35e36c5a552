#include "azure/resources.hpp"

#include "aml/names.hpp"
#include "base/hash.hpp"
#include "base/strings.hpp"
#include "rest/api_versions.hpp"
#include "rest/json.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace azure {

namespace {

using nlohmann::json;

struct Row {
    std::string_view name;
    std::string_view type;
    std::string_view version;
    std::string_view letters; // of our names
};

constexpr Row k_rows[] = {
    {"storage account", "Microsoft.Storage/storageAccounts", rest::k_storage_accounts_version,
     "st"},
    {"key vault", "Microsoft.KeyVault/vaults", rest::k_key_vault_version, "kv"},
    {"Log Analytics workspace", "Microsoft.OperationalInsights/workspaces",
     rest::k_log_analytics_version, "la"},
    {"Application Insights", "Microsoft.Insights/components", rest::k_insights_version, "ai"}};

const Row& row(Kind kind) {
    return k_rows[static_cast<std::size_t>(kind)];
}

json strings(const aml::Strings& values) {
    json out = json::object();
    for (const auto& [name, value] : values) {
        out[name] = value;
    }
    return out;
}

json storage_body() {
    return {{"kind", "StorageV2"},
            {"sku", {{"name", "Standard_LRS"}}},
            {"properties",
             {{"supportsHttpsTrafficOnly", true},
              {"minimumTlsVersion", "TLS1_2"},
              {"allowBlobPublicAccess", false}}}};
}

json vault_body(const Wanted& wanted) {
    json body = {{"properties",
                  {{"tenantId", wanted.tenant},
                   {"sku", {{"family", "A"}, {"name", "standard"}}},
                   {"accessPolicies", json::array()}}}};
    if (wanted.recover) {
        body["properties"]["createMode"] = "recover";
    }
    return body;
}

json body_of(const Wanted& wanted) {
    switch (wanted.kind) {
    case Kind::storage:
        return storage_body();
    case Kind::vault:
        return vault_body(wanted);
    case Kind::log_analytics:
        return {{"properties", {{"sku", {{"name", "PerGB2018"}}}, {"retentionInDays", 30}}}};
    case Kind::insights:
        break;
    }
    return {{"kind", "web"},
            {"properties",
             {{"Application_Type", "web"}, {"WorkspaceResourceId", wanted.log_analytics}}}};
}

std::string provider_url(const Client& client, const std::string& space, std::string_view verb) {
    return url(
        client,
        fmt::format("{}/providers/{}{}", subscription_id(client.place), rest::encode(space), verb),
        rest::k_resources_version);
}

} // namespace

std::string_view name(Kind kind) {
    return row(kind).name;
}

std::string_view type(Kind kind) {
    return row(kind).type;
}

std::string resource_id(const Client& client, Kind kind, std::string_view name) {
    return provider_id(client.place, row(kind).type, name);
}

rest::Request get_resource(const Client& client, Kind kind, std::string_view id) {
    return get(client, url(client, id, row(kind).version));
}

rest::Request put_resource(const Client& client, const Wanted& wanted) {
    json body = body_of(wanted);
    body["location"] = wanted.location;
    body["tags"] = strings(wanted.tags);
    return put(client,
               url(client, resource_id(client, wanted.kind, wanted.name), row(wanted.kind).version),
               body.dump());
}

rest::Request delete_resource(const Client& client, Kind kind, std::string_view id) {
    return remove(client, url(client, id, row(kind).version));
}

std::optional<Resource> read_resource(const rest::Outcome& outcome, std::string_view doing) {
    if (outcome.is(404) && (!outcome.error || outcome.error->code != "SubscriptionNotFound")) {
        return std::nullopt;
    }
    const json body = object_of(outcome, doing);
    Resource out{.id = required(body, "id", outcome, doing),
                 .location = text_at(body, "location"),
                 .provisioning_state = text_at(body, "properties.provisioningState"),
                 .tags = {},
                 .log_analytics = text_at(body, "properties.WorkspaceResourceId")};
    if (const json* tags = at(body, "tags"); tags != nullptr && tags->is_object()) {
        for (const auto& [key, value] : tags->items()) {
            if (value.is_string()) {
                out.tags[key] = value.get<std::string>();
            }
        }
    }
    return out;
}

rest::Request get_group(const Client& client) {
    return get(client, url(client, group_id(client.place), rest::k_resources_version));
}

rest::Request put_group(const Client& client, const std::string& location,
                        const aml::Strings& tags) {
    return put(client, url(client, group_id(client.place), rest::k_resources_version),
               json{{"location", location}, {"tags", strings(tags)}}.dump());
}

std::optional<std::string> unregistered(const rest::Outcome& outcome, std::string_view type) {
    if (!outcome.error || !base::is_one_of(outcome.error->code, {"MissingSubscriptionRegistration",
                                                                 "SubscriptionNotRegistered"})) {
        return std::nullopt;
    }
    return std::string(type.substr(0, type.find('/')));
}

rest::Request get_provider(const Client& client, const std::string& space) {
    return get(client, provider_url(client, space, ""));
}

std::string registration(const rest::Outcome& outcome, const std::string& space) {
    const std::string doing = fmt::format("read the provider {}", space);
    return required(object_of(outcome, doing), "registrationState", outcome, doing);
}

void register_provider(const Client& client, const std::string& space) {
    const std::string doing = fmt::format("register the provider {}", space);
    rest::Outcome outcome =
        client.loop.send(post(client, provider_url(client, space, "/register")));
    rest::expect(outcome, doing);
    const base::Instant end = client.loop.clock().now() + client.operation;
    for (;;) {
        outcome = client.loop.send(get_provider(client, space));
        if (base::iequals(registration(outcome, space), "Registered")) {
            return;
        }
        if (client.loop.clock().now() + client.looks_every >= end) {
            throw base::Error(base::Exit::unavailable,
                              fmt::format("cannot {}: it is still not done", doing),
                              "run the same command again");
        }
        pause(client, client.looks_every);
    }
}

std::string own_name(const Client& client, Kind kind, const std::string& location) {
    std::string first;
    for (const char c : base::lower(client.place.workspace)) {
        if (first.size() < 8 && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            first.push_back(c);
        }
    }
    if (first.empty() || first[0] < 'a') {
        first = "w" + first.substr(0, 7);
    }
    const std::string hashed =
        base::lower(fmt::format("{}\n{}\n{}\n", client.place.subscription,
                                client.place.resource_group, client.place.workspace)) +
        aml::region(location);
    return fmt::format("{}{}{}", first, row(kind).letters, base::short_hash(hashed, 12));
}

bool is_ours(const aml::Strings& tags, std::string_view workspace_id) {
    const auto found = tags.find(k_tag);
    return found != tags.end() && base::iequals(found->second, workspace_id);
}

} // namespace azure
