#include "base/strings.hpp"
#include "translate/job_work.hpp"

#include <charconv>

namespace translate {

namespace {

// Digits at the front, consumed. Nothing when there are none or too many.
std::optional<std::int64_t> number(std::string_view& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || value < 0 || value > 1'000'000'000) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

bool take(std::string_view& text, std::string_view what) {
    if (!text.starts_with(what)) {
        return false;
    }
    text.remove_prefix(what.size());
    return true;
}

// A fraction of a second; the whole second counts.
void skip_fraction(std::string_view& text) {
    if (take(text, ".")) {
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
            text.remove_prefix(1);
        }
    }
}

// P7D, PT1H30M, P1DT2H, P1W. Years and months have no length of their own.
std::optional<std::int64_t> iso(std::string_view text) {
    std::int64_t total = 0;
    bool time = false;
    bool any = false;
    take(text, "P");
    while (!text.empty()) {
        if (take(text, "T")) {
            time = true;
            continue;
        }
        const auto value = number(text);
        if (!value) {
            return std::nullopt;
        }
        const bool fraction = text.starts_with('.');
        skip_fraction(text);
        if (fraction && !text.starts_with('S')) {
            return std::nullopt; // half a day is not said so anywhere
        }
        any = true;
        if (!time && take(text, "W")) {
            total += *value * 604800;
        } else if (!time && take(text, "D")) {
            total += *value * 86400;
        } else if (time && take(text, "H")) {
            total += *value * 3600;
        } else if (time && take(text, "M")) {
            total += *value * 60;
        } else if (time && take(text, "S")) {
            total += *value;
        } else {
            return std::nullopt;
        }
    }
    return any ? std::optional(total) : std::nullopt;
}

std::optional<std::int64_t> clock(std::string_view text) {
    const auto hours = number(text);
    if (!hours || !take(text, ":")) {
        return std::nullopt;
    }
    const auto minutes = number(text);
    if (!minutes || *minutes > 59 || !take(text, ":")) {
        return std::nullopt;
    }
    const auto seconds = number(text);
    if (!seconds || *seconds > 59) {
        return std::nullopt;
    }
    skip_fraction(text);
    return text.empty() ? std::optional(*hours * 3600 + *minutes * 60 + *seconds) : std::nullopt;
}

} // namespace

std::optional<std::int64_t> duration_seconds(std::string_view text) {
    text = base::trim(text);
    if (text.starts_with('P')) {
        return iso(text);
    }
    // Python's "7 days, 0:00:00"; .NET's "7.00:00:00".
    std::string_view rest = text;
    const auto days = number(rest);
    if (days) {
        if (take(rest, " days, ") || take(rest, " day, ") || take(rest, ".")) {
            const auto time = clock(rest);
            return time ? std::optional(*days * 86400 + *time) : std::nullopt;
        }
        if (rest == " days" || rest == " day") {
            return *days * 86400;
        }
    }
    return clock(text);
}

} // namespace translate
