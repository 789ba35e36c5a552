// The data plane of a workspace as far as experiments go: where it is (discovery), and run history.

#include "base/strings.hpp"
#include "emulator/call.hpp"

#include <fmt/format.h>

namespace emulator {

namespace {

constexpr const char* k_workspace =
    "/subscriptions/{sub}/resourceGroups/{rg}/providers/Microsoft.MachineLearningServices/"
    "workspaces/{ws}";

Response discovery(Call& call) {
    json services = json::object();
    for (const char* name : {"api", "history", "experimentation", "mlflow", "metrics"}) {
        services[name] = call.state.settings.base_url;
    }
    return answer(200, services);
}

// Where it is kept: below the workspace, so that it goes with it.
std::string kept_at(const Call& call, const std::string& name) {
    return fmt::format("{}/experiments/{}", call.workspace_id(), name);
}

Response no_workspace(const Call& call) {
    return history_error(404, fmt::format("Workspace {} was not found.", call.name("ws")),
                         "NotFound");
}

bool has_workspace(const Call& call) {
    return call.state.find(call.workspace_id()) != nullptr;
}

Response create_experiment(Call& call) {
    if (!has_workspace(call)) {
        return no_workspace(call);
    }
    const std::string name = call.name("name");
    if (call.state.find(kept_at(call, name)) != nullptr) {
        return history_error(409, fmt::format("Experiment {} already exists.", name), "Conflict");
    }
    json document = {{"experimentId", guid_of("experiment " + base::lower(kept_at(call, name)))},
                     {"name", name},
                     {"description", call.body.value("description", "")},
                     {"createdUtc", call.state.timestamp()},
                     {"tags", call.body.value("tags", json::object())},
                     {"archivedTime", nullptr},
                     {"retainForLifetimeOfWorkspace", true},
                     {"artifactLocation", nullptr}};
    return answer(200, call.state.add(kept_at(call, name), document).document);
}

Response get_experiment(Call& call) {
    if (!has_workspace(call)) {
        return no_workspace(call);
    }
    const Resource* experiment = call.state.find(kept_at(call, call.name("name")));
    return experiment == nullptr
               ? history_error(404,
                               fmt::format("Experiment {} in workspace {} was not found.",
                                           call.name("name"), call.name("ws")),
                               "NotFound")
               : answer(200, experiment->document);
}

const Resource* with_id(const Call& call) {
    for (const auto& [id, resource] : call.state.resources) {
        if (id.starts_with(base::lower(call.workspace_id()) + "/experiments/") &&
            resource.document["experimentId"] == call.name("experiment")) {
            return &resource;
        }
    }
    return nullptr;
}

Response get_by_id(Call& call) {
    const Resource* experiment = with_id(call);
    return experiment == nullptr ? history_error(404, "The experiment was not found.", "NotFound")
                                 : answer(200, experiment->document);
}

// An operation in the service; short enough here to be over with the answer.
Response delete_by_id(Call& call) {
    const Resource* experiment = with_id(call);
    if (experiment == nullptr) {
        return history_error(404, "The experiment was not found.", "NotFound");
    }
    call.state.resources.erase(base::lower(experiment->id));
    return no_content(200);
}

Response query_experiments(Call& call) {
    if (!has_workspace(call)) {
        return no_workspace(call);
    }
    const json wanted =
        call.request.body.empty() ? json::object() : json::parse(call.request.body, nullptr, false);
    if (!wanted.is_object()) {
        return history_error(400, "The body is no JSON object.", "BadArgument");
    }
    const std::vector<json> all = call.state.list(call.workspace_id(), "/experiments");
    std::size_t begin = 0;
    if (wanted.contains("continuationToken") && wanted["continuationToken"].is_string()) {
        begin = static_cast<std::size_t>(
            std::atoll(wanted["continuationToken"].get<std::string>().c_str()));
    }
    std::size_t size = call.state.settings.page_size;
    if (wanted.contains("top") && wanted["top"].is_number_unsigned()) {
        size = std::min(size, wanted["top"].get<std::size_t>());
    }
    json items = json::array();
    for (std::size_t i = begin; i < std::min(all.size(), begin + size); ++i) {
        items.push_back(all[i]);
    }
    const bool more = begin + size < all.size();
    return answer(200, {{"value", items},
                        {"continuationToken", more ? json(std::to_string(begin + size)) : nullptr},
                        {"nextLink", nullptr}});
}

} // namespace

void add_history_routes(Routes& routes) {
    const std::string history = std::string("/history/v1.0") + k_workspace;
    const auto plane = Plane::history;
    routes.push_back({"GET", "/discovery", Plane::open, discovery});
    routes.push_back({"GET", history + "/experiments/{name}", plane, get_experiment});
    routes.push_back(
        {"POST", history + "/experiments/{name}", plane, create_experiment, &experiment_body()});
    routes.push_back({"POST", history + "/experiments:query", plane, query_experiments});
    routes.push_back({"GET", history + "/experimentids/{experiment}", plane, get_by_id});
    routes.push_back({"DELETE", history + "/experimentids/{experiment}", plane, delete_by_id});
}

} // namespace emulator
