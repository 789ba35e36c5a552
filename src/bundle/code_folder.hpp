#pragma once
// Which files of a code folder travel with a job, as Azure ML's client takes them: without what the
// .amlignore at its top leaves out, or where there is none the .gitignore; and without both of
// these and .git.

#include "base/files.hpp"
#include "base/ignore.hpp"

#include <functional>
#include <string>

namespace bundle {

class CodeFolder {
  public:
    CodeFolder(std::string top, base::Files& files);

    // Called with the path to open, the name below the folder with `/` between its parts, and what
    // it is; links are not followed.
    using Visit = std::function<void(const std::string&, const std::string&, base::FileType)>;
    // Whether a folder is passed by, at this depth below the top.
    using Pass = std::function<bool(const std::string&, unsigned)>;

    // In no particular order.
    void each(const Visit& visit, const Pass& pass) const;

  private:
    void folder(const std::string& path, const std::string& below, unsigned depth,
                const Visit& visit, const Pass& pass) const;

    std::string m_top;
    base::Files& m_files;
    base::IgnoreList m_ignored;
};

} // namespace bundle
