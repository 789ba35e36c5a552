#pragma once
// `cluster create|update|delete|status|list|nodes|wait|diff`: options, and what the verbs share.

#include "azure/compute.hpp"
#include "cli/cluster_options.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "diff/compute.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cli {

// The clusters that files and flags describe, as `cluster convert` would print them.
struct WantedOptions {
    std::vector<std::string> files;
    std::string fail_on = "error";
    TranslateOptions translate = {};
    ClusterOptions cluster = {};
};

void add_wanted_options(CLI::App& app, WantedOptions& options);

struct Wanted {
    std::vector<aml::AmlCompute> clusters;
    base::Exit exit = base::Exit::done; // not done: findings forbid it, nothing is sent
};

// Says the findings. Throws base::Error: as bundle::convert, and invalid where there is no cluster,
// two have one name, or a value still holds REPLACE-ME.
Wanted wanted_clusters(WantedOptions& options, Env& env);

// How long to wait for clusters, and for what.
struct WaitOptions {
    bool no_wait = false;
    std::int64_t min_nodes = 0;
    std::int64_t timeout = 1200; // seconds
};

void add_wait_options(CLI::App& app, WaitOptions& options);

// One cluster that is waited for, and how that ended.
struct Waited {
    std::string name = {};
    std::optional<azure::Compute> state = {}; // as seen last; nothing: not looked yet
    std::optional<base::Error> error = {};
};

// Until each has as many nodes as it shall have. Says the states of nodes as they change. What the
// service says went wrong, and the end of the time, stand in `error`.
void wait_for(Session& session, std::vector<Waited>& clusters, const WaitOptions& options);

// A cluster as the 2019 SDK's get_status().serialize() had it, with its name in front.
nlohmann::ordered_json status_json(const azure::Compute& compute);
const std::vector<Column>& cluster_columns();
// One object where one was asked for, else the list.
nlohmann::ordered_json one_or_all(std::vector<nlohmann::ordered_json> items);

// Names from arguments; each once. Throws base::Error (usage) for a name that no compute has.
std::vector<std::string> compute_names(const std::vector<std::string>& names);

struct ClusterCreateOptions {
    ConnectionOptions connection;
    OutputOptions output;
    WantedOptions wanted;
    WaitOptions wait;
    std::string if_exists = "update";
    bool force = false;
    bool dry_run = false;
    bool exit_code = false;
};

void setup_cluster_create(CLI::App& app, ClusterCreateOptions& options);
base::Exit run_cluster_create(ClusterCreateOptions& options, Env& env);

struct ClusterUpdateOptions {
    ConnectionOptions connection;
    OutputOptions output;
    WaitOptions wait;
    std::vector<std::string> names;
    std::optional<std::int64_t> minimum;
    std::optional<std::int64_t> maximum;
    std::optional<std::int64_t> target;
    std::optional<std::int64_t> idle_time;
    std::vector<std::string> tags;
    bool dry_run = false;
    bool exit_code = false;
};

void setup_cluster_update(CLI::App& app, ClusterUpdateOptions& options);
base::Exit run_cluster_update(ClusterUpdateOptions& options, Env& env);

struct ClusterDeleteOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::vector<std::string> names;
    std::int64_t timeout = 1200;
    bool yes = false;
    bool no_wait = false;
    bool dry_run = false;
    bool exit_code = false;
};

void setup_cluster_delete(CLI::App& app, ClusterDeleteOptions& options);
base::Exit run_cluster_delete(ClusterDeleteOptions& options, Env& env);

// status, wait, nodes: of named clusters.
struct ClusterNamesOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::vector<std::string> names;
    WaitOptions wait;
};

void setup_cluster_status(CLI::App& app, ClusterNamesOptions& options);
base::Exit run_cluster_status(ClusterNamesOptions& options, Env& env);
void setup_cluster_nodes(CLI::App& app, ClusterNamesOptions& options);
base::Exit run_cluster_nodes(ClusterNamesOptions& options, Env& env);
void setup_cluster_wait(CLI::App& app, ClusterNamesOptions& options);
base::Exit run_cluster_wait(ClusterNamesOptions& options, Env& env);

struct ClusterListOptions {
    ConnectionOptions connection;
    OutputOptions output;
};

void setup_cluster_list(CLI::App& app, ClusterListOptions& options);
base::Exit run_cluster_list(ClusterListOptions& options, Env& env);

struct ClusterDiffOptions {
    ConnectionOptions connection;
    OutputOptions output;
    WantedOptions wanted;
};

void setup_cluster_diff(CLI::App& app, ClusterDiffOptions& options);
base::Exit run_cluster_diff(ClusterDiffOptions& options, Env& env);

} // namespace cli
