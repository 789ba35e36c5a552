#pragma once
// How a request ended, all attempts together.

#include "rest/service_error.hpp"
#include "rest/transport.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace rest {

struct Outcome {
    Response response = {};              // of the last attempt; status 0: there is none
    std::optional<Failure> failure = {}; // why there is none
    std::optional<ServiceError> error =
        {};               // of a response above 299, or of an operation that failed
    std::string url = {}; // what was asked
    int attempts = 0;
    bool maybe_done = false; // an attempt whose answer was lost may have reached the service
    std::string client_request_id = {};
    KnownSecrets known = {}; // what no text about it may repeat
    std::string hint = {};   // joins the error's help: how to go on

    [[nodiscard]] bool ok() const { return !failure && !error && response.ok(); }

    [[nodiscard]] bool is(int status) const { return !failure && response.status == status; }
};

// The response when it is a success or one of `also`. Throws base::Error otherwise: "cannot
// <doing>: …", with the exit code that the ladder has for it.
const Response& expect(const Outcome& outcome, std::string_view doing,
                       std::initializer_list<int> also = {});
// That error.
base::Error to_error(const Outcome& outcome, std::string_view doing);

} // namespace rest
