#pragma once
// What is said once in a run, when all its definitions are known. Pure.

#include "bundle/bundle.hpp"

#include <string>
#include <vector>

namespace bundle {

// "; also used by a.json, b.json and 3 more"; empty for none.
std::string also_used_by(const std::vector<std::string>& others);
// File servers and unmanaged file systems: each at its first mention.
void tell_about_volumes(Bundle& bundle);
// Options that reached nothing, with the first definition; what was found in the code folder, with
// the first job that it travels with.
void tell_about_options(Bundle& bundle, const Request& request);
// Keys of datastores.
void tell_about_keys(Bundle& bundle);
// Ids and regions in ARM bodies.
void tell_about_scope(Bundle& bundle, const emit::arm::Scope& scope);

} // namespace bundle
