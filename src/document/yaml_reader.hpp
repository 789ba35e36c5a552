#pragma once
// The part of YAML 1.2 that definitions use, read with yaml-cpp. Plain scalars get their types from
// the core schema (YAML 1.2.2, section 10.3).

#include "document/builder.hpp"

namespace document {

// The source is valid UTF-8 without zero bytes. False when the builder got a finding.
bool read_yaml(Builder& out);

} // namespace document
