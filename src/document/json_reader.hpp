#pragma once
// Strict JSON (RFC 8259), read in one pass without recursion.

#include "document/builder.hpp"

namespace document {

// The source is valid UTF-8 without zero bytes, and something stands in it. False when the builder
// got a finding.
bool read_json(Builder& out);

} // namespace document
