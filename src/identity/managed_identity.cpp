// The identity of what this runs on. Each kind of host has its endpoint, known by its variables; a
// virtual machine has the metadata service, which is asked when no variable says anything.

#include "base/strings.hpp"
#include "identity/way.hpp"
#include "rest/api_versions.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>

namespace identity {

namespace {

using rest::with_query;

// A machine without it has a route to nowhere: nobody waits for that.
constexpr base::Milliseconds k_probe{300};
constexpr std::string_view k_doing = "get a token for the managed identity";
// Where Azure Arc's agent leaves its challenges, and how large one may be.
constexpr std::string_view k_arc_folder = "/var/opt/azcmagent/tokens";
constexpr std::uint64_t k_largest_challenge = 4096;

class ManagedIdentityWay final : public Way {
  public:
    explicit ManagedIdentityWay(const Edges& edges)
        : m_edges(edges) {}

    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        const std::string resource = rest::resource_of(question.scope);
        const std::string endpoint = variable("IDENTITY_ENDPOINT");
        if (!endpoint.empty() && !variable("IDENTITY_HEADER").empty()) {
            if (!variable("IDENTITY_SERVER_THUMBPRINT").empty()) {
                done({.unavailable = "Service Fabric's endpoint is not supported"});
                return;
            }
            ask(app_service(endpoint, resource), loop, std::move(done));
        } else if (!endpoint.empty() && !variable("IMDS_ENDPOINT").empty()) {
            ask_arc(endpoint, resource, loop, std::move(done));
        } else if (!variable("MSI_ENDPOINT").empty()) {
            ask(variable("MSI_SECRET").empty() ? cloud_shell(resource) : azure_ml(resource), loop,
                std::move(done));
        } else {
            ask_machine(resource, loop, std::move(done));
        }
    }

  private:
    [[nodiscard]] std::string variable(const char* name) const {
        return m_edges.environ.get(name).value_or("");
    }

    // A GET of a local endpoint, with the resource and the identity that is wanted of several.
    [[nodiscard]] rest::Request local(const std::string& endpoint, std::string_view version,
                                      const std::string& resource, const char* client_name) const {
        std::string url = with_query(endpoint, "api-version", version);
        url = with_query(url, "resource", resource);
        const std::string client = variable("AZURE_CLIENT_ID");
        if (!client.empty()) {
            url = with_query(url, client_name, client);
        }
        rest::Request request = rest::get(std::move(url), "");
        request.link_local = true;
        request.limits.total = std::chrono::seconds(100); // a restart of the service takes 70
        return request;
    }

    [[nodiscard]] rest::Request app_service(const std::string& endpoint,
                                            const std::string& resource) const {
        rest::Request request = local(endpoint, rest::k_app_service_version, resource, "client_id");
        request.headers.push_back({"X-IDENTITY-HEADER", variable("IDENTITY_HEADER")});
        return request;
    }

    [[nodiscard]] rest::Request azure_ml(const std::string& resource) const {
        rest::Request request = local(variable("MSI_ENDPOINT"), rest::k_azure_ml_identity_version,
                                      resource, "clientid");
        request.headers.push_back({"secret", variable("MSI_SECRET")});
        return request;
    }

    [[nodiscard]] rest::Request cloud_shell(const std::string& resource) const {
        rest::Request request =
            form_request(variable("MSI_ENDPOINT"), {{"resource", resource}}, {});
        request.headers.push_back({"Metadata", "true"});
        request.link_local = true;
        return request;
    }

    static void ask(rest::Request request, rest::Loop& loop, Done done) {
        loop.submit(std::move(request), [&loop, done = std::move(done)](const rest::Outcome& o) {
            done(read_token(o, loop.clock().date(), k_doing));
        });
    }

