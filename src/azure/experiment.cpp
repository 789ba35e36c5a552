#include "azure/experiment.hpp"

#include "rest/json.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace azure {

namespace {

using nlohmann::json;

constexpr std::size_t k_most_pages = 1000;

Experiment experiment_of(const json& body, const rest::Outcome& outcome, std::string_view doing) {
    Experiment out{.name = required(body, "name", outcome, doing),
                   .id = text_at(body, "experimentId"),
                   .created = text_at(body, "createdUtc"),
                   .archived = text_at(body, "archivedTime"),
                   .tags = {}};
    if (const json* tags = at(body, "tags"); tags != nullptr && tags->is_object()) {
        for (const auto& [name, value] : tags->items()) {
            if (value.is_string()) {
                out.tags[name] = value.get<std::string>();
            }
        }
    }
    return out;
}

std::string history_url(const Client& client, const std::string& data_plane,
                        std::string_view rest) {
    return fmt::format("{}/history/v1.0{}{}", data_plane, workspace_id(client.place), rest);
}

std::string experiment_url(const Client& client, const std::string& data_plane,
                           const std::string& name) {
    return history_url(client, data_plane, "/experiments/" + rest::encode(name));
}

} // namespace

std::string find_data_plane(const Client& client, const Workspace& workspace) {
    const std::string doing = fmt::format("find the data plane of {}", workspace.name);
    if (workspace.discovery_url.empty()) {
        throw base::Error(base::Exit::refused,
                          fmt::format("cannot {}: the workspace has no discoveryUrl", doing),
                          "is it still being made? workspace show tells its state");
    }
    const rest::Outcome outcome =
        client.loop.send(bounded(client, rest::get(workspace.discovery_url, "")));
    std::string address = required(object_of(outcome, doing), "api", outcome, doing);
    while (address.ends_with('/')) {
        address.pop_back();
    }
    return address;
}

Experiment create_experiment(const Client& client, const std::string& data_plane,
                             const std::string& name, bool& made) {
    const std::string doing = fmt::format("create the experiment {}", name);
    rest::Request request = rest::post(experiment_url(client, data_plane, name), scope(client),
                                       "{}", rest::Repeat::create_or_get);
    const rest::Outcome outcome = client.loop.send(bounded(client, std::move(request)));
    made = outcome.ok();
    if (outcome.is(409) || outcome.is(400)) {
        // There already; or made by an attempt whose answer was lost.
        if (auto found = get_experiment(client, data_plane, name)) {
            return std::move(*found);
        }
    }
    return experiment_of(object_of(outcome, doing), outcome, doing);
}

std::optional<Experiment> get_experiment(const Client& client, const std::string& data_plane,
                                         const std::string& name) {
    const rest::Outcome outcome =
        client.loop.send(get(client, experiment_url(client, data_plane, name)));
    if (outcome.is(404)) {
        return std::nullopt;
    }
    const std::string doing = fmt::format("read the experiment {}", name);
    return experiment_of(object_of(outcome, doing), outcome, doing);
}

// Pages are asked for by a token in the body.
std::vector<Experiment> list_experiments(const Client& client, const std::string& data_plane) {
    constexpr std::string_view k_doing = "list the experiments";
    std::vector<Experiment> out;
    std::string from;
    for (std::size_t page = 0; page < k_most_pages; ++page) {
        json body = json::object();
        if (!from.empty()) {
            body["continuationToken"] = from;
        }
        const rest::Outcome outcome = client.loop.send(
            post(client, history_url(client, data_plane, "/experiments:query"), body.dump()));
        const json answer = object_of(outcome, k_doing);
        const json* items = at(answer, "value");
        if (items == nullptr || !items->is_array()) {
            throw base::Error(base::Exit::refused,
                              fmt::format("cannot {}: the answer is no list", k_doing));
        }
        for (const json& item : *items) {
            out.push_back(experiment_of(item, outcome, k_doing));
        }
        const std::string next = text_at(answer, "continuationToken");
        if (next.empty() || next == from) {
            return out;
        }
        from = next;
    }
    throw base::Error(base::Exit::refused,
                      fmt::format("cannot {}: it has more than {} pages", k_doing, k_most_pages));
}

} // namespace azure
