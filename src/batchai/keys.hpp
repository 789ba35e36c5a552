#pragma once
// Which keys an object may have. The rows are the translation's rules (each key stands once,
// there); this is the tree that the reader's check walks. Pure.

#include "batchai/batchai.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace batchai {

enum class Type : std::uint8_t { text, integer, boolean, object, list, anything };

inline constexpr std::uint16_t k_no_rule = 0xffff;
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

// One row of the table, as the reader sees it. `path` is
// "mountVolumes.azureFileShares[].accountName".
struct Key {
    std::string_view path;
    Type type = Type::text;
    std::uint16_t rule = k_no_rule;
};

class KeyTree {
  public:
    struct Branch {
        std::string_view name; // of the member; "[]" for the items of a list
        Type type = Type::object;
        std::uint16_t rule = k_no_rule;
        std::vector<std::uint16_t> children;
        std::string_view since; // the first version that had it; empty: all
        std::string_view until; // the last one
    };

    explicit KeyTree(const std::vector<Key>& rows);
    // Says which versions had the key of this path and what lies below it; no such key: nothing.
    void date(std::string_view path, std::string_view since, std::string_view until);

    [[nodiscard]] const Branch& at(std::uint16_t branch) const { return m_branches[branch]; }

    // The member's branch; k_no_rule when the key is not known there.
    [[nodiscard]] std::uint16_t child(std::uint16_t branch, std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> names(std::uint16_t branch) const;

  private:
    std::uint16_t add(std::uint16_t parent, std::string_view name);
    template <class F> static void each_step(std::string_view path, F&& f);

    std::vector<Branch> m_branches; // 0 is the object itself
};

} // namespace batchai
