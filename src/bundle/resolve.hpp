#pragma once
// What only all definitions of a run together tell: what jobs ask of their cluster, and what is
// said once of a thing that several share.

#include "bundle/bundle.hpp"

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace bundle {

// What the jobs of a run ask of each cluster; made of the results of all jobs, in one pass.
class ClusterNeeds {
  public:
    explicit ClusterNeeds(const Bundle& bundle);
    [[nodiscard]] translate::ClusterContext of(const Object& cluster) const;

  private:
    std::unordered_map<const Object*, std::set<std::string>> m_setup_files;
    std::unordered_set<std::string> m_with_identity; // names of computes
};

// The compute's role on the Key Vaults that its jobs read: a task and an `az` line for each.
void tell_about_vaults(Bundle& bundle);
// The password of each registry's connection, once, at its first mention.
void tell_about_connections(Bundle& bundle);
// The line that creates it, its password from outside.
std::string create_connection(const translate::ConnectionUse& use);
// --secret for a variable that no job has.
void tell_about_unused_secrets(Bundle& bundle, const Request& request);

} // namespace bundle
