#include "rest/pages.hpp"

#include "rest/guard.hpp"
#include "rest/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <set>

namespace rest {

namespace {

using nlohmann::json;

// A list of a thousand pages is none that anybody asked for.
constexpr std::size_t k_most_pages = 1000;

[[noreturn]] void fail(std::string_view doing, std::string_view what) {
    throw base::Error(base::Exit::refused, fmt::format("cannot {}: {}", doing, what));
}

const json& items_of(const json& page, std::string_view doing) {
    for (const char* name : {"value", "nodes"}) {
        const json* found = member(page, name);
        if (found != nullptr && found->is_array()) {
            return *found;
        }
    }
    fail(doing, "the answer is no list");
}

std::string next_of(const json& page) {
    const std::string next = text_of(page, "nextLink");
    return next.empty() ? text_of(page, "@odata.nextLink") : next;
}

// Pages after the first of a POST: with POST, else with GET.
Outcome ask(Loop& loop, Request& request, bool first) {
    Outcome outcome = loop.send(request);
    const bool refused = outcome.is(404) || outcome.is(405);
    if (!first && refused && request.method == Method::post) {
        request.method = Method::get;
        request.repeat = Repeat::repeatable;
        outcome = loop.send(request);
    }
    return outcome;
}

} // namespace

void for_each_item(Loop& loop, Request first, std::string_view doing,
                   const std::function<void(const json&)>& item) {
    const std::string origin_of_all = first.url;
    std::set<std::string> seen = {first.url};
    Request request = std::move(first);
    for (std::size_t page = 0; page < k_most_pages; ++page) {
        const Outcome outcome = ask(loop, request, page == 0);
        const json body = parse_json(expect(outcome, doing).body);
        if (body.is_discarded()) {
            fail(doing, "the answer is not JSON");
        }
        for (const json& one : items_of(body, doing)) {
            item(one);
        }
        const std::string next = next_of(body);
        if (next.empty()) {
            return;
        }
        const auto from = parse_url(request.url);
        const auto url = from ? resolve(*from, next) : std::nullopt;
        if (!url || !is_same_origin(origin_of_all, *url)) {
            const Failure failure = foreign("nextLink", origin_of_all, url.value_or(next));
            throw to_error(Outcome{.failure = failure}, doing);
        }
        if (!seen.insert(*url).second) {
            fail(doing, "the pages of the list lead in a circle");
        }
        request.url = *url;
    }
    fail(doing, fmt::format("the list has more than {} pages", k_most_pages));
}

} // namespace rest
