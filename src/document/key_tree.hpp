#pragma once
// Which keys an object may have, as a tree that a reader's check walks. The rows come from whoever
// knows the object: each key stands once, in a table there. Pure.

#include <cstdint>
#include <string_view>
#include <vector>

namespace document {

// What a value may be. The last two are of keys that have a short and a long form.
enum class Type : std::uint8_t {
    text,
    integer,
    boolean,
    object,
    list,
    anything,
    scalar, // of any type
    text_or_object,
    scalar_or_object
};

inline constexpr std::uint16_t k_no_rule = 0xffff;

// One row of a table. `path` is "mountVolumes.azureFileShares[].accountName": "[]" stands for the
// items of a list, "*" for members of any name.
struct Key {
    std::string_view path;
    Type type = Type::text;
    std::uint16_t rule = k_no_rule;
};

class KeyTree {
  public:
    struct Branch {
        std::string_view name; // of the member; "[]" for the items of a list, "*" for any member
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

    // The member's branch, a "*" taking what no other name does; k_no_rule when the key is not
    // known there.
    [[nodiscard]] std::uint16_t child(std::uint16_t branch, std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> names(std::uint16_t branch) const;

  private:
    std::uint16_t add(std::uint16_t parent, std::string_view name);
    template <class F> static void each_step(std::string_view path, F&& f);

    std::vector<Branch> m_branches; // 0 is the object itself
};

} // namespace document
