// `workspace create`: the resource group, what a workspace stands on, and the workspace itself, by
// direct PUTs. Each is asked for first: what is there is taken, also by somebody who may not write
// it. Names are hashes of where the workspace is, so a run after an interrupted one finds its own.

#include "aml/names.hpp"
#include "azure/resources.hpp"
#include "azure/workspace.hpp"
#include "base/strings.hpp"
#include "cli/workspace.hpp"
#include "cli/workspace_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace cli {

namespace {

using azure::Kind;

// One thing that the workspace stands on.
struct Part {
    Kind kind = Kind::storage;
    std::string name = {}; // of our own
    std::string id = {};   // the user's, or ours
    bool given = false;    // by a flag: it is not looked for
    bool there = false;
};

class Creation {
  public:
    Creation(Session& session, const WorkspaceCreateOptions& options)
        : m_session(session),
          m_client(session.client()),
          m_options(options) {}

    // What is there, in one round of requests.
    void look() {
        std::vector<rest::Request> requests = {azure::get_workspace(m_client),
                                               azure::get_group(m_client)};
        const std::vector<rest::Outcome> outcomes = m_client.loop.send_all(std::move(requests));
        m_live = azure::read_workspace(outcomes[0], m_client.place.workspace);
        m_group = azure::read_resource(
            outcomes[1], fmt::format("read the resource group {}", m_client.place.resource_group));
        m_location = !m_options.location.empty() ? m_options.location
                     : m_live                    ? m_live->spec.location
                     : m_group                   ? m_group->location
                                                 : m_session.connection().location.value;
        if (m_location.empty()) {
            needed({}, "location");
        }
        m_location = aml::region(m_location);
    }

    [[nodiscard]] const std::optional<azure::Workspace>& live() const { return m_live; }

    [[nodiscard]] bool is_done() const {
        return m_live && !m_live->is_state("Failed") && !m_live->is_state("Canceled") &&
               !m_live->is_state("Creating") && !m_live->is_state("Deleting");
    }

    // Made by this tool for this very workspace.
    [[nodiscard]] bool is_ours() const {
        return m_live && azure::is_ours(m_live->spec.tags, azure::workspace_id(m_client.place));
    }

    void look_at_parts() {
        const std::string given[] = {m_options.storage_account, m_options.key_vault, "",
                                     m_options.application_insights};
        std::vector<rest::Request> requests;
        for (const Kind kind : azure::k_kinds) {
            Part& part = m_parts[static_cast<std::size_t>(kind)];
            const std::string& id = given[static_cast<std::size_t>(kind)];
            part = {.kind = kind, .name = azure::own_name(m_client, kind, m_location)};
            part.given = !id.empty() ||
                         (kind == Kind::log_analytics && !m_options.application_insights.empty());
            part.id = id.empty() ? azure::resource_id(m_client, kind, part.name) : id;
            if (!part.given) {
                requests.push_back(azure::get_resource(m_client, kind, part.id));
            }
        }
        // Nothing can be in a group that is not there.
        if (!m_group) {
            return;
        }
        const std::vector<rest::Outcome> outcomes = m_client.loop.send_all(std::move(requests));
        std::size_t i = 0;
        for (Part& part : m_parts) {
            if (!part.given) {
                const auto found = azure::read_resource(
                    outcomes[i++],
                    fmt::format("read the {} {}", azure::name(part.kind), part.name));
                part.there = found && !base::iequals(found->provisioning_state, "Failed");
            }
        }
    }

    // Lines on what would be made.
    [[nodiscard]] std::vector<std::string> missing() const {
        std::vector<std::string> out;
        if (!m_group) {
            out.push_back(
                fmt::format("resource group {} in {}", m_client.place.resource_group, m_location));
        }
        for (const Part& part : m_parts) {
            if (!part.given && !part.there) {
                out.push_back(fmt::format("{} {}", azure::name(part.kind), part.name));
            }
        }
        if (!is_done()) {
            out.push_back(fmt::format("workspace {}", m_client.place.workspace));
        }
        return out;
    }

    void make() {
        if (!m_group) {
            const rest::Outcome outcome =
                m_client.loop.send(azure::put_group(m_client, m_location, tags()));
            rest::expect(outcome, fmt::format("create the resource group {}",
                                              m_client.place.resource_group));
            m_session.done(
                fmt::format("created the resource group {}", m_client.place.resource_group));
        }
        make_parts({Kind::storage, Kind::vault, Kind::log_analytics});
        make_parts({Kind::insights}); // it names Log Analytics
        make_workspace();
    }

