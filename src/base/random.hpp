#pragma once
// The edge to chance, and what is made of it.

#include <cstdint>
#include <string>

namespace base {

class Random {
  public:
    virtual ~Random() = default;
    // 64 bits that nobody can guess.
    virtual std::uint64_t next() = 0;
};

// In [0, 1).
double fraction(Random& random);
// RFC 4122, version 4: "c0ffee00-1234-4abc-9def-0123456789ab".
std::string uuid(Random& random);

} // namespace base
