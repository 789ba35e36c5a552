#include "azure/client.hpp"

#include "base/strings.hpp"
#include "rest/json.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace azure {

namespace {

using nlohmann::json;

[[noreturn]] void time_is_over() {
    throw base::Error(base::Exit::unavailable, "the time of --max-time is over",
                      "run the same command again: it finds what is there already");
}

base::Milliseconds left(const Client& client) {
    return client.end
               ? std::chrono::floor<base::Milliseconds>(*client.end - client.loop.clock().now())
               : base::Milliseconds::max();
}

// "request id …, correlation id …" of an answer.
std::string ids_of(const rest::Outcome& outcome) {
    std::string out;
    for (const auto& [name, header] :
         {std::pair{"request id", "x-ms-request-id"},
          std::pair{"correlation id", "x-ms-correlation-request-id"}}) {
        if (const auto found = rest::find(outcome.response.headers, header)) {
            out +=
                fmt::format("{}{} {}", out.empty() ? "" : ", ", name, base::printable(*found, 80));
        }
    }
    if (!outcome.client_request_id.empty()) {
        out +=
            fmt::format("{}our request id {}", out.empty() ? "" : ", ", outcome.client_request_id);
    }
    return out;
}

// The operations of follow_all, so many at a time. Shared with the callbacks.
struct Queue : std::enable_shared_from_this<Queue> {
    const Client* client = nullptr;
    std::vector<Work> works;
    std::vector<rest::Outcome> outcomes;
    std::function<void(std::size_t, const rest::Outcome&)> done;
    std::size_t next = 0;
    std::size_t ended = 0;

    void start_one() {
        if (next == works.size()) {
            return;
        }
        const std::size_t i = next++;
        Work& work = works[i];
        rest::FollowOptions options{.interval = client->looks_every,
                                    .total = std::min(client->operation, left(*client)),
                                    .reattach = work.reattach,
                                    .progress = work.progress};
        rest::follow(client->loop, std::move(work.request), std::move(options),
                     [self = shared_from_this(), i](rest::Outcome outcome) {
                         self->outcomes[i] = std::move(outcome);
                         ++self->ended;
                         if (self->done) {
                             self->done(i, self->outcomes[i]);
                         }
                         self->start_one();
                     });
    }
};

} // namespace

std::string subscription_id(const Place& place) {
    return "/subscriptions/" + rest::encode(place.subscription);
}

std::string group_id(const Place& place) {
    return subscription_id(place) + "/resourceGroups/" + rest::encode(place.resource_group);
}

std::string provider_id(const Place& place, std::string_view type, std::string_view name) {
    return fmt::format("{}/providers/{}/{}", group_id(place), type, rest::encode(name));
}

std::string workspace_id(const Place& place) {
    return provider_id(place, "Microsoft.MachineLearningServices/workspaces", place.workspace);
}

std::string segment_of(std::string_view id, std::string_view segment) {
    const auto parts = base::split(id, '/');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (base::iequals(parts[i], segment)) {
            return rest::decode(parts[i + 1]);
        }
    }
    return {};
}

std::string name_of(std::string_view id) {
    return rest::decode(base::split(id, '/').back());
}

std::string url(const Client& client, std::string_view path, std::string_view version) {
    return rest::with_query(client.cloud.resource_manager + std::string(path), "api-version",
                            version);
}

std::string ml_url(const Client& client, std::string_view path) {
    return url(client, path, client.version);
}

std::string scope(const Client& client) {
    return client.cloud.management_scope();
}

rest::Request bounded(const Client& client, rest::Request request) {
    const base::Milliseconds time = left(client);
    if (time.count() <= 0) {
        time_is_over();
    }
    request.limits.total = std::min(request.limits.total, time);
    return request;
}

rest::Request get(const Client& client, std::string url) {
    return bounded(client, rest::get(std::move(url), scope(client)));
}

