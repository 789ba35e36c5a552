// `workspace show` and `list`, and `show --check`: what a person needs to work there, and what to
// do where it is missing.

#include "azure/resources.hpp"
#include "azure/workspace.hpp"
#include "base/strings.hpp"
#include "cli/network.hpp"
#include "cli/workspace.hpp"
#include "cli/workspace_json.hpp"
#include "rest/http_date.hpp"
#include "rest/json.hpp"
#include "rest/pages.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

// Microsoft.Authorization/permissions: what the caller may do there.
constexpr std::string_view k_permissions_version = "2022-04-01";
// Tokens and signatures live for minutes.
constexpr base::Milliseconds k_most_skew = std::chrono::minutes(5);

struct Check {
    std::string name;
    std::string state; // "ok", "failed", "unknown"
    std::string message;
    std::string remedy = {};
    base::Exit exit = base::Exit::done; // of a failure
};

Check failed(std::string name, const base::Error& error) {
    return {.name = std::move(name),
            .state = "failed",
            .message = error.what(),
            .remedy = error.help(),
            .exit = error.code()};
}

// "Microsoft.MachineLearningServices/workspaces/computes/write" against "*" and "…/write".
bool covers(std::string_view pattern, std::string_view action) {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) {
        return base::iequals(pattern, action);
    }
    const std::string low = base::lower(action);
    return low.starts_with(base::lower(pattern.substr(0, star))) &&
           low.size() + 1 >= pattern.size() && low.ends_with(base::lower(pattern.substr(star + 1)));
}

bool any_covers(const nlohmann::json& entry, const char* list, std::string_view action) {
    const nlohmann::json* patterns = rest::member(entry, list);
    return patterns != nullptr && patterns->is_array() &&
           std::any_of(patterns->begin(), patterns->end(), [&](const nlohmann::json& pattern) {
               return pattern.is_string() && covers(pattern.get<std::string>(), action);
           });
}

class Checks {
  public:
    Checks(azure::Client& client, Env& env)
        : m_client(client),
          m_env(env) {}

    std::vector<Check> all() {
        const rest::Outcome outcome = m_client.loop.send(azure::get_workspace(m_client));
        std::optional<azure::Workspace> workspace;
        try {
            workspace = azure::expect_workspace(outcome, m_client.place.workspace);
            m_out.push_back({"token", "ok", "there is one, and Resource Manager takes it"});
            m_out.push_back({"workspace", "ok",
                             fmt::format("{} in {}, {}", workspace->name, workspace->spec.location,
                                         base::lower(workspace->provisioning_state))});
        } catch (const base::Error& error) {
            const bool token =
                outcome.failure && outcome.failure->kind == rest::Failure::Kind::no_token;
            m_out.push_back(failed(token || outcome.is(401) ? "token" : "workspace", error));
        }
        clock(outcome);
        if (workspace) {
            rights();
            providers();
            storage(*workspace);
        }
        return std::move(m_out);
    }

  private:
    void clock(const rest::Outcome& outcome) {
        const auto said = rest::find(outcome.response.headers, "Date");
        const auto date = said ? rest::parse_http_date(*said) : std::nullopt;
        if (!date) {
            m_out.push_back({"clock", "unknown", "no answer says the time"});
            return;
        }
        const auto skew =
            std::chrono::duration_cast<std::chrono::seconds>(m_env.network->clock().date() - *date);
        if (std::chrono::abs(skew) <= k_most_skew) {
            m_out.push_back({"clock", "ok", fmt::format("{} s from the service's", skew.count())});
            return;
        }
        m_out.push_back(
            {"clock", "failed",
             fmt::format("this machine's clock is {} s from the service's", skew.count()),
             "set the clock, by NTP for example: tokens and signatures live for minutes",
             base::Exit::refused});
    }

    void rights() {
        constexpr std::string_view k_actions[] = {
            "Microsoft.MachineLearningServices/workspaces/computes/write",
            "Microsoft.MachineLearningServices/workspaces/jobs/write",
            "Microsoft.MachineLearningServices/workspaces/datastores/write"};
        std::vector<std::string> missing;
        try {
            std::vector<nlohmann::json> entries;
            rest::for_each_item(
                m_client.loop,
                azure::get(m_client,
                           azure::url(m_client,
                                      azure::workspace_id(m_client.place) +
                                          "/providers/Microsoft.Authorization/permissions",
                                      k_permissions_version)),
                "read the rights", [&](const nlohmann::json& entry) { entries.push_back(entry); });
            for (const std::string_view action : k_actions) {
                const bool may =
                    std::any_of(entries.begin(), entries.end(), [&](const nlohmann::json& entry) {
                        return any_covers(entry, "actions", action) &&
                               !any_covers(entry, "notActions", action);
                    });
                if (!may) {
                    missing.emplace_back(action);
                }
            }
        } catch (const base::Error& error) {
            pass_interrupt(error);
            m_out.push_back({"rights", "unknown", error.what(), error.help()});
            return;
        }
        if (missing.empty()) {
            m_out.push_back({"rights", "ok", "clusters, jobs and datastores may be written"});
            return;
        }
        m_out.push_back({"rights", "failed",
                         fmt::format("not allowed: {}", base::join(missing, ", ")),
                         "ask the owner for a role on the workspace: Contributor, or \"AzureML "
                         "Compute Operator\" for clusters and \"AzureML Data Scientist\" for jobs",
                         base::Exit::not_authorised});
    }

