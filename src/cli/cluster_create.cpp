// `cluster create` and `cluster diff`: what shall be there, held against what is.

#include "azure/workspace.hpp"
#include "base/strings.hpp"
#include "cli/cluster.hpp"
#include "cli/cluster_region.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

// What is done about one cluster.
enum class Action : std::uint8_t { create, scale, replace, leave, unchanged, refuse };

struct Step {
    aml::AmlCompute wanted;
    std::optional<azure::Compute> live = {};
    std::vector<diff::Change> changes = {};
    Action action = Action::create;
    std::optional<base::Error> error = {};

    [[nodiscard]] bool sends() const {
        return action == Action::create || action == Action::scale || action == Action::replace;
    }
};

void refuse(Step& step, const std::string& what, const std::string& help) {
    step.action = Action::refuse;
    step.error = base::Error(base::Exit::refused, what, help);
}

void refuse_fixed(Step& step) {
    std::vector<std::string> fields;
    for (const diff::Change& change : step.changes) {
        if (change.fixed) {
            fields.push_back(fmt::format("{} is {} and shall be {}", change.field,
                                         change.live.empty() ? "none" : change.live,
                                         change.wanted.empty() ? "none" : change.wanted));
        }
    }
    refuse(step,
           fmt::format("the cluster {} is there and cannot change so: {}", step.wanted.name,
                       base::printable(base::join(fields, "; "), 1000)),
           fmt::format("delete it and create it again (batchai-to-amlcompute cluster delete {}), "
                       "take another name, or leave it as it is with --if-exists leave",
                       step.wanted.name));
}

void decide_about_live(Step& step, const std::string& if_exists) {
    const azure::Compute& live = *step.live;
    if (!live.is_cluster()) {
        refuse(step, fmt::format("{} is a compute of the type {}", live.name, live.type),
               "take another name");
        return;
    }
    if (live.is_state("Deleting")) {
        refuse(step, fmt::format("the cluster {} is being deleted", live.name),
               "run the same command again when it is gone");
        return;
    }
    if (if_exists == "fail") {
        refuse(step, fmt::format("there is a cluster {}", live.name),
               "without --if-exists fail what can change of it is changed");
        return;
    }
    step.changes = diff::compare(live.spec, step.wanted);
    if (if_exists == "leave") {
        step.action = Action::leave;
    } else if (live.is_state("Failed") || live.is_state("Canceled")) {
        step.action = Action::create; // what failed is made again
    } else if (diff::any_fixed(step.changes)) {
        refuse_fixed(step);
    } else if (diff::has_tags(step.changes)) {
        step.action = Action::replace;
        aml::Strings tags = live.spec.tags;
        for (const auto& [name, value] : step.wanted.tags) {
            tags[name] = value;
        }
        step.wanted.tags = std::move(tags);
    } else {
        step.action = step.changes.empty() ? Action::unchanged : Action::scale;
    }
}

std::string_view word(const Step& step, bool dry) {
    switch (step.action) {
    case Action::create:
        return dry ? "would create" : "created";
    case Action::scale:
    case Action::replace:
        return dry ? "would update" : "updated";
    case Action::leave:
        return "left as it is";
    case Action::unchanged:
        return "unchanged";
    case Action::refuse:
        break;
    }
    return "refused";
}

