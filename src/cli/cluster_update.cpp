// `cluster update` and `cluster delete`: of clusters that are there, by name.

#include "base/strings.hpp"
#include "cli/cluster.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

// One cluster, and what is to become of it.
struct Target {
    std::string name;
    std::optional<azure::Compute> live = {};
    aml::AmlCompute wanted = {};
    std::vector<diff::Change> changes = {};
    std::string action = {};
    std::optional<base::Error> error = {};

    // Also what failed the last time is sent again.
    [[nodiscard]] bool sends() const {
        return !error && (!changes.empty() || (live && live->is_state("Failed")));
    }
};

std::vector<Target> look_at(Session& session, const std::vector<std::string>& names) {
    std::vector<rest::Request> requests;
    requests.reserve(names.size());
    for (const std::string& name : names) {
        requests.push_back(
            azure::get(session.client(), azure::compute_url(session.client(), name)));
    }
    const std::vector<rest::Outcome> outcomes = session.loop().send_all(std::move(requests));
    std::vector<Target> out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        out.push_back({.name = names[i]});
        out.back().live = azure::read_compute(outcomes[i], names[i]);
    }
    return out;
}

base::Exit finish(Env& env, const OutputOptions& output, const std::vector<Target>& targets) {
    std::vector<Json> items;
    std::vector<base::Exit> ends;
    for (const Target& target : targets) {
        Json item = target.live ? status_json(*target.live) : Json{{"name", target.name}};
        item["action"] = target.error ? "failed" : target.action;
        item["changes"] = Json::parse(diff::to_json(target.changes));
        items.push_back(std::move(item));
        if (target.error) {
            ends.push_back(target.error->code());
        }
    }
    if (ends.size() < targets.size()) {
        std::vector<Column> columns = cluster_columns();
        columns.insert(columns.begin() + 1, {"Action", "action"});
        print(env, output, one_or_all(std::move(items)), columns);
    }
    if (targets.size() == 1 && targets.front().error) {
        throw base::Error(*targets.front().error);
    }
    for (const Target& target : targets) {
        if (target.error) {
            say_error(env, *target.error);
        }
    }
    return worst(ends);
}

// "team=vision", and "team=" for an empty value.
aml::Strings tags_of(const std::vector<std::string>& words) {
    aml::Strings out;
    for (const std::string& word : words) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0) {
            throw base::Error(base::Exit::usage, fmt::format("--tags: \"{}\" is not NAME=VALUE",
                                                             base::printable(word, 80)));
        }
        out[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return out;
}

void want(const ClusterUpdateOptions& o, Target& target) {
    if (!target.live || !target.live->is_cluster()) {
        target.error = base::Error(base::Exit::refused,
                                   target.live ? fmt::format("{} is a compute of the type {}",
                                                             target.name, target.live->type)
                                               : fmt::format("there is no cluster {}", target.name),
                                   "cluster list shows what there is");
        return;
    }
    aml::AmlCompute& wanted = target.wanted;
    wanted = target.live->spec;
    wanted.min_instances = o.target.value_or(o.minimum.value_or(wanted.min_instances));
    wanted.max_instances = o.target.value_or(o.maximum.value_or(wanted.max_instances));
    wanted.idle_time_before_scale_down = o.idle_time.value_or(wanted.idle_time_before_scale_down);
    if (wanted.max_instances < wanted.min_instances || wanted.max_instances < 1) {
        target.error = base::Error(base::Exit::usage,
                                   fmt::format("{}: from {} to {} nodes is no range", target.name,
                                               wanted.min_instances, wanted.max_instances),
                                   "a cluster has 1 node at most or more; say --max too");
        return;
    }
    for (const auto& [name, value] : tags_of(o.tags)) {
        wanted.tags[name] = value;
    }
    target.changes = diff::compare(target.live->spec, wanted);
}

// A PUT with everything as it is would lose the account's key, which the service does not show.
void refuse_tags_of_account(Target& target) {
    const aml::AmlCompute& live = target.live->spec;
    if (diff::has_tags(target.changes) && (live.ssh_settings || live.disable_local_auth == false)) {
        target.error = base::Error(
            base::Exit::refused,
            fmt::format("the tags of {} change only with all of it, and its ssh key is not shown",
                        target.name),
            "cluster create -f with its definition updates the tags");
    }
}

