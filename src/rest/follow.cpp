#include "rest/follow.hpp"

#include "rest/http_date.hpp"

#include <fmt/format.h>

#include <memory>

namespace rest {

namespace {

using State = Progress::State;

class Follower : public std::enable_shared_from_this<Follower> {
  public:
    Follower(Loop& loop, FollowOptions options, Loop::Done done)
        : m_loop(loop),
          m_options(std::move(options)),
          m_done(std::move(done)) {}

    void begin(Request request) {
        m_deadline = m_loop.clock().now() + m_options.total;
        m_request = request;
        m_request.body.clear();
        m_request.source.reset();
        m_loop.submit(std::move(request), [self = shared_from_this()](Outcome outcome) {
            self->begun(std::move(outcome));
        });
    }

  private:
    void begun(Outcome outcome) {
        m_attempts = outcome.attempts;
        m_maybe_done = outcome.maybe_done;
        if (!outcome.ok()) {
            m_done(std::move(outcome));
            return;
        }
        m_operation = operation_of(m_request, outcome.response);
        const Progress progress = first_progress(m_operation, outcome);
        act(progress, std::move(outcome));
    }

    void looked(Outcome outcome) {
        const Progress progress = advance(m_operation, outcome);
        act(progress, std::move(outcome));
    }

    void act(const Progress& progress, Outcome outcome) {
        if (m_options.progress) {
            m_options.progress(progress);
        }
        switch (progress.state) {
        case State::running:
            pause(outcome.response);
            break;
        case State::failed: {
            const bool unseen = progress.failure.has_value() || outcome.response.status > 299;
            outcome.error = progress.error;
            outcome.failure = progress.failure;
            end(std::move(outcome), unseen);
            break;
        }
        case State::succeeded:
            succeed(std::move(outcome));
            break;
        }
    }

    void pause(const Response& response) {
        const auto wait =
            retry_after(response.headers, m_loop.clock().date()).value_or(m_options.interval);
        if (m_loop.clock().now() + wait >= m_deadline) {
            end({.failure = Failure{.kind = Failure::Kind::too_long,
                                    .what = fmt::format("the operation still runs after {} min",
                                                        m_options.total.count() / 60'000)}},
                true);
            return;
        }
        m_loop.after(wait, [self = shared_from_this()](bool stopped) {
            if (stopped) {
                self->end({.failure = Failure{.kind = Failure::Kind::interrupted,
                                              .what = "interrupted; the operation goes on",
                                              .exit = base::Exit::interrupted}},
                          true);
                return;
            }
            self->m_loop.submit(look(self->m_operation),
                                [self](Outcome outcome) { self->looked(std::move(outcome)); });
        });
    }

    void succeed(Outcome outcome) {
        const auto result = result_of(m_operation);
        if (!result) {
            outcome.error.reset(); // the 404 that ends a DELETE
            end(std::move(outcome), false);
            return;
        }
        m_loop.submit(*result, [self = shared_from_this()](Outcome last) {
            self->end(std::move(last), false);
        });
    }

    // `runs_on`: as far as anybody knows here.
    void end(Outcome outcome, bool runs_on) {
        if (runs_on && !m_options.reattach.empty()) {
            outcome.hint = fmt::format("to go on watching it: {}", m_options.reattach);
        }
        outcome.url = m_request.url;
        outcome.attempts = m_attempts;
        outcome.maybe_done = m_maybe_done || runs_on;
        m_done(std::move(outcome));
    }

    Loop& m_loop;
    FollowOptions m_options;
    Loop::Done m_done;
    Request m_request;
    Operation m_operation;
    base::Instant m_deadline;
    int m_attempts = 0;
    bool m_maybe_done = false;
};

} // namespace

void follow(Loop& loop, Request request, FollowOptions options, Loop::Done done) {
    std::make_shared<Follower>(loop, std::move(options), std::move(done))
        ->begin(std::move(request));
}

Outcome follow(Loop& loop, Request request, FollowOptions options) {
    const auto ended = std::make_shared<std::optional<Outcome>>();
    follow(loop, std::move(request), std::move(options),
           [ended](Outcome outcome) { *ended = std::move(outcome); });
    loop.run_until([&] { return ended->has_value(); });
    return std::move(**ended);
}

} // namespace rest
