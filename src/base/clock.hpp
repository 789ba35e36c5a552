#pragma once
// The edge to time. Spans are measured with one clock and dates are read from another, so that
// somebody who sets the machine's date does not end a request.

#include <chrono>

namespace base {

using Instant = std::chrono::steady_clock::time_point;
using Date = std::chrono::system_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

class Clock {
  public:
    virtual ~Clock() = default;
    // Never jumps; says nothing about the calendar.
    [[nodiscard]] virtual Instant now() const = 0;
    [[nodiscard]] virtual Date date() const = 0;
};

} // namespace base