void update(Session& session, std::vector<Target>& targets, bool no_wait) {
    std::vector<azure::Work> works;
    std::vector<Target*> sent;
    for (Target& target : targets) {
        if (!target.sends()) {
            continue;
        }
        works.push_back(
            {.request = diff::has_tags(target.changes)
                            ? azure::put_compute(session.client(), target.wanted)
                            : azure::scale_compute(session.client(), target.wanted),
             .reattach = fmt::format("batchai-to-amlcompute cluster wait {}", target.name)});
        sent.push_back(&target);
    }
    const auto take = [&](std::size_t i, const rest::Outcome& outcome) {
        Target& target = *sent[i];
        try {
            rest::expect(outcome, fmt::format("update the cluster {}", target.name));
            target.live = azure::read_compute(outcome, target.name);
            session.done(fmt::format("updated the cluster {}", target.name));
        } catch (const base::Error& error) {
            target.error = error;
        }
    };
    azure::send_all(session.client(), std::move(works), !no_wait, take);
}

void wait(Session& session, std::vector<Target>& targets, const WaitOptions& options) {
    std::vector<Waited> waited;
    std::vector<Target*> whose;
    for (Target& target : targets) {
        if (!target.error) {
            waited.push_back({.name = target.name, .state = target.live});
            whose.push_back(&target);
        }
    }
    wait_for(session, waited, options);
    for (std::size_t i = 0; i < waited.size(); ++i) {
        whose[i]->live = std::move(waited[i].state);
        whose[i]->error = std::move(waited[i].error);
    }
}

bool any_change(const std::vector<Target>& targets) {
    return std::any_of(targets.begin(), targets.end(),
                       [](const Target& target) { return target.sends(); });
}

void remove(Session& session, std::vector<Target>& targets, bool no_wait) {
    std::vector<azure::Work> works;
    std::vector<Target*> sent;
    for (Target& target : targets) {
        if (target.live) {
            works.push_back({.request = azure::delete_compute(session.client(), target.name),
                             .reattach = fmt::format(
                                 "batchai-to-amlcompute cluster delete {} --yes", target.name)});
            sent.push_back(&target);
        }
    }
    const auto take = [&](std::size_t i, const rest::Outcome& outcome) {
        Target& target = *sent[i];
        try {
            rest::expect(outcome, fmt::format("delete the cluster {}", target.name), {404});
            target.action = no_wait ? "is being deleted" : "deleted";
            target.live.reset();
            session.done(fmt::format("deleted the cluster {}", target.name));
        } catch (const base::Error& error) {
            target.error = error;
        }
    };
    azure::send_all(session.client(), std::move(works), !no_wait, take);
}

} // namespace

base::Exit run_cluster_update(ClusterUpdateOptions& o, Env& env) {
    const std::vector<std::string> names = compute_names(o.names);
    if (!o.minimum && !o.maximum && !o.target && !o.idle_time && tags_of(o.tags).empty()) {
        throw base::Error(base::Exit::usage, "nothing is said that shall change",
                          "say --min, --max, --target, --idle-time or --tags");
    }
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        session.client().operation = std::chrono::seconds(o.wait.timeout);
        std::vector<Target> targets = look_at(session, names);
        for (Target& target : targets) {
            want(o, target);
            if (!target.error) {
                refuse_tags_of_account(target);
            }
            target.action = !target.sends() ? "unchanged" : o.dry_run ? "would update" : "updated";
            if (!target.changes.empty() && !target.error) {
                session.say(fmt::format("{}:", target.name));
                std::string lines = diff::to_text(target.changes);
                lines.pop_back();
                session.say(lines);
            }
        }
        const bool pending = any_change(targets);
        if (!o.dry_run) {
            update(session, targets, o.wait.no_wait);
            if (!o.wait.no_wait) {
                wait(session, targets, o.wait);
            }
        }
        const base::Exit end = finish(env, o.output, targets);
        return end == base::Exit::done && o.dry_run && o.exit_code && pending
                   ? base::Exit::differences
                   : end;
    });
}

base::Exit run_cluster_delete(ClusterDeleteOptions& o, Env& env) {
    const std::vector<std::string> names = compute_names(o.names);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        session.client().operation = std::chrono::seconds(o.timeout);
        std::vector<Target> targets = look_at(session, names);
        std::vector<std::string> there;
        for (Target& target : targets) {
            target.action = target.live ? "would delete" : "not there";
            if (target.live) {
                there.push_back(target.name);
            }
        }
        if (o.dry_run) {
            const base::Exit end = finish(env, o.output, targets);
            return o.exit_code && !there.empty() ? base::Exit::differences : end;
        }
        if (!there.empty()) {
            confirm(env, o.yes,
                    fmt::format("Delete {} of the workspace {}?", base::join(there, ", "),
                                session.client().place.workspace));
        }
        remove(session, targets, o.no_wait);
        return finish(env, o.output, targets);
    });
}

} // namespace cli
