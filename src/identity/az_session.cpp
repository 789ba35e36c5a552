// The session of the Azure CLI: az is asked for a token, in a process of its own.

#include "base/strings.hpp"
#include "identity/local_time.hpp"
#include "identity/way.hpp"
#include "rest/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace identity {

namespace {

using nlohmann::json;
using End = base::CommandResult::End;

// It is written in Python and may have to go to the network: seconds are usual.
constexpr std::chrono::seconds k_longest{30};

class AzWay final : public Way {
  public:
    AzWay(const Options& options, const Edges& edges)
        : m_options(options),
          m_edges(edges) {}

    // Stops the loop for as long as az takes: that is once an hour, and what is under way waits.
    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        done(ask(question, loop.clock().date()));
    }

  private:
    [[nodiscard]] Reply ask(const rest::TokenQuestion& question, base::Date now) const {
        base::Command command{.argv = {"az", "account", "get-access-token", "--output=json",
                                       "--resource=" + rest::resource_of(question.scope)},
                              .timeout = k_longest,
                              .stop = m_options.stop};
        // With "=" a value that begins with a dash stays a value. az takes one of the two.
        if (!m_options.tenant.empty()) {
            command.argv.push_back("--tenant=" + m_options.tenant);
        } else if (!m_options.subscription.empty()) {
            command.argv.push_back("--subscription=" + m_options.subscription);
        }
        const base::CommandResult result = m_edges.process.run(command);
        switch (result.end) {
        case End::exited:
            return result.exit == 0 ? read(result.out, now) : no_token(result);
        case End::not_found:
            return {.unavailable = "az is not installed"};
        case End::timed_out:
            return {.unavailable = fmt::format("az did not answer within {} s", k_longest.count())};
        case End::too_much:
            return {.unavailable = "az answers without end"};
        case End::stopped:
            break;
        }
        return {.error = base::Error(base::Exit::interrupted, "interrupted")};
    }

    static Reply no_token(const base::CommandResult& result) {
        if (result.err.find("az login") != std::string::npos) {
            return {.unavailable = "az has no session that serves: run az login"};
        }
        const rest::KnownSecrets patterns;
        return {.unavailable =
                    fmt::format("az ends with {}: {}", result.exit,
                                base::printable(patterns.hide(base::trim(result.err)), 300))};
    }

    static Reply read(const std::string& out, base::Date now) {
        const json answer = rest::parse_json(out);
        const std::string token = rest::text_of(answer, "accessToken");
        if (token.empty()) {
            return {.unavailable = "az answers without a token"};
        }
        return {.token = rest::Token{base::Secret(token), expiry(answer, now)}};
    }

    // "expires_on" is unambiguous and came later; "expiresOn" is local time without its zone.
    static base::Date expiry(const json& answer, base::Date now) {
        if (answer.contains("expires_on")) {
            return end_of_life(answer, now);
        }
        const auto local = from_local_time(rest::text_of(answer, "expiresOn"));
        return local ? *local : end_of_life(answer, now);
    }

    const Options& m_options;
    const Edges& m_edges;
};

} // namespace

std::unique_ptr<Way> az_way(const Options& options, const Edges& edges) {
    return std::make_unique<AzWay>(options, edges);
}

} // namespace identity