    // Arc: the first answer names a file that only who may use the identity can read.
    void ask_arc(const std::string& endpoint, const std::string& resource, rest::Loop& loop,
                 Done done) const {
        rest::Request request = local(endpoint, rest::k_arc_version, resource, "client_id");
        request.headers.push_back({"Metadata", "true"});
        loop.submit(request,
                    [this, request, &loop, done = std::move(done)](const rest::Outcome& outcome) {
                        if (!outcome.is(401)) {
                            done(read_token(outcome, loop.clock().date(), k_doing));
                            return;
                        }
                        rest::Request again = request;
                        try {
                            again.headers.push_back(
                                {"Authorization", "Basic " + challenge(outcome.response.headers)});
                        } catch (const base::Error& error) {
                            done({.error = error});
                            return;
                        }
                        ask(std::move(again), loop, done);
                    });
    }

    [[nodiscard]] std::string challenge(const rest::Headers& headers) const {
        constexpr std::string_view k_realm = "Basic realm=";
        const std::string_view header = rest::find(headers, "WWW-Authenticate").value_or("");
        const std::string path(header.starts_with(k_realm) ? header.substr(k_realm.size())
                                                           : std::string_view{});
        // Whoever listens at the endpoint must not make us read, and send it, any file.
        if (base::parent_path(path) != k_arc_folder || !path.ends_with(".key")) {
            throw base::Error(base::Exit::not_authorised,
                              fmt::format("cannot {}: Azure Arc's challenge names {}, not a key in "
                                          "{}",
                                          k_doing, base::printable(path), k_arc_folder));
        }
        return std::string(base::trim(m_edges.files.read(path, k_largest_challenge)));
    }

    // A virtual machine's metadata service.
    void ask_machine(const std::string& resource, rest::Loop& loop, Done done) {
        const std::string host = [&] {
            std::string given = variable("AZURE_POD_IDENTITY_AUTHORITY_HOST");
            while (given.ends_with('/')) {
                given.pop_back();
            }
            return given.empty() ? std::string("http://169.254.169.254") : given;
        }();
        rest::Request token = local(host + "/metadata/identity/oauth2/token", rest::k_imds_version,
                                    resource, "client_id");
        token.headers.push_back({"Metadata", "true"});
        token.retry_also = {404, 410}; // it does not know the identity yet; it restarts
        if (m_answers) {
            ask_imds(std::move(token), loop, std::move(done));
            return;
        }
        // Without the header it is refused at once by the service itself, and by nobody passed on.
        rest::Request probe = rest::get(host + "/metadata/identity/oauth2/token", "");
        probe.link_local = true;
        probe.limits.connect = k_probe;
        probe.limits.total = k_probe;
        probe.limits.attempts = 1;
        loop.submit(std::move(probe), [this, host, token = std::move(token), &loop,
                                       done = std::move(done)](const rest::Outcome& outcome) {
            if (outcome.failure && outcome.failure->kind == rest::Failure::Kind::interrupted) {
                done({.error = to_error(outcome, k_doing)});
            } else if (outcome.failure) {
                done({.unavailable = fmt::format("no metadata service answers at {}", host)});
            } else {
                m_answers = true;
                ask_imds(token, loop, done);
            }
        });
    }

    static void ask_imds(rest::Request token, rest::Loop& loop, Done done) {
        loop.submit(std::move(token), [&loop, done = std::move(done)](const rest::Outcome& o) {
            const Reply reply = read_token(o, loop.clock().date(), k_doing);
            const bool none = o.is(400) || o.is(404) || (o.ok() && reply.error);
            // A machine without an identity, or something else at that address.
            done(none
                     ? Reply{.unavailable = "the machine has no identity, or AZURE_CLIENT_ID names "
                                            "none of its own"}
                     : reply);
        });
    }

    const Edges& m_edges;
    bool m_answers = false;
};

} // namespace

std::unique_ptr<Way> managed_identity_way(const Options& /*options*/, const Edges& edges) {
    return std::make_unique<ManagedIdentityWay>(edges);
}

} // namespace identity
