#pragma once
// One attempt as its bytes come and go, apart from the library that moves them: the limits of an
// answer, the way of a body to memory or to its sink, the reading of what is sent.

#include "rest/transport.hpp"
#include "rest/url.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rest {

// The functions return false, or no count, when the attempt must end; `failure` says why then.
struct Exchange {
    const Request* request = nullptr;
    Url url;
    std::uint64_t sent = 0; // of the request's body
    std::size_t header_bytes = 0;
    bool head_complete = false; // its blank line has come
    bool sink_begun = false;
    Response response = {};
    std::optional<Failure> failure = {};

    [[nodiscard]] std::uint64_t body_size() const;
    // The next bytes of the request's body; 0 at its end.
    std::optional<std::size_t> give(std::span<char> into);

    // A line of the answer's head, the status line and the blank one among them.
    bool take_header(std::string_view line);
    // Bytes of the answer's body, decoded.
    bool take_body(int status, std::string_view bytes);
    // The connection says that this was all. libcurl takes a head that breaks off for a whole one:
    // an empty success. A sink learns of an empty body here.
    bool complete(int status);
};

} // namespace rest