// Asks for the workspace and all clusters at once.
std::vector<Step> steps_of(Session& session, std::vector<aml::AmlCompute> wanted) {
    const azure::Client& client = session.client();
    std::vector<rest::Request> requests = {azure::get_workspace(client)};
    for (const aml::AmlCompute& one : wanted) {
        requests.push_back(azure::get(client, azure::compute_url(client, one.name)));
    }
    const std::vector<rest::Outcome> outcomes = session.loop().send_all(std::move(requests));
    const azure::Workspace workspace = azure::expect_workspace(outcomes[0], client.place.workspace);
    std::vector<Step> steps;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        Step step{.wanted = std::move(wanted[i])};
        step.live = azure::read_compute(outcomes[i + 1], step.wanted.name);
        if (step.wanted.location.empty()) {
            step.wanted.location = step.live ? step.live->location : workspace.spec.location;
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

// Hours of nodes, a day long: what is paid for.
std::string cost_of(const aml::AmlCompute& cluster) {
    const std::string most =
        fmt::format("{} node hours of {} a day at most", cluster.max_instances * 24, cluster.size);
    return cluster.min_instances == 0
               ? fmt::format("{}: {}, none while no job runs", cluster.name, most)
               : fmt::format("{}: {} nodes stay on, {} node hours a day; {}", cluster.name,
                             cluster.min_instances, cluster.min_instances * 24, most);
}

void refuse_retired(const std::vector<aml::AmlCompute>& clusters) {
    for (const aml::AmlCompute& cluster : clusters) {
        const translate::VmSize* size = translate::find_vm_size(cluster.size);
        if (size != nullptr && translate::is_retired(*size, translate::k_vm_table_day)) {
            throw base::Error(
                base::Exit::invalid,
                fmt::format("the cluster {} is of the size {}, which was retired on {}",
                            cluster.name, size->name, size->retired_on),
                size->successor.empty()
                    ? std::string("take another with --vm-size; --force sends it all the same")
                    : fmt::format("take {} with --vm-size, or --replace-retired-sizes; --force "
                                  "sends it all the same",
                                  size->successor));
        }
    }
}

void tell(Session& session, const std::vector<Step>& steps, bool dry) {
    for (const Step& step : steps) {
        if (step.error) {
            continue;
        }
        if (dry || step.action == Action::leave || !step.changes.empty()) {
            session.say(fmt::format("{}: {}", step.wanted.name, word(step, dry)));
        }
        std::string lines = diff::to_text(step.changes);
        if (!lines.empty()) {
            lines.pop_back();
            session.say(lines);
        }
        if (step.action == Action::create || diff::has_scale(step.changes)) {
            session.say(cost_of(step.wanted));
        }
    }
}

azure::Work work_of(Session& session, const Step& step) {
    const azure::Client& client = session.client();
    return {.request = step.action == Action::scale ? azure::scale_compute(client, step.wanted)
                                                    : azure::put_compute(client, step.wanted),
            .reattach = fmt::format("batchai-to-amlcompute cluster wait {}", step.wanted.name)};
}

void send(Session& session, std::vector<Step>& steps, bool follow) {
    std::vector<azure::Work> works;
    std::vector<Step*> sent;
    for (Step& step : steps) {
        if (step.sends()) {
            works.push_back(work_of(session, step));
            sent.push_back(&step);
        }
    }
    const auto take = [&](std::size_t i, const rest::Outcome& outcome) {
        Step& step = *sent[i];
        try {
            const std::string doing =
                fmt::format("{} the cluster {}",
                            step.action == Action::create ? "create" : "update", step.wanted.name);
            rest::expect(outcome, doing);
            step.live = azure::read_compute(outcome, step.wanted.name);
            session.done(fmt::format("{} the cluster {}",
                                     step.action == Action::create ? "created" : "updated",
                                     step.wanted.name));
        } catch (const base::Error& error) {
            step.error = error;
        }
    };
    azure::send_all(session.client(), std::move(works), follow, take);
}

void wait(Session& session, std::vector<Step>& steps, const WaitOptions& options) {
    std::vector<Waited> waited;
    std::vector<Step*> whose;
    for (Step& step : steps) {
        if (!step.error && step.action != Action::leave) {
            waited.push_back({.name = step.wanted.name, .state = step.live});
            whose.push_back(&step);
        }
    }
    wait_for(session, waited, options);
    for (std::size_t i = 0; i < waited.size(); ++i) {
        whose[i]->live = std::move(waited[i].state);
        whose[i]->error = std::move(waited[i].error);
    }
}

Json json_of(const Step& step, bool dry) {
    Json out = step.live ? status_json(*step.live) : Json{{"name", step.wanted.name}};
    out["action"] = step.error && step.action != Action::refuse ? "failed" : word(step, dry);
    out["changes"] = Json::parse(diff::to_json(step.changes));
    return out;
}

std::vector<Column> columns() {
    std::vector<Column> out = cluster_columns();
    out.insert(out.begin() + 1, {"Action", "action"});
    return out;
}

// Prints what became of each, and what went wrong with them; the exit code of all.
base::Exit finish(Env& env, const OutputOptions& output, const std::vector<Step>& steps, bool dry) {
    std::vector<Json> items;
    std::vector<base::Exit> ends;
    for (const Step& step : steps) {
        items.push_back(json_of(step, dry));
        if (step.error) {
            ends.push_back(step.error->code());
        }
    }
    const bool all_failed = ends.size() == steps.size();
    if (!all_failed) {
        print(env, output, one_or_all(std::move(items)), columns());
    }
    if (steps.size() == 1 && steps.front().error) {
        throw base::Error(*steps.front().error);
    }
    for (const Step& step : steps) {
        if (step.error) {
            say_error(env, *step.error);
        }
    }
    return worst(ends);
}

bool any_pending(const std::vector<Step>& steps) {
    return std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.sends(); });
}

} // namespace

