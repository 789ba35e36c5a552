// How the nodes of a cluster come and go. Times are plausible, not measured.

#include "emulator/sizes.hpp"
#include "emulator/state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator {

namespace {

constexpr double k_prepares = 20;  // seconds until a node is idle
constexpr double k_leaves = 10;    // until a leaving one is gone
constexpr double k_preempted = 60; // until capacity comes back

using NodeState = Node::State;

int count(const Cluster& cluster, NodeState state) {
    return static_cast<int>(std::count_if(cluster.nodes.begin(), cluster.nodes.end(),
                                          [&](const Node& node) { return node.state == state; }));
}

// Those that count for the target: all but the leaving.
int staying(const Cluster& cluster) {
    return static_cast<int>(cluster.nodes.size()) - count(cluster, NodeState::leaving);
}

void move_on(const State& state, Cluster& cluster) {
    for (Node& node : cluster.nodes) {
        const double passed = state.now - node.since;
        if (node.state == NodeState::preparing && passed >= k_prepares) {
            node = {node.number, NodeState::idle, state.now};
        } else if (node.state == NodeState::preempted && passed >= k_preempted) {
            node = {node.number, NodeState::preparing, state.now};
        }
    }
    std::erase_if(cluster.nodes, [&](const Node& node) {
        return node.state == NodeState::leaving && state.now - node.since >= k_leaves;
    });
}

json allocation_error(const State& state, const Cluster& cluster) {
    if (cluster.low_priority && has_no_low_priority_capacity(cluster.family)) {
        return error_entry("OutOfCapacity",
                           "There is no capacity for this VM size at low priority in the region. "
                           "Use dedicated VMs, or try again later.");
    }
    const int limit =
        cluster.low_priority ? state.settings.low_priority_quota : quota_of(state, cluster.family);
    if (cores_in_use(state, cluster.family, cluster.low_priority) + cluster.vcpus > limit) {
        return error_entry(
            "ClusterCoreQuotaReached",
            fmt::format("The operation cannot be completed because the cluster core quota of {} "
                        "vCPUs for the family {} has been reached.",
                        limit, cluster.low_priority ? "low priority" : cluster.family));
    }
    return nullptr;
}

} // namespace

void step_nodes(State& state, Cluster& cluster) {
    if (cluster.refused) {
        return;
    }
    move_on(state, cluster);
    cluster.error = nullptr;
    while (staying(cluster) < cluster.least) {
        cluster.error = allocation_error(state, cluster);
        if (!cluster.error.is_null()) {
            break;
        }
        cluster.nodes.push_back({cluster.next_number++, NodeState::preparing, state.now});
    }
    int surplus = staying(cluster) - cluster.least;
    for (auto node = cluster.nodes.rbegin(); node != cluster.nodes.rend() && surplus > 0; ++node) {
        const bool at_once = staying(cluster) > cluster.most;
        if (node->state == NodeState::idle &&
            (at_once || state.now - node->since >= cluster.idle_time)) {
            *node = {node->number, NodeState::leaving, state.now};
            --surplus;
        }
    }
}

void show_nodes(const State& state, const Cluster& cluster, json& document) {
    json& shown = document["properties"]["properties"];
    const int preparing = count(cluster, NodeState::preparing);
    const int leaving = count(cluster, NodeState::leaving);
    const int preempted = count(cluster, NodeState::preempted);
    const bool short_of = staying(cluster) < cluster.least && cluster.error.is_null();
    const bool steady = cluster.refused || (preparing == 0 && leaving == 0 && !short_of);
    shown["allocationState"] = steady ? "Steady" : "Resizing";
    shown["allocationStateTransitionTime"] = state.timestamp();
    shown["currentNodeCount"] = cluster.nodes.size() - static_cast<std::size_t>(preempted);
    shown["targetNodeCount"] = cluster.least;
    shown["nodeStateCounts"] = {{"preparingNodeCount", preparing},
                                {"runningNodeCount", 0},
                                {"idleNodeCount", count(cluster, NodeState::idle)},
                                {"unusableNodeCount", 0},
                                {"leavingNodeCount", leaving},
                                {"preemptedNodeCount", preempted}};
    shown["errors"] = cluster.error.is_null() ? json(nullptr) : json::array({cluster.error});
}

int cores_in_use(const State& state, std::string_view family, bool low_priority) {
    int cores = 0;
    for (const auto& [id, cluster] : state.clusters) {
        if (cluster.low_priority == low_priority && (low_priority || cluster.family == family)) {
            cores += cluster.vcpus * (staying(cluster) - count(cluster, NodeState::preempted));
        }
    }
    return cores;
}

} // namespace emulator
