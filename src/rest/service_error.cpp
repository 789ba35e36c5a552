#include "rest/service_error.hpp"

#include "base/strings.hpp"
#include "rest/json.hpp"
#include "rest/retry.hpp"
#include "rest/service_codes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include <algorithm>

namespace rest {

namespace {

using nlohmann::json;

constexpr std::size_t k_most_details = 16;
constexpr int k_deepest = 8;
constexpr std::size_t k_longest_message = 1000;

const json* object_in(const json& object, const char* name) {
    const json* found = member(object, name);
    return found != nullptr && found->is_object() ? found : nullptr;
}

const json* array_in(const json& object, const char* name) {
    const json* found = member(object, name);
    return found != nullptr && found->is_array() ? found : nullptr;
}

// Older services write a capital letter.
std::string either(const json& object, const char* name, const char* capital) {
    const std::string text = text_of(object, name);
    return text.empty() ? text_of(object, capital) : text;
}

void read_object(const json& error, int depth, ServiceError& out);

// Deployments put the whole error of a resource into a message, as JSON.
void read_nested_message(const std::string& message, int depth, ServiceError& out) {
    if (!base::trim(message).starts_with('{')) {
        return;
    }
    const json inner = parse_json(message);
    if (const json* error = object_in(inner, "error")) {
        read_object(*error, depth + 1, out);
    }
}

// Adds one error object and what is inside it to the details.
void read_object(const json& error, int depth, ServiceError& out) {
    if (depth > k_deepest || out.details.size() >= k_most_details || !error.is_object()) {
        return;
    }
    const std::string message = either(error, "message", "Message");
    ServiceError::Detail detail{either(error, "code", "Code"), message, text_of(error, "target")};
    if (!detail.code.empty() || !detail.message.empty()) {
        out.details.push_back(std::move(detail));
    }
    read_nested_message(message, depth, out);
    if (const json* details = array_in(error, "details")) {
        for (const json& one : *details) {
            const json* wrapped = object_in(one, "error");
            read_object(wrapped != nullptr ? *wrapped : one, depth + 1, out);
        }
    }
    for (const char* name : {"innerError", "innererror"}) {
        if (const json* inner = object_in(error, name)) {
            read_object(*inner, depth + 1, out);
        }
    }
}

// Azure ML says its correlation here, beside the header that may be missing.
void read_correlation(const json& root, const json& error, ServiceError& out) {
    if (const json* correlation = object_in(root, "correlation")) {
        out.correlation_id = text_of(*correlation, "operation");
        out.request_id = text_of(*correlation, "request");
    }
    const json* more = array_in(error, "additionalInfo");
    if (more == nullptr) {
        return;
    }
    for (const json& entry : *more) {
        const json* info = object_in(entry, "info");
        const json* value = info != nullptr ? object_in(*info, "value") : nullptr;
        if (value != nullptr && text_of(entry, "type") == "Correlation") {
            out.correlation_id = text_of(*value, "operation");
            out.request_id = text_of(*value, "request");
        }
    }
}

void read_json(const json& root, ServiceError& out) {
    if (const json* error = object_in(root, "error")) {
        read_object(*error, 0, out); // ARM, run history
        read_correlation(root, *error, out);
    } else if (!text_of(root, "error").empty()) {
        out.details.push_back(
            {text_of(root, "error"), text_of(root, "error_description")}); // OAuth
        out.correlation_id = text_of(root, "correlation_id");
        out.request_id = text_of(root, "trace_id");
    } else if (!text_of(root, "error_code").empty()) {
        out.details.push_back({text_of(root, "error_code"), text_of(root, "message")}); // MLflow
    } else {
        read_object(root, 0, out);
    }
}

void read_xml(std::string_view body, ServiceError& out) {
    pugi::xml_document document;
    if (!document.load_buffer(body.data(), body.size(), pugi::parse_default)) {
        return;
    }
    const pugi::xml_node error = document.child("Error");
    // The message's further lines hold what the headers say too: request id and time.
    const std::string_view message = error.child_value("Message");
    if (!error.empty()) {
        out.details.push_back(
            {error.child_value("Code"), std::string(message.substr(0, message.find('\n')))});
    }
}

// A page of a proxy is no message.
bool is_plain_text(std::string_view body) {
    return !body.empty() && body.size() <= k_longest_message &&
           body.find('<') == std::string_view::npos && !base::invalid_utf8(body);
}

std::string clean(std::string_view words, const KnownSecrets& known) {
    return base::printable(base::trim(known.hide(words)), k_longest_message);
}

// The first of the details is the error itself.
void lift(ServiceError& error, const KnownSecrets& known) {
    for (ServiceError::Detail& detail : error.details) {
        detail.code = clean(detail.code, known);
        detail.message = clean(detail.message, known);
        detail.target = clean(detail.target, known);
    }
    if (!error.details.empty()) {
        const ServiceError::Detail first = error.details.front();
        error.code = first.code;
        error.message = first.message;
        error.target = first.target;
        error.details.erase(error.details.begin());
    }
    for (std::string* id : {&error.client_request_id, &error.request_id, &error.correlation_id}) {
        *id = base::printable(known.hide(*id), 80);
    }
}

void read_body(std::string_view body, ServiceError& out) {
    const std::string_view trimmed =
        base::trim(body.starts_with("\xEF\xBB\xBF") ? body.substr(3) : body);
    if (trimmed.starts_with('{')) {
        const json root = parse_json(trimmed);
        if (!root.is_discarded()) {
            read_json(root, out);
        }
    } else if (trimmed.starts_with('<')) {
        read_xml(trimmed, out);
    } else if (is_plain_text(trimmed)) {
        out.details.push_back({"", std::string(trimmed)});
    }
}

// The error that says most: the outer ones of some codes only say that there is an inner one.
ServiceError::Detail spoken(const ServiceError& error) {
    ServiceError::Detail best{error.code, error.message, error.target};
    for (const ServiceError::Detail& detail : error.details) {
        if (!is_wrapper_code(best.code) && !best.message.empty()) {
            break;
        }
        if (!detail.message.empty()) {
            best = detail;
        }
    }
    return best;
}

} // namespace

ServiceError read_error_body(std::string_view body, const KnownSecrets& known) {
    ServiceError error;
    read_body(body, error);
    lift(error, known);
    return error;
}

ServiceError read_error(const Response& response, const KnownSecrets& known) {
    ServiceError error;
    error.status = response.status;
    read_body(response.body, error);
    const auto header = [&](std::string_view name) {
        return std::string(find(response.headers, name).value_or(""));
    };
    if (error.details.empty() && !header("x-ms-error-code").empty()) {
        error.details.push_back({header("x-ms-error-code"), ""}); // storage's answer to HEAD
    }
    const std::pair<std::string*, std::string_view> ids[] = {
        {&error.request_id, "x-ms-request-id"},
        {&error.correlation_id, "x-ms-correlation-request-id"},
        {&error.client_request_id, "x-ms-client-request-id"}};
    for (const auto& [id, name] : ids) {
        *id = header(name).empty() ? *id : header(name);
    }
    lift(error, known);
    return error;
}

base::Exit exit_of(const ServiceError& error) {
    if (is_final_code(error.code) ||
        std::any_of(error.details.begin(), error.details.end(),
                    [](const auto& detail) { return is_final_code(detail.code); })) {
        return base::Exit::refused;
    }
    if (error.status == 401 || error.status == 403) {
        return base::Exit::not_authorised;
    }
    return error.status == 407 || error.status == 408 || error.status == 429 || error.status >= 500
               ? base::Exit::unavailable
               : base::Exit::refused;
}

base::Error to_error(const ServiceError& error, std::string_view doing) {
    const ServiceError::Detail said = spoken(error);
    std::string what = fmt::format("cannot {}: ", doing);
    if (error.status >= 300) {
        what += fmt::format("the service answers {}", error.status);
        what += said.code.empty() ? "" : " " + said.code;
    } else {
        what += said.code.empty() ? "it failed" : "it failed with " + said.code;
    }
    what += said.message.empty() ? "" : ": " + said.message;
    what += said.target.empty() ? "" : fmt::format(" (about {})", said.target);

    std::string help = next_step(error.status, said.code);
    std::string ids;
    for (const auto& [name, id] : {std::pair{"request id", &error.request_id},
                                   std::pair{"correlation id", &error.correlation_id},
                                   std::pair{"our request id", &error.client_request_id}}) {
        if (!id->empty()) {
            ids += fmt::format("{}{} {}", ids.empty() ? "" : ", ", name, *id);
        }
    }
    help += ids.empty() ? "" : fmt::format("{}{}", help.empty() ? "" : "; ", ids);
    return {exit_of(error), what, help};
}

} // namespace rest
