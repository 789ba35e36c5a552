#include "rest/redact.hpp"

#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rest {

namespace {

// Shorter values are words: "true", "1", a date.
constexpr std::size_t k_shortest_header = 8;
constexpr std::size_t k_shortest_parameter = 16;

// Names whose values say nothing that opens a door. Azure Resource Manager, Azure ML and storage;
// signatures (sig, t, c, s, h) are not among them.
bool is_plain_parameter(std::string_view name) {
    return base::is_one_of(base::lower(name), {"api-version",
                                               "$filter",
                                               "$top",
                                               "$skip",
                                               "$expand",
                                               "$orderby",
                                               "comp",
                                               "restype",
                                               "blockid",
                                               "blocklisttype",
                                               "prefix",
                                               "delimiter",
                                               "marker",
                                               "maxresults",
                                               "include",
                                               "timeout",
                                               "underlyingresourceaction",
                                               "resource",
                                               "client_id",
                                               "audience",
                                               "sv",
                                               "ss",
                                               "sr",
                                               "srt",
                                               "sp",
                                               "st",
                                               "se",
                                               "spr",
                                               "run_id",
                                               "path",
                                               "experiment_name",
                                               "metric_key"});
}

bool is_url_header(std::string_view name) {
    return base::is_one_of(base::lower(name),
                           {"location", "azure-asyncoperation", "operation-location"});
}

bool is_plain_header(std::string_view name) {
    const std::string low = base::lower(name);
    return low.starts_with("x-ms-ratelimit-") ||
           base::is_one_of(low, {"accept",
                                 "accept-ranges",
                                 "cache-control",
                                 "connection",
                                 "content-encoding",
                                 "content-length",
                                 "content-md5",
                                 "content-range",
                                 "content-type",
                                 "date",
                                 "etag",
                                 "expires",
                                 "if-match",
                                 "if-none-match",
                                 "last-modified",
                                 "metadata",
                                 "pragma",
                                 "range",
                                 "request-context",
                                 "retry-after",
                                 "retry-after-ms",
                                 "server",
                                 "transfer-encoding",
                                 "user-agent",
                                 "x-ms-blob-type",
                                 "x-ms-client-request-id",
                                 "x-ms-correlation-request-id",
                                 "x-ms-date",
                                 "x-ms-error-code",
                                 "x-ms-range",
                                 "x-ms-request-id",
                                 "x-ms-response-type",
                                 "x-ms-retry-after-ms",
                                 "x-ms-routing-request-id",
                                 "x-ms-version"});
}

std::string_view parameter_name(std::string_view parameter) {
    return parameter.substr(0, parameter.find('='));
}

std::string_view parameter_value(std::string_view parameter) {
    const auto equals = parameter.find('=');
    return equals == std::string_view::npos ? std::string_view{} : parameter.substr(equals + 1);
}

} // namespace

std::string loggable_url(std::string_view url) {
    const auto query = url.find('?');
    std::string out = base::printable(url.substr(0, query), 1000);
    if (query == std::string_view::npos) {
        return out;
    }
    char separator = '?';
    for (const std::string_view parameter : base::split(url.substr(query + 1), '&')) {
        out.push_back(separator);
        separator = '&';
        if (is_plain_parameter(decode(parameter_name(parameter)))) {
            out += base::printable(parameter, 400);
        } else {
            out += fmt::format("{}={}", base::printable(parameter_name(parameter), 60), k_hidden);
        }
    }
    return out;
}

std::string loggable_header(const Header& header) {
    std::string value(k_hidden);
    if (is_url_header(header.name)) {
        value = loggable_url(header.value);
    } else if (is_plain_header(header.name)) {
        value = base::printable(header.value, 400);
    }
    return fmt::format("{}: {}", base::printable(header.name, 60), value);
}

KnownSecrets::KnownSecrets(const Request& request) {
    for (const base::Secret& secret : request.secrets) {
        add(secret.reveal());
    }
    for (const Header& header : request.headers) {
        if (!is_plain_header(header.name) && header.value.size() >= k_shortest_header) {
            add(header.value);
            // "Bearer <token>", "Basic <key>", "SharedKey <account>:<signature>"
            add(std::string_view(header.value).substr(header.value.find_first_of(" :") + 1));
        }
    }
    const auto query = request.url.find('?');
    if (query == std::string::npos) {
        return;
    }
    for (const std::string_view parameter :
         base::split(std::string_view(request.url).substr(query + 1), '&')) {
        const std::string_view value = parameter_value(parameter);
        if (value.size() >= k_shortest_parameter &&
            !is_plain_parameter(decode(parameter_name(parameter)))) {
            add(value);
            add(decode(value));
        }
    }
}

void KnownSecrets::add(std::string_view secret) {
    if (secret.size() < k_shortest_header ||
        std::find(m_secrets.begin(), m_secrets.end(), secret) != m_secrets.end()) {
        return;
    }
    m_secrets.emplace_back(secret);
    std::stable_sort(m_secrets.begin(), m_secrets.end(),
                     [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string KnownSecrets::hide(std::string_view text) const {
    std::string out(text);
    for (const std::string& secret : m_secrets) {
        if (out.find(secret) != std::string::npos) {
            out = base::replace_all(out, secret, k_hidden);
        }
    }
    const std::vector<base::Span> found = base::find_secrets(out);
    for (auto span = found.rbegin(); span != found.rend(); ++span) {
        out.replace(span->begin, span->end - span->begin, k_hidden);
    }
    return out;
}

} // namespace rest
