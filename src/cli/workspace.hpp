#pragma once
// `workspace create|show|list|delete|config`.

#include "cli/output.hpp"
#include "cli/session.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cli {

struct WorkspaceCreateOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::string location;
    std::string storage_account; // ARM ids of what is there already, these four
    std::string key_vault;
    std::string application_insights;
    std::string container_registry;
    std::string display_name;
    std::string description;
    std::vector<std::string> tags;
    std::int64_t timeout = 1200;
    bool exist_ok = false;
    bool no_config = false;
    bool no_wait = false;
    bool dry_run = false;
    bool exit_code = false;
};

void setup_workspace_create(CLI::App& app, WorkspaceCreateOptions& options);
base::Exit run_workspace_create(WorkspaceCreateOptions& options, Env& env);

struct WorkspaceShowOptions {
    ConnectionOptions connection;
    OutputOptions output;
    bool check = false;
    bool all = false; // of `list`: those of all groups
};

void setup_workspace_show(CLI::App& app, WorkspaceShowOptions& options);
base::Exit run_workspace_show(WorkspaceShowOptions& options, Env& env);
void setup_workspace_list(CLI::App& app, WorkspaceShowOptions& options);
base::Exit run_workspace_list(WorkspaceShowOptions& options, Env& env);

struct WorkspaceDeleteOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::string confirm;
    std::int64_t timeout = 1200;
    bool all_resources = false;
    bool permanently = false;
    bool yes = false;
    bool no_wait = false;
    bool dry_run = false;
    bool exit_code = false;
};

void setup_workspace_delete(CLI::App& app, WorkspaceDeleteOptions& options);
base::Exit run_workspace_delete(WorkspaceDeleteOptions& options, Env& env);

struct WorkspaceConfigOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::string from_batchai;
    bool force = false;
};

void setup_workspace_config(CLI::App& app, WorkspaceConfigOptions& options);
base::Exit run_workspace_config(WorkspaceConfigOptions& options, Env& env);

// .azureml/config.json in the current folder, as both SDKs read it. False: another one is there,
// and `force` is not given. Throws base::Error (invalid).
bool write_config(Env& env, const azure::Place& place, bool force);
inline constexpr const char* k_config_path = ".azureml/config.json";

} // namespace cli
