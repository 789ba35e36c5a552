#pragma once
// What is asked of a service and what it answers, as plain values. A request says itself whether
// it may be sent twice: only its author knows.

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "rest/body.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

enum class Method : std::uint8_t { get, head, put, post, patch, delete_ };
std::string_view name(Method method); // "GET", …

// Whether a request whose answer was lost may be sent again.
enum class Repeat : std::uint8_t {
    repeatable,    // twice is once: GET, HEAD, DELETE, PUT under our own name, POST that only reads
    create_or_get, // makes a thing or gives the one there is; a 409 after a lost answer may be ours
    once           // again only when no connection was made
};

struct Header {
    std::string name;
    std::string value;
    bool operator==(const Header&) const = default;
};

using Headers = std::vector<Header>;

// The first value under the name, which is compared without case.
std::optional<std::string_view> find(const Headers& headers, std::string_view name);
// RFC 9110 5.6.2: a token.
bool is_header_name(std::string_view text);
// Whether a value can stand in a header: no control characters, no blanks around it.
bool is_header_value(std::string_view text);

struct Limits {
    base::Milliseconds connect{10'000}; // name, connection and TLS together
    base::Milliseconds silence{90'000}; // without a byte in either direction
    int attempts = 0;                   // at most so many; 0: as many as the loop's options say
    base::Milliseconds total{300'000};  // all attempts and the pauses between them
    std::uint64_t answer =
        32ULL << 20U; // bytes of an answer in memory, decoded; a sink has its own
};

struct Request {
    Method method = Method::get;
    std::string url = {}; // absolute; names in it are encoded (rest/url.hpp)
    Headers headers = {};
    std::string body = {};
    std::shared_ptr<Source> source = {}; // instead of `body`
    std::shared_ptr<Sink> sink = {};     // where the body of a success goes, instead of memory
    std::string scope = {};              // of the token it carries; empty: it goes without
    Repeat repeat = Repeat::once;
    bool just_made = false;           // by us: a 404 may only mean that not every server knows yet
    std::vector<int> retry_also = {}; // statuses, beside the usual ones
    bool link_local = false; // goes to the machine's own metadata service: http:// to 169.254.x.x
    std::vector<base::Secret> secrets = {}; // in the body: no error may repeat them
    Limits limits = {};
};

// The usual requests. GET and HEAD read; DELETE and PUT under our own name say a state.
Request get(std::string url, std::string scope);
Request head(std::string url, std::string scope);
Request put(std::string url, std::string scope, std::string json);
Request remove(std::string url, std::string scope);
// The caller says what twice means.
Request post(std::string url, std::string scope, std::string json, Repeat repeat);
Request patch(std::string url, std::string scope, std::string json, Repeat repeat);

struct Response {
    int status = 0;
    Headers headers = {};
    std::string body = {}; // empty where a sink took it

    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

} // namespace rest
