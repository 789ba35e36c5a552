#pragma once
// Which subscription, group and workspace a command is about, in which cloud, and as whom. Every
// command that asks a service has these flags. What no flag says comes from the environment, from
// the defaults of az, and from a config.json as Workspace.from_config() finds it.

#include "cli/cli.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): CLI11 is called so
class App;
}

namespace cli {

struct ConnectionOptions {
    std::string subscription;
    std::string resource_group;
    std::string workspace;
    std::string cloud;
    std::string api_version;
    std::string ca_file;
    std::string auth;
    std::string tenant;
    std::int64_t max_time = 0; // seconds, of the whole command; 0: no end
    std::int64_t max_parallel = 4;
    bool debug = false;
    bool verbose = false;
};

// `names_workspace`: the command's NAME is the workspace's, and -n and -w are the same.
void add_connection_options(CLI::App& app, ConnectionOptions& options,
                            bool names_workspace = false);

// Of commands that change many things at once.
void add_parallel_option(CLI::App& app, ConnectionOptions& options);

// A value and who said it: "--subscription", "AZURE_SUBSCRIPTION_ID", "~/.azure/config".
struct Setting {
    std::string value;
    std::string from;

    [[nodiscard]] bool given() const { return !value.empty(); }
};

struct Connection {
    Setting subscription;
    Setting resource_group;
    Setting workspace;
    Setting location; // for what is made; az has a default for it
    Setting cloud;
};

// Without the network. Throws base::Error (invalid) for a config.json that cannot be understood,
// (usage) for a value that still holds REPLACE-ME.
Connection find_connection(const ConnectionOptions& options, Env& env);

// The value; throws base::Error (usage) with all the ways to say it where there is none.
const std::string& needed(const Setting& setting, std::string_view what);

// "subscription 0000… (AZURE_SUBSCRIPTION_ID)", one line each, what is not known left out.
std::string origins_text(const Connection& connection);

} // namespace cli
