#pragma once
// The dates of HTTP and how long a service asks us to wait. Pure.

#include "base/clock.hpp"
#include "rest/request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rest {

// All three forms of RFC 9110 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37
// GMT", "Sun Nov  6 08:49:37 1994". The name of the weekday is not compared with the date.
std::optional<base::Date> parse_http_date(std::string_view text);
// The first form.
std::string to_http_date(base::Date date);

// What `retry-after-ms`, `x-ms-retry-after-ms` (milliseconds) or Retry-After (seconds or a date)
// asks for, never negative. A date is compared with the service's own Date header, so that a wrong
// clock here does not count; with `now` where it sends none.
std::optional<base::Milliseconds> retry_after(const Headers& headers, base::Date now);

} // namespace rest