rest::Request put(const Client& client, std::string url, std::string json) {
    return bounded(client, rest::put(std::move(url), scope(client), std::move(json)));
}

rest::Request patch(const Client& client, std::string url, std::string json) {
    // Ours say a state: twice is once.
    return bounded(client, rest::patch(std::move(url), scope(client), std::move(json),
                                       rest::Repeat::repeatable));
}

rest::Request remove(const Client& client, std::string url) {
    return bounded(client, rest::remove(std::move(url), scope(client)));
}

rest::Request post(const Client& client, std::string url, std::string json) {
    return bounded(client, rest::post(std::move(url), scope(client), std::move(json),
                                      rest::Repeat::repeatable));
}

std::vector<rest::Outcome>
follow_all(const Client& client, std::vector<Work> works,
           const std::function<void(std::size_t, const rest::Outcome&)>& done) {
    const auto queue = std::make_shared<Queue>();
    queue->client = &client;
    queue->outcomes.resize(works.size());
    queue->works = std::move(works);
    queue->done = done;
    for (std::size_t i = 0; i < client.max_parallel; ++i) {
        queue->start_one();
    }
    client.loop.run_until([&] { return queue->ended == queue->works.size(); });
    return std::move(queue->outcomes);
}

rest::Outcome follow(const Client& client, Work work) {
    std::vector<Work> one;
    one.push_back(std::move(work));
    return std::move(follow_all(client, std::move(one)).front());
}

void pause(const Client& client, base::Milliseconds span) {
    if (left(client) <= span) {
        time_is_over();
    }

    struct State {
        bool over = false;
        bool stopped = false;
    };

    const auto state = std::make_shared<State>();
    client.loop.after(span, [state](bool stopped) { *state = {true, stopped}; });
    client.loop.run_until([&] { return state->over; });
    if (state->stopped) {
        throw base::Error(base::Exit::interrupted, "interrupted");
    }
}

json object_of(const rest::Outcome& outcome, std::string_view doing) {
    json body = rest::parse_json(rest::expect(outcome, doing).body);
    if (!body.is_object()) {
        throw base::Error(base::Exit::refused,
                          fmt::format("cannot {}: the answer is no JSON object", doing),
                          ids_of(outcome));
    }
    return body;
}

bool is_about_the_object(const rest::ServiceError& error) {
    return !base::is_one_of(error.code, {"ResourceGroupNotFound", "SubscriptionNotFound",
                                         "ParentResourceNotFound", "WorkspaceNotFound"});
}

const json* at(const json& object, std::string_view path) {
    const json* found = &object;
    for (const std::string_view name : base::split(path, '.')) {
        found = rest::member(*found, std::string(name).c_str());
        if (found == nullptr) {
            return nullptr;
        }
    }
    return found;
}

std::string text_at(const json& object, std::string_view path) {
    const json* found = at(object, path);
    return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
}

std::optional<std::int64_t> number_at(const json& object, std::string_view path) {
    const json* found = at(object, path);
    if (found == nullptr || !found->is_number_integer()) {
        return std::nullopt;
    }
    return found->get<std::int64_t>();
}

std::string required(const json& object, std::string_view path, const rest::Outcome& outcome,
                     std::string_view doing) {
    std::string text = text_at(object, path);
    if (text.empty()) {
        throw base::Error(base::Exit::refused,
                          fmt::format("cannot {}: the answer has no {}", doing, path),
                          ids_of(outcome));
    }
    return text;
}

void send_all(const Client& client, std::vector<Work> works, bool to_the_end,
              const std::function<void(std::size_t, const rest::Outcome&)>& done) {
    if (to_the_end) {
        follow_all(client, std::move(works), done);
        return;
    }
    std::vector<rest::Request> requests;
    requests.reserve(works.size());
    for (Work& work : works) {
        requests.push_back(std::move(work.request));
    }
    const std::vector<rest::Outcome> outcomes = client.loop.send_all(std::move(requests));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        done(i, outcomes[i]);
    }
}

} // namespace azure
