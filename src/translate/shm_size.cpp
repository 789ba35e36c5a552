// Sizes of shared memory: the forms that docker took, and the one that Azure ML takes.

#include "base/strings.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <charconv>

namespace translate {

namespace {

constexpr std::string_view k_units = "bkmg"; // of Azure ML, each 1024 times the one before

// Of "k", "kb" and "kib" alike 1, and so on to "t"; of bytes 0.
std::optional<unsigned> power_of_unit(std::string_view unit) {
    if (unit.ends_with('b')) {
        unit.remove_suffix(1);
    }
    if (unit.ends_with('i')) {
        unit.remove_suffix(1);
    }
    if (unit.empty()) {
        return 0;
    }
    const auto power = std::string_view("bkmgt").find(unit);
    return unit.size() == 1 && power > 0 && power != std::string_view::npos
               ? std::optional<unsigned>(static_cast<unsigned>(power))
               : std::nullopt;
}

// A number with at most three decimals, in thousandths. At most nine digits before the point.
std::optional<std::uint64_t> thousandths(std::string_view number) {
    const auto point = number.find('.');
    std::string digits(number.substr(0, point));
    const std::string_view decimals =
        point == std::string_view::npos ? std::string_view{} : number.substr(point + 1);
    if (digits.empty() || digits.size() > 12 || decimals.size() > 3 ||
        (point != std::string_view::npos && decimals.empty())) {
        return std::nullopt;
    }
    digits += decimals;
    digits.append(3 - decimals.size(), '0');
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size()
               ? std::optional<std::uint64_t>(value)
               : std::nullopt;
}

} // namespace

// Docker takes a number that may have a fraction, perhaps a blank, and a unit in any case, counted
// in 1024s (docker/go-units, RAMInBytes).
std::optional<std::string> shm_size(std::string_view text) {
    const std::string low = base::lower(base::trim(text));
    const auto behind = std::min(low.find_first_not_of("0123456789."), low.size());
    const auto number = thousandths(std::string_view(low).substr(0, behind));
    const auto power = power_of_unit(base::trim(std::string_view(low).substr(behind)));
    constexpr std::uint64_t k_most = 1ULL << 42U; // 4 TiB, more than any node has
    if (!number || !power || *number == 0 || *number / 1000 > (k_most >> (10 * *power))) {
        return std::nullopt;
    }
    if (text.size() == behind + 1 && low.find('.') == std::string::npos &&
        k_units.find(low.back()) != std::string_view::npos) {
        return std::string(text); // "16g" already
    }
    std::uint64_t count = (*number << (10 * *power)) / 1000;
    std::size_t unit = 0;
    while (unit + 1 < k_units.size() && unit < *power && count % 1024 == 0) {
        count /= 1024;
        ++unit;
    }
    return count == 0 ? std::nullopt : std::optional(fmt::format("{}{}", count, k_units[unit]));
}

} // namespace translate
