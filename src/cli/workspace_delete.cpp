// `workspace delete`. What the workspace stands on stays, and that is said; --all-resources deletes
// of it what this tool made for this workspace and no other one uses, and never the group.

#include "azure/resources.hpp"
#include "azure/workspace.hpp"
#include "base/strings.hpp"
#include "cli/workspace.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using azure::Kind;
using Json = nlohmann::ordered_json;

struct Part {
    Kind kind = Kind::storage;
    std::string id = {};
    bool goes = false;
    std::string why = {}; // it stays
};

class Deletion {
  public:
    Deletion(Session& session, const WorkspaceDeleteOptions& options)
        : m_session(session),
          m_client(session.client()),
          m_options(options) {}

    void look() {
        m_live = azure::read_workspace(m_client.loop.send(azure::get_workspace(m_client)),
                                       m_client.place.workspace);
        if (!m_live) {
            return;
        }
        const aml::Workspace& spec = m_live->spec;
        for (const auto& [kind, id] : {std::pair{Kind::insights, &spec.application_insights},
                                       std::pair{Kind::storage, &spec.storage_account},
                                       std::pair{Kind::vault, &spec.key_vault}}) {
            if (!id->empty()) {
                m_parts.push_back({.kind = kind, .id = *id});
            }
        }
        if (m_options.all_resources) {
            look_at_parts();
        } else {
            for (Part& part : m_parts) {
                part.why = "--all-resources deletes it if it was made for this workspace";
            }
        }
    }

    [[nodiscard]] bool is_there() const { return m_live.has_value(); }

    [[nodiscard]] const std::vector<Part>& parts() const { return m_parts; }

    // The workspace last, and Application Insights before it: while they are there a run after this
    // one knows what belonged to them.
    void run() {
        for (auto part = m_parts.rbegin(); part != m_parts.rend(); ++part) {
            if (part->goes) {
                remove(azure::delete_resource(m_client, part->kind, part->id),
                       fmt::format("the {} {}", azure::name(part->kind), azure::name_of(part->id)),
                       true);
            }
        }
        remove(azure::delete_workspace(m_client, m_options.permanently),
               fmt::format("the workspace {}", m_client.place.workspace), !m_options.no_wait);
    }

  private:
    void look_at_parts() {
        ask_for(0);
        // Log Analytics is named by Application Insights alone.
        if (!m_log_analytics.empty()) {
            m_parts.insert(m_parts.begin() + 1,
                           {.kind = Kind::log_analytics, .id = m_log_analytics});
            ask_for(1, 2);
        }
        const std::string own = azure::workspace_id(m_client.place);
        for (const azure::Workspace& other : azure::list_workspaces(m_client, true)) {
            if (!base::iequals(other.id, own)) {
                keep_what_uses(other);
            }
        }
    }

    void ask_for(std::size_t first, std::size_t end = static_cast<std::size_t>(-1)) {
        end = std::min(end, m_parts.size());
        std::vector<rest::Request> requests;
        for (std::size_t i = first; i < end; ++i) {
            requests.push_back(azure::get_resource(m_client, m_parts[i].kind, m_parts[i].id));
        }
        const std::vector<rest::Outcome> outcomes = m_client.loop.send_all(std::move(requests));
        for (std::size_t i = first; i < end; ++i) {
            Part& part = m_parts[i];
            const auto found = azure::read_resource(
                outcomes[i - first],
                fmt::format("read the {} {}", azure::name(part.kind), azure::name_of(part.id)));
            part.goes = found && azure::is_ours(found->tags, azure::workspace_id(m_client.place));
            part.why = part.goes ? ""
                       : found   ? "it has no tag of ours"
                                 : "it is not there any more";
            if (found && part.kind == Kind::insights) {
                m_log_analytics = found->log_analytics;
            }
        }
    }

    void keep_what_uses(const azure::Workspace& other) {
        for (Part& part : m_parts) {
            const aml::Workspace& spec = other.spec;
            const bool used = base::iequals(part.id, spec.storage_account) ||
                              base::iequals(part.id, spec.key_vault) ||
                              base::iequals(part.id, spec.application_insights);
            if (used && part.goes) {
                part.goes = false;
                part.why = fmt::format("the workspace {} uses it", other.name);
            }
        }
    }

    void remove(rest::Request request, const std::string& what, bool wait) {
        const rest::Outcome outcome =
            wait ? azure::follow(m_client, {.request = std::move(request),
                                            .reattach = fmt::format(
                                                "run the same command again: workspace delete {}",
                                                m_client.place.workspace)})
                 : m_client.loop.send(std::move(request));
        rest::expect(outcome, fmt::format("delete {}", what), {404});
        m_session.done(fmt::format("deleted {}", what));
    }

    Session& m_session;
    azure::Client& m_client;
    const WorkspaceDeleteOptions& m_options;
    std::optional<azure::Workspace> m_live;
    std::vector<Part> m_parts;
    std::string m_log_analytics;
};

void ask(const WorkspaceDeleteOptions& o, const std::string& name, Env& env) {
    if (!o.all_resources) {
        confirm(env, o.yes, fmt::format("Delete the workspace {}?", name));
        return;
    }
    if (!base::iequals(o.confirm, name)) {
        throw base::Error(base::Exit::usage,
                          "--all-resources also deletes data: --confirm must name the workspace",
                          fmt::format("--confirm {}", name));
    }
}

Json json_of(const Deletion& deletion, const std::string& name, const char* action) {
    Json out = {{"name", name}, {"action", action}};
    out["deleted"] = Json::array();
    out["stays"] = Json::array();
    for (const Part& part : deletion.parts()) {
        if (part.goes) {
            out["deleted"].push_back({{"id", part.id}});
        } else {
            out["stays"].push_back({{"id", part.id}, {"why", part.why}});
        }
    }
    return out;
}

} // namespace

base::Exit run_workspace_delete(WorkspaceDeleteOptions& o, Env& env) {
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        session.client().operation = std::chrono::seconds(o.timeout);
        const std::string& name = session.client().place.workspace;
        Deletion deletion(session, o);
        deletion.look();
        // A deleted one that is kept shows as none, and goes with --permanently-delete.
        const bool any = deletion.is_there() || o.permanently;
        const char* action = "not there";
        if (any && o.dry_run) {
            action = "would delete";
        } else if (any) {
            ask(o, name, env);
            deletion.run();
            action = o.no_wait ? "is being deleted" : "deleted";
        }
        for (const Part& part : deletion.parts()) {
            if (!part.goes) {
                session.say(fmt::format("the {} {} stays: {}", azure::name(part.kind),
                                        azure::name_of(part.id), part.why));
            }
        }
        if (any) {
            session.say(
                fmt::format("the resource group {} stays", session.client().place.resource_group));
        }
        print(env, o.output, json_of(deletion, name, action),
              {{"Name", "name"}, {"Action", "action"}});
        return any && o.dry_run && o.exit_code ? base::Exit::differences : base::Exit::done;
    });
}

} // namespace cli
