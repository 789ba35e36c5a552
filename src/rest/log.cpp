#include "rest/log.hpp"

#include "rest/redact.hpp"

#include <fmt/format.h>

namespace rest {

std::vector<std::string> attempt_lines(const Request& request, const Headers& headers,
                                       int attempt) {
    std::vector<std::string> lines = {fmt::format("> {} {} (attempt {})", name(request.method),
                                                  loggable_url(request.url), attempt)};
    for (const Header& header : headers) {
        lines.push_back(">   " + loggable_header(header));
    }
    return lines;
}

std::vector<std::string> answer_lines(const Finished& finished, base::Milliseconds took) {
    if (finished.failure) {
        return {fmt::format("< no answer after {} ms: {}", took.count(), finished.failure->what)};
    }
    std::vector<std::string> lines = {fmt::format("< {} after {} ms, {} bytes",
                                                  finished.response.status, took.count(),
                                                  finished.response.body.size())};
    for (const Header& header : finished.response.headers) {
        lines.push_back("<   " + loggable_header(header));
    }
    return lines;
}

} // namespace rest
