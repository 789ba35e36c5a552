#pragma once
// Lists that come in pages.

#include "rest/loop.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <string_view>

namespace rest {

// Asks for page after page and gives each item to `item`, in the service's order. Items stand under
// "value", those of listNodes under "nodes"; the next page under "nextLink", asked with the method
// of the first (and with GET where the service does not take POST there: the specification has had
// both). Throws base::Error: "cannot <doing>: …", also when a page leads to another host or to one
// that was there before.
void for_each_item(Loop& loop, Request first, std::string_view doing,
                   const std::function<void(const nlohmann::json&)>& item);

} // namespace rest
