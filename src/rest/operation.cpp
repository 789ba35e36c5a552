#include "rest/operation.hpp"

#include "base/strings.hpp"
#include "rest/guard.hpp"
#include "rest/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace rest {

namespace {

using nlohmann::json;
using Watch = Operation::Watch;
using State = Progress::State;

// So many answers without a word are no operation.
constexpr int k_most_blanks = 10;

std::string header(const Response& response, std::string_view name) {
    return std::string(find(response.headers, name).value_or(""));
}

// What a word for a state means; none that is not known ends anything.
State state_of(std::string_view status) {
    const std::string low = base::lower(status);
    if (low == "succeeded" || low == "completed") {
        return State::succeeded;
    }
    return base::is_one_of(low, {"failed", "canceled", "cancelled"}) ? State::failed
                                                                     : State::running;
}

// The error in a body of success: at the top of a status, inside a resource.
ServiceError error_in(const json& body, const Outcome& answer, std::string_view word) {
    ServiceError error;
    const json* properties = member(body, "properties");
    if (member(body, "error") != nullptr) {
        error = read_error_body(body.dump(), answer.known);
    } else if (properties != nullptr && member(*properties, "error") != nullptr) {
        error = read_error_body(properties->dump(), {});
    } else if (properties != nullptr) {
        for (const char* list : {"provisioningErrors", "errors"}) {
            const json* errors = member(*properties, list);
            if (errors != nullptr && errors->is_array() && !errors->empty()) {
                error = read_error_body(errors->front().dump(), answer.known);
                break;
            }
        }
    }
    error.status = answer.response.status;
    if (error.code.empty()) {
        error.code = word;
    }
    return error;
}

Progress progress_of(const json& body, const Outcome& answer, const std::string& word) {
    Progress progress{.state = state_of(word), .status = word};
    if (const json* percent = member(body, "percentComplete");
        percent != nullptr && percent->is_number()) {
        progress.percent = percent->get<double>();
    }
    if (progress.state == State::failed) {
        progress.error = error_in(body, answer, progress.status);
    }
    return progress;
}

std::string provisioning_state(const json& body) {
    const json* properties = member(body, "properties");
    return properties != nullptr ? text_of(*properties, "provisioningState") : "";
}

Progress cannot_follow(Failure failure) {
    return {.state = State::failed, .failure = std::move(failure)};
}

Progress blank(Operation& operation) {
    if (++operation.blanks < k_most_blanks) {
        return {};
    }
    return cannot_follow({.kind = Failure::Kind::unusable,
                          .what = fmt::format("{} answers in a row say nothing about the operation",
                                              operation.blanks),
                          .help = "look at the object itself"});
}

Progress read_status(Operation& operation, const Outcome& answer) {
    const Response& response = answer.response;
    if (response.status == 204) {
        return {.state = State::succeeded};
    }
    const json body = parse_json(response.body);
    std::string said = body.is_discarded() ? "" : text_of(body, "status");
    if (said.empty() && !body.is_discarded()) {
        said = provisioning_state(body);
    }
    if (said.empty()) {
        return response.status == 202 ? Progress{} : blank(operation);
    }
    operation.blanks = 0;
    return progress_of(body, answer, said);
}

Progress read_resource(Operation& operation, const Outcome& answer) {
    const json body = parse_json(answer.response.body);
    if (body.is_discarded() || !body.is_object()) {
        return blank(operation);
    }
    operation.blanks = 0;
    const std::string said = provisioning_state(body);
    Progress progress = progress_of(body, answer, said);
    if (operation.method == Method::delete_) {
        // It is still there: only its failure ends the waiting.
        progress.state = progress.state == State::failed ? State::failed : State::running;
    } else if (said.empty()) {
        progress.state = State::succeeded; // as azure-mgmt-core reads it
    }
    return progress;
}

// Newer addresses replace older ones. False: one leads to another host.
bool take_addresses(Operation& operation, const Response& response, Progress& progress) {
    const std::string_view names[] = {"Azure-AsyncOperation", "Operation-Location", "Location"};
    for (const std::string_view name : names) {
        const bool for_this = (name == "Location") == (operation.watch == Watch::location);
        const std::string given = header(response, name);
        if (given.empty() || !for_this) {
            continue;
        }
        const auto from = parse_url(operation.url);
        const auto url = from ? resolve(*from, given) : std::nullopt;
        if (!url || !is_same_origin(operation.url, *url)) {
            progress = cannot_follow(foreign(name, operation.url, url.value_or(given)));
            return false;
        }
        operation.url = *url;
        return true;
    }
    return true;
}

} // namespace

Operation operation_of(const Request& request, const Response& response) {
    Operation operation{.method = request.method,
                        .url = request.url,
                        .resource = request.url,
                        .scope = request.scope};
    const bool writes = request.method == Method::put || request.method == Method::patch;
    const bool has_status = !header(response, "Azure-AsyncOperation").empty() ||
                            !header(response, "Operation-Location").empty();
    if (has_status) {
        operation.watch = Watch::status;
    } else if (!header(response, "Location").empty() && response.status != 200) {
        operation.watch = Watch::location;
    } else if (writes || (request.method == Method::delete_ && response.status == 202)) {
        operation.watch = Watch::resource;
    }
    return operation;
}

Progress first_progress(Operation& operation, const Outcome& accepted) {
    const Response& response = accepted.response;
    Progress progress;
    if (operation.watch == Watch::nothing) {
        return {.state = State::succeeded};
    }
    if (operation.watch == Watch::resource) {
        // An answer without a body is no answer about the object.
        return response.body.empty() || operation.method == Method::delete_
                   ? Progress{}
                   : read_resource(operation, accepted);
    }
    const auto from = parse_url(operation.resource);
    if (operation.method == Method::post && from) {
        operation.result = resolve(*from, header(response, "Location")).value_or("");
    }
    take_addresses(operation, response, progress);
    return progress;
}

Progress advance(Operation& operation, const Outcome& answer) {
    const bool missing = answer.is(404);
    if (missing && operation.method == Method::delete_) {
        return {.state = State::succeeded};
    }
    const bool writes = operation.method == Method::put || operation.method == Method::patch;
    if ((missing || answer.is(403)) && operation.watch == Watch::status && writes) {
        // The status wants more rights than the object, or is forgotten already.
        operation.watch = Watch::resource;
        operation.url = operation.resource;
        return {};
    }
    if (answer.failure || answer.error) {
        return {.state = State::failed, .error = answer.error, .failure = answer.failure};
    }
    Progress progress;
    if (!take_addresses(operation, answer.response, progress)) {
        return progress;
    }
    switch (operation.watch) {
    case Watch::status:
        return read_status(operation, answer);
    case Watch::resource:
        return read_resource(operation, answer);
    case Watch::location:
    case Watch::nothing:
        break;
    }
    return {.state = answer.response.status == 202 ? State::running : State::succeeded};
}

Request look(const Operation& operation) {
    Request request = get(operation.url, operation.scope);
    // Not every server knows it from the first moment. For a DELETE it would mean that it is done.
    request.just_made = operation.method != Method::delete_;
    return request;
}

std::optional<Request> result_of(const Operation& operation) {
    const bool writes = operation.method == Method::put || operation.method == Method::patch;
    if (writes && (operation.watch == Watch::status || operation.watch == Watch::location)) {
        Request request = get(operation.resource, operation.scope);
        request.just_made = true;
        return request;
    }
    if (operation.method == Method::post && operation.watch == Watch::status &&
        !operation.result.empty()) {
        return get(operation.result, operation.scope);
    }
    return std::nullopt;
}

} // namespace rest
