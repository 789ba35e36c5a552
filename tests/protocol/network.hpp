#pragma once
// A loop over the real network, to servers on this machine.

#include "base/real_clock.hpp"
#include "rest/curl_transport.hpp"
#include "rest/loop.hpp"
#include "support/raw_server.hpp"

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace {

// Always the same token; `asked` counts.
class OneToken final : public rest::Credential {
  public:
    std::atomic<int> asked = 0;

    void fetch(const rest::TokenQuestion&, rest::Loop& loop, Done done) override {
        ++asked;
        done({.token = rest::Token{base::Secret("fake-token-0123456789"),
                                   loop.clock().date() + std::chrono::hours(1)}});
    }
};

struct Network {
    explicit Network(std::optional<std::string> ca_file = {})
        : transport(std::move(ca_file)) {}

    base::RealClock clock;
    base::RealRandom random;
    rest::CurlTransport transport;
    OneToken credential;
    rest::Tokens tokens{credential, clock};
    std::atomic<bool> stop = false;
    std::string logged;
    rest::Loop loop{transport, clock, random, options(), &tokens};

    rest::LoopOptions options() {
        rest::LoopOptions made{.user_agent = rest::user_agent(rest::CurlTransport::name(), ""),
                               .stop = &stop,
                               .log = [this](std::string_view line) {
                                   logged += line;
                                   logged += '\n';
                               }};
        made.retry.base = std::chrono::milliseconds(20);
        return made;
    }
};

// Of a request with a token.
inline rest::Request authorised(std::string url) {
    return rest::get(std::move(url), "scope/.default");
}

} // namespace
