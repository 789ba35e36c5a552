#include "rest/guard.hpp"

#include "base/strings.hpp"
#include "rest/redact.hpp"

#include <fmt/format.h>

namespace rest {

namespace {
Failure no(std::string what, base::Exit exit) {
    return {.kind = Failure::Kind::forbidden,
            .what = std::move(what),
            .help = "check the endpoints of --cloud and of the AZURE_… variables",
            .exit = exit};
}
} // namespace

std::optional<Failure> forbidden(const Request& request, const std::optional<Url>& url) {
    if (!url) {
        return no(fmt::format("\"{}\" is no URL that can be asked", loggable_url(request.url)),
                  base::Exit::invalid);
    }
    if (url->scheme == "http" && !is_loopback(*url) &&
        !(request.link_local && is_link_local(*url))) {
        return no(fmt::format("{} is not asked without TLS", url->host), base::Exit::invalid);
    }
    for (const Header& header : request.headers) {
        if (!is_header_name(header.name) || !is_header_value(header.value)) {
            return no(fmt::format("the value of {} cannot stand in a header",
                                  base::printable(header.name, 60)),
                      base::Exit::invalid);
        }
    }
    return std::nullopt;
}

Failure foreign(std::string_view what, std::string_view from, std::string_view to) {
    const auto here = parse_url(from);
    const auto there = parse_url(to);
    return no(fmt::format("{} of {} leads to {}, and a token does not go to another host", what,
                          here ? origin(*here) : "the service",
                          there ? origin(*there) : "what is no URL"),
              base::Exit::refused);
}

bool is_same_origin(std::string_view from, std::string_view to) {
    const auto here = parse_url(from);
    const auto there = parse_url(to);
    return here && there && origin(*here) == origin(*there);
}

} // namespace rest
