#pragma once
// The edge to the file system. Everything above reads and writes through this interface, so tests
// run in memory and failures can be planted.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

enum class FileType : std::uint8_t { missing, regular, folder, link, other };

struct Entry {
    std::string name; // last segment
    FileType type = FileType::missing;
};

class Files {
  public:
    virtual ~Files() = default;

    // Of the path itself; a symbolic link is a link unless `follow`.
    virtual FileType type(const std::string& path, bool follow) = 0;
    // Whole content. Throws base::Error (invalid) when it cannot be read or is larger than `limit`.
    virtual std::string read(const std::string& path, std::uint64_t limit) = 0;
    // Entries without "." and "..", sorted by bytes of the name. Throws base::Error (invalid).
    virtual std::vector<Entry> list(const std::string& folder) = 0;
    // Whole or not at all: a temporary file beside it, then a rename. Never through a link at
    // `path`. Throws base::Error (invalid).
    virtual void write(const std::string& path, std::string_view content, bool executable) = 0;
    // With its parents; fine when it exists. Throws base::Error (invalid).
    virtual void make_folder(const std::string& path) = 0;
    // A file, or an empty folder; fine when missing, and a folder that is not empty stays.
    virtual void remove(const std::string& path) = 0;
    // A name for the same file however it is reached (device and inode); empty when missing.
    virtual std::string identity(const std::string& path) = 0;
    // Without links, "." and ".."; the path itself when it does not exist.
    virtual std::string absolute(const std::string& path) = 0;
};

// a/b joined with one slash; `b` alone when `a` is empty or ".".
std::string join_path(std::string_view a, std::string_view b);
std::string_view base_name(std::string_view path);
std::string_view parent_path(std::string_view path);     // empty for a bare name
std::string_view without_slashes(std::string_view path); // at its ends

} // namespace base
