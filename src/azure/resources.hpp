#pragma once
// What a workspace stands on: the resource group, the providers of the subscription, the storage
// account, the vault, Log Analytics and Application Insights. Bodies of the least that serves
// (Microsoft's published types of 2026-08-20; versions in rest/api_versions.hpp).

#include "aml/aml.hpp"
#include "azure/client.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azure {

// Any resource of Resource Manager, as far as it matters here.
struct Resource {
    std::string id = {};
    std::string location = {};
    std::string provisioning_state = {}; // empty: none, it is there
    aml::Strings tags = {};
    std::string log_analytics = {}; // of Application Insights: the id
};

enum class Kind : std::uint8_t { storage, vault, log_analytics, insights };
inline constexpr Kind k_kinds[] = {Kind::storage, Kind::vault, Kind::log_analytics, Kind::insights};

// "storage account", "key vault", …
std::string_view name(Kind kind);
// "Microsoft.Storage/storageAccounts", …
std::string_view type(Kind kind);

struct Wanted {
    Kind kind = Kind::storage;
    std::string name;
    std::string location;
    aml::Strings tags;
    std::string log_analytics = {}; // of Application Insights
    std::string tenant = {};        // of a vault
    bool recover = false;           // a vault: the deleted one of this name
};

std::string resource_id(const Client& client, Kind kind, std::string_view name);
// By id: what is there need not lie in our group.
rest::Request get_resource(const Client& client, Kind kind, std::string_view id);
rest::Request put_resource(const Client& client, const Wanted& wanted);
rest::Request delete_resource(const Client& client, Kind kind, std::string_view id);
// Nothing: it is not there. Throws base::Error.
std::optional<Resource> read_resource(const rest::Outcome& outcome, std::string_view doing);

rest::Request get_group(const Client& client);
rest::Request put_group(const Client& client, const std::string& location,
                        const aml::Strings& tags);

// The provider that the refusal wants to be registered: "Microsoft.Storage". Nothing: it wants
// something else.
std::optional<std::string> unregistered(const rest::Outcome& outcome, std::string_view type);
// Asks for the registration and waits until it is done. Throws base::Error.
void register_provider(const Client& client, const std::string& space);
// "Registered", "NotRegistered", "Registering", …
std::string registration(const rest::Outcome& outcome, const std::string& space);
rest::Request get_provider(const Client& client, const std::string& space);

// Names of our own, by a hash of where the workspace is: the same for every run, and free in all of
// Azure with near certainty. 3 to 24 lower-case letters and digits, a letter first.
std::string own_name(const Client& client, Kind kind, const std::string& location);

// The tag of what was made for a workspace, and the value for this one: its id.
inline constexpr const char* k_tag = "batchai-to-amlcompute-workspace";
bool is_ours(const aml::Strings& tags, std::string_view workspace_id);

} // namespace azure
