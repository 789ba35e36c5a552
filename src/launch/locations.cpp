#include "launch/locations.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch {

namespace {

constexpr std::size_t k_shortest_value = 6;

bool in_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

// A path in a text goes on up to one of these.
bool ends_path(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '"' || c == '\'' || c == ':' || c == ',' ||
           c == ';' || c == '=' || c == '(' || c == ')' || c == '|' || c == '&' || c == '>' ||
           c == '<';
}

void insert(std::vector<std::pair<std::string, std::string>>& into, std::string text,
            std::string name) {
    const auto behind = std::find_if(into.begin(), into.end(), [&](const auto& other) {
        return other.first.size() < text.size();
    });
    into.emplace(behind, std::move(text), std::move(name));
}

} // namespace

std::vector<std::string> shared_roots() {
    return {std::string(k_blob), std::string(k_share), std::string(k_datastore),
            std::string(k_unnamed), std::string(k_of_run)};
}

void Locations::name_path(std::string_view path, std::string name) {
    if (auto place = m_tree.resolved(path); place && !place->empty()) {
        insert(m_paths, std::move(*place), std::move(name));
    }
}

void Locations::name_value(std::string value, std::string name) {
    if (value.size() >= k_shortest_value) {
        insert(m_values, std::move(value), std::move(name));
    }
}

Locations::Walk Locations::walk(std::string_view text, std::size_t at) const {
    Walk out{{}, at};
    while (out.end < text.size() && text[out.end] == '/') {
        std::size_t begin = out.end;
        while (begin < text.size() && text[begin] == '/') {
            ++begin;
        }
        std::string_view best;
        const std::vector<std::string> names = m_tree.names(out.place.empty() ? "/" : out.place);
        for (const std::string& name : names) {
            const std::size_t end = begin + name.size();
            if (text.substr(begin).starts_with(name) && name.size() > best.size() &&
                (end == text.size() || !in_name(text[end]))) {
                best = name;
            }
        }
        if (best.empty()) {
            break;
        }
        auto next = m_tree.resolved(fmt::format("{}/{}", out.place, best));
        if (!next) {
            break;
        }
        out.place = std::move(*next);
        out.end = begin + best.size();
    }
    out.place = shown_by(std::move(out.place));
    return out;
}

// A folder of links is the folder that they lead into.
std::string Locations::shown_by(std::string place) const {
    const auto inside = m_tree.resolved(fmt::format("{}/{}", place, k_all_else));
    const std::string end = fmt::format("/{}", k_all_else);
    return inside && m_tree.at(*inside) != nullptr && inside->ends_with(end)
               ? inside->substr(0, inside->size() - end.size())
               : place;
}

std::string Locations::name_of(const std::string& place) const {
    for (const auto& [path, name] : m_paths) {
        if (place.starts_with(path) && (place.size() == path.size() || place[path.size()] == '/')) {
            return name + place.substr(path.size());
        }
    }
    for (const std::string& root : shared_roots()) {
        if (place.starts_with(fmt::format("/{}/", root))) {
            return place;
        }
    }
    return {};
}

std::string Locations::said(std::string_view text) const {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto value = std::find_if(m_values.begin(), m_values.end(), [&](const auto& one) {
            return text.substr(at).starts_with(one.first);
        });
        if (value != m_values.end()) {
            out += value->second;
            at += value->first.size();
            continue;
        }
        if (text[at] != '/') {
            out.push_back(text[at++]);
            continue;
        }
        const Walk path = walk(text, at);
        const std::string name = path.end == at ? std::string{} : name_of(path.place);
        if (name.empty()) {
            const std::size_t next = std::max(path.end, at + 1);
            out.append(text, at, next - at);
            at = next;
            continue;
        }
        out += name;
        // One slash is as good as two, and none as good as one at the end.
        for (at = path.end; at < text.size() && !ends_path(text[at]); ++at) {
            if (text[at] != '/' || !out.ends_with('/')) {
                out.push_back(text[at]);
            }
        }
        while (out.ends_with('/')) {
            out.pop_back();
        }
    }
    return out;
}

} // namespace launch
