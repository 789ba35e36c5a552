#pragma once
// What a region has for clusters, held against what is asked of it.

#include "aml/aml.hpp"
#include "azure/compute.hpp"
#include "cli/session.hpp"

#include <string_view>
#include <vector>

namespace cli {

// Says where the region's list lacks the size or its quota does not reach. Warnings only: the lists
// are wrong in both directions, and the service decides.
void warn_about_sizes(Session& session, const std::vector<const aml::AmlCompute*>& clusters);

// The row of a quota family, whose name is written in many ways; nullptr where there is none.
const azure::Usage* find_usage(const std::vector<azure::Usage>& usages, std::string_view family);

} // namespace cli
