#pragma once
// Whether an attempt that ended badly is followed by another one, and after how long. Pure: chance
// and time are arguments.
//
// The pauses are drawn evenly from [0, base * 2^n] (full jitter): clients that failed together do
// not come back together. What the service asks for in Retry-After is the least.

#include "base/clock.hpp"
#include "rest/transport.hpp"

#include <string>
#include <string_view>

namespace rest {

// Attempts are counted in all, so a limit is reached whatever the others ended with.
struct RetryOptions {
    int attempts = 6;            // answers that say "later", connections that broke
    int connection_attempts = 4; // no connection at all
    int busy_attempts = 8;       // 409: another operation works on the same object
    int missing_attempts = 5;    // 404 for what we made a moment ago
    base::Milliseconds base{800};
    base::Milliseconds busy_base{4000};
    base::Milliseconds cap{60'000};
};

// What is known after an attempt.
struct Attempt {
    int number = 1;
    std::string_view code = {}; // of the service's error, empty when it says none
    double chance = 0;          // in [0, 1)
    base::Date now = {};        // to read a Retry-After that is a date
    base::Milliseconds left{0}; // of the time for all attempts
};

struct Verdict {
    bool again = false;
    base::Milliseconds wait{0};
    std::string why = {}; // "503 ServerBusy", or what forbids another attempt; for the log
};

Verdict judge(const Request& request, const Finished& finished, const Attempt& attempt,
              const RetryOptions& options);

// Quota and policy: the same request gets the same answer until a person acts.
bool is_final_code(std::string_view code);

} // namespace rest
