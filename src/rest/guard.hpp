#pragma once
// Where a request may go, decided before a token is asked for. Pure.

#include "rest/transport.hpp"
#include "rest/url.hpp"

#include <optional>

namespace rest {

// Why not; nothing: it may. Everything needs TLS but this machine itself, and, for a request that
// says so, its own metadata service.
std::optional<Failure> forbidden(const Request& request, const std::optional<Url>& url);

// An address that a service gave us to ask next (nextLink, Location): only on the origin of `from`,
// because the token goes along. `what` names it: "nextLink".
Failure foreign(std::string_view what, std::string_view from, std::string_view to);
bool is_same_origin(std::string_view from, std::string_view to);

} // namespace rest
