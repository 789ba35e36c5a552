#pragma once
// ISO 8601 durations as the service takes and gives them.

#include <optional>
#include <string>
#include <string_view>

namespace emulator {

// Seconds of P1DT1H2M3S, in whole numbers; nothing when it is no such duration.
std::optional<double> seconds_of(std::string_view text);
// The shortest form, whatever came in: PT120S goes out as PT2M.
std::string duration(double seconds);

} // namespace emulator
