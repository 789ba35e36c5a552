#include "emulator/state.hpp"

#include "base/hash.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ctime>

namespace emulator {

namespace {

// Its first second: 2026-01-01T00:00:00Z.
constexpr std::time_t k_beginning = 1767225600;
constexpr double k_day = 86400;

Operation* next_due(State& state) {
    Operation* next = nullptr;
    for (auto& [id, operation] : state.operations) {
        if (!operation.ended && operation.due <= state.now &&
            (next == nullptr || operation.due < next->due)) {
            next = &operation;
        }
    }
    return next;
}

// Times, and what is counted anew for each request.
bool is_passing(const std::string& name) {
    return base::is_one_of(name, {"systemData", "createdOn", "modifiedOn", "createdTime",
                                  "createdUtc", "creationTime", "CreationDate", "createdDate",
                                  "modifiedDate", "allocationStateTransitionTime", "updatedOn",
                                  "deletionDate", "scheduledPurgeDate"});
}

json lasting(const json& value) {
    if (value.is_object()) {
        json out = json::object();
        for (const auto& [name, item] : value.items()) {
            if (!is_passing(name)) {
                out[name] = lasting(item);
            }
        }
        return out;
    }
    if (value.is_array()) {
        json out = json::array();
        for (const json& item : value) {
            out.push_back(lasting(item));
        }
        return out;
    }
    return value;
}

json lasting(const std::map<std::string, Resource>& resources) {
    json out = json::object();
    for (const auto& [id, resource] : resources) {
        out[resource.id] = lasting(resource.document);
    }
    return out;
}

} // namespace

void State::advance(double seconds) {
    now += seconds;
    while (Operation* operation = next_due(*this)) {
        operation->ended = true;
        const auto& end = operation->error.is_null() ? operation->succeed : operation->fail;
        if (end) {
            end(*this);
        }
    }
    for (auto& [id, cluster] : clusters) {
        if (Resource* compute = find(id);
            compute != nullptr &&
            compute->document["properties"]["provisioningState"] == "Succeeded") {
            step_nodes(*this, cluster);
        }
    }
}

void State::settle() {
    for (double passed = 0; passed < k_day; passed += 60) {
        advance(60);
    }
}

Resource* State::find(std::string_view id) {
    const auto found = resources.find(base::lower(id));
    return found == resources.end() ? nullptr : &found->second;
}

void State::remove_below(std::string_view id) {
    const std::string prefix = base::lower(id) + "/";
    std::erase_if(resources, [&](const auto& entry) { return entry.first.starts_with(prefix); });
    std::erase_if(clusters, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

Resource& State::add(const std::string& id, json document) {
    const std::string key = base::lower(id);
    if (!resources.contains(key)) {
        created.push_back(id);
    }
    Resource& resource = resources[key];
    if (resource.id.empty()) {
        resource.id = id;
    }
    resource.document = std::move(document);
    return resource;
}

std::vector<json> State::list(std::string_view scope, std::string_view type) const {
    const std::string prefix = base::lower(scope) + "/";
    const std::string middle = base::lower(type) + "/";
    std::vector<json> out;
    for (auto at = resources.lower_bound(prefix);
         at != resources.end() && at->first.starts_with(prefix); ++at) {
        // …/type/name, where nothing follows the name.
        const auto found = at->first.find(middle, prefix.size() - 1);
        if (found != std::string::npos &&
            at->first.find('/', found + middle.size()) == std::string::npos) {
            out.push_back(at->second.document);
        }
    }
    return out;
}

std::string State::timestamp() const {
    const std::time_t seconds = k_beginning + static_cast<std::time_t>(std::llround(now));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.0000000Z", parts.tm_year + 1900,
                       parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

Operation& State::begin(std::string resource, double seconds, std::function<void(State&)> succeed,
                        std::function<void(State&)> fail) {
    const std::string id = guid_of(fmt::format("operation {}", next_operation++));
    Operation& operation = operations[id];
    operation = {.id = id,
                 .resource = base::lower(resource),
                 .begins = now,
                 .due = now + seconds,
                 .succeed = std::move(succeed),
                 .fail = std::move(fail)};
    if (fail_next_operation) {
        fail_next_operation = false;
        operation.error = {{"code", "InternalServerError"},
                           {"message", "The operation failed late, as it was told to."}};
    }
    return operation;
}

bool State::busy(std::string_view id) const {
    const std::string key = base::lower(id);
    for (const auto& [name, operation] : operations) {
        if (!operation.ended && operation.resource == key) {
            return true;
        }
    }
    return false;
}

json summary(const State& state) {
    State later = state;
    later.settle();
    for (auto& [id, cluster] : later.clusters) {
        if (Resource* compute = later.find(id)) {
            show_nodes(later, cluster, compute->document);
        }
    }
    return {{"resources", lasting(later.resources)},
            {"deletedVaults", lasting(later.deleted_vaults)},
            {"deletedWorkspaces", lasting(later.deleted_workspaces)},
            {"unregistered", later.settings.unregistered}};
}

std::string guid_of(std::string_view text) {
    const std::string hash = base::sha256(text);
    return fmt::format("{}-{}-4{}-8{}-{}", hash.substr(0, 8), hash.substr(8, 4), hash.substr(13, 3),
                       hash.substr(17, 3), hash.substr(20, 12));
}

} // namespace emulator
