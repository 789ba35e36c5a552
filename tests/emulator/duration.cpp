#include "emulator/duration.hpp"

#include <cmath>

namespace emulator {

std::optional<double> seconds_of(std::string_view text) {
    if (text.size() < 3 || text[0] != 'P') {
        return std::nullopt;
    }
    double total = 0;
    double number = 0;
    bool time = false;
    bool digits = false;
    for (const char c : text.substr(1)) {
        if (c == 'T' && !time) {
            time = true;
        } else if (c >= '0' && c <= '9') {
            number = number * 10 + (c - '0');
            digits = true;
        } else {
            const double unit = !time && c == 'D'  ? 86400
                                : time && c == 'H' ? 3600
                                : time && c == 'M' ? 60
                                : time && c == 'S' ? 1
                                                   : 0;
            if (unit == 0 || !digits) {
                return std::nullopt;
            }
            total += number * unit;
            number = 0;
            digits = false;
        }
    }
    return digits ? std::nullopt : std::optional(total);
}

std::string duration(double seconds) {
    const auto total = std::lround(seconds);
    std::string text = "PT";
    for (const auto& [span, letter] :
         {std::pair{total / 3600, 'H'}, {total % 3600 / 60, 'M'}, {total % 60, 'S'}}) {
        if (span > 0) {
            text += std::to_string(span) + letter;
        }
    }
    return text == "PT" ? "PT0S" : text;
}

} // namespace emulator
