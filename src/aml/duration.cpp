#include "aml/duration.hpp"

#include <charconv>

namespace aml {

namespace {
constexpr std::int64_t k_most = 100LL * 366 * 86400;

// The units before and behind the T, in the order in which they may stand.
struct Unit {
    char letter;
    bool time;
    std::int64_t seconds;
};

constexpr Unit k_units[] = {
    {'W', false, 604800}, {'D', false, 86400}, {'H', true, 3600}, {'M', true, 60}, {'S', true, 1}};
} // namespace

std::optional<std::int64_t> seconds_of(std::string_view iso) {
    if (!iso.starts_with('P')) {
        return std::nullopt;
    }
    iso.remove_prefix(1);
    std::int64_t total = 0;
    bool time = false;
    bool any = false;
    const Unit* next = std::begin(k_units);
    while (!iso.empty()) {
        if (iso.front() == 'T' && !time) {
            time = true;
            iso.remove_prefix(1);
            any = false; // something must follow
            continue;
        }
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(iso.data(), iso.data() + iso.size(), count);
        const auto length = static_cast<std::size_t>(end - iso.data());
        if (error != std::errc{} || count < 0 || length == iso.size()) {
            return std::nullopt;
        }
        while (next != std::end(k_units) && (next->letter != iso[length] || next->time != time)) {
            ++next;
        }
        if (next == std::end(k_units) || count > (k_most - total) / next->seconds) {
            return std::nullopt;
        }
        total += count * next->seconds;
        ++next;
        any = true;
        iso.remove_prefix(length + 1);
    }
    return any ? std::optional(total) : std::nullopt;
}

} // namespace aml
