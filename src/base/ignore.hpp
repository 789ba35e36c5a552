#pragma once
// Patterns of .gitignore and .amlignore files, as Azure ML's client reads them. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace base {

// The patterns of one file, in their order. The last one that matches a path, or a folder that the
// path lies in, decides; so `!` brings a file back even from a folder that is left out, as the
// client's library has it and git has not (pathspec's gitwildmatch, azure-ai-ml 1.35).
class IgnoreList {
  public:
    IgnoreList() = default;
    explicit IgnoreList(std::string_view text);

    // Of a file's path below the folder of the list, with `/` between its parts.
    [[nodiscard]] bool leaves_out(std::string_view path) const;

  private:
    struct Pattern {
        std::string glob;
        bool negated = false;
        bool folder_only = false; // ended in a slash
        bool anchored = false;    // had a slash before its end: from the top only
    };

    static bool matches(const Pattern& pattern, std::string_view path, bool folder);

    std::vector<Pattern> m_patterns;
};

} // namespace base
