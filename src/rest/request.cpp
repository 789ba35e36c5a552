#include "rest/request.hpp"

#include "base/strings.hpp"

#include <algorithm>

namespace rest {

namespace {
Request with_json(Method method, std::string url, std::string scope, std::string json,
                  Repeat repeat) {
    Request request{.method = method,
                    .url = std::move(url),
                    .headers = {{"Accept", "application/json"}},
                    .body = std::move(json),
                    .scope = std::move(scope),
                    .repeat = repeat};
    if (!request.body.empty()) {
        request.headers.push_back({"Content-Type", "application/json"});
    }
    return request;
}
} // namespace

std::string_view name(Method method) {
    switch (method) {
    case Method::get:
        return "GET";
    case Method::head:
        return "HEAD";
    case Method::put:
        return "PUT";
    case Method::post:
        return "POST";
    case Method::patch:
        return "PATCH";
    case Method::delete_:
        break;
    }
    return "DELETE";
}

std::optional<std::string_view> find(const Headers& headers, std::string_view name) {
    for (const Header& header : headers) {
        if (base::iequals(header.name, name)) {
            return header.value;
        }
    }
    return std::nullopt;
}

bool is_header_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

bool is_header_value(std::string_view text) {
    return base::trim(text) == text && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
           });
}

Request get(std::string url, std::string scope) {
    return with_json(Method::get, std::move(url), std::move(scope), {}, Repeat::repeatable);
}

Request head(std::string url, std::string scope) {
    return with_json(Method::head, std::move(url), std::move(scope), {}, Repeat::repeatable);
}

Request put(std::string url, std::string scope, std::string json) {
    return with_json(Method::put, std::move(url), std::move(scope), std::move(json),
                     Repeat::repeatable);
}

Request remove(std::string url, std::string scope) {
    return with_json(Method::delete_, std::move(url), std::move(scope), {}, Repeat::repeatable);
}

Request post(std::string url, std::string scope, std::string json, Repeat repeat) {
    return with_json(Method::post, std::move(url), std::move(scope), std::move(json), repeat);
}

Request patch(std::string url, std::string scope, std::string json, Repeat repeat) {
    return with_json(Method::patch, std::move(url), std::move(scope), std::move(json), repeat);
}

} // namespace rest
