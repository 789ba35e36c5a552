#include "identity/identity.hpp"

#include "identity/way.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace identity {

namespace {

constexpr std::array<std::string_view, 5> k_names = {"environment", "workload-identity",
                                                     "managed-identity", "az", "device-code"};

std::unique_ptr<Way> make_way(Kind kind, const Options& options, const Edges& edges) {
    switch (kind) {
    case Kind::environment:
        return environment_way(options, edges);
    case Kind::workload_identity:
        return workload_identity_way(options, edges);
    case Kind::managed_identity:
        return managed_identity_way(options, edges);
    case Kind::az:
        return az_way(options, edges);
    case Kind::device_code:
        break;
    }
    return device_code_way(options, edges);
}

class Chain final : public rest::Credential {
  public:
    Chain(Options options, Edges edges)
        : m_options(std::move(options)),
          m_edges(edges) {
        std::vector<Kind> kinds = {Kind::environment, Kind::workload_identity,
                                   Kind::managed_identity, Kind::az};
        if (m_options.only) {
            kinds = {*m_options.only};
        }
        for (const Kind kind : kinds) {
            m_links.push_back({kind, make_way(kind, m_options, m_edges)});
        }
    }

    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        try_from(m_first, question, loop, {}, std::move(done));
    }

  private:
    struct Link {
        Kind kind;
        std::unique_ptr<Way> way;
    };

    // `tried`: a line for each way before this one.
    void try_from(std::size_t index, const rest::TokenQuestion& question, rest::Loop& loop,
                  std::string tried, Done done) {
        if (index == m_links.size()) {
            done({.error = nobody(tried)});
            return;
        }
        m_links[index].way->fetch(
            question, loop,
            [this, index, question, &loop, tried = std::move(tried),
             done = std::move(done)](const Reply& reply) {
                if (reply.token) {
                    m_first = index; // another scope is asked for as the same identity
                    done({.token = reply.token});
                } else if (reply.error) {
                    done({.error = reply.error});
                } else {
                    try_from(index + 1, question, loop,
                             tried + fmt::format("\n    {}: {}", name(m_links[index].kind),
                                                 reply.unavailable),
                             done);
                }
            });
    }

    [[nodiscard]] static base::Error nobody(const std::string& tried) {
        return {base::Exit::not_authorised, "not signed in: no way to get a token serves",
                "run az login, or set the AZURE_… variables of a service principal; tried:" +
                    tried};
    }

    Options m_options;
    Edges m_edges;
    std::vector<Link> m_links;
    std::size_t m_first = 0; // ways before it are known not to be there
};

} // namespace

std::string_view name(Kind kind) {
    return k_names[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_from(std::string_view name) {
    for (std::size_t i = 0; i < k_names.size(); ++i) {
        if (k_names[i] == name) {
            return static_cast<Kind>(i);
        }
    }
    return std::nullopt;
}

std::unique_ptr<rest::Credential> make_credential(Options options, Edges edges) {
    return std::make_unique<Chain>(std::move(options), edges);
}

} // namespace identity
