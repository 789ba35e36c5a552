#pragma once
// Durations of the service: ISO 8601, as isodate writes and most services answer them. Pure.

#include <cstdint>
#include <optional>
#include <string_view>

namespace aml {

// Whole seconds of "PT2M", "P7D", "P1DT2H3M4S", "P2W"; nothing for months and years, whose length
// is not known, for fractions, and above 100 years.
std::optional<std::int64_t> seconds_of(std::string_view iso);

} // namespace aml
