// A service principal out of the environment, with a secret or a certificate.

#include "base/strings.hpp"
#include "identity/certificate.hpp"
#include "identity/way.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace identity {

namespace {

constexpr std::uint64_t k_largest_certificate = 1ULL << 20U;
// How long an assertion counts; Entra takes no more than ten minutes.
constexpr std::chrono::minutes k_assertion_life{10};
constexpr std::string_view k_doing = "get a token for the service principal of AZURE_CLIENT_ID";

class EnvironmentWay final : public Way {
  public:
    EnvironmentWay(const Options& options, const Edges& edges)
        : m_options(options),
          m_edges(edges) {}

    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        const Principal principal{m_options.tenant.empty() ? variable("AZURE_TENANT_ID")
                                                           : m_options.tenant,
                                  variable("AZURE_CLIENT_ID")};
        const std::string secret = variable("AZURE_CLIENT_SECRET");
        const std::string path = variable("AZURE_CLIENT_CERTIFICATE_PATH");
        const std::string missing = why_not(principal, !secret.empty() || !path.empty());
        if (!missing.empty()) {
            done({.unavailable = missing});
            return;
        }
        if (!is_tenant(principal.tenant)) {
            done(no_tenant());
            return;
        }
        const std::string url = oauth_url(m_options, m_edges, principal.tenant, "token");
        if (!secret.empty()) {
            with_secret(principal, url, base::Secret(secret), question, loop, std::move(done));
            return;
        }
        try {
            const base::Secret assertion =
                certificate(path).sign(claims(principal, url, loop.clock().date()));
            exchange_assertion(principal, url, assertion, question, loop, std::string(k_doing),
                               std::move(done));
        } catch (const base::Error& error) {
            done({.error = error});
        }
    }

  private:
    [[nodiscard]] std::string variable(const char* name) const {
        return m_edges.environ.get(name).value_or("");
    }

    [[nodiscard]] std::string why_not(const Principal& principal, bool has_credential) const {
        if (principal.client.empty()) {
            return "AZURE_CLIENT_ID is not set";
        }
        if (principal.tenant.empty()) {
            return "AZURE_TENANT_ID is not set";
        }
        if (has_credential) {
            return {};
        }
        return variable("AZURE_PASSWORD").empty()
                   ? "neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set"
                   : "a user's AZURE_PASSWORD is not taken, only AZURE_CLIENT_SECRET or "
                     "AZURE_CLIENT_CERTIFICATE_PATH";
    }

    static void with_secret(const Principal& principal, const std::string& url,
                            const base::Secret& secret, const rest::TokenQuestion& question,
                            rest::Loop& loop, Done done) {
        Form form = {{"grant_type", "client_credentials"},
                     {"client_id", principal.client},
                     {"client_secret", secret.reveal()},
                     {"scope", question.scope}};
        if (!question.claims.empty()) {
            form.emplace_back("claims", question.claims);
        }
        loop.submit(form_request(url, form, {secret}),
                    [&loop, done = std::move(done)](const rest::Outcome& outcome) {
                        done(read_token(outcome, loop.clock().date(), k_doing));
                    });
    }

    // Read when it is needed, and again: it may be renewed while we run.
    [[nodiscard]] Certificate certificate(const std::string& path) const {
        const base::Secret bytes(m_edges.files.read(path, k_largest_certificate));
        return Certificate::read(bytes, base::Secret(variable("AZURE_CLIENT_CERTIFICATE_PASSWORD")),
                                 path);
    }

    // As Entra wants them (Microsoft identity platform, certificate credentials).
    [[nodiscard]] std::string claims(const Principal& principal, const std::string& url,
                                     base::Date now) const {
        const auto seconds = [](base::Date date) {
            return std::chrono::floor<std::chrono::seconds>(date.time_since_epoch()).count();
        };
        return nlohmann::ordered_json{{"aud", url},
                                      {"iss", principal.client},
                                      {"sub", principal.client},
                                      {"jti", base::uuid(m_edges.random)},
                                      {"nbf", seconds(now)},
                                      {"exp", seconds(now + k_assertion_life)}}
            .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    }

    const Options& m_options;
    const Edges& m_edges;
};

} // namespace

std::unique_ptr<Way> environment_way(const Options& options, const Edges& edges) {
    return std::make_unique<EnvironmentWay>(options, edges);
}

} // namespace identity
