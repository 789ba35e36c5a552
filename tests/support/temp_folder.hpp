#pragma once
// A folder of its own for a test that needs the real disk; gone with the object.

#include <filesystem>
#include <string>
#include <string_view>

namespace support {

class TempFolder {
  public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    // A file below it, with its parents; returns its path.
    std::filesystem::path add(const std::string& name, std::string_view content) const;

  private:
    std::filesystem::path m_path;
};

// The current folder of the process is another one for the life of the object.
class WorkingFolder {
  public:
    explicit WorkingFolder(const std::filesystem::path& path);
    ~WorkingFolder();
    WorkingFolder(const WorkingFolder&) = delete;
    WorkingFolder& operator=(const WorkingFolder&) = delete;

  private:
    std::filesystem::path m_before;
};

// Whole files; both throw std::runtime_error with the path when that fails.
std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);

// The folder testdata at the top of the tree.
std::filesystem::path testdata();

} // namespace support
