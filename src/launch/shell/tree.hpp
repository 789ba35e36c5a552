#pragma once
// The files of a machine that is thought of, never touched: folders, links, files. What several
// nodes see in the same place (storage behind mounts) is shared by all copies. Pure.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace launch::shell {

struct Entry {
    enum class Kind : std::uint8_t { folder, link, file } kind = Kind::folder;
    std::string text;          // a link's target, a file's content
    std::uint64_t written = 0; // later is greater
};

// Paths are absolute. A copy has its own entries, but those below the shared roots.
class Tree {
  public:
    // `shared`: first segments, "azure_blob", whose entries all copies share.
    explicit Tree(std::vector<std::string> shared);

    // The path without links, "." and "..", as far as it exists; the rest as it stands. Nothing
    // where links run in a circle.
    [[nodiscard]] std::optional<std::string> resolved(std::string_view path) const;
    // Of a resolved path, or of a path up to its last segment (which may be a link itself).
    [[nodiscard]] const Entry* at(std::string_view path, bool follow = true) const;
    // Names in a folder, sorted.
    [[nodiscard]] std::vector<std::string> names(std::string_view folder) const;

    // Each tells whether it worked; what is in the way, or missing above, stops it.
    bool make_folder(std::string_view path, bool parents);
    bool link(std::string_view target, std::string_view at);
    bool write(std::string_view path, std::string_view text, bool append);
    bool remove(std::string_view path, bool all);
    // All that another node's tree has besides, or has otherwise.
    void take(const Tree& other);
    bool move(std::string_view from, std::string_view to);

  private:
    using Entries = std::map<std::string, Entry, std::less<>>;

    [[nodiscard]] bool is_shared(std::string_view path) const;
    [[nodiscard]] const Entries& entries(std::string_view path) const;
    [[nodiscard]] Entries& entries(std::string_view path);
    // Where the last segment of the path lies: its folder resolved, it itself not.
    [[nodiscard]] std::optional<std::string> spot(std::string_view path) const;
    [[nodiscard]] bool is_folder(std::string_view resolved_path) const;

    Entries m_own;
    std::shared_ptr<Entries> m_shared;
    std::vector<std::string> m_shared_roots;
    std::uint64_t m_clock = 0;
};

} // namespace launch::shell
