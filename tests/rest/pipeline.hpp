#pragma once
// A loop over fakes, with everything that was logged.

#include "rest/loop.hpp"
#include "support/fake_transport.hpp"

#include <atomic>
#include <deque>
#include <string>
#include <vector>

namespace {

// Gives out what the test put in, one answer after the other; the last one again and again.
class FakeCredential final : public rest::Credential {
  public:
    std::deque<rest::TokenAnswer> answers;
    std::vector<rest::TokenQuestion> questions;
    base::Milliseconds takes{0}; // 0: answers at once

    void fetch(const rest::TokenQuestion& question, rest::Loop& loop, Done done) override {
        questions.push_back(question);
        const rest::TokenAnswer answer = answers.front();
        if (answers.size() > 1) {
            answers.pop_front();
        }
        if (takes.count() == 0) {
            done(answer);
        } else {
            loop.after(takes, [done = std::move(done), answer](bool) { done(answer); });
        }
    }
};

struct Pipeline {
    support::FakeClock clock;
    support::FakeRandom random;
    support::FakeTransport transport{clock};
    FakeCredential credential;
    rest::Tokens tokens{credential, clock};
    std::atomic<bool> stop = false;
    std::vector<std::string> logged;
    rest::Loop loop{transport, clock, random, options(), &tokens};

    rest::LoopOptions options() {
        return {.user_agent = "tester/1.0", .stop = &stop, .log = [this](std::string_view line) {
                    logged.emplace_back(line);
                }};
    }

    [[nodiscard]] rest::TokenAnswer token(const std::string& value,
                                          base::Milliseconds life = std::chrono::hours(1)) const {
        return {.token = rest::Token{base::Secret(value), clock.day + life}};
    }

    [[nodiscard]] base::Milliseconds passed_since(base::Instant begin) const {
        return std::chrono::floor<base::Milliseconds>(clock.instant - begin);
    }

    [[nodiscard]] std::string all_logged() const {
        std::string all;
        for (const std::string& line : logged) {
            all += line + "\n";
        }
        return all;
    }
};

const std::string k_arm = "https://management.azure.com";

} // namespace