  private:
    [[nodiscard]] aml::Strings tags() const {
        return {{azure::k_tag, azure::workspace_id(m_client.place)}};
    }

    Part& part(Kind kind) { return m_parts[static_cast<std::size_t>(kind)]; }

    azure::Wanted wanted(const Part& one, bool recover) {
        azure::Wanted out{.kind = one.kind,
                          .name = one.name,
                          .location = m_location,
                          .tags = tags(),
                          .recover = recover};
        if (one.kind == Kind::insights) {
            out.log_analytics = part(Kind::log_analytics).id;
            // Regions without it, and the nearest with (azure-ai-ml).
            if (base::is_one_of(m_location, {"westcentralus", "eastus2euap", "centraluseuap"})) {
                out.location = "southcentralus";
            }
        }
        if (one.kind == Kind::vault) {
            out.tenant = m_client.tenant();
            if (out.tenant.empty()) {
                throw base::Error(base::Exit::usage, "the tenant of the key vault is not known",
                                  "say --tenant, or set AZURE_TENANT_ID");
            }
        }
        return out;
    }

    static std::string doing(const Part& one) {
        return fmt::format("create the {} {}", azure::name(one.kind), one.name);
    }

    void make_parts(std::initializer_list<Kind> kinds) {
        std::vector<Part*> open;
        for (const Kind kind : kinds) {
            if (!part(kind).given && !part(kind).there) {
                open.push_back(&part(kind));
            }
        }
        std::vector<rest::Outcome> outcomes = put_all(open, {});
        std::vector<Part*> again;
        bool recover = false;
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (const auto space = azure::unregistered(outcomes[i], azure::type(open[i]->kind))) {
                m_session.say(fmt::format("registering the provider {}", *space));
                azure::register_provider(m_client, *space);
                again.push_back(open[i]);
            } else if (open[i]->kind == Kind::vault && outcomes[i].is(409)) {
                recover = true; // perhaps a deleted one that is kept: the name is ours
                again.push_back(open[i]);
            } else {
                made(*open[i], outcomes[i]);
            }
        }
        const std::vector<rest::Outcome> second = put_all(again, recover);
        for (std::size_t i = 0; i < again.size(); ++i) {
            made(*again[i], second[i]);
        }
    }

    std::vector<rest::Outcome> put_all(const std::vector<Part*>& parts, bool recover) {
        std::vector<azure::Work> works;
        works.reserve(parts.size());
        for (const Part* one : parts) {
            works.push_back({.request = azure::put_resource(
                                 m_client, wanted(*one, recover && one->kind == Kind::vault))});
        }
        return azure::follow_all(
            m_client, std::move(works), [&](std::size_t i, const rest::Outcome& outcome) {
                if (outcome.ok()) {
                    m_session.done(fmt::format("created the {} {}", azure::name(parts[i]->kind),
                                               parts[i]->name));
                }
            });
    }

    static void made(const Part& one, const rest::Outcome& outcome) {
        rest::expect(outcome, doing(one));
    }

    aml::Workspace body() {
        aml::Workspace out{
            .name = m_client.place.workspace, .location = m_location, .tags = tags()};
        for (const std::string& word : m_options.tags) {
            const auto equals = word.find('=');
            out.tags[word.substr(0, equals)] = word.substr(equals + 1);
        }
        out.display_name = m_options.display_name;
        out.description = m_options.description;
        out.storage_account = part(Kind::storage).id;
        out.key_vault = part(Kind::vault).id;
        out.application_insights = part(Kind::insights).id;
        out.container_registry = m_options.container_registry;
        return out;
    }

    void make_workspace() {
        const std::string& name = m_client.place.workspace;
        const std::string doing = fmt::format("create the workspace {}", name);
        rest::Outcome outcome = put_workspace();
        if (const auto space =
                azure::unregistered(outcome, "Microsoft.MachineLearningServices/workspaces")) {
            m_session.say(fmt::format("registering the provider {}", *space));
            azure::register_provider(m_client, *space);
            outcome = put_workspace();
        }
        if (azure::is_kept_deleted(outcome)) {
            const base::Error said = rest::to_error(outcome, doing);
            throw base::Error(
                said.code(), said.what(),
                fmt::format("a deleted workspace of this name is kept for 14 days: recover it in "
                            "the portal, or end it with batchai-to-amlcompute workspace delete {} "
                            "--permanently-delete; {}",
                            name, said.help()));
        }
        rest::expect(outcome, doing);
        m_live = azure::expect_workspace(outcome, name);
        m_session.done(fmt::format("created the workspace {}", name));
    }

