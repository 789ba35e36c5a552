#pragma once
// What only all definitions of a run together tell: what jobs ask of their cluster, and what is
// said once of a thing that several share.

#include "bundle/bundle.hpp"

#include <unordered_map>

namespace bundle {

// What is asked of each cluster; nothing of those that are missing. Needs the results of all jobs.
using ClusterContexts = std::unordered_map<const Object*, translate::ClusterContext>;
ClusterContexts contexts_of(const Bundle& bundle);

// The compute's role on the Key Vaults that its jobs read: a task and an `az` line for each.
void tell_about_vaults(Bundle& bundle);
// The password of each registry's connection, once, at its first mention.
void tell_about_connections(Bundle& bundle);
// The line that creates it, its password from outside.
std::string create_connection(const translate::ConnectionUse& use);
// --secret for a variable that no job has.
void tell_about_unused_secrets(Bundle& bundle, const translate::Options& options);

} // namespace bundle
