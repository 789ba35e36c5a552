#include "launch/shell/tree.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch::shell {

namespace {

constexpr int k_most_links = 40;

// Parent of a normalised path: "/a" of "/a/b", "" (the root) of "/a".
std::string_view parent(std::string_view path) {
    return path.substr(0, path.rfind('/'));
}

// Segments, last first, onto a pile.
void pile(std::vector<std::string>& segments, std::string_view path) {
    std::vector<std::string> fresh;
    std::size_t at = 0;
    while (at < path.size()) {
        const std::size_t slash = std::min(path.find('/', at), path.size());
        if (slash > at && path.substr(at, slash - at) != ".") {
            fresh.emplace_back(path.substr(at, slash - at));
        }
        at = slash + 1;
    }
    segments.insert(segments.end(), fresh.rbegin(), fresh.rend());
}

} // namespace

Tree::Tree(std::vector<std::string> shared)
    : m_shared(std::make_shared<Entries>()),
      m_shared_roots(std::move(shared)) {
    for (const std::string& root : m_shared_roots) {
        m_shared->emplace("/" + root, Entry{});
    }
}

bool Tree::is_shared(std::string_view path) const {
    return std::any_of(m_shared_roots.begin(), m_shared_roots.end(), [&](const std::string& root) {
        return path.size() > root.size() && path.substr(1).starts_with(root) &&
               (path.size() == root.size() + 1 || path[root.size() + 1] == '/');
    });
}

const Tree::Entries& Tree::entries(std::string_view path) const {
    return is_shared(path) ? *m_shared : m_own;
}

Tree::Entries& Tree::entries(std::string_view path) {
    return is_shared(path) ? *m_shared : m_own;
}

std::optional<std::string> Tree::resolved(std::string_view path) const {
    std::vector<std::string> ahead;
    pile(ahead, path);
    std::string at;
    int links = 0;
    while (!ahead.empty()) {
        const std::string segment = std::move(ahead.back());
        ahead.pop_back();
        if (segment == "..") {
            at.resize(parent(at).size());
            continue;
        }
        const std::string next = fmt::format("{}/{}", at, segment);
        const Entries& all = entries(next);
        const auto found = all.find(next);
        if (found == all.end() || found->second.kind != Entry::Kind::link) {
            at = next;
            continue;
        }
        if (++links > k_most_links) {
            return std::nullopt;
        }
        if (found->second.text.starts_with('/')) {
            at.clear();
        }
        pile(ahead, found->second.text);
    }
    return at;
}

std::optional<std::string> Tree::spot(std::string_view path) const {
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return std::nullopt; // not absolute
    }
    const std::string_view last = path.substr(slash + 1);
    if (last.empty() || last == "." || last == "..") {
        return resolved(path);
    }
    const auto above = resolved(path.substr(0, slash));
    return above ? std::optional(*above + "/" + std::string(last)) : std::nullopt;
}

const Entry* Tree::at(std::string_view path, bool follow) const {
    static const Entry k_root{};
    const auto place = follow ? resolved(path) : spot(path);
    if (!place) {
        return nullptr;
    }
    if (place->empty()) {
        return &k_root;
    }
    const Entries& all = entries(*place);
    const auto found = all.find(*place);
    return found == all.end() ? nullptr : &found->second;
}

bool Tree::is_folder(std::string_view resolved_path) const {
    if (resolved_path.empty()) {
        return true;
    }
    const Entries& all = entries(resolved_path);
    const auto found = all.find(resolved_path);
    return found != all.end() && found->second.kind == Entry::Kind::folder;
}

std::vector<std::string> Tree::names(std::string_view folder) const {
    std::vector<std::string> out;
    const auto place = resolved(folder);
    if (!place) {
        return out;
    }
    const std::string prefix = *place + "/";
    const auto take = [&](const Entries& all) {
        for (auto i = all.lower_bound(prefix); i != all.end() && i->first.starts_with(prefix);
             ++i) {
            if (i->first.find('/', prefix.size()) == std::string::npos) {
                out.push_back(i->first.substr(prefix.size()));
            }
        }
    };
    take(entries(prefix));
    if (place->empty()) {
        take(*m_shared);
        std::sort(out.begin(), out.end());
    }
    return out;
}

bool Tree::make_folder(std::string_view path, bool parents) {
    if (parents) {
        const auto whole = resolved(path);
        if (!whole) {
            return false;
        }
        for (std::size_t at = 1; at != std::string::npos + 1 && at <= whole->size();) {
            const std::size_t slash = whole->find('/', at);
            const std::string upto = whole->substr(0, slash);
            const auto [entry, fresh] = entries(upto).try_emplace(upto);
            if (fresh) {
                entry->second.written = ++m_clock;
            } else if (entry->second.kind != Entry::Kind::folder) {
                return false;
            }
            if (slash == std::string::npos) {
                break;
            }
            at = slash + 1;
        }
        return true;
    }
    const auto place = spot(path);
    if (!place || place->empty() || !is_folder(parent(*place))) {
        return false;
    }
    return entries(*place).try_emplace(*place, Entry{Entry::Kind::folder, {}, ++m_clock}).second;
}

bool Tree::link(std::string_view target, std::string_view at) {
    auto place = spot(at);
    if (!place || place->empty()) {
        return false;
    }
    // ln puts the link into a folder that is there.
    if (const auto whole = resolved(at); whole && is_folder(*whole)) {
        const std::string_view name = target.substr(target.rfind('/') + 1);
        place = *whole + "/" + std::string(name);
    } else if (at.ends_with('/')) {
        return false;
    }
    if (!is_folder(parent(*place))) {
        return false;
    }
    return entries(*place)
        .try_emplace(*place, Entry{Entry::Kind::link, std::string(target), ++m_clock})
        .second;
}

bool Tree::write(std::string_view path, std::string_view text, bool append) {
    const auto place = resolved(path);
    if (!place || place->empty() || path.ends_with('/') || !is_folder(parent(*place))) {
        return false;
    }
    Entry& entry =
        entries(*place).try_emplace(*place, Entry{Entry::Kind::file, {}, 0}).first->second;
    if (entry.kind != Entry::Kind::file) {
        return false;
    }
    if (!append) {
        entry.text.clear();
    }
    entry.text += text;
    entry.written = ++m_clock;
    return true;
}

bool Tree::remove(std::string_view path, bool all) {
    const auto place = spot(path);
    if (!place || place->empty()) {
        return false;
    }
    Entries& of = entries(*place);
    const auto found = of.find(*place);
    if (found == of.end() || (found->second.kind == Entry::Kind::folder && !all)) {
        return false;
    }
    of.erase(found);
    const std::string below = *place + "/";
    for (auto i = of.lower_bound(below); i != of.end() && i->first.starts_with(below);) {
        i = of.erase(i);
    }
    return true;
}

void Tree::take(const Tree& other) {
    for (const auto& [path, entry] : other.m_own) {
        m_own.insert_or_assign(path, entry);
    }
    m_clock = std::max(m_clock, other.m_clock);
}

bool Tree::move(std::string_view from, std::string_view to) {
    const Entry* entry = at(from, false);
    if (entry == nullptr || entry->kind == Entry::Kind::folder) {
        return false;
    }
    const Entry moved = *entry;
    const auto place = spot(to);
    if (!place || place->empty() || !is_folder(parent(*place)) || is_folder(*place)) {
        return false;
    }
    remove(from, false);
    entries(*place)[*place] = moved;
    return true;
}

} // namespace launch::shell
