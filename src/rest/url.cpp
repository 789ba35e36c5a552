#include "rest/url.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace rest {

namespace {

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7F && c != '\\' && c != '#';
    });
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alnum(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > most) {
        return std::nullopt;
    }
    return value;
}

bool is_host(std::string_view host) {
    if (host.starts_with('[')) {
        return host.size() > 3 && host.ends_with(']') &&
               std::all_of(host.begin() + 1, host.end() - 1, [](char c) {
                   return is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f');
               });
    }
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return is_alnum(c) || c == '-' || c == '.' || c == '_';
    });
}

// Host and port of "host", "host:port", "[::1]:port".
bool read_authority(std::string_view authority, Url& url) {
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    url.host = base::lower(authority.substr(0, colon));
    url.port = url.scheme == "https" ? 443 : 80;
    if (colon != std::string_view::npos) {
        const auto port = number(authority.substr(colon + 1), 65535);
        if (!port || *port == 0) {
            return false;
        }
        url.port = static_cast<std::uint16_t>(*port);
    }
    return is_host(url.host);
}

// The four parts of a.b.c.d, as everybody reads it: decimal, without leading zeros.
std::optional<std::array<std::uint32_t, 4>> ipv4(std::string_view host) {
    const auto parts = base::split(host, '.');
    std::array<std::uint32_t, 4> out{};
    if (parts.size() != out.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto value = number(parts[i], 255);
        if (!value || (parts[i].size() > 1 && parts[i][0] == '0')) {
            return std::nullopt;
        }
        out[i] = *value;
    }
    return out;
}

int hex(char c) {
    if (is_digit(c)) {
        return c - '0';
    }
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

} // namespace

std::optional<Url> parse_url(std::string_view text) {
    Url url;
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos || !is_plain(text)) {
        return std::nullopt;
    }
    url.scheme = base::lower(text.substr(0, scheme));
    if (url.scheme != "https" && url.scheme != "http") {
        return std::nullopt;
    }
    text.remove_prefix(scheme + 3);
    const auto path = std::min(text.find_first_of("/?"), text.size());
    if (!read_authority(text.substr(0, path), url)) {
        return std::nullopt;
    }
    text.remove_prefix(path);
    const auto query = std::min(text.find('?'), text.size());
    url.path = std::string(query == 0 ? "/" : text.substr(0, query));
    url.query = text.substr(std::min(query + 1, text.size()));
    return url;
}

std::string origin(const Url& url) {
    return fmt::format("{}://{}:{}", url.scheme, url.host, url.port);
}

std::optional<std::string> resolve(const Url& from, std::string_view reference) {
    if (reference.starts_with('/') && !reference.starts_with("//")) {
        const bool usual = from.port == (from.scheme == "https" ? 443 : 80);
        std::string out = usual ? fmt::format("{}://{}{}", from.scheme, from.host, reference)
                                : origin(from) + std::string(reference);
        return parse_url(out) ? std::optional(out) : std::nullopt;
    }
    return parse_url(reference) ? std::optional(std::string(reference)) : std::nullopt;
}

bool is_loopback(const Url& url) {
    const auto address = ipv4(url.host);
    return url.host == "localhost" || url.host == "[::1]" || (address && (*address)[0] == 127);
}

bool is_link_local(const Url& url) {
    const auto address = ipv4(url.host);
    return address && (*address)[0] == 169 && (*address)[1] == 254;
}

std::string encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out.push_back(c);
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 &&
            hex(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

std::string with_query(std::string_view url, std::string_view name, std::string_view value) {
    const char* separator = "?";
    if (url.find('?') != std::string_view::npos) {
        separator = url.ends_with('?') || url.ends_with('&') ? "" : "&";
    }
    return fmt::format("{}{}{}={}", url, separator, encode(name), encode(value));
}

} // namespace rest
