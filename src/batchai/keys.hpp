#pragma once
// What the reader's check leaves at each node: the row of the translation's rules that its key has,
// or one of the values below. Pure.

#include "batchai/batchai.hpp"
#include "document/key_tree.hpp"

#include <cstdint>

namespace batchai {

using document::k_no_rule;
using document::Key;
using document::KeyTree;
using document::Type;

// What a node may have in place of a rule of its own.
inline constexpr std::uint16_t k_unknown_key =
    0xfffe; // the key is not known; its leaves are dropped
inline constexpr std::uint16_t k_comment_key = 0xfffd; // "comment", "$comment": people's notes
inline constexpr std::uint16_t k_null = 0xfffc;        // null means "not said"
inline constexpr std::uint16_t k_wrong_type = 0xfffb;
inline constexpr std::uint16_t k_other_version = 0xfffa; // known, but not in this version
inline constexpr std::uint16_t k_unresolved = 0xfff9;    // an expression that nobody can tell
inline constexpr std::uint16_t k_stray = 0xfff8;         // added by the old CLI's output
// What belongs to the frame around the objects of a file.
inline constexpr std::uint16_t k_list_frame = 0xfff7;     // nextLink and the like
inline constexpr std::uint16_t k_template_frame = 0xfff6; // contentVersion, outputs, metadata
inline constexpr std::uint16_t k_template_value = 0xfff5; // parameters and variables
inline constexpr std::uint16_t k_other_resource = 0xfff4; // of another service
inline constexpr std::uint16_t k_example_frame = 0xfff3;  // responses, names of the request
inline constexpr std::uint16_t k_first_special = 0xfff3;
// An object that stands inside another and is none of its fields; it has an account of its own.
inline constexpr std::uint16_t k_nested = 0xfff2;

} // namespace batchai
