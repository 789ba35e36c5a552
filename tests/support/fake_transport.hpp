#pragma once
// A network, a clock and a chance that do what the test says. Time passes only while the loop
// waits, so an hour of pauses takes no time.

#include "base/clock.hpp"
#include "base/random.hpp"
#include "rest/exchange.hpp"
#include "rest/transport.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace support {

class FakeClock final : public base::Clock {
  public:
    // 2026-08-22 12:00:00 GMT, a Saturday.
    base::Instant instant = base::Instant(std::chrono::hours(1000));
    base::Date day = base::Date(std::chrono::seconds(1'787'400'000));

    [[nodiscard]] base::Instant now() const override { return instant; }

    [[nodiscard]] base::Date date() const override { return day; }

    void pass(base::Milliseconds span) {
        instant += span;
        day += span;
    }
};

// Counts, so that ids differ; `chance` is what base::fraction makes of it.
class FakeRandom final : public base::Random {
  public:
    double chance = 0;

    std::uint64_t next() override;

  private:
    std::uint64_t m_count = 0;
};

// A request as it arrived.
struct Seen {
    std::string method;
    std::string url;
    rest::Headers headers;
    std::string body;
    base::Instant at;

    // The header's value, "" without one.
    [[nodiscard]] std::string header(std::string_view name) const;
};

struct FakeAnswer {
    int status = 200;
    std::string body = {};
    rest::Headers headers = {};
    std::optional<rest::Failure> failure = {};
    base::Milliseconds takes{10};
    std::size_t cut_after = static_cast<std::size_t>(-1); // bytes of the body, then `failure`
};

FakeAnswer fails(rest::Failure::Kind kind, std::string what = "it failed");

class FakeTransport final : public rest::Transport {
  public:
    explicit FakeTransport(FakeClock& clock)
        : m_clock(clock) {}

    // Asked first; what it does not answer is answered by the script, in the order of the requests.
    // A request for which nothing is left throws std::logic_error.
    std::function<std::optional<FakeAnswer>(const Seen&)> handler;
    std::deque<FakeAnswer> script;
    std::vector<Seen> seen;
    std::size_t most_at_once = 0;
    std::map<std::string, std::size_t> most_at_origin;
    std::size_t cancelled = 0;
    std::function<void()> on_wait; // before each wait; may be empty

    void start(std::uint64_t id, const rest::Request& request,
               const rest::Headers& headers) override;
    void cancel(std::uint64_t id) override;
    std::vector<rest::Finished> wait(base::Milliseconds at_most) override;

  private:
    struct Flight {
        rest::Exchange exchange;
        FakeAnswer answer;
        base::Instant lands;
        std::string origin;
    };

    FakeAnswer answer_to(const Seen& seen);
    static rest::Finished land(std::uint64_t id, Flight& flight);

    FakeClock& m_clock;
    std::map<std::uint64_t, Flight> m_flights;
};

} // namespace support
