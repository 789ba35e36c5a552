#include "base/ignore.hpp"

#include "base/strings.hpp"

#include <algorithm>

namespace base {

namespace {

// Whether the character is in the class that begins behind `[`; `at` goes behind its end. A class
// without an end is none: nothing then.
bool in_class(std::string_view glob, std::size_t& at, char c, bool& sound) {
    std::size_t i = at;
    const bool negated = i < glob.size() && (glob[i] == '!' || glob[i] == '^');
    i += negated ? 1 : 0;
    bool found = false;
    for (std::size_t first = i; i < glob.size() && (glob[i] != ']' || i == first); ++i) {
        char low = glob[i];
        if (low == '\\' && i + 1 < glob.size()) {
            low = glob[++i];
        }
        char high = low;
        if (i + 2 < glob.size() && glob[i + 1] == '-' && glob[i + 2] != ']') {
            high = glob[i + 2];
            i += 2;
        }
        found = found || (c >= low && c <= high);
    }
    sound = i < glob.size();
    at = i + 1;
    return sound && found != negated && c != '/';
}

// One part of a path against one part of a pattern; `*` in it never meets a slash. Iterative, so
// that no pattern takes long.
bool part_matches(std::string_view glob, std::string_view text) {
    std::size_t g = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t after_star = 0;
    while (t < text.size()) {
        bool met = false;
        std::size_t next = g + 1;
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            after_star = t;
            continue;
        }
        if (g < glob.size() && glob[g] == '[') {
            bool sound = false;
            met = in_class(glob, next, text[t], sound);
            if (!sound) {
                met = text[t] == '[';
                next = g + 1;
            }
        } else if (g < glob.size() && glob[g] == '\\' && g + 1 < glob.size()) {
            met = text[t] == glob[g + 1];
            next = g + 2;
        } else if (g < glob.size()) {
            met = glob[g] == '?' || glob[g] == text[t];
        }
        if (met) {
            g = next;
            ++t;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            t = ++after_star;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*') {
        ++g;
    }
    return g == glob.size();
}

// All parts; `**` stands for any number of them, at the end for at least one. Going back to the
// last
// `**` is enough, so this does not take long either.
bool path_matches(std::string_view glob, std::string_view path) {
    const auto patterns = split(glob, '/');
    const auto parts = split(path, '/');
    constexpr std::size_t k_none = static_cast<std::size_t>(-1);
    std::size_t g = 0;
    std::size_t p = 0;
    std::size_t stars = k_none;
    std::size_t after_stars = 0;
    while (p < parts.size()) {
        if (g < patterns.size() && patterns[g] == "**") {
            if (g + 1 == patterns.size()) {
                return true;
            }
            stars = g++;
            after_stars = p;
        } else if (g < patterns.size() && part_matches(patterns[g], parts[p])) {
            ++g;
            ++p;
        } else if (stars != k_none) {
            g = stars + 1;
            p = ++after_stars;
        } else {
            return false;
        }
    }
    return g == patterns.size();
}

// Blanks at the end do not count, unless a backslash holds the last one.
std::string_view without_blanks(std::string_view line) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) {
        if (line.size() >= 2 && line[line.size() - 2] == '\\') {
            break;
        }
        line.remove_suffix(1);
    }
    return line;
}

} // namespace

IgnoreList::IgnoreList(std::string_view text) {
    for (std::string_view line : split(text, '\n')) {
        line = without_blanks(line);
        if (line.empty() || line.front() == '#') {
            continue;
        }
        Pattern pattern;
        pattern.negated = line.front() == '!';
        line.remove_prefix(pattern.negated ? 1 : 0);
        pattern.folder_only = line.ends_with('/');
        while (line.ends_with('/')) {
            line.remove_suffix(1);
        }
        pattern.anchored = line.find('/') != std::string_view::npos;
        line.remove_prefix(line.starts_with('/') ? 1 : 0);
        if (!line.empty()) {
            pattern.glob = std::string(line);
            m_patterns.push_back(std::move(pattern));
        }
    }
}

bool IgnoreList::matches(const Pattern& pattern, std::string_view path, bool folder) {
    if (pattern.folder_only && !folder) {
        return false;
    }
    if (pattern.anchored) {
        return path_matches(pattern.glob, path);
    }
    const auto slash = path.rfind('/');
    return part_matches(pattern.glob,
                        slash == std::string_view::npos ? path : path.substr(slash + 1));
}

bool IgnoreList::leaves_out(std::string_view path) const {
    bool out = false;
    for (const Pattern& pattern : m_patterns) {
        if (out != pattern.negated) {
            continue; // would change nothing
        }
        bool met = matches(pattern, path, false);
        for (auto slash = path.find('/'); !met && slash != std::string_view::npos;
             slash = path.find('/', slash + 1)) {
            met = matches(pattern, path.substr(0, slash), true);
        }
        out = met ? !pattern.negated : out;
    }
    return out;
}

} // namespace base
