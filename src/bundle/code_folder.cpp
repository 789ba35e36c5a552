#include "bundle/code_folder.hpp"

#include <utility>

namespace bundle {

namespace {
constexpr unsigned k_deepest = 64;
constexpr std::uint64_t k_largest_list = 1U << 20U;
} // namespace

// The first of the two lists that is there; they are not merged, and those in folders do not count.
CodeFolder::CodeFolder(std::string top, base::Files& files)
    : m_top(std::move(top)),
      m_files(files) {
    for (const char* name : {".amlignore", ".gitignore"}) {
        const std::string path = base::join_path(m_top, name);
        if (m_files.type(path, true) == base::FileType::regular) {
            m_ignored = base::IgnoreList(m_files.read(path, k_largest_list));
            return;
        }
    }
}

void CodeFolder::each(const Visit& visit, const Pass& pass) const {
    folder(m_top, "", 0, visit, pass);
}

void CodeFolder::folder(const std::string& path, const std::string& below, unsigned depth,
                        const Visit& visit, const Pass& pass) const {
    if (depth > k_deepest || pass(path, depth)) {
        return;
    }
    for (const base::Entry& entry : m_files.list(path)) {
        const std::string full = base::join_path(path, entry.name);
        const std::string name = base::join_path(below, entry.name);
        if (entry.name == ".git" || name == ".amlignore" || name == ".gitignore") {
            continue;
        }
        if (entry.type == base::FileType::folder) {
            folder(full, name, depth + 1, visit, pass);
        } else if (!m_ignored.leaves_out(name)) {
            visit(full, name, entry.type);
        }
    }
}

} // namespace bundle
