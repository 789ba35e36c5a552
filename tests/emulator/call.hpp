#pragma once
// One request on its way through a service: what was found out about it, and how answers are made.

#include "emulator/bodies.hpp"
#include "emulator/message.hpp"
#include "emulator/state.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct Call {
    const Request& request;
    State& state;
    std::string id;                           // the path, decoded, spelled as Azure does
    std::map<std::string, std::string> names; // from the path
    std::map<std::string, std::string> query; // names in lower case
    std::string version = {};                 // the api-version
    json body = nullptr;                      // checked, without what is read only

    [[nodiscard]] std::string name(const char* which) const { return names.at(which); }

    [[nodiscard]] std::string asked(const char* which) const {
        const auto found = query.find(which);
        return found == query.end() ? "" : found->second;
    }

    // "/subscriptions/…/resourceGroups/…"
    [[nodiscard]] std::string group_id() const;
    [[nodiscard]] std::string workspace_id() const;
};

using Handler = Response (*)(Call&);

// Who answers, which says whose token is needed and in which form errors come.
enum class Plane : std::uint8_t {
    open,      // nobody asks who it is
    resources, // Azure Resource Manager and what is behind it
    ml,        // the resource provider Microsoft.MachineLearningServices
    history    // the data plane of a workspace
};

struct Route {
    std::string method;
    std::string pattern; // "/subscriptions/{sub}/resourceGroups/{rg}"; without regard to case
    Plane plane = Plane::open;
    Handler handler = nullptr;
    const Body* body = nullptr;
};

using Routes = std::vector<Route>;

void add_login_routes(Routes& routes);
void add_subscription_routes(Routes& routes);
void add_group_routes(Routes& routes);
void add_storage_routes(Routes& routes);
void add_vault_routes(Routes& routes);
void add_insights_routes(Routes& routes);
void add_workspace_routes(Routes& routes);
void add_compute_routes(Routes& routes);
void add_size_routes(Routes& routes);
void add_asset_routes(Routes& routes);
void add_history_routes(Routes& routes);

// The checks before the handler, in Azure's order; nothing when all is well.
// login.cpp
bool is_signed_in(const State& state, const Request& request);
// subscriptions.cpp
bool is_registered(const State& state, std::string_view provider);
// versions.cpp: those of "Microsoft.Storage"; empty for a provider that is not checked.
std::vector<std::string> versions_of(std::string_view provider);

// "westeurope" of "West Europe"; "" when there is no such region.
std::string region(std::string_view name);

// Letters and digits, and after the first character those of `more` too; so many characters.
bool is_name(std::string_view name, std::size_t least, std::size_t most, std::string_view more);

// answers.cpp
Response answer(int status, const json& body);
Response no_content(int status = 204);
// {"error": {"code", "message", …}}
Response arm_error(int status, std::string_view code, std::string_view message,
                   json details = json::array());
// With what Azure ML adds: `inner` are its codes from the outermost to the innermost.
Response ml_error(const State& state, int status, std::string_view code, std::string_view message,
                  const std::vector<std::string>& inner);
Response history_error(int status, std::string_view message, const std::string& inner);
Response not_found(const Call& call); // ResourceNotFound, of the thing that the path names
// "Microsoft.X/types/name" of an id, as messages name a resource.
std::string short_name(std::string_view id);

// A link to the stand-in, in the call's version.
std::string link(const Call& call, const std::string& path);
// The headers of work that goes on: Retry-After in any case.
enum class Poll : std::uint8_t { async_operation, location, both };
void add_poll(const Call& call, Response& response, const Operation& operation,
              const std::string& status_path, const std::string& result_path, Poll poll);
void add_retry_after(const Settings& settings, Response& response);
// One page of a list, with a link to the next; `array` is the name of the list.
Response page(const Call& call, const std::vector<json>& all, const char* array = "value");

// Copies those members that the object has.
void copy_members(const json& from, json& to, std::initializer_list<const char*> names);
// {"id", "name", "type"} of a resource.
json envelope(const std::string& id, const std::string& type);
// {"principalId", "tenantId", …}: what an identity becomes.
json granted_identity(const State& state, const std::string& id, json identity);

} // namespace emulator
