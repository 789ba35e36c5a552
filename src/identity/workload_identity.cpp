// A token of another identity provider, exchanged for Entra's: a pod's, a workflow's, a pipeline's.

#include "base/strings.hpp"
#include "identity/way.hpp"
#include "rest/api_versions.hpp"
#include "rest/json.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace identity {

namespace {

constexpr std::uint64_t k_largest_token = 1ULL << 16U;
constexpr std::string_view k_doing = "exchange the federated token for AZURE_CLIENT_ID";

class WorkloadIdentityWay final : public Way {
  public:
    WorkloadIdentityWay(const Options& options, const Edges& edges)
        : m_options(options),
          m_edges(edges) {}

    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        const std::string missing = why_not();
        if (!missing.empty()) {
            done({.unavailable = missing});
        } else if (!is_tenant(principal().tenant)) {
            done(no_tenant());
        } else if (!variable("AZURE_FEDERATED_TOKEN_FILE").empty()) {
            from_file(question, loop, std::move(done));
        } else if (!variable("ACTIONS_ID_TOKEN_REQUEST_URL").empty()) {
            ask(github(), "value", "get the token of the GitHub workflow", question, loop,
                std::move(done));
        } else {
            ask(pipelines(), "oidcToken", "get the token of the Azure pipeline", question, loop,
                std::move(done));
        }
    }

  private:
    [[nodiscard]] std::string variable(const char* name, const char* other = nullptr) const {
        const auto value = m_edges.environ.get(name);
        return value || other == nullptr ? value.value_or("")
                                         : m_edges.environ.get(other).value_or("");
    }

    // Azure Pipelines' tasks say tenant and application under names of their own.
    [[nodiscard]] Principal principal() const {
        return {m_options.tenant.empty()
                    ? variable("AZURE_TENANT_ID", "AZURESUBSCRIPTION_TENANT_ID")
                    : m_options.tenant,
                variable("AZURE_CLIENT_ID", "AZURESUBSCRIPTION_CLIENT_ID")};
    }

    [[nodiscard]] std::string why_not() const {
        const bool github = !variable("ACTIONS_ID_TOKEN_REQUEST_URL").empty();
        const bool pipelines = !variable("SYSTEM_OIDCREQUESTURI").empty();
        if (variable("AZURE_FEDERATED_TOKEN_FILE").empty() && !github && !pipelines) {
            return variable("GITHUB_ACTIONS").empty()
                       ? "AZURE_FEDERATED_TOKEN_FILE is not set"
                       : "the workflow has no permission \"id-token: write\"";
        }
        if (principal().client.empty()) {
            return "AZURE_CLIENT_ID is not set";
        }
        if (principal().tenant.empty()) {
            return "AZURE_TENANT_ID is not set";
        }
        if (!variable("AZURE_FEDERATED_TOKEN_FILE").empty()) {
            return {};
        }
        if (github && variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN").empty()) {
            return "ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set";
        }
        if (!github && variable("SYSTEM_ACCESSTOKEN").empty()) {
            return "SYSTEM_ACCESSTOKEN is not set: map it into the step's environment";
        }
        if (!github && variable("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID").empty()) {
            return "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID is not set";
        }
        return {};
    }

    // Read each time: the file is rewritten while we run.
    void from_file(const rest::TokenQuestion& question, rest::Loop& loop, Done done) const {
        try {
            const std::string text =
                m_edges.files.read(variable("AZURE_FEDERATED_TOKEN_FILE"), k_largest_token);
            exchange(base::Secret(std::string(base::trim(text))), question, loop, std::move(done));
        } catch (const base::Error& error) {
            done({.error = error});
        }
    }

    // GitHub: the address holds parameters already.
    [[nodiscard]] rest::Request github() const {
        rest::Request request =
            rest::get(rest::with_query(variable("ACTIONS_ID_TOKEN_REQUEST_URL"), "audience",
                                       m_options.cloud.token_exchange),
                      "");
        request.headers.push_back(
            {"Authorization", "bearer " + variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")});
        return request;
    }

    [[nodiscard]] rest::Request pipelines() const {
        std::string url = rest::with_query(variable("SYSTEM_OIDCREQUESTURI"), "api-version",
                                           rest::k_pipelines_oidc_version);
        url = rest::with_query(url, "serviceConnectionId",
                               variable("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID"));
        rest::Request request = rest::post(url, "", "", rest::Repeat::repeatable);
        request.headers.push_back({"Content-Type", "application/json"});
        request.headers.push_back({"Authorization", "Bearer " + variable("SYSTEM_ACCESSTOKEN")});
        return request;
    }

    // Asks the provider for its token, which stands under `member`, and exchanges it.
    void ask(rest::Request request, const char* member, std::string doing,
             const rest::TokenQuestion& question, rest::Loop& loop, Done done) const {
        request.limits.total = std::chrono::seconds(60);
        loop.submit(std::move(request), [this, member, doing = std::move(doing), question, &loop,
                                         done = std::move(done)](const rest::Outcome& outcome) {
            if (!outcome.ok()) {
                done(refusal(outcome, doing));
                return;
            }
            const std::string token =
                rest::text_of(rest::parse_json(outcome.response.body), member);
            if (token.empty()) {
                done({.error = base::Error(
                          base::Exit::unavailable,
                          fmt::format("cannot {}: the answer has no \"{}\"", doing, member))});
                return;
            }
            exchange(base::Secret(token), question, loop, done);
        });
    }

    void exchange(const base::Secret& assertion, const rest::TokenQuestion& question,
                  rest::Loop& loop, Done done) const {
        exchange_assertion(principal(), oauth_url(m_options, m_edges, principal().tenant, "token"),
                           assertion, question, loop, std::string(k_doing), std::move(done));
    }

    const Options& m_options;
    const Edges& m_edges;
};

} // namespace

std::unique_ptr<Way> workload_identity_way(const Options& options, const Edges& edges) {
    return std::make_unique<WorkloadIdentityWay>(options, edges);
}

} // namespace identity
