// `workspace config`: .azureml/config.json, shown, written, or made of the recipes' configuration.

#include "base/strings.hpp"
#include "bundle/bundle.hpp"
#include "cli/workspace.hpp"
#include "report/report.hpp"
#include "translate/storage.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t k_largest = 1ULL << 20U;

std::string text_of(const azure::Place& place) {
    const Json config = {{"subscription_id", place.subscription},
                         {"resource_group", place.resource_group},
                         {"workspace_name", place.workspace}};
    return config.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What the file says, where no flag says otherwise. Says what its secrets become.
void import(WorkspaceConfigOptions& o, Env& env) {
    const bundle::Request request{
        .paths = {o.from_batchai}, .output_dir = {}, .options = {}, .scope = {}, .render = false};
    const bundle::Bundle bundle = bundle::convert(request, env.files);
    env.terminal.err(report::findings_text(bundle.report, 200, env.terminal.err_is_terminal()));
    const batchai::Configuration* found = nullptr;
    bundle::each_object(bundle, [&](const bundle::Item&, const bundle::Object& object) {
        if (object.configuration && found == nullptr) {
            found = &*object.configuration;
        }
    });
    if (found == nullptr) {
        throw base::Error(base::Exit::invalid,
                          fmt::format("{} is no configuration.json of the Batch AI recipes",
                                      base::printable(o.from_batchai, 400)),
                          "it has subscription_id, resource_group and storage_account");
    }
    const auto fill = [](std::string& value, const batchai::Text& said) {
        if (value.empty() && said.given() && !translate::has_user_placeholder(said.value)) {
            value = std::string(said.value);
        }
    };
    fill(o.connection.subscription, found->subscription_id);
    fill(o.connection.resource_group, found->resource_group);
    fill(o.connection.workspace, found->workspace);
}

void show(const Connection& connection, const OutputOptions& output, Env& env) {
    Json items = Json::array();
    for (const auto& [name, setting] : {std::pair{"subscription_id", &connection.subscription},
                                        std::pair{"resource_group", &connection.resource_group},
                                        std::pair{"workspace_name", &connection.workspace},
                                        std::pair{"cloud", &connection.cloud}}) {
        items.push_back({{"setting", name},
                         {"value", setting->given() ? Json(setting->value) : Json()},
                         {"from", setting->given() ? Json(setting->from) : Json()}});
    }
    print(env, output, items, {{"Setting", "setting"}, {"Value", "value"}, {"From", "from"}});
}

} // namespace

bool write_config(Env& env, const azure::Place& place, bool force) {
    const std::string text = text_of(place);
    if (env.files.type(k_config_path, true) == base::FileType::regular) {
        if (env.files.read(k_config_path, k_largest) == text) {
            return true;
        }
        if (!force) {
            return false;
        }
    }
    env.files.make_folder(std::string(base::parent_path(k_config_path)));
    env.files.write(k_config_path, text, false);
    return true;
}

base::Exit run_workspace_config(WorkspaceConfigOptions& o, Env& env) {
    if (!o.from_batchai.empty()) {
        import(o, env);
    }
    const bool writes = !o.from_batchai.empty() || o.force || !o.connection.subscription.empty() ||
                        !o.connection.resource_group.empty() || !o.connection.workspace.empty();
    const Connection connection = find_connection(o.connection, env);
    if (!writes) {
        show(connection, o.output, env);
        return base::Exit::done;
    }
    const azure::Place place{.subscription = needed(connection.subscription, "subscription"),
                             .resource_group = needed(connection.resource_group, "resource group"),
                             .workspace = needed(connection.workspace, "workspace")};
    if (!write_config(env, place, o.force)) {
        throw base::Error(base::Exit::invalid,
                          fmt::format("{} is there and says something else", k_config_path),
                          "--force writes over it");
    }
    env.terminal.err(fmt::format("wrote {}\n", k_config_path));
    show(connection, o.output, env);
    return base::Exit::done;
}

} // namespace cli
