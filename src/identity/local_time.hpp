#pragma once
// Local time as az writes it.

#include "base/clock.hpp"

#include <optional>
#include <string>

namespace identity {

// "2026-08-22 14:05:00.123456" in the time zone of this process. Of the hour that a change of
// clocks gives twice the first one: a token is renewed too soon rather than too late.
std::optional<base::Date> from_local_time(const std::string& text);

} // namespace identity
