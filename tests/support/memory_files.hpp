#pragma once
// A file system in memory. What is relative counts from /home/demo/project.

#include "base/error.hpp"
#include "base/files.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace support {

class MemoryFiles final : public base::Files {
  public:
    std::map<std::string, std::string> files; // by absolute path

    base::FileType type(const std::string& path, bool /*follow*/) override {
        const std::string full = absolute(path);
        const auto next = files.lower_bound(full + "/");
        return files.count(full) != 0 ? base::FileType::regular
               : next != files.end() && next->first.starts_with(full + "/")
                   ? base::FileType::folder
                   : base::FileType::missing;
    }

    std::string read(const std::string& path, std::uint64_t /*limit*/) override {
        const auto found = files.find(absolute(path));
        if (found == files.end()) {
            throw base::Error(base::Exit::invalid, "cannot read " + path);
        }
        return found->second;
    }

    std::vector<base::Entry> list(const std::string& folder) override {
        std::vector<base::Entry> out;
        const std::string start = absolute(folder) + "/";
        for (const auto& [path, text] : files) {
            if (path.starts_with(start) && path.find('/', start.size()) == std::string::npos) {
                out.push_back({path.substr(start.size()), base::FileType::regular});
            }
        }
        return out;
    }

    void write(const std::string& path, std::string_view content, bool /*executable*/) override {
        files[absolute(path)] = content;
    }

    void make_folder(const std::string& /*path*/) override {}

    void remove(const std::string& path) override { files.erase(absolute(path)); }

    std::string identity(const std::string& path) override {
        return type(path, true) == base::FileType::missing ? std::string{} : absolute(path);
    }

    std::string absolute(const std::string& path) override {
        namespace fs = std::filesystem;
        std::string full = (fs::path("/home/demo/project") / path).lexically_normal().string();
        while (full.size() > 1 && full.ends_with('/')) {
            full.pop_back();
        }
        return full;
    }
};

} // namespace support
