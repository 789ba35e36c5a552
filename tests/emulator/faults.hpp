#pragma once
// What the stand-in does wrong when it is told to.

#include "emulator/message.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct Fault {
    enum class Kind : std::uint8_t {
        refuse,           // the connection is ended before TLS, for the nth request of all
        reset_before,     // the request is read, nothing is done, the connection reset
        reset_after,      // it is done, and the answer lost
        timeout_before,   // nothing is done and nothing answered
        timeout,          // it is done and nothing answered
        truncate,         // half an answer
        throttle_seconds, // 429, Retry-After in seconds
        throttle_date,    // 429, Retry-After as a date
        unavailable,      // 503
        error,            // 500
        unauthorised,     // 401, although the token is good
        fail_late,        // the operation that it begins fails in the end
        slow,             // the answer comes in pieces
        wrong_type        // the page of a proxy instead of the answer, with status 200
    } kind = Kind::error;

    int nth = 1;             // the first request that it strikes, among those that match
    int times = 1;           // how many from there on; 0: all
    std::string method = {}; // empty: any
    std::string path = {};   // part of the path, without regard to case
    int seconds = 1;         // to wait, or to be asked to wait
    int seen = 0;            // requests that matched so far
};

std::string_view name(Fault::Kind kind); // "reset-before", …

// "kind=reset-after,nth=3,method=PUT,path=/computes/", the parts in any order; or a JSON
// object with the same names. Throws std::invalid_argument with what is wrong.
Fault parse_fault(std::string_view text);
Fault read_fault(const nlohmann::json& object);

struct Faults {
    std::vector<Fault> all = {};
    int refuse_connections = 0; // the next so many

    // Counts the request in, and tells the fault that strikes it: the first in the list.
    std::optional<Fault> strike(const Request& request);
    // After the request was answered: whether the connection has to end, because the next one is
    // to be refused.
    bool close_for_refusal();
};

} // namespace emulator
