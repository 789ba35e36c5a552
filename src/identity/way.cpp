#include "identity/way.hpp"

#include "base/strings.hpp"
#include "rest/json.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace identity {

namespace {

using nlohmann::json;

constexpr std::chrono::minutes k_unknown_life{10};
constexpr std::int64_t k_longest_life_s = 48LL * 3600;

std::optional<std::int64_t> number(const json& object, const char* name) {
    const json* found = rest::member(object, name);
    if (found == nullptr) {
        return std::nullopt;
    }
    if (found->is_number_integer()) {
        return found->get<std::int64_t>();
    }
    if (!found->is_string()) {
        return std::nullopt;
    }
    const auto& text = found->get_ref<const std::string&>();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

} // namespace

std::string oauth_url(const Options& options, const Edges& edges, std::string_view tenant,
                      std::string_view last) {
    std::string host = options.cloud.login;
    const auto given = edges.environ.get("AZURE_AUTHORITY_HOST");
    if (given && !options.cloud_given) {
        host = given->find("://") == std::string::npos ? "https://" + *given : *given;
        while (host.ends_with('/')) {
            host.pop_back();
        }
    }
    return fmt::format("{}/{}/oauth2/v2.0/{}", host, tenant, last);
}

bool is_tenant(std::string_view text) {
    return !text.empty() && text.front() != '.' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
               std::string_view::npos;
}

Reply no_tenant() {
    return {.error = base::Error(base::Exit::not_authorised,
                                 "cannot get a token: the tenant is neither a GUID nor a domain",
                                 "check --tenant and AZURE_TENANT_ID")};
}

rest::Request form_request(std::string url, const Form& form, std::vector<base::Secret> secrets) {
    std::string body;
    for (const auto& [name, value] : form) {
        body += fmt::format("{}{}={}", body.empty() ? "" : "&", name, rest::encode(value));
    }
    rest::Request request{.method = rest::Method::post,
                          .url = std::move(url),
                          .headers = {{"Accept", "application/json"},
                                      {"Content-Type", "application/x-www-form-urlencoded"}},
                          .body = std::move(body),
                          .repeat = rest::Repeat::repeatable,
                          .secrets = std::move(secrets)};
    request.limits.total = std::chrono::seconds(60);
    return request;
}

// Lives are spans of this machine's clock where the answer allows it: its date may be wrong.
base::Date end_of_life(const json& answer, base::Date now) {
    if (const auto seconds = number(answer, "expires_in")) {
        return now + std::chrono::seconds(std::clamp<std::int64_t>(*seconds, 0, k_longest_life_s));
    }
    if (const auto date = number(answer, "expires_on")) {
        const base::Date latest = now + std::chrono::seconds(k_longest_life_s);
        const std::int64_t most =
            std::chrono::floor<std::chrono::seconds>(latest.time_since_epoch()).count();
        return base::Date(std::chrono::seconds(std::clamp<std::int64_t>(*date, 0, most)));
    }
    return now + k_unknown_life;
}

Reply refusal(const rest::Outcome& outcome, std::string_view doing) {
    const base::Error said = to_error(outcome, doing);
    if (said.code() != base::Exit::refused) {
        return {.error = said};
    }
    return {.error = base::Error(base::Exit::not_authorised, said.what(), said.help())};
}

Reply read_token(const rest::Outcome& outcome, base::Date now, std::string_view doing) {
    if (!outcome.ok()) {
        return refusal(outcome, doing);
    }
    const json answer = rest::parse_json(outcome.response.body);
    const std::string token = rest::text_of(answer, "access_token");
    if (token.empty()) {
        return {.error = base::Error(base::Exit::unavailable,
                                     fmt::format("cannot {}: the answer holds no token", doing),
                                     "somebody else may have answered: check the network")};
    }
    return {.token = rest::Token{base::Secret(token), end_of_life(answer, now)}};
}

void exchange_assertion(const Principal& principal, const std::string& url,
                        const base::Secret& assertion, const rest::TokenQuestion& question,
                        rest::Loop& loop, std::string doing, Way::Done done) {
    Form form = {
        {"grant_type", "client_credentials"},
        {"client_id", principal.client},
        {"scope", question.scope},
        {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
        {"client_assertion", assertion.reveal()}};
    if (!question.claims.empty()) {
        form.emplace_back("claims", question.claims);
    }
    loop.submit(
        form_request(url, form, {assertion}),
        [&loop, doing = std::move(doing), done = std::move(done)](const rest::Outcome& outcome) {
            done(read_token(outcome, loop.clock().date(), doing));
        });
}

} // namespace identity
