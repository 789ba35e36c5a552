#pragma once
// URLs as far as a client needs them: where a request goes, whether a token may go there, and names
// made into parts of one. Strict on purpose: what two parsers could read in two ways is refused.
// Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rest {

struct Url {
    std::string scheme; // "https" or "http"
    std::string host;   // lower case; an IPv6 address in its brackets
    std::uint16_t port = 0;
    std::string path;  // as given, begins with "/"
    std::string query; // as given, without "?"
    bool operator==(const Url&) const = default;
};

// Absolute, RFC 3986, http or https. Refused: user names, fragments, blanks, control characters,
// backslashes, bytes above 127.
std::optional<Url> parse_url(std::string_view text);
// "https://management.azure.com:443"
std::string origin(const Url& url);
// A reference as Location and nextLink hold it: absolute, or a path on the same origin.
std::optional<std::string> resolve(const Url& from, std::string_view reference);

// Of addresses as they are written, no name is looked up: "localhost", 127.x.x.x, [::1].
bool is_loopback(const Url& url);
// 169.254.x.x: the host of the machine itself, where its metadata service listens.
bool is_link_local(const Url& url);

// Percent-encoded but for letters, digits and "-._~": one segment of a path, or one part of a query
// or form.
std::string encode(std::string_view text);
// The inverse; `%` without two digits stays.
std::string decode(std::string_view text);
// The URL with one more parameter, encoded.
std::string with_query(std::string_view url, std::string_view name, std::string_view value);

} // namespace rest
