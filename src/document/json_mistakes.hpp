#pragma once
// Tells a person what is wrong with a JSON text. Runs once for a file, so it may look around.

#include "document/builder.hpp"

namespace document {

// What the reader stood ready for.
enum class Expected : std::uint8_t {
    value,        // the root, or behind a colon
    element,      // behind `[`: a value or `]`
    next_element, // behind a comma
    key,          // behind `{`: a key or `}`
    next_key,     // behind a comma
    colon,        // behind a key
    comma_or_close,
    end
};

// These make the finding and say false, to be handed on. `offset` is where the reader stands.
bool unexpected(Builder& out, Expected expected, std::uint32_t offset);
bool bad_number(Builder& out, std::uint32_t offset);
// The string that began at `begin` cannot go on at `offset`: a control character or the file's end.
bool bad_string(Builder& out, std::uint32_t begin, std::uint32_t offset);
// `offset` is that of the backslash.
bool bad_escape(Builder& out, std::uint32_t begin, std::uint32_t offset);

} // namespace document
