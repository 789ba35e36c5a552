// The flags of `workspace` and its verbs.

#include "cli/workspace.hpp"

#include <CLI/CLI.hpp>

namespace cli {

void setup_workspace_create(CLI::App& app, WorkspaceCreateOptions& o) {
    add_connection_options(app, o.connection, true);
    app.add_option("-l,--location", o.location,
                   "Region (default: the resource group's, az's default)");
    app.add_option("--storage-account", o.storage_account, "ARM id of one that is there");
    app.add_option("--key-vault", o.key_vault, "ARM id of one that is there");
    app.add_option("--application-insights", o.application_insights, "ARM id of one that is there");
    app.add_option("--container-registry", o.container_registry,
                   "ARM id of one that is there (default: the service makes one when it builds)");
    app.add_option("--display-name", o.display_name, "What the studio shows (default: the name)");
    app.add_option("--description", o.description, "A line about it");
    app.add_option("--tags", o.tags, "NAME=VALUE, of the workspace");
    app.add_flag("--exist-ok", o.exist_ok, "Fine when it is there: it stays as it is");
    app.add_flag("--no-config", o.no_config, "Do not write .azureml/config.json");
    app.add_flag("--no-wait", o.no_wait,
                 "Do not wait for the workspace itself, the last of what is made");
    app.add_option("--timeout", o.timeout, "Seconds to wait at most (default 1200)")
        ->check(CLI::Range(1, 86400 * 7));
    app.add_flag("--dry-run", o.dry_run, "Change nothing: say what would be made");
    app.add_flag("--exit-code", o.exit_code,
                 "With --dry-run: exit 5 where something would be made");
    add_output_options(app, o.output, "yaml");
}

void setup_workspace_show(CLI::App& app, WorkspaceShowOptions& o) {
    app.add_flag("--check", o.check,
                 "Look at token, clock, rights, providers and the way to its storage");
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection, true);
}

void setup_workspace_list(CLI::App& app, WorkspaceShowOptions& o) {
    app.add_flag("--all", o.all, "Of the whole subscription, also where a group is named");
    add_output_options(app, o.output, "table");
    add_connection_options(app, o.connection);
}

void setup_workspace_delete(CLI::App& app, WorkspaceDeleteOptions& o) {
    app.add_flag("--all-resources", o.all_resources,
                 "Also what was made for this workspace and no other uses; needs --confirm");
    app.add_option("--confirm", o.confirm, "The name of the workspace, once more");
    app.add_flag("--permanently-delete", o.permanently,
                 "Not kept for recovery; ends one that is kept too");
    app.add_flag("-y,--yes", o.yes, "Do not ask");
    app.add_flag("--no-wait", o.no_wait, "Do not wait for the end");
    app.add_option("--timeout", o.timeout, "Seconds to wait at most (default 1200)")
        ->check(CLI::Range(1, 86400 * 7));
    app.add_flag("--dry-run", o.dry_run, "Delete nothing: say what would go and what stays");
    app.add_flag("--exit-code", o.exit_code, "With --dry-run: exit 5 where something would go");
    add_output_options(app, o.output, "yaml");
    add_connection_options(app, o.connection, true);
}

void setup_workspace_config(CLI::App& app, WorkspaceConfigOptions& o) {
    app.add_option("--from-batchai", o.from_batchai,
                   "configuration.json of the Batch AI recipes; its secrets are not taken");
    app.add_flag("--force", o.force, "Write over a file that says something else");
    add_output_options(app, o.output, "table");
    add_connection_options(app, o.connection, true);
}

} // namespace cli
