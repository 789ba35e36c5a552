// The flags of `cluster` and its verbs. Apart from what runs them: CLI11 is slow to compile.

#include "cli/cluster.hpp"

#include <CLI/CLI.hpp>

namespace cli {

namespace {

void add_names(CLI::App& app, ClusterNamesOptions& o) {
    app.add_option("NAME,-n,--name", o.names, "Clusters")->required();
}

} // namespace

void setup_cluster_create(CLI::App& app, ClusterCreateOptions& o) {
    add_wanted_options(app, o.wanted);
    app.add_option("--if-exists", o.if_exists,
                   "What to do about a cluster that is there: leave, update or fail (default "
                   "update: scale and tags change, all else is refused)")
        ->check(CLI::IsMember({"leave", "update", "fail"}));
    app.add_flag("--force", o.force, "Send a size that is known to be retired");
    add_wait_options(app, o.wait);
    app.add_flag("--dry-run", o.dry_run, "Change nothing: say what would be done");
    app.add_flag("--exit-code", o.exit_code,
                 "With --dry-run: exit 5 where something would be done");
    add_parallel_option(app, o.connection);
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection);
}

void setup_cluster_diff(CLI::App& app, ClusterDiffOptions& o) {
    add_wanted_options(app, o.wanted);
    add_output_options(app, o.output, "table");
    add_connection_options(app, o.connection);
}

void setup_cluster_update(CLI::App& app, ClusterUpdateOptions& o) {
    app.add_option("NAME,-n,--name", o.names, "Clusters")->required();
    app.add_option("--min,--min-instances", o.minimum, "Fewest nodes")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--max,--max-instances", o.maximum, "Most nodes")->check(CLI::PositiveNumber);
    app.add_option("-t,--target", o.target, "A fixed number of nodes, as az batchai cluster resize")
        ->check(CLI::PositiveNumber)
        ->excludes("--min")
        ->excludes("--max");
    app.add_option("--idle-time,--idle-time-before-scale-down", o.idle_time,
                   "Seconds before an idle node goes")
        ->check(CLI::Range(1, 86400 * 7));
    app.add_option("--tags", o.tags, "NAME=VALUE, set beside those there are");
    add_wait_options(app, o.wait);
    app.add_flag("--dry-run", o.dry_run, "Change nothing: say what would change");
    app.add_flag("--exit-code", o.exit_code, "With --dry-run: exit 5 where something would change");
    add_parallel_option(app, o.connection);
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection);
}

void setup_cluster_delete(CLI::App& app, ClusterDeleteOptions& o) {
    app.add_option("NAME,-n,--name", o.names, "Clusters")->required();
    app.add_flag("-y,--yes", o.yes, "Do not ask");
    app.add_flag("--no-wait", o.no_wait, "Do not wait for the end");
    app.add_option("--timeout", o.timeout, "Seconds to wait at most (default 1200)")
        ->check(CLI::Range(1, 86400 * 7));
    app.add_flag("--dry-run", o.dry_run, "Delete nothing: say what would be deleted");
    app.add_flag("--exit-code", o.exit_code, "With --dry-run: exit 5 where something would be");
    add_parallel_option(app, o.connection);
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection);
}

void setup_cluster_status(CLI::App& app, ClusterNamesOptions& o) {
    add_names(app, o);
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection);
}

void setup_cluster_wait(CLI::App& app, ClusterNamesOptions& o) {
    add_names(app, o);
    app.add_option("--min-node-count", o.wait.min_nodes,
                   "Wait until so many nodes are idle or at work")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--timeout", o.wait.timeout, "Seconds to wait at most (default 1200)")
        ->check(CLI::Range(1, 86400 * 7));
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection);
}

void setup_cluster_nodes(CLI::App& app, ClusterNamesOptions& o) {
    add_names(app, o);
    add_output_options(app, o.output, "table");
    add_connection_options(app, o.connection);
}

void setup_cluster_list(CLI::App& app, ClusterListOptions& o) {
    add_output_options(app, o.output, "table");
    add_connection_options(app, o.connection);
}

void add_wait_options(CLI::App& app, WaitOptions& o) {
    app.add_flag("--no-wait", o.no_wait, "Do not wait for the nodes: return once it is accepted");
    app.add_option("--min-node-count", o.min_nodes, "Wait until so many nodes are idle or at work")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--timeout", o.timeout, "Seconds to wait at most (default 1200)")
        ->check(CLI::Range(1, 86400 * 7));
}

void add_wanted_options(CLI::App& app, WantedOptions& o) {
    app.add_option("FILE,-f,--file,--config-file,-c,--config", o.files,
                   "Files and folders with clusters, of Batch AI or Azure ML's own; without any "
                   "the flags make the cluster");
    app.add_option("--fail-on", o.fail_on,
                   "Exit 4, and do nothing, at or above this class of finding (default error)")
        ->check(CLI::IsMember(
            {"exact", "rewritten", "defaulted", "dropped", "approximated", "manual", "error"}));
    add_cluster_options(app, o.cluster);
    add_common_options(app, o.translate);
}

} // namespace cli
