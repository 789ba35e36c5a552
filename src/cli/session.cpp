#include "cli/session.hpp"

#include "base/base64.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "cli/network.hpp"
#include "identity/identity.hpp"
#include "rest/api_versions.hpp"
#include "rest/curl_transport.hpp"
#include "rest/json.hpp"
#include "rest/tokens.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

constexpr const char* k_again = "run the same command again: it finds what is there already";

identity::Options identity_options(const ConnectionOptions& options, const Connection& connection,
                                   Env& env) {
    return {.cloud = rest::find_cloud(connection.cloud.value, env.files),
            .cloud_given = !options.cloud.empty(),
            .only = options.auth.empty() ? std::nullopt : identity::kind_from(options.auth),
            .tenant = options.tenant,
            .subscription = connection.subscription.value,
            .say = [&env](std::string_view line) { env.terminal.err(fmt::format("{}\n", line)); },
            .stop = &env.network->interrupted()};
}

rest::LoopOptions loop_options(const ConnectionOptions& options, Env& env) {
    rest::LoopOptions out;
    out.user_agent = rest::user_agent(env.network->transport_name(),
                                      env.environ.get("AZURE_HTTP_USER_AGENT").value_or(""));
    out.stop = &env.network->interrupted();
    if (options.debug) {
        out.log = [&env](std::string_view line) { env.terminal.err(fmt::format("{}\n", line)); };
    }
    return out;
}

} // namespace

struct Session::Parts {
    Parts(const ConnectionOptions& options, Env& env, Connection found)
        : terminal(env.terminal),
          connection(std::move(found)),
          transport(env.network->transport(rest::find_ca_file(options.ca_file, env.environ))),
          credential(identity::make_credential(
              identity_options(options, connection, env),
              {env.files, env.environ, env.network->process(), env.network->random()})),
          tokens(*credential, env.network->clock()),
          loop(*transport, env.network->clock(), env.network->random(), loop_options(options, env),
               &tokens),
          client{.loop = loop,
                 .cloud = rest::find_cloud(connection.cloud.value, env.files),
                 .place = {connection.subscription.value, connection.resource_group.value,
                           connection.workspace.value},
                 .version = options.api_version.empty()
                                ? std::string(rest::k_machine_learning_version)
                                : options.api_version,
                 .max_parallel = static_cast<std::size_t>(options.max_parallel),
                 .tenant = [this, given = options.tenant,
                            variable = env.environ.get("AZURE_TENANT_ID").value_or("")] {
                     const std::string told = given.empty() ? tenant_of_token() : given;
                     return told.empty() ? variable : told;
                 }} {
        if (options.max_time > 0) {
            client.end = env.network->clock().now() + std::chrono::seconds(options.max_time);
        }
    }

    // The claim "tid" of the token, which says where we are signed in.
    std::string tenant_of_token() {
        std::optional<rest::TokenAnswer> answer;
        tokens.get(client.cloud.management_scope(), loop,
                   [&](rest::TokenAnswer said) { answer = std::move(said); });
        loop.run_until([&] { return answer.has_value(); });
        if (!answer || !answer->token) {
            throw answer && answer->error ? *answer->error
                                          : base::Error(base::Exit::interrupted, "interrupted");
        }
        const auto parts = base::split(answer->token->value.reveal(), '.');
        if (parts.size() != 3) {
            return {};
        }
        const auto claims = base::from_base64(parts[1]);
        const nlohmann::json body = rest::parse_json(claims.value_or(""));
        return body.is_object() ? rest::text_of(body, "tid") : std::string{};
    }

    base::Terminal& terminal;
    Connection connection;
    std::unique_ptr<rest::Transport> transport;
    std::unique_ptr<rest::Credential> credential;
    rest::Tokens tokens;
    rest::Loop loop;
    azure::Client client;
    std::vector<std::string> so_far;
};

Session::Session(const ConnectionOptions& options, Env& env, Needs needs) {
    Connection found = find_connection(options, env);
    if (options.verbose) {
        env.terminal.err(origins_text(found));
    }
    needed(found.subscription, "subscription");
    if (needs != Needs::subscription) {
        needed(found.resource_group, "resource group");
    }
    if (needs == Needs::workspace) {
        needed(found.workspace, "workspace");
    }
    if (env.network == nullptr) {
        throw base::Error(base::Exit::internal, "there is no network");
    }
    m_parts = std::make_unique<Parts>(options, env, std::move(found));
}

Session::~Session() = default;

azure::Client& Session::client() {
    return m_parts->client;
}

const Connection& Session::connection() const {
    return m_parts->connection;
}

rest::Loop& Session::loop() {
    return m_parts->loop;
}

void Session::say(std::string_view line) {
    m_parts->terminal.err(fmt::format("{}\n", line));
}

void Session::done(std::string line) {
    say(line);
    m_parts->so_far.push_back(std::move(line));
}

const std::vector<std::string>& Session::so_far() const {
    return m_parts->so_far;
}

base::Exit online(const ConnectionOptions& options, Env& env, Needs needs,
                  const std::function<base::Exit(Session&)>& command) {
    Session session(options, env, needs);
    try {
        return command(session);
    } catch (const base::Error& error) {
        if (error.code() == base::Exit::usage) {
            throw;
        }
        std::string help = error.help().empty() ? k_again : error.help();
        if (error.code() == base::Exit::interrupted) {
            help += help == k_again ? "" : fmt::format("; {}", k_again);
        }
        if (!session.so_far().empty()) {
            help += fmt::format("; done so far: {}", base::join(session.so_far(), ", "));
        }
        throw base::Error(error.code(), error.what(), help);
    }
}

base::Exit worst(const std::vector<base::Exit>& ends) {
    using base::Exit;
    constexpr Exit k_order[] = {Exit::interrupted,    Exit::internal,    Exit::usage,
                                Exit::not_authorised, Exit::unavailable, Exit::refused,
                                Exit::partly,         Exit::invalid,     Exit::job_failed,
                                Exit::fail_on,        Exit::differences};
    for (const Exit code : k_order) {
        if (std::find(ends.begin(), ends.end(), code) != ends.end()) {
            return code;
        }
    }
    return Exit::done;
}

void say_error(Env& env, const base::Error& error) {
    env.terminal.err(fmt::format("{}: {}\n", base::k_tool, base::without_secrets(error.what())));
    if (!error.help().empty()) {
        env.terminal.err(fmt::format("  help: {}\n", base::without_secrets(error.help())));
    }
}

void confirm(Env& env, bool yes, const std::string& question) {
    if (yes) {
        return;
    }
    const auto answer = env.terminal.ask(fmt::format("{} [y/N] ", question));
    if (!answer) {
        throw base::Error(base::Exit::usage, fmt::format("{} Nobody is there to say so", question),
                          "--yes says it beforehand");
    }
    const std::string said = base::lower(base::trim(*answer));
    if (said != "y" && said != "yes") {
        throw base::Error(base::Exit::interrupted, "nothing is done");
    }
}

} // namespace cli
