#include "rest/exchange.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace rest {

namespace {

// More than any service sends; an endless stream of headers ends here.
constexpr std::size_t k_most_header_bytes = std::size_t{256} << 10U;
constexpr std::size_t k_most_headers = 400;

// What a sink or source throws must not pass through a C library.
template <class Work> bool guarded(Exchange& exchange, Work work) {
    try {
        work();
        return true;
    } catch (const base::Error& error) {
        exchange.failure = {.kind = Failure::Kind::local,
                            .what = error.what(),
                            .help = error.help(),
                            .exit = error.code()};
    } catch (const std::exception& error) {
        exchange.failure = {
            .kind = Failure::Kind::local, .what = error.what(), .exit = base::Exit::internal};
    }
    return false;
}

bool end(Exchange& exchange, std::string what) {
    exchange.failure = {.kind = Failure::Kind::unusable, .what = std::move(what)};
    return false;
}

bool goes_to_sink(const Exchange& exchange, int status) {
    return exchange.request->sink != nullptr && status >= 200 && status < 300;
}

} // namespace

std::uint64_t Exchange::body_size() const {
    return request->source ? request->source->size() : request->body.size();
}

std::optional<std::size_t> Exchange::give(std::span<char> into) {
    std::size_t given = 0;
    const bool fine = guarded(*this, [&] {
        if (request->source) {
            given = request->source->read(sent, into);
        } else {
            given = std::min<std::size_t>(into.size(), request->body.size() - sent);
            std::copy_n(request->body.data() + sent, given, into.data());
        }
    });
    sent += given;
    return fine ? std::optional(given) : std::nullopt;
}

bool Exchange::take_header(std::string_view line) {
    header_bytes += line.size();
    if (header_bytes > k_most_header_bytes || response.headers.size() >= k_most_headers) {
        return end(*this, fmt::format("{} sends headers without end", url.host));
    }
    if (base::is_blank(line)) {
        head_complete = true;
        return true;
    }
    if (line.starts_with("HTTP/")) {
        head_complete = false;
        response.headers.clear(); // those before were of a "100 Continue"
        return true;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return true;
    }
    return guarded(*this, [&] {
        response.headers.push_back({std::string(base::trim(line.substr(0, colon))),
                                    std::string(base::trim(line.substr(colon + 1)))});
    });
}

bool Exchange::take_body(int status, std::string_view bytes) {
    if (goes_to_sink(*this, status)) {
        return guarded(*this, [&] {
            if (!sink_begun) {
                sink_begun = true;
                request->sink->begin();
            }
            request->sink->write(bytes);
        });
    }
    if (bytes.size() > request->limits.answer - response.body.size()) {
        return end(*this, fmt::format("{} answers with more than {} bytes", url.host,
                                      request->limits.answer));
    }
    return guarded(*this, [&] { response.body.append(bytes); });
}

bool Exchange::complete(int status) {
    if (!head_complete) {
        failure = {.kind = Failure::Kind::cut,
                   .what =
                       fmt::format("the connection to {} broke (in the answer's head)", url.host)};
        return false;
    }
    response.status = status;
    if (!goes_to_sink(*this, status) || sink_begun) {
        return true;
    }
    return guarded(*this, [&] { request->sink->begin(); });
}

} // namespace rest
