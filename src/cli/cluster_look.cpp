// `cluster status`, `list`, `nodes`, `wait`: they only read.

#include "base/strings.hpp"
#include "cli/cluster.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string& value) {
    return value.empty() ? Json() : Json(value);
}

[[noreturn]] void not_there(const std::string& name) {
    throw base::Error(base::Exit::refused, fmt::format("there is no compute {}", name),
                      "cluster list shows what there is");
}

// What is printed and what went wrong, of clusters one by one.
base::Exit finish(Env& env, const OutputOptions& output, const std::vector<Waited>& clusters) {
    std::vector<Json> items;
    std::vector<base::Exit> ends;
    for (const Waited& one : clusters) {
        if (one.state) {
            items.push_back(status_json(*one.state));
        }
        if (one.error) {
            ends.push_back(one.error->code());
        }
    }
    if (!items.empty()) {
        print(env, output, clusters.size() == 1 ? items.front() : Json(items), cluster_columns());
    }
    if (clusters.size() == 1 && clusters.front().error) {
        throw base::Error(*clusters.front().error);
    }
    for (const Waited& one : clusters) {
        if (one.error) {
            say_error(env, *one.error);
        }
    }
    return worst(ends);
}

} // namespace

base::Exit run_cluster_status(ClusterNamesOptions& o, Env& env) {
    const std::vector<std::string> names = compute_names(o.names);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        std::vector<rest::Request> requests;
        requests.reserve(names.size());
        for (const std::string& name : names) {
            requests.push_back(
                azure::get(session.client(), azure::compute_url(session.client(), name)));
        }
        const std::vector<rest::Outcome> outcomes = session.loop().send_all(std::move(requests));
        std::vector<Waited> clusters;
        for (std::size_t i = 0; i < names.size(); ++i) {
            clusters.push_back({.name = names[i], .state = {}});
            try {
                clusters.back().state = azure::read_compute(outcomes[i], names[i]);
                if (!clusters.back().state) {
                    not_there(names[i]);
                }
            } catch (const base::Error& error) {
                clusters.back().error = error;
            }
        }
        return finish(env, o.output, clusters);
    });
}

base::Exit run_cluster_wait(ClusterNamesOptions& o, Env& env) {
    const std::vector<std::string> names = compute_names(o.names);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        std::vector<Waited> clusters;
        clusters.reserve(names.size());
        for (const std::string& name : names) {
            clusters.push_back({.name = name, .state = {}});
        }
        wait_for(session, clusters, o.wait);
        return finish(env, o.output, clusters);
    });
}

base::Exit run_cluster_nodes(ClusterNamesOptions& o, Env& env) {
    const std::vector<std::string> names = compute_names(o.names);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        Json nodes = Json::array();
        for (const std::string& name : names) {
            for (const azure::Node& node : azure::list_nodes(session.client(), name)) {
                nodes.push_back({{"cluster", name},
                                 {"nodeId", text(node.id)},
                                 {"nodeState", text(node.state)},
                                 {"publicIpAddress", text(node.public_ip)},
                                 {"privateIpAddress", text(node.private_ip)},
                                 {"port", node.port ? Json(*node.port) : Json()},
                                 {"runId", text(node.run_id)}});
            }
        }
        print(env, o.output, nodes,
              {{"Cluster", "cluster"},
               {"Node", "nodeId"},
               {"State", "nodeState"},
               {"Address", "publicIpAddress"},
               {"Port", "port", true},
               {"Run", "runId"},
               {"Private address", "privateIpAddress"}});
        return base::Exit::done;
    });
}

base::Exit run_cluster_list(ClusterListOptions& o, Env& env) {
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        std::vector<azure::Compute> computes = azure::list_computes(session.client());
        std::sort(computes.begin(), computes.end(), [](const auto& a, const auto& b) {
            return base::lower(a.name) < base::lower(b.name);
        });
        Json items = Json::array();
        for (const azure::Compute& compute : computes) {
            items.push_back(status_json(compute));
        }
        print(env, o.output, items, cluster_columns());
        return base::Exit::done;
    });
}

} // namespace cli
