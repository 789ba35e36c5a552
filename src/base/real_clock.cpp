#include "base/real_clock.hpp"

#include "base/error.hpp"

#include <sys/random.h>

namespace base {

Instant RealClock::now() const {
    return std::chrono::steady_clock::now();
}

Date RealClock::date() const {
    return std::chrono::system_clock::now();
}

std::uint64_t RealRandom::next() {
    std::uint64_t bits = 0;
    // So few bytes come whole or not at all (getrandom(2)).
    if (::getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) {
        throw Error(Exit::internal, "the system gives no random numbers");
    }
    return bits;
}

} // namespace base
