#pragma once
#include "base/files.hpp"

namespace base {

// POSIX.
class RealFiles final : public Files {
  public:
    FileType type(const std::string& path, bool follow) override;
    std::string read(const std::string& path, std::uint64_t limit) override;
    std::vector<Entry> list(const std::string& folder) override;
    void write(const std::string& path, std::string_view content, bool executable) override;
    void make_folder(const std::string& path) override;
    void remove(const std::string& path) override;
    std::string identity(const std::string& path) override;
    std::string absolute(const std::string& path) override;
};

} // namespace base
