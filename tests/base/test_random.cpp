#include "base/random.hpp"
#include "base/real_clock.hpp"
#include "support/catch.hpp"

#include <set>

namespace {
class Fixed final : public base::Random {
  public:
    explicit Fixed(std::uint64_t value)
        : m_value(value) {}

    std::uint64_t next() override { return m_value; }

  private:
    std::uint64_t m_value;
};
} // namespace

TEST_CASE("a fraction is at least 0 and below 1", "[base]") {
    Fixed none(0);
    Fixed all(~0ULL);
    Fixed half(1ULL << 63U);
    CHECK(base::fraction(none) == 0.0);
    CHECK(base::fraction(half) == 0.5);
    CHECK(base::fraction(all) < 1.0);
    CHECK(base::fraction(all) > 0.999999);
}

TEST_CASE("a UUID says that it is one of chance", "[base]") {
    Fixed none(0);
    Fixed all(~0ULL);
    CHECK(base::uuid(none) == "00000000-0000-4000-8000-000000000000");
    CHECK(base::uuid(all) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST_CASE("the machine's chance does not repeat itself", "[base]") {
    base::RealRandom random;
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) {
        ids.insert(base::uuid(random));
    }
    CHECK(ids.size() == 1000);
}

TEST_CASE("the machine's clocks go forward", "[base]") {
    const base::RealClock clock;
    const base::Instant before = clock.now();
    CHECK(clock.now() >= before);
    CHECK(clock.date() > base::Date(std::chrono::seconds(1'700'000'000))); // November 2023
}
