#pragma once
// What a service says when it says no, whatever the dialect: Azure Resource Manager and run history
// (nested JSON), storage (XML or a header), MLflow, the token endpoint. Pure.

#include "base/error.hpp"
#include "rest/redact.hpp"
#include "rest/request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rest {

struct ServiceError {
    // One of the errors inside the error: the service's own words on a part of it.
    struct Detail {
        std::string code;
        std::string message;
        std::string target = {};
        bool operator==(const Detail&) const = default;
    };

    int status = 0;
    std::string code = {};
    std::string message = {};
    std::string target = {};
    std::vector<Detail> details = {}; // outer before inner
    std::string client_request_id = {};
    std::string request_id = {}; // these two find it in the service's own logs
    std::string correlation_id = {};
    bool operator==(const ServiceError&) const = default;
};

// Of an answer with a status above 299. `known` are hidden in all texts.
ServiceError read_error(const Response& response, const KnownSecrets& known);
// Of the text of an error alone, as it stands in the body of an operation that failed; without a
// code when there is none in it.
ServiceError read_error_body(std::string_view body, const KnownSecrets& known);

// not_authorised (401, 403 but for policy), unavailable ("later"), else refused.
base::Exit exit_of(const ServiceError& error);
// `doing` is what was tried, as in "cannot <doing>": "create the compute gpu".
base::Error to_error(const ServiceError& error, std::string_view doing);

} // namespace rest
