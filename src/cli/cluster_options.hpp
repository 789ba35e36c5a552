#pragma once
// The flags of the old `az batchai cluster create`. Whatever makes a cluster has them.

#include "batchai/old_cli.hpp"
#include "cli/cli.hpp"

#include <string>

namespace CLI { // NOLINT(readability-identifier-naming): CLI11 is called so
class App;
}

namespace cli {

struct ClusterOptions {
    batchai::OldCliFlags flags;
    std::string ssh_key;  // a public key, or the path of one
    std::string password; // only whether there is one counts; never written
};

void add_cluster_options(CLI::App& app, ClusterOptions& options);

// Reads the key that is named, takes from the environment what the old CLI took, and checks the
// flags by themselves. Throws base::Error (usage, or invalid where a file cannot be read).
void complete(ClusterOptions& options, const std::string& storage_account, Env& env);

// Completed; the flags where they have a part in the clusters, which without files they make alone.
// Throws base::Error (usage) where they do not suffice.
const batchai::OldCliFlags* cluster_flags(ClusterOptions& options, bool files,
                                          const std::string& storage_account, Env& env);

} // namespace cli
