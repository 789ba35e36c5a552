#pragma once
// Compute clusters, their nodes, and what a region has for them
// (Microsoft.MachineLearningServices/workspaces/computes, locations/{l}/vmSizes and usages,
// 2024-10-01).

#include "aml/aml.hpp"
#include "azure/client.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace azure {

// What the service says went wrong with a cluster or its nodes.
struct Problem {
    std::string code;
    std::string message;
    bool operator==(const Problem&) const = default;
};

struct NodeCounts {
    std::int64_t idle = 0;
    std::int64_t running = 0;
    std::int64_t preparing = 0;
    std::int64_t unusable = 0;
    std::int64_t leaving = 0;
    std::int64_t preempted = 0;
    bool operator==(const NodeCounts&) const = default;
};

struct Compute {
    std::string name = {};
    std::string id = {};
    std::string type = {}; // "AmlCompute"; of all others only the first fields are read
    std::string location = {};
    std::string provisioning_state = {};
    std::string created = {}; // times as the service writes them
    std::string modified = {};
    std::vector<Problem> provisioning_errors = {};
    aml::AmlCompute spec = {}; // local access and idle time only where the service says them
    std::string allocation_state = {};
    std::string allocation_state_since = {};
    std::optional<std::int64_t> current_nodes = {};
    std::optional<std::int64_t> target_nodes = {};
    NodeCounts nodes = {};
    std::vector<Problem> errors = {}; // of its nodes: quota, capacity

    [[nodiscard]] bool is_cluster() const;
    [[nodiscard]] bool is_state(std::string_view state) const; // of provisioning, without case
};

struct Node {
    std::string id = {};
    std::string state = {}; // "idle", "running", "preparing", …
    std::string public_ip = {};
    std::string private_ip = {};
    std::optional<std::int64_t> port = {}; // of ssh
    std::string run_id = {};
};

// What the region says of a size. It is wrong in both directions: sizes that work are missing,
// others are refused later.
struct RegionSize {
    std::string name = {};
    std::string family = {};
    std::optional<std::int64_t> cores = {};
    std::optional<std::int64_t> gpus = {};
    std::optional<double> memory_gb = {};
    std::optional<bool> low_priority = {};
    bool clusters = true; // by supportedComputeTypes
};

// Cores of a family, and what of them is used. A limit of -1 says nothing.
struct Usage {
    std::string name = {}; // the family, "TotalDedicatedCores", "TotalLowPriorityCores"
    std::int64_t current = 0;
    std::int64_t limit = 0;
};

std::string compute_id(const Client& client, std::string_view name);
std::string compute_url(const Client& client, std::string_view name);

// The whole object: made, or replaced by the same with other tags.
rest::Request put_compute(const Client& client, const aml::AmlCompute& compute);
// All three values, as the service wants them.
rest::Request scale_compute(const Client& client, const aml::AmlCompute& compute);
rest::Request delete_compute(const Client& client, std::string_view name);

// Nothing: there is none of that name. Throws base::Error.
std::optional<Compute> read_compute(const rest::Outcome& outcome, std::string_view name);
std::vector<Compute> list_computes(const Client& client);
std::vector<Node> list_nodes(const Client& client, std::string_view name);
std::vector<RegionSize> list_sizes(const Client& client, std::string_view location);
std::vector<Usage> list_usages(const Client& client, std::string_view location);

} // namespace azure
