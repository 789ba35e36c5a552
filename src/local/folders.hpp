#pragma once
// What running something here does to folders, on the real disk. Each function throws base::Error
// (invalid) with the path when the system refuses.

#include <string>
#include <string_view>

namespace local {

bool is_folder(const std::string& path);
bool exists(const std::string& path); // what a link leads to

// With its parents; fine when it exists. Readable by its owner only where `own`.
void make_folder(const std::string& path, bool own = false);
// A file or a whole tree into `to`, which may exist; links stay links.
void copy_into(const std::string& from, const std::string& to);
// `at` leads to `target`; parents are made.
void link_to(const std::string& target, const std::string& at);
std::string read_file(const std::string& path);
void write_file(const std::string& path, std::string_view content, bool executable);
// A tree, or nothing; links are removed, not followed. What cannot be removed stays.
void remove_tree(const std::string& path) noexcept;
// An empty folder, and those above it that are empty then, up to `top`, which stays.
void remove_empty(const std::string& path, const std::string& top) noexcept;

} // namespace local
