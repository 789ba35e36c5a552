#pragma once
// Paths and other values of one service, said so that they can be compared with those of the other:
// what lies behind a mount is its place in the storage, a node's temporary folder is that, wherever
// it is. Pure.

#include "launch/shell/tree.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace launch {

// First segments of the places that all nodes see: storage by kind, account and container;
// datastores of the workspace that no file of the bundle describes; volumes nobody has named yet;
// what belongs to the run.
inline constexpr std::string_view k_blob = "azure_blob";
inline constexpr std::string_view k_share = "azure_file";
inline constexpr std::string_view k_datastore = "datastore";
inline constexpr std::string_view k_unnamed = "unnamed";
inline constexpr std::string_view k_of_run = "run";
std::vector<std::string> shared_roots();

// An entry of a folder in storage that stands for all that nobody names: a folder of links to such
// entries shows what that folder has.
inline constexpr std::string_view k_all_else = "{all else}";

// The segment of the run's own in the layout of output directories.
inline constexpr std::string_view k_run_segment = "{run}";

class Locations {
  public:
    explicit Locations(const shell::Tree& tree)
        : m_tree(tree) {}

    // What a path (without links in it) is called: "{temporary folder}".
    void name_path(std::string_view path, std::string name);
    // What a value is called wherever it stands; shorter ones than six bytes are left.
    void name_value(std::string value, std::string name);

    // The text with each value and path in it that has a name under that name, and each path that
    // leads into storage as "/azure_blob/<account>/<container>/…".
    [[nodiscard]] std::string said(std::string_view text) const;

  private:
    // The path that begins there, as far as folders and links of the machine go.
    struct Walk {
        std::string place;
        std::size_t end = 0;
    };

    [[nodiscard]] Walk walk(std::string_view text, std::size_t at) const;
    [[nodiscard]] std::string shown_by(std::string place) const;
    [[nodiscard]] std::string name_of(const std::string& place) const;

    const shell::Tree& m_tree;
    std::vector<std::pair<std::string, std::string>> m_paths;  // longest first
    std::vector<std::pair<std::string, std::string>> m_values; // longest first
};

} // namespace launch
