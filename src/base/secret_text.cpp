#include "base/secret_text.hpp"

#include "base/strings.hpp"

#include <algorithm>
#include <array>

namespace base {

namespace {

bool is_base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

bool ends_value(char c) {
    return std::string_view(" \t\r\n;,&'\"<>|)").find(c) != std::string_view::npos;
}

std::size_t value_end(std::string_view text, std::size_t at) {
    while (at < text.size() && !ends_value(text[at])) {
        ++at;
    }
    return at;
}

// What this tool itself puts in a secret's place.
bool stands_in(std::string_view text) {
    return text.starts_with("REPLACE-ME") || text.starts_with("'\"$");
}

// "sig=" only as the name of a query's part.
void after_name(std::string_view text, std::string_view low, std::string_view name, bool query,
                std::vector<Span>& out) {
    for (auto at = low.find(name); at != std::string_view::npos; at = low.find(name, at + 1)) {
        const bool starts =
            !query || at == 0 ||
            std::string_view("?&;'\" ").find(text[at - 1]) != std::string_view::npos;
        const std::size_t begin = at + name.size();
        const std::size_t end = value_end(text, begin);
        if (starts && end > begin && text[begin] != '$' && !stands_in(text.substr(begin))) {
            out.push_back({begin, end});
        }
    }
}

void base64_keys(std::string_view text, std::vector<Span>& out) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (!is_base64(text[at])) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        while (at < text.size() && is_base64(text[at])) {
            ++at;
        }
        // 64 bytes are 86 characters and "==". Public keys are longer runs.
        if (at - begin == 86 && text.substr(at).starts_with("==")) {
            out.push_back({begin, at + 2});
        }
    }
}

// "-----BEGIN RSA PRIVATE KEY-----", and not a script that looks for "-----BEGIN ".
bool is_pem_header(std::string_view text) {
    const auto label = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", 11);
    return label != std::string_view::npos && text.substr(label).starts_with("-----");
}

void pem_blocks(std::string_view text, std::vector<Span>& out) {
    for (auto at = text.find("-----BEGIN "); at != std::string_view::npos;
         at = text.find("-----BEGIN ", at + 1)) {
        if (!is_pem_header(text.substr(at))) {
            continue;
        }
        const auto end = text.find("-----END ", at);
        const auto stop =
            end == std::string_view::npos ? std::string_view::npos : text.find("-----", end + 9);
        out.push_back({at, stop == std::string_view::npos ? text.size() : stop + 5});
    }
}

void url_passwords(std::string_view text, std::vector<Span>& out) {
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
        std::size_t end = at + 3;
        std::size_t colon = std::string_view::npos;
        while (end < text.size() && !ends_value(text[end]) && text[end] != '/' &&
               text[end] != '@') {
            colon = text[end] == ':' && colon == std::string_view::npos ? end : colon;
            ++end;
        }
        if (end < text.size() && text[end] == '@' && colon != std::string_view::npos &&
            end > colon + 1 && text[colon + 1] != '$' && !stands_in(text.substr(colon + 1))) {
            out.push_back({colon + 1, end});
        }
    }
}

} // namespace

std::vector<Span> find_secrets(std::string_view text) {
    std::vector<Span> found;
    if (text.size() < 8) {
        return found;
    }
    if (text.find('=') != std::string_view::npos) {
        const std::string low = lower(text);
        after_name(text, low, "accountkey=", false, found);
        after_name(text, low, "sharedaccesssignature=", false, found);
        after_name(text, low, "sig=", true, found);
        base64_keys(text, found);
    }
    pem_blocks(text, found);
    url_passwords(text, found);
    std::sort(found.begin(), found.end(),
              [](const Span& a, const Span& b) { return a.begin < b.begin; });
    std::vector<Span> out;
    for (const Span& span : found) {
        if (out.empty() || span.begin >= out.back().end) {
            out.push_back(span);
        } else {
            out.back().end = std::max(out.back().end, span.end);
        }
    }
    return out;
}

std::string without_secrets(std::string_view text) {
    std::string out(text);
    for (const Span& span : find_secrets(text)) {
        out.replace(span.begin, span.end - span.begin, span.end - span.begin, 'X');
    }
    return out;
}

bool is_secret_key(std::string_view key) {
    constexpr std::array<std::string_view, 8> k_parts = {
        "password", "secret", "accountkey", "instrumentationkey",
        "token",    "passwd", "apikey",     "storagekey"};
    std::string low = lower(key);
    low.erase(std::remove_if(low.begin(), low.end(), [](char c) { return c == '_' || c == '-'; }),
              low.end());
    return low == "key" || low == "sas" ||
           std::any_of(k_parts.begin(), k_parts.end(),
                       [&](std::string_view part) { return low.find(part) != std::string::npos; });
}

} // namespace base
