// A person signs in with a browser on another machine, by a code that this one shows. Only when
// --auth asks for it: a script must not wait for anybody.

#include "base/strings.hpp"
#include "identity/way.hpp"
#include "rest/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace identity {

namespace {

using nlohmann::json;

// The public application of the Azure CLI, which azure-identity uses for developers, too.
constexpr std::string_view k_client = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
constexpr std::string_view k_doing = "sign in with a device code";
constexpr std::chrono::seconds k_slow_down{5}; // RFC 8628 3.5

class DeviceCodeWay final : public Way {
  public:
    DeviceCodeWay(const Options& options, const Edges& edges)
        : m_options(options),
          m_edges(edges) {}

    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        if (!is_tenant(tenant())) {
            done(no_tenant());
        } else if (!m_refresh.empty()) {
            refresh(question, loop, std::move(done));
        } else if (m_signing_in) {
            // A person enters one code: who comes meanwhile goes on with what it gave.
            m_waiting.push_back(
                [this, question, &loop, done = std::move(done)](const Reply& reply) {
                    if (reply.token) {
                        fetch(question, loop, done);
                    } else {
                        done(reply);
                    }
                });
        } else {
            sign_in(question, loop, std::move(done));
        }
    }

  private:
    // One sign-in under way.
    struct SignIn {
        base::Secret code;
        base::Milliseconds interval{};
        base::Instant deadline;
        rest::TokenQuestion question;
    };

    [[nodiscard]] std::string tenant() const {
        return m_options.tenant.empty()
                   ? m_edges.environ.get("AZURE_TENANT_ID").value_or("organizations")
                   : m_options.tenant;
    }

    static std::string with_refresh(const std::string& scope) { return scope + " offline_access"; }

    [[nodiscard]] std::string url(std::string_view last) const {
        return oauth_url(m_options, m_edges, tenant(), last);
    }

    void sign_in(const rest::TokenQuestion& question, rest::Loop& loop, Done done) {
        m_signing_in = true;
        show_code(question, loop, [this, done = std::move(done)](const Reply& reply) {
            m_signing_in = false;
            std::vector<Done> waiting;
            waiting.swap(m_waiting);
            done(reply);
            for (const Done& one : waiting) {
                one(reply);
            }
        });
    }

    void show_code(const rest::TokenQuestion& question, rest::Loop& loop, Done done) {
        const Form form = {{"client_id", std::string(k_client)},
                           {"scope", with_refresh(question.scope)}};
        loop.submit(form_request(url("devicecode"), form, {}),
                    [this, question, &loop, done = std::move(done)](const rest::Outcome& outcome) {
                        if (!outcome.ok()) {
                            done(refusal(outcome, k_doing));
                            return;
                        }
                        shown(rest::parse_json(outcome.response.body), question, loop, done);
                    });
    }

    void shown(const json& answer, const rest::TokenQuestion& question, rest::Loop& loop,
               Done done) {
        const auto text = [&](const char* name) { return rest::text_of(answer, name); };
        const auto seconds = [&](const char* name, std::int64_t otherwise) {
            const json* found = rest::member(answer, name);
            return std::chrono::seconds(
                found != nullptr && found->is_number_integer()
                    ? std::clamp<std::int64_t>(found->get<std::int64_t>(), 1, 3600)
                    : otherwise);
        };
        if (text("device_code").empty() || text("user_code").empty()) {
            done({.error = base::Error(base::Exit::unavailable,
                                       fmt::format("cannot {}: the answer has no code", k_doing))});
            return;
        }
        if (m_options.say) {
            m_options.say(fmt::format("to sign in, open {} in a browser and enter {}",
                                      base::printable(text("verification_uri")),
                                      base::printable(text("user_code"))));
        }
        wait({base::Secret(text("device_code")), seconds("interval", 5),
              loop.clock().now() + seconds("expires_in", 900), question},
             loop, std::move(done));
    }

    void wait(const SignIn& sign_in, rest::Loop& loop, Done done) {
        loop.after(sign_in.interval, [this, sign_in, &loop, done = std::move(done)](bool stopped) {
            if (stopped) {
                done({.error = base::Error(base::Exit::interrupted, "interrupted")});
            } else {
                poll(sign_in, loop, done);
            }
        });
    }

    void poll(const SignIn& sign_in, rest::Loop& loop, Done done) {
        const Form form = {{"grant_type", "urn:ietf:params:oauth:grant-type:device_code"},
                           {"client_id", std::string(k_client)},
                           {"device_code", sign_in.code.reveal()}};
        loop.submit(form_request(url("token"), form, {sign_in.code}),
                    [this, sign_in, &loop, done = std::move(done)](const rest::Outcome& outcome) {
                        polled(sign_in, outcome, loop, done);
                    });
    }

    void polled(SignIn sign_in, const rest::Outcome& outcome, rest::Loop& loop, Done done) {
        const std::string code = outcome.error ? outcome.error->code : "";
        const bool slower = code == "slow_down";
        if (slower || code == "authorization_pending") {
            sign_in.interval += slower ? k_slow_down : std::chrono::seconds(0);
            if (loop.clock().now() + sign_in.interval < sign_in.deadline) {
                wait(sign_in, loop, std::move(done));
                return;
            }
        }
        if (slower || code == "authorization_pending" || code == "expired_token") {
            done({.error = base::Error(
                      base::Exit::not_authorised,
                      fmt::format("cannot {}: nobody entered the code in time", k_doing),
                      "repeat the command")});
            return;
        }
        done(keep_refresh(outcome, loop));
    }

    // For other scopes, and when the token ends, without the person.
    void refresh(const rest::TokenQuestion& question, rest::Loop& loop, Done done) {
        Form form = {{"grant_type", "refresh_token"},
                     {"client_id", std::string(k_client)},
                     {"refresh_token", m_refresh.reveal()},
                     {"scope", with_refresh(question.scope)}};
        if (!question.claims.empty()) {
            form.emplace_back("claims", question.claims);
        }
        loop.submit(form_request(url("token"), form, {m_refresh}),
                    [this, question, &loop, done = std::move(done)](const rest::Outcome& outcome) {
                        if (outcome.error && outcome.error->code == "invalid_grant") {
                            m_refresh = {}; // it has ended: the person is asked again
                            fetch(question, loop, done);
                            return;
                        }
                        done(keep_refresh(outcome, loop));
                    });
    }

    Reply keep_refresh(const rest::Outcome& outcome, rest::Loop& loop) {
        Reply reply = read_token(outcome, loop.clock().date(), k_doing);
        if (reply.token) {
            const std::string token =
                rest::text_of(rest::parse_json(outcome.response.body), "refresh_token");
            if (!token.empty()) {
                m_refresh = base::Secret(token);
            }
        }
        return reply;
    }

    const Options& m_options;
    const Edges& m_edges;
    base::Secret m_refresh;
    bool m_signing_in = false;
    std::vector<Done> m_waiting;
};

} // namespace

std::unique_ptr<Way> device_code_way(const Options& options, const Edges& edges) {
    return std::make_unique<DeviceCodeWay>(options, edges);
}

} // namespace identity
