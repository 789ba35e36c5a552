// Waiting for clusters: that one is made says nothing about its nodes, which is what people wait
// for, and which fails for want of quota or machines.

#include "base/strings.hpp"
#include "cli/cluster.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

constexpr base::Milliseconds k_interval{10'000};

// Comes and goes: the service goes on trying.
bool is_passing(const azure::Problem& problem) {
    return base::iequals(problem.code, "OutOfCapacity");
}

std::string text_of(const std::vector<azure::Problem>& problems) {
    std::vector<std::string> parts;
    parts.reserve(problems.size());
    for (const azure::Problem& problem : problems) {
        parts.push_back(problem.message.empty()
                            ? problem.code
                            : fmt::format("{}: {}", problem.code, problem.message));
    }
    return base::join(parts, "; ");
}

std::string next_step(const azure::Compute& compute) {
    const auto has = [&](std::string_view word) {
        return std::any_of(compute.errors.begin(), compute.errors.end(), [&](const auto& error) {
            return base::lower(error.code).find(word) != std::string::npos;
        });
    };
    if (has("quota")) {
        return "ask for more quota in the portal, or take another size or region; what there is: "
               "cluster sizes --location";
    }
    if (has("lowpriority")) {
        return "take --vm-priority dedicated, or another size: delete the cluster and create it "
               "again";
    }
    return "the cluster is there and stays; delete it, or change it with cluster update";
}

std::optional<base::Error> problem_of(const azure::Compute& compute) {
    if (compute.is_state("Failed") || compute.is_state("Canceled")) {
        return base::Error(base::Exit::refused,
                           fmt::format("the cluster {} is {}{}{}", compute.name,
                                       base::lower(compute.provisioning_state),
                                       compute.provisioning_errors.empty() ? "" : ": ",
                                       text_of(compute.provisioning_errors)),
                           "run cluster create again, or delete it");
    }
    if (!compute.errors.empty() &&
        !std::all_of(compute.errors.begin(), compute.errors.end(), is_passing)) {
        return base::Error(base::Exit::refused,
                           fmt::format("the cluster {} is made, and its nodes have errors: {}",
                                       compute.name, text_of(compute.errors)),
                           next_step(compute));
    }
    return std::nullopt;
}

bool is_settled(const azure::Compute& compute, std::int64_t min_nodes) {
    const bool made = compute.provisioning_state.empty() || compute.is_state("Succeeded");
    const bool steady =
        compute.allocation_state.empty() || base::iequals(compute.allocation_state, "Steady");
    // Nodes that are being prepared do not work yet.
    const std::int64_t ready = compute.nodes.idle + compute.nodes.running;
    return made && steady && (min_nodes == 0 || ready >= min_nodes);
}

// "gpu: resizing, 1 of 4 nodes: 1 preparing".
std::string line_of(const azure::Compute& compute) {
    const azure::NodeCounts& nodes = compute.nodes;
    std::vector<std::string> states;
    for (const auto& [count, name] :
         {std::pair{nodes.idle, "idle"}, std::pair{nodes.running, "running"},
          std::pair{nodes.preparing, "preparing"}, std::pair{nodes.leaving, "leaving"},
          std::pair{nodes.unusable, "unusable"}, std::pair{nodes.preempted, "preempted"}}) {
        if (count > 0) {
            states.push_back(fmt::format("{} {}", count, name));
        }
    }
    const std::string& state = compute.is_state("Succeeded") && !compute.allocation_state.empty()
                                   ? compute.allocation_state
                                   : compute.provisioning_state;
    return fmt::format("{}: {}, {} of {} nodes{}{}{}{}", compute.name, base::lower(state),
                       compute.current_nodes.value_or(0), compute.target_nodes.value_or(0),
                       states.empty() ? "" : ": ", base::join(states, ", "),
                       compute.errors.empty() ? "" : "; ", text_of(compute.errors));
}

// Takes what is known in; false: look again.
bool ended(Waited& one, const WaitOptions& options) {
    if (one.error) {
        return true;
    }
    if (!one.state) {
        return false;
    }
    one.error = problem_of(*one.state);
    return one.error || !one.state->is_cluster() || is_settled(*one.state, options.min_nodes);
}

void look(Session& session, const std::vector<Waited*>& open) {
    std::vector<rest::Request> requests;
    requests.reserve(open.size());
    for (const Waited* one : open) {
        requests.push_back(
            azure::get(session.client(), azure::compute_url(session.client(), one->name)));
    }
    const std::vector<rest::Outcome> outcomes = session.loop().send_all(std::move(requests));
    for (std::size_t i = 0; i < open.size(); ++i) {
        Waited& one = *open[i];
        try {
            auto seen = azure::read_compute(outcomes[i], one.name);
            if (!seen) {
                throw base::Error(base::Exit::refused,
                                  fmt::format("there is no compute {}", one.name),
                                  "cluster list shows what there is");
            }
            const std::string before = one.state ? line_of(*one.state) : std::string{};
            one.state = std::move(*seen);
            if (const std::string now = line_of(*one.state); now != before) {
                session.say(now);
            }
        } catch (const base::Error& error) {
            if (error.code() == base::Exit::interrupted) {
                throw;
            }
            one.error = error;
        }
    }
}

base::Error time_over(const Waited& one, const WaitOptions& options) {
    return {
        base::Exit::unavailable,
        fmt::format("the cluster {} is not ready after {} s", one.name, options.timeout),
        fmt::format(
            "it goes on by itself; to watch it: batchai-to-amlcompute cluster wait {}{}", one.name,
            options.min_nodes > 0 ? fmt::format(" --min-node-count {}", options.min_nodes) : "")};
}

} // namespace

void wait_for(Session& session, std::vector<Waited>& clusters, const WaitOptions& options) {
    const base::Instant end = session.loop().clock().now() + std::chrono::seconds(options.timeout);
    for (Waited& one : clusters) {
        if (one.state && !ended(one, options)) {
            session.say(line_of(*one.state));
        }
    }
    for (;;) {
        std::vector<Waited*> open;
        for (Waited& one : clusters) {
            if (!ended(one, options)) {
                open.push_back(&one);
            }
        }
        if (open.empty()) {
            return;
        }
        const bool first =
            std::all_of(open.begin(), open.end(), [](const Waited* one) { return !one->state; });
        if (!first) {
            if (session.loop().clock().now() + k_interval > end) {
                for (Waited* one : open) {
                    one->error = time_over(*one, options);
                }
                return;
            }
            azure::pause(session.client(), k_interval);
        }
        look(session, open);
    }
}

} // namespace cli
