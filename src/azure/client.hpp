#pragma once
// What the typed clients stand on: where requests go, how long a command may take, and operations
// followed many at a time. The clients are thin: a function that makes a request, and one that
// reads its answer into a struct. Bodies are written by emit, objects read by aml. May include:
// base, document, aml, emit, rest.

#include "rest/cloud.hpp"
#include "rest/follow.hpp"
#include "rest/loop.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azure {

// Where in Azure; the names are encoded when they become part of an address.
struct Place {
    std::string subscription;
    std::string resource_group;
    std::string workspace;
    bool operator==(const Place&) const = default;
};

struct Client {
    rest::Loop& loop;
    rest::Cloud cloud;
    Place place;
    std::string version;                      // api-version of Azure ML
    std::optional<base::Instant> end = {};    // of the command, by --max-time
    base::Milliseconds operation{1'200'000};  // how long an operation is watched
    std::size_t max_parallel = 4;             // operations at a time
    base::Milliseconds looks_every{5'000};    // at an operation that says no interval
    std::function<std::string()> tenant = {}; // that we are signed in to; "" where nobody knows
};

// Paths of Resource Manager, without its host: "/subscriptions/…". They are also the ids.
std::string subscription_id(const Place& place);
std::string group_id(const Place& place);
std::string workspace_id(const Place& place);
// A resource in the group: provider_id(place, "Microsoft.Storage/storageAccounts", "demo").
std::string provider_id(const Place& place, std::string_view type, std::string_view name);
// The part of an ARM id behind the segment, compared without case: segment_of(id,
// "resourceGroups"). Empty where there is none.
std::string segment_of(std::string_view id, std::string_view segment);
// The last one.
std::string name_of(std::string_view id);

// "https://management.azure.com" + path + "?api-version=…".
std::string url(const Client& client, std::string_view path, std::string_view version);
// The same with the version of Azure ML.
std::string ml_url(const Client& client, std::string_view path);
// Scope of a token for Resource Manager.
std::string scope(const Client& client);

// Requests to Resource Manager, bounded by --max-time. `url` as above. PUTs are under our own
// names.
rest::Request get(const Client& client, std::string url);
rest::Request put(const Client& client, std::string url, std::string json);
rest::Request patch(const Client& client, std::string url, std::string json);
rest::Request remove(const Client& client, std::string url);
// One that reads, or asks for a state.
rest::Request post(const Client& client, std::string url, std::string json = {});
// Not longer than --max-time leaves. Throws base::Error (unavailable) where nothing is left.
rest::Request bounded(const Client& client, rest::Request request);

// An operation: the request that begins it and what is said meanwhile.
struct Work {
    rest::Request request;
    std::string reattach = {}; // the line that goes on watching it
    std::function<void(const rest::Progress&)> progress = {};
};

// As many at a time as the client allows; outcomes in the order given. `done(i, outcome)` is called
// as each ends; may be empty.
std::vector<rest::Outcome>
follow_all(const Client& client, std::vector<Work> works,
           const std::function<void(std::size_t, const rest::Outcome&)>& done = {});
rest::Outcome follow(const Client& client, Work work);
// The same; without `to_the_end` the first answers are the outcomes, and operations go on by
// themselves.
void send_all(const Client& client, std::vector<Work> works, bool to_the_end,
              const std::function<void(std::size_t, const rest::Outcome&)>& done);

// Waits; requests of others go on. Throws base::Error: interrupted, or unavailable where --max-time
// ends before.
void pause(const Client& client, base::Milliseconds span);

// The JSON object of a success. Throws base::Error: "cannot <doing>: …".
nlohmann::json object_of(const rest::Outcome& outcome, std::string_view doing);
// A text that the answer must have. Throws base::Error (refused) with the ids by which Microsoft
// finds the answer. `path`: members joined by dots.
std::string required(const nlohmann::json& object, std::string_view path,
                     const rest::Outcome& outcome, std::string_view doing);
// Whether a 404 is about the object itself, and not about what it would be in.
bool is_about_the_object(const rest::ServiceError& error);
// What is at the path; nullptr where it is not.
const nlohmann::json* at(const nlohmann::json& object, std::string_view path);
std::string text_at(const nlohmann::json& object, std::string_view path);
std::optional<std::int64_t> number_at(const nlohmann::json& object, std::string_view path);

} // namespace azure
