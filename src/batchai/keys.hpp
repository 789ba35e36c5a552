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
    };

    explicit KeyTree(const std::vector<Key>& rows);

    [[nodiscard]] const Branch& at(std::uint16_t branch) const { return m_branches[branch]; }

    // The member's branch; k_no_rule when the key is not known there.
    [[nodiscard]] std::uint16_t child(std::uint16_t branch, std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> names(std::uint16_t branch) const;

  private:
    std::uint16_t add(std::uint16_t parent, std::string_view name);

    std::vector<Branch> m_branches; // 0 is the object itself
};

} // namespace batchai
