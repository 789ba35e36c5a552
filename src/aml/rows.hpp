#pragma once
// One row for each key of Azure ML's objects, in v2 YAML and in bodies, whether this tool carries
// it or not. The check, the readers and the lists of choices all take these rows. Pure.

#include "aml/words.hpp"
#include "document/key_tree.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace aml {

using document::Type;

// What becomes of a key.
enum class Need : std::uint8_t {
    carried,
    required,
    required_v2, // in YAML; bodies say it elsewhere (the name) or not at all
    secret,      // carried, and never quoted
    skipped,     // of the service's own making, or without effect
    body_only,   // carried, and v2 YAML has no key for it
    unread       // legal, and not understood here
};

// Paths as in document::Key; empty: the form does not have the key.
struct Row {
    std::string_view v2;
    std::string_view arm;
    Type type = Type::text;
    Need need = Need::carried;
    std::span<const Word> words = {}; // what the text may be, without regard to case
    std::string_view harmless = {};   // of unread and body_only: the value that changes nothing
};

} // namespace aml