    rest::Outcome put_workspace() {
        if (m_options.no_wait) {
            return m_client.loop.send(azure::put_workspace(m_client, body()));
        }
        return azure::follow(
            m_client,
            {.request = azure::put_workspace(m_client, body()),
             .reattach = fmt::format("run the same command again: workspace create {}",
                                     m_client.place.workspace),
             .progress = [this, said = std::string()](const rest::Progress& progress) mutable {
                 if (!progress.status.empty() && progress.status != said) {
                     said = progress.status;
                     m_session.say(fmt::format("workspace {}: {}", m_client.place.workspace,
                                               base::printable(base::lower(said), 60)));
                 }
             }});
    }

    Session& m_session;
    azure::Client& m_client;
    const WorkspaceCreateOptions& m_options;
    std::optional<azure::Workspace> m_live;
    std::optional<azure::Resource> m_group;
    std::string m_location;
    std::array<Part, std::size(azure::k_kinds)> m_parts;
};

void check(const WorkspaceCreateOptions& o) {
    for (const std::string& word : o.tags) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw base::Error(base::Exit::usage, fmt::format("--tags: \"{}\" is not NAME=VALUE",
                                                             base::printable(word, 80)));
        }
    }
    for (const std::string* id :
         {&o.storage_account, &o.key_vault, &o.application_insights, &o.container_registry}) {
        if (!id->empty() && !aml::is_arm_id(*id)) {
            throw base::Error(base::Exit::usage,
                              fmt::format("\"{}\" is no ARM id", base::printable(*id, 120)),
                              "it begins with /subscriptions/");
        }
    }
}

void keep_config(const WorkspaceCreateOptions& o, Session& session, Env& env) {
    if (!o.no_config) {
        const bool written = write_config(env, session.client().place, false);
        session.say(written ? fmt::format("wrote {}", k_config_path)
                            : fmt::format("{} names another workspace and stays; workspace config "
                                          "--force writes it",
                                          k_config_path));
    }
}

void refuse_existing(const azure::Workspace& live) {
    throw base::Error(base::Exit::refused, fmt::format("there is a workspace {}", live.name),
                      "--exist-ok takes it as it is");
}

} // namespace

base::Exit run_workspace_create(WorkspaceCreateOptions& o, Env& env) {
    check(o);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        azure::Client& client = session.client();
        if (!aml::is_accepted(aml::NameKind::workspace, client.place.workspace)) {
            throw base::Error(base::Exit::usage,
                              fmt::format("\"{}\" is no name of a workspace",
                                          base::printable(client.place.workspace, 80)),
                              aml::name_rule(aml::NameKind::workspace));
        }
        client.operation = std::chrono::seconds(o.timeout);
        Creation creation(session, o);
        creation.look();
        if (creation.live() && creation.live()->is_state("Deleting")) {
            throw base::Error(
                base::Exit::refused,
                fmt::format("the workspace {} is being deleted", client.place.workspace),
                "run the same command again when it is gone");
        }
        const bool foreign = creation.live() && !creation.is_ours();
        if (foreign && !o.exist_ok) {
            refuse_existing(*creation.live());
        }
        const bool there = foreign || creation.is_done();
        if (!there) {
            creation.look_at_parts();
        }
        const std::vector<std::string> missing =
            there ? std::vector<std::string>{} : creation.missing();
        if (o.dry_run) {
            for (const std::string& line : missing) {
                session.say(fmt::format("+ {}", line));
            }
            nlohmann::ordered_json out = {
                {"name", client.place.workspace},
                {"action", missing.empty() ? "unchanged" : "would create"},
                {"missing", missing}};
            print(env, o.output, out, {{"Name", "name"}, {"Action", "action"}});
            return o.exit_code && !missing.empty() ? base::Exit::differences : base::Exit::done;
        }
        if (!there) {
            creation.make();
        }
        keep_config(o, session, env);
        nlohmann::ordered_json out = workspace_json(*creation.live());
        out["action"] = there ? "unchanged" : "created";
        print(env, o.output, out, workspace_columns());
        return base::Exit::done;
    });
}

} // namespace cli