base::Exit run_cluster_create(ClusterCreateOptions& o, Env& env) {
    Wanted wanted = wanted_clusters(o.wanted, env);
    if (wanted.exit != base::Exit::done) {
        return wanted.exit;
    }
    if (!o.force) {
        refuse_retired(wanted.clusters);
    }
    for (const aml::AmlCompute& cluster : wanted.clusters) {
        if (o.wait.min_nodes > cluster.max_instances) {
            throw base::Error(base::Exit::usage,
                              fmt::format("--min-node-count {}: {} has {} nodes at most",
                                          o.wait.min_nodes, cluster.name, cluster.max_instances));
        }
    }
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        session.client().operation = std::chrono::seconds(o.wait.timeout);
        std::vector<Step> steps = steps_of(session, std::move(wanted.clusters));
        std::vector<const aml::AmlCompute*> fresh;
        for (Step& step : steps) {
            if (step.live) {
                decide_about_live(step, o.if_exists);
            }
            if (step.action == Action::create) {
                fresh.push_back(&step.wanted);
            }
        }
        warn_about_sizes(session, fresh);
        tell(session, steps, o.dry_run);
        if (!o.dry_run) {
            send(session, steps, !o.wait.no_wait);
            if (!o.wait.no_wait) {
                wait(session, steps, o.wait);
            }
        }
        const base::Exit end = finish(env, o.output, steps, o.dry_run);
        return end == base::Exit::done && o.dry_run && o.exit_code && any_pending(steps)
                   ? base::Exit::differences
                   : end;
    });
}

base::Exit run_cluster_diff(ClusterDiffOptions& o, Env& env) {
    Wanted wanted = wanted_clusters(o.wanted, env);
    if (wanted.exit != base::Exit::done) {
        return wanted.exit;
    }
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        std::vector<Json> items;
        std::string text;
        bool differs = false;
        for (const Step& step : steps_of(session, std::move(wanted.clusters))) {
            const bool cluster = step.live && step.live->is_cluster();
            const std::vector<diff::Change> changes =
                cluster ? diff::compare(step.live->spec, step.wanted) : std::vector<diff::Change>{};
            const char* state = !step.live        ? "not there"
                                : !cluster        ? "another type of compute"
                                : changes.empty() ? "equal"
                                                  : "different";
            differs = differs || !cluster || !changes.empty();
            text += fmt::format("{}: {}\n{}", step.wanted.name, state, diff::to_text(changes));
            items.push_back({{"name", step.wanted.name},
                             {"state", state},
                             {"changes", Json::parse(diff::to_json(changes))}});
        }
        if (o.output.format == "table" && o.output.query.empty()) {
            env.terminal.out(text);
        } else {
            print(env, o.output, one_or_all(std::move(items)),
                  {{"Name", "name"}, {"State", "state"}});
        }
        return differs ? base::Exit::differences : base::Exit::done;
    });
}

} // namespace cli
