#pragma once
// One way to get a token, and what the ways share.

#include "identity/identity.hpp"
#include "rest/loop.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace identity {

// One of the three.
struct Reply {
    std::optional<rest::Token> token = {};
    std::string unavailable = {};          // this way is not there: a clause that says why
    std::optional<base::Error> error = {}; // it is there, and fails
};

class Way {
  public:
    virtual ~Way() = default;
    using Done = std::function<void(Reply)>;
    // Answers once, now or from within the loop.
    virtual void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) = 0;
};

// `options` and `edges` must live longer.
std::unique_ptr<Way> environment_way(const Options& options, const Edges& edges);
std::unique_ptr<Way> workload_identity_way(const Options& options, const Edges& edges);
std::unique_ptr<Way> managed_identity_way(const Options& options, const Edges& edges);
std::unique_ptr<Way> az_way(const Options& options, const Edges& edges);
std::unique_ptr<Way> device_code_way(const Options& options, const Edges& edges);

// Tenant and application that a token is asked for.
struct Principal {
    std::string tenant;
    std::string client;
};

// Of Entra's address for the tenant: AZURE_AUTHORITY_HOST or the cloud's, "/<tenant>/oauth2/v2.0/",
// and `last`: "token", "devicecode".
std::string oauth_url(const Options& options, const Edges& edges, std::string_view tenant,
                      std::string_view last);
// A name or GUID of a tenant can be part of an address as it is.
bool is_tenant(std::string_view text);
// What a way says that is there, but for that.
Reply no_tenant();

using Form = std::vector<std::pair<std::string, std::string>>;
// A POST that may be sent again, without a token; what `secrets` names is hidden in all that is
// said about it.
rest::Request form_request(std::string url, const Form& form, std::vector<base::Secret> secrets);

// The token in the answer of an endpoint, "access_token", or the error as of `refusal`.
Reply read_token(const rest::Outcome& outcome, base::Date now, std::string_view doing);
// "cannot <doing>: …"; who is refused a token is not authorised, whatever the status.
Reply refusal(const rest::Outcome& outcome, std::string_view doing);
// "expires_in" (seconds) or "expires_on" (seconds since 1970), each a number or a text; ten minutes
// where neither is there.
base::Date end_of_life(const nlohmann::json& answer, base::Date now);

// Exchanges a signed assertion for a token: a certificate's, or another identity provider's.
void exchange_assertion(const Principal& principal, const std::string& url,
                        const base::Secret& assertion, const rest::TokenQuestion& question,
                        rest::Loop& loop, std::string doing, Way::Done done);

} // namespace identity
