#include "identity/local_time.hpp"

#include <ctime>

namespace identity {

namespace {
bool same_wall_time(const std::tm& a, const std::tm& b) {
    return a.tm_mday == b.tm_mday && a.tm_hour == b.tm_hour && a.tm_min == b.tm_min &&
           a.tm_sec == b.tm_sec;
}
} // namespace

std::optional<base::Date> from_local_time(const std::string& text) {
    std::tm wall{};
    const char* rest = ::strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &wall);
    if (rest == nullptr || (*rest != '\0' && *rest != '.')) {
        return std::nullopt;
    }
    std::tm asked = wall;
    asked.tm_isdst = -1;
    std::time_t time = std::mktime(&asked);
    const std::time_t hour_before = time - 3600;
    std::tm before{};
    if (::localtime_r(&hour_before, &before) != nullptr && same_wall_time(before, wall)) {
        time = hour_before;
    }
    return base::Date(std::chrono::seconds(time));
}

} // namespace identity
