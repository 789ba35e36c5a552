#include "support/fake_transport.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

namespace support {

namespace {
std::string read_body(rest::Exchange& exchange) {
    std::string body;
    std::array<char, 7> few{}; // so that bodies come in pieces
    for (;;) {
        const auto given = exchange.give(few);
        if (!given || *given == 0) {
            return body;
        }
        body.append(few.data(), *given);
    }
}
} // namespace

std::uint64_t FakeRandom::next() {
    return static_cast<std::uint64_t>(chance * 0x1.0p64) + ++m_count;
}

std::string Seen::header(std::string_view name) const {
    return std::string(rest::find(headers, name).value_or(""));
}

FakeAnswer fails(rest::Failure::Kind kind, std::string what) {
    return {.failure = rest::Failure{.kind = kind, .what = std::move(what)}};
}

FakeAnswer FakeTransport::answer_to(const Seen& one) {
    if (handler) {
        if (auto answer = handler(one)) {
            return *answer;
        }
    }
    if (script.empty()) {
        throw std::logic_error("nobody expected " + one.method + " " + one.url);
    }
    FakeAnswer answer = script.front();
    script.pop_front();
    return answer;
}

void FakeTransport::start(std::uint64_t id, const rest::Request& request,
                          const rest::Headers& headers) {
    Flight flight;
    flight.exchange.request = &request;
    flight.exchange.url = rest::parse_url(request.url).value();
    flight.origin = rest::origin(flight.exchange.url);
    const std::string body = read_body(flight.exchange);
    seen.push_back(
        {std::string(rest::name(request.method)), request.url, headers, body, m_clock.now()});
    flight.answer = answer_to(seen.back());
    flight.lands = m_clock.now() + flight.answer.takes;
    const std::string origin = flight.origin;
    m_flights.emplace(id, std::move(flight));
    most_at_once = std::max(most_at_once, m_flights.size());
    const auto here = static_cast<std::size_t>(
        std::count_if(m_flights.begin(), m_flights.end(),
                      [&](const auto& one) { return one.second.origin == origin; }));
    most_at_origin[origin] = std::max(most_at_origin[origin], here);
}

void FakeTransport::cancel(std::uint64_t id) {
    cancelled += m_flights.erase(id);
}

rest::Finished FakeTransport::land(std::uint64_t id, Flight& flight) {
    rest::Exchange& exchange = flight.exchange;
    const FakeAnswer& answer = flight.answer;
    if (!exchange.failure) {
        exchange.response.headers = answer.headers;
        exchange.head_complete = true;
        const std::string_view body = std::string_view(answer.body).substr(0, answer.cut_after);
        for (std::size_t i = 0; i < body.size() && !exchange.failure; i += 5) {
            exchange.take_body(answer.status, body.substr(i, 5));
        }
        if (!exchange.failure) {
            exchange.failure = answer.failure;
        }
        if (!exchange.failure) {
            exchange.complete(answer.status);
        }
    }
    return {id, std::move(exchange.response), std::move(exchange.failure)};
}

std::vector<rest::Finished> FakeTransport::wait(base::Milliseconds at_most) {
    if (on_wait) {
        on_wait();
    }
    const auto next =
        std::min_element(m_flights.begin(), m_flights.end(), [](const auto& a, const auto& b) {
            return a.second.lands < b.second.lands;
        });
    const base::Instant until = m_clock.now() + at_most;
    if (next == m_flights.end() || next->second.lands > until) {
        m_clock.pass(at_most);
        return {};
    }
    const base::Instant landed = next->second.lands;
    if (landed > m_clock.now()) {
        m_clock.pass(std::chrono::ceil<base::Milliseconds>(landed - m_clock.now()));
    }
    std::vector<rest::Finished> finished;
    for (auto flight = m_flights.begin(); flight != m_flights.end();) {
        if (flight->second.lands <= landed) {
            finished.push_back(land(flight->first, flight->second));
            flight = m_flights.erase(flight);
        } else {
            ++flight;
        }
    }
    return finished;
}

} // namespace support
