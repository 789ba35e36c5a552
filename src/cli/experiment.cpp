// `experiment create`, `list`, `show`. A job makes its experiment by itself; these are for scripts
// that did it beforehand.

#include "cli/experiment.hpp"

#include "aml/names.hpp"
#include "azure/experiment.hpp"
#include "base/strings.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string& value) {
    return value.empty() ? Json() : Json(value);
}

Json json_of(const azure::Experiment& experiment) {
    Json out = {{"name", experiment.name},
                {"id", text(experiment.id)},
                {"created", text(experiment.created)},
                {"archived", text(experiment.archived)}};
    out["tags"] = Json::object();
    for (const auto& [name, value] : experiment.tags) {
        out["tags"][name] = value;
    }
    return out;
}

const std::vector<Column>& columns() {
    static const std::vector<Column> k_columns = {
        {"Name", "name"}, {"Created", "created"}, {"Archived", "archived"}, {"Id", "id"}};
    return k_columns;
}

void check(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        if (!aml::is_accepted(aml::NameKind::experiment, name)) {
            throw base::Error(
                base::Exit::usage,
                fmt::format("\"{}\" is no name of an experiment", base::printable(name, 80)),
                aml::name_rule(aml::NameKind::experiment));
        }
    }
}

std::string data_plane(Session& session) {
    const azure::Workspace workspace =
        azure::expect_workspace(session.loop().send(azure::get_workspace(session.client())),
                                session.client().place.workspace);
    return azure::find_data_plane(session.client(), workspace);
}

Json one_or_all(Json items) {
    return items.size() == 1 ? items[0] : items;
}

void add_names(CLI::App& app, ExperimentOptions& o) {
    app.add_option("NAME,-n,--name", o.names, "Experiments")->required();
}

void add_shared(CLI::App& app, ExperimentOptions& o, const char* format) {
    add_output_options(app, o.output, format);
    add_connection_options(app, o.connection);
}

} // namespace

void setup_experiment_create(CLI::App& app, ExperimentOptions& o) {
    add_names(app, o);
    app.add_flag("--dry-run", o.dry_run, "Change nothing: say what would be made");
    app.add_flag("--exit-code", o.exit_code,
                 "With --dry-run: exit 5 where something would be made");
    add_shared(app, o, "yaml");
}

base::Exit run_experiment_create(ExperimentOptions& o, Env& env) {
    check(o.names);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        const std::string address = data_plane(session);
        Json items = Json::array();
        bool pending = false;
        for (const std::string& name : o.names) {
            if (o.dry_run) {
                const auto found = azure::get_experiment(session.client(), address, name);
                pending = pending || !found;
                items.push_back(found ? json_of(*found) : Json{{"name", name}});
                items.back()["action"] = found ? "unchanged" : "would create";
                continue;
            }
            bool made = false;
            items.push_back(
                json_of(azure::create_experiment(session.client(), address, name, made)));
            items.back()["action"] = made ? "created" : "unchanged";
            if (made) {
                session.done(fmt::format("created the experiment {}", name));
            }
        }
        std::vector<Column> shown = columns();
        shown.insert(shown.begin() + 1, {"Action", "action"});
        print(env, o.output, one_or_all(std::move(items)), shown);
        return o.exit_code && pending ? base::Exit::differences : base::Exit::done;
    });
}

void setup_experiment_show(CLI::App& app, ExperimentOptions& o) {
    add_names(app, o);
    add_shared(app, o, "yaml");
}

base::Exit run_experiment_show(ExperimentOptions& o, Env& env) {
    check(o.names);
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        const std::string address = data_plane(session);
        Json items = Json::array();
        for (const std::string& name : o.names) {
            const auto found = azure::get_experiment(session.client(), address, name);
            if (!found) {
                throw base::Error(base::Exit::refused,
                                  fmt::format("there is no experiment {}", name),
                                  "experiment list shows what there is");
            }
            items.push_back(json_of(*found));
        }
        print(env, o.output, one_or_all(std::move(items)), columns());
        return base::Exit::done;
    });
}

void setup_experiment_list(CLI::App& app, ExperimentOptions& o) {
    add_shared(app, o, "table");
}

base::Exit run_experiment_list(ExperimentOptions& o, Env& env) {
    return online(o.connection, env, Needs::workspace, [&](Session& session) {
        std::vector<azure::Experiment> experiments =
            azure::list_experiments(session.client(), data_plane(session));
        std::sort(experiments.begin(), experiments.end(),
                  [](const auto& a, const auto& b) { return a.name < b.name; });
        Json items = Json::array();
        for (const azure::Experiment& experiment : experiments) {
            items.push_back(json_of(experiment));
        }
        print(env, o.output, items, columns());
        return base::Exit::done;
    });
}

} // namespace cli
