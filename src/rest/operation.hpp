#pragma once
// Long-running operations of Azure Resource Manager, as values: what to ask next, and what an
// answer says. As azure-mgmt-core's ARMPolling does it, and with what goes wrong in the wild:
// unknown words for a state, empty answers, status addresses that need more rights than the
// resource. Pure.

#include "rest/outcome.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rest {

struct Operation {
    enum class Watch : std::uint8_t {
        nothing,  // it was done when it was asked
        status,   // Azure-AsyncOperation, Operation-Location: a body with "status"
        location, // Location: 202 until it is done
        resource  // the object itself: properties.provisioningState
    };
    Watch watch = Watch::nothing;
    Method method = Method::put; // of the request that began it
    std::string url;             // what is asked next
    std::string resource;        // the object's own URL
    std::string result = {};     // where the answer of a POST will be
    std::string scope = {};
    int blanks = 0; // answers in a row that say nothing
};

struct Progress {
    enum class State : std::uint8_t { running, succeeded, failed };
    State state = State::running;
    std::string status = {};                // the service's word, "" where it says none
    std::optional<double> percent = {};     // percentComplete
    std::optional<ServiceError> error = {}; // of a failure
    std::optional<Failure> failure = {};    // the operation cannot be followed any further
};

// Of a request that was accepted (2xx), and what its answer says already.
Operation operation_of(const Request& request, const Response& response);
Progress first_progress(Operation& operation, const Outcome& accepted);

// Takes an answer to `operation.url` in; the address may change with it.
Progress advance(Operation& operation, const Outcome& answer);

// The next look at it.
Request look(const Operation& operation);
// After the success: the request whose answer is the operation's result. Nothing: the last answer
// is.
std::optional<Request> result_of(const Operation& operation);

} // namespace rest
