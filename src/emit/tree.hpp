#pragma once
// Text that is YAML itself (a conda file) as part of a tree that is written. Pure.

#include "emit/yaml.hpp"

#include <string>

namespace emit {

// The text's value, its members in their order; text that cannot be read is itself the value.
Yaml tree_of(const std::string& yaml);

} // namespace emit
