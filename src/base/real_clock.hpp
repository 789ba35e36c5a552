#pragma once
// The machine's clocks and its randomness.

#include "base/clock.hpp"
#include "base/random.hpp"

namespace base {

class RealClock final : public Clock {
  public:
    [[nodiscard]] Instant now() const override;
    [[nodiscard]] Date date() const override;
};

class RealRandom final : public Random {
  public:
    // From the kernel. Throws base::Error (internal) where it has none.
    std::uint64_t next() override;
};

} // namespace base
