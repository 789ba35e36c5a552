#include "base/random.hpp"

#include <fmt/format.h>

namespace base {

double fraction(Random& random) {
    // The 53 bits that a double holds.
    return static_cast<double>(random.next() >> 11U) * 0x1.0p-53;
}

std::string uuid(Random& random) {
    const std::uint64_t high = (random.next() & ~0xF000ULL) | 0x4000ULL;        // version 4
    const std::uint64_t low = (random.next() & ~(3ULL << 62U)) | (2ULL << 62U); // the variant
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                       high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFULL);
}

} // namespace base
