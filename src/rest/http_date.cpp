#include "rest/http_date.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace rest {

namespace {

constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> k_days = {"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
// Longer waits than a day end in the same way: nobody waits for them.
constexpr std::int64_t k_longest_wait_ms = 24LL * 3600 * 1000;

std::optional<int> digits(std::string_view text, std::size_t least, std::size_t most) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.size() < least || text.size() > most || text[0] == '-' || error != std::errc{} ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::optional<unsigned> month(std::string_view text) {
    for (unsigned i = 0; i < k_months.size(); ++i) {
        if (base::iequals(k_months[i], text)) {
            return i + 1;
        }
    }
    return std::nullopt;
}

std::optional<base::Date> date_of(std::string_view day, std::string_view month_name,
                                  std::string_view year, std::string_view time) {
    const auto d = digits(day, 1, 2);
    const auto m = month(month_name);
    auto y = digits(year, 2, 4);
    const auto parts = base::split(time, ':');
    if (!d || !m || !y || year.size() == 3 || parts.size() != 3) {
        return std::nullopt;
    }
    if (year.size() == 2) {
        *y += *y < 70 ? 2000 : 1900; // the form is older than this century; so are its dates
    }
    const auto hour = digits(parts[0], 2, 2);
    const auto minute = digits(parts[1], 2, 2);
    const auto second = digits(parts[2], 2, 2);
    const std::chrono::year_month_day date{std::chrono::year(*y), std::chrono::month(*m),
                                           std::chrono::day(static_cast<unsigned>(*d))};
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60 || !date.ok()) {
        return std::nullopt;
    }
    return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
           std::chrono::seconds(*second);
}

std::optional<base::Milliseconds> whole_number(std::string_view text, std::int64_t unit_ms) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool huge = error != std::errc{} || value > k_longest_wait_ms / unit_ms;
    return base::Milliseconds(huge ? k_longest_wait_ms : value * unit_ms);
}

} // namespace

std::optional<base::Date> parse_http_date(std::string_view text) {
    std::vector<std::string_view> words;
    for (const std::string_view word : base::split(base::trim(text), ' ')) {
        if (!word.empty()) {
            words.push_back(word);
        }
    }
    if (words.size() == 6 && words[0].ends_with(',') && words[5] == "GMT") {
        return date_of(words[1], words[2], words[3], words[4]);
    }
    if (words.size() == 4 && words[0].ends_with(',') && words[3] == "GMT") {
        const auto parts = base::split(words[1], '-');
        return parts.size() == 3 ? date_of(parts[0], parts[1], parts[2], words[2]) : std::nullopt;
    }
    if (words.size() == 5) {
        return date_of(words[2], words[1], words[4], words[3]);
    }
    return std::nullopt;
}

std::string to_http_date(base::Date date) {
    const auto day = std::chrono::floor<std::chrono::days>(date);
    const std::chrono::year_month_day calendar(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(date - day));
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", k_days[std::chrono::weekday(day).c_encoding()],
        static_cast<unsigned>(calendar.day()),
        k_months[static_cast<unsigned>(calendar.month()) - 1], static_cast<int>(calendar.year()),
        time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<base::Milliseconds> retry_after(const Headers& headers, base::Date now) {
    for (const std::string_view name : {"retry-after-ms", "x-ms-retry-after-ms"}) {
        const auto value = find(headers, name);
        if (const auto wait = value ? whole_number(*value, 1) : std::nullopt) {
            return wait;
        }
    }
    const auto value = find(headers, "Retry-After");
    if (!value) {
        return std::nullopt;
    }
    if (const auto wait = whole_number(base::trim(*value), 1000)) {
        return wait;
    }
    const auto until = parse_http_date(*value);
    if (!until) {
        return std::nullopt;
    }
    const auto theirs = find(headers, "Date");
    const auto since = theirs ? parse_http_date(*theirs) : std::nullopt;
    const auto wait = std::chrono::ceil<base::Milliseconds>(*until - since.value_or(now));
    return std::clamp(wait, base::Milliseconds(0), base::Milliseconds(k_longest_wait_ms));
}

} // namespace rest