    void providers() {
        std::vector<std::string> spaces = {"Microsoft.MachineLearningServices"};
        for (const azure::Kind kind : azure::k_kinds) {
            const std::string_view type = azure::type(kind);
            spaces.emplace_back(type.substr(0, type.find('/')));
        }
        std::vector<rest::Request> requests;
        requests.reserve(spaces.size());
        for (const std::string& space : spaces) {
            requests.push_back(azure::get_provider(m_client, space));
        }
        const std::vector<rest::Outcome> outcomes = m_client.loop.send_all(std::move(requests));
        std::vector<std::string> missing;
        for (std::size_t i = 0; i < spaces.size(); ++i) {
            try {
                if (!base::iequals(azure::registration(outcomes[i], spaces[i]), "Registered")) {
                    missing.push_back(spaces[i]);
                }
            } catch (const base::Error& error) {
                pass_interrupt(error);
                m_out.push_back({"providers", "unknown", error.what(), error.help()});
                return;
            }
        }
        if (missing.empty()) {
            m_out.push_back({"providers", "ok", "all are registered"});
            return;
        }
        m_out.push_back({"providers", "failed",
                         fmt::format("not registered: {}", base::join(missing, ", ")),
                         fmt::format("az provider register --namespace {}", missing.front()),
                         base::Exit::refused});
    }

    // Any answer shows that the way is open; what it says is another matter.
    void storage(const azure::Workspace& workspace) {
        const std::string account = azure::name_of(workspace.spec.storage_account);
        if (account.empty()) {
            m_out.push_back({"storage", "unknown", "the workspace names no storage account"});
            return;
        }
        const std::string host = fmt::format("{}.blob.{}", account, m_client.cloud.storage_suffix);
        rest::Request request = rest::get(fmt::format("https://{}/", host), "");
        request.limits.attempts = 2;
        const rest::Outcome outcome = m_client.loop.send(azure::bounded(m_client, request));
        if (!outcome.failure) {
            m_out.push_back({"storage", "ok", fmt::format("{} answers", host)});
            return;
        }
        const base::Error error = rest::to_error(outcome, fmt::format("reach {}", host));
        pass_interrupt(error);
        m_out.push_back({"storage", "failed", error.what(),
                         "uploads go there: look at firewalls, private endpoints and proxies "
                         "between this machine and the account",
                         error.code()});
    }

    static void pass_interrupt(const base::Error& error) {
        if (error.code() == base::Exit::interrupted) {
            throw base::Error(error);
        }
    }

    azure::Client& m_client;
    Env& m_env;
    std::vector<Check> m_out;
};

base::Exit check(Session& session, const OutputOptions& output, Env& env) {
    Json items = Json::array();
    std::vector<base::Exit> ends;
    for (const Check& one : Checks(session.client(), env).all()) {
        items.push_back({{"check", one.name},
                         {"state", one.state},
                         {"message", one.message},
                         {"remedy", one.remedy.empty() ? Json() : Json(one.remedy)}});
        ends.push_back(one.exit);
    }
    print(env, output, items,
          {{"Check", "check"}, {"State", "state"}, {"Message", "message"}, {"Remedy", "remedy"}});
    return worst(ends);
}

} // namespace

base::Exit run_workspace_show(WorkspaceShowOptions& o, Env& env) {
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        if (o.check) {
            return check(session, o.output, env);
        }
        const azure::Workspace workspace =
            azure::expect_workspace(session.loop().send(azure::get_workspace(session.client())),
                                    session.client().place.workspace);
        print(env, o.output, workspace_json(workspace), workspace_columns());
        return base::Exit::done;
    });
}

base::Exit run_workspace_list(WorkspaceShowOptions& o, Env& env) {
    return online(o.connection, env, Needs::subscription, [&](Session& session) {
        const bool whole = o.all || !session.connection().resource_group.given();
        std::vector<azure::Workspace> workspaces = azure::list_workspaces(session.client(), whole);
        std::sort(workspaces.begin(), workspaces.end(), [](const auto& a, const auto& b) {
            return base::lower(a.id) < base::lower(b.id);
        });
        Json items = Json::array();
        for (const azure::Workspace& workspace : workspaces) {
            items.push_back(workspace_json(workspace));
        }
        print(env, o.output, items, workspace_columns());
        return base::Exit::done;
    });
}

} // namespace cli
