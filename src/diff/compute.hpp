#pragma once
// Compute clusters compared. Pure.

#include "aml/aml.hpp"
#include "diff/change.hpp"

#include <string>
#include <vector>

namespace diff {

// What would have to change of `live` to be as `wanted`. What the wanted one does not say, and what
// the service never shows (keys, passwords), is no difference; words are compared as the service
// compares them: sizes, regions and ARM ids without regard to case, "West US 2" is "westus2". Tags
// that only the live one has stay: policies add them.
//
// Scale and tags can change (Microsoft.MachineLearningServices 2024-10-01: a PATCH takes the scale
// settings, a PUT with everything else unchanged the tags); everything else is fixed.
// `live.disable_local_auth` is what the service says, not what other fields imply.
std::vector<Change> compare(const aml::AmlCompute& live, const aml::AmlCompute& wanted);

// Whether one of them is about the scale, or about tags.
bool has_scale(const std::vector<Change>& changes);
bool has_tags(const std::vector<Change>& changes);

} // namespace diff
