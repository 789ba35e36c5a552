// Any bytes as what a service says: addresses, dates, errors, operations.

#include "rest/http_date.hpp"
#include "rest/operation.hpp"
#include "rest/redact.hpp"
#include "rest/tokens.hpp"
#include "rest/url.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

constexpr const char* k_secret = "fake-secret-0123456789";

void must(bool good) {
    if (!good) {
        std::abort();
    }
}

void addresses(const std::string& text) {
    const auto url = rest::parse_url(text);
    if (url) {
        // What is read and written again is the same, so nobody after us reads it otherwise.
        const std::string again =
            rest::origin(*url) + url->path + (url->query.empty() ? "" : "?" + url->query);
        must(rest::parse_url(again) == url);
        must(text.find('@') >= text.find('/', text.find("://") + 3));
    }
    must(rest::decode(rest::encode(text)) == text);
    must(rest::loggable_url(text).find('\n') == std::string::npos);
}

void dates(const std::string& text) {
    if (const auto date = rest::parse_http_date(text)) {
        must(rest::parse_http_date(rest::to_http_date(*date)) == date);
    }
    const auto wait = rest::retry_after({{"Retry-After", text}, {"Date", text}}, {});
    must(!wait || (wait->count() >= 0 && wait->count() <= 86'400'000));
    static_cast<void>(rest::claims_of({{"WWW-Authenticate", text}}));
}

void errors(const std::string& text) {
    rest::KnownSecrets known;
    known.add(k_secret);
    const rest::ServiceError error = rest::read_error(
        {.status = 400, .headers = {{"x-ms-request-id", text}}, .body = text}, known);
    const base::Error said = to_error(error, "try");
    must(std::string(said.what()).find(k_secret) == std::string::npos);
    must(said.help().find(k_secret) == std::string::npos);
    must(std::string(said.what()).find('\n') == std::string::npos);
    must(error.details.size() <= 40);
}

void operations(const std::string& text) {
    const rest::Request request = rest::put("https://h/x", "", "{}");
    rest::Outcome outcome{
        .response = {.status = 201, .headers = {{"Location", text}}, .body = text}};
    rest::Operation operation = rest::operation_of(request, outcome.response);
    static_cast<void>(rest::first_progress(operation, outcome));
    outcome.response.headers.clear();
    for (const auto watch : {rest::Operation::Watch::status, rest::Operation::Watch::resource}) {
        operation.watch = watch;
        static_cast<void>(rest::advance(operation, outcome));
    }
    const auto url = rest::parse_url(operation.url);
    must(url && rest::origin(*url) == "https://h:443");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    addresses(text);
    dates(text);
    errors(text);
    operations(text);
    return 0;
}
