#include "rest/loop.hpp"

#include "base/strings.hpp"
#include "base/version.hpp"
#include "rest/guard.hpp"
#include "rest/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace rest {

namespace {
// How long a stop from outside may go unseen.
constexpr base::Milliseconds k_look_up{250};

base::Milliseconds until(base::Instant when, base::Instant now) {
    return std::max(std::chrono::ceil<base::Milliseconds>(when - now), base::Milliseconds(0));
}

// An attempt that did not end well may have done its work all the same.
bool may_have_worked(const Finished& finished) {
    using Kind = Failure::Kind;
    if (!finished.failure) {
        return finished.response.status >= 500 && finished.response.status != 503;
    }
    const Kind kind = finished.failure->kind;
    return kind == Kind::cut || kind == Kind::timed_out || kind == Kind::unusable;
}

} // namespace

struct Loop::Task {
    enum class State : std::uint8_t { ready, needs_token, under_way, paused };

    std::uint64_t id = 0;
    Request request;
    Done done;
    Host* host = nullptr;
    std::optional<Failure> refused; // found when it was submitted
    std::string request_id;
    KnownSecrets secrets;
    State state = State::ready;
    base::Secret token; // for one attempt
    base::Instant asked_for_token;
    bool renewed_token = false;
    int attempts = 0;
    base::Instant attempt_began;
    base::Instant deadline; // of all attempts, from the first on
    bool maybe_done = false;
};

Loop::Loop(Transport& transport, const base::Clock& clock, base::Random& random,
           LoopOptions options, Tokens* tokens)
    : m_transport(transport),
      m_clock(clock),
      m_random(random),
      m_options(std::move(options)),
      m_tokens(tokens) {}

Loop::~Loop() {
    for (const auto& [id, task] : m_tasks) {
        if (task->state == Task::State::under_way) {
            m_transport.cancel(id);
        }
    }
}

bool Loop::stopped() const {
    return m_options.stop != nullptr && m_options.stop->load();
}

void Loop::submit(Request request, Done done) {
    assert(request.scope.empty() || m_tokens != nullptr);
    auto task = std::make_unique<Task>();
    task->id = m_next_id++;
    task->request = std::move(request);
    task->done = std::move(done);
    task->request_id = base::uuid(m_random);
    task->secrets = KnownSecrets(task->request);
    const auto url = parse_url(task->request.url);
    task->refused = forbidden(task->request, url);
    task->host = &m_hosts[url ? origin(*url) : ""];
    queue(*task, false);
    m_tasks.emplace(task->id, std::move(task));
}

void Loop::queue(Task& task, bool first) {
    task.state = Task::State::ready;
    std::deque<std::uint64_t>& ready = task.host->ready;
    ready.insert(first ? ready.begin() : ready.end(), task.id);
    m_queued = true;
}

void Loop::after(base::Milliseconds delay, Wake wake) {
    m_timers.emplace(m_clock.now() + delay, std::move(wake));
}

void Loop::run() {
    run_until([] { return false; });
}

void Loop::run_until(const std::function<bool()>& finished) {
    assert(!m_running);
    m_running = true;
    try {
        while (!finished() && !(m_tasks.empty() && m_timers.empty())) {
            if (stopped()) {
                interrupt_all();
                continue;
            }
            wake_sleepers();
            start_ready();
            // What waited for nothing has ended already.
            if (!finished() && !(m_tasks.empty() && m_timers.empty())) {
                collect();
            }
        }
    } catch (...) {
        m_running = false;
        throw;
    }
    m_running = false;
}

Outcome Loop::send(Request request) {
    std::vector<Request> one;
    one.push_back(std::move(request));
    return std::move(send_all(std::move(one)).front());
}

std::vector<Outcome> Loop::send_all(std::vector<Request> requests) {
    // Shared with the callbacks: one of them may outlive this call when another throws.
    struct Answers {
        std::vector<Outcome> outcomes;
        std::size_t missing = 0;
    };

    const auto answers = std::make_shared<Answers>();
    answers->outcomes.resize(requests.size());
    answers->missing = requests.size();
    for (std::size_t i = 0; i < requests.size(); ++i) {
        submit(std::move(requests[i]), [answers, i](Outcome outcome) {
            answers->outcomes[i] = std::move(outcome);
            --answers->missing;
        });
    }
    run_until([&] { return answers->missing == 0; });
    return std::move(answers->outcomes);
}

void Loop::collect() {
    for (Finished& finished : m_transport.wait(next_wait())) {
        const auto found = m_tasks.find(finished.id);
        if (found != m_tasks.end() && found->second->state == Task::State::under_way) {
            finish_attempt(*found->second, std::move(finished));
        }
    }
    end_overdue();
}

void Loop::wake_sleepers() {
    const base::Instant now = m_clock.now();
    while (!m_paused.empty() && m_paused.begin()->first <= now) {
        Task& task = *m_tasks.at(m_paused.begin()->second);
        m_paused.erase(m_paused.begin());
        queue(task, true);
    }
    while (!m_timers.empty() && m_timers.begin()->first <= now) {
        const Wake wake = std::move(m_timers.begin()->second);
        m_timers.erase(m_timers.begin());
        wake(false);
    }
}

void Loop::start_ready() {
    do {
        m_queued = false;
        for (auto& [origin, host] : m_hosts) {
            while (!host.ready.empty() && host.under_way < m_options.per_origin &&
                   m_under_way.size() < m_options.at_once) {
                Task& task = *m_tasks.at(host.ready.front());
                host.ready.pop_front();
                begin(task);
            }
        }
    } while (m_queued);
}

void Loop::begin(Task& task) {
    if (task.refused) {
        give_up(task, *task.refused);
    } else if (!task.request.scope.empty() && task.token.empty()) {
        ask_for_token(task);
    } else {
        attempt(task);
    }
}

// Who waits for a token holds no place: the requests that get it need one.
void Loop::ask_for_token(Task& task) {
    task.state = Task::State::needs_token;
    task.asked_for_token = m_clock.now();
    m_tokens->get(task.request.scope, *this, [this, id = task.id](TokenAnswer answer) {
        const auto found = m_tasks.find(id);
        if (found == m_tasks.end() || found->second->state != Task::State::needs_token) {
            return; // interrupted meanwhile
        }
        Task& waiting = *found->second;
        if (!answer.token) {
            give_up(waiting, {.kind = Failure::Kind::no_token,
                              .what = answer.error->what(),
                              .help = answer.error->help(),
                              .exit = answer.error->code()});
        } else if (!is_header_value(answer.token->value.reveal())) {
            give_up(waiting, {.kind = Failure::Kind::no_token,
                              .what = "the token that came holds characters that no token has",
                              .exit = base::Exit::not_authorised});
        } else {
            waiting.token = answer.token->value;
            waiting.secrets.add(waiting.token.reveal());
            // A person who signs in takes minutes; they are not the request's.
            waiting.deadline += m_clock.now() - waiting.asked_for_token;
            queue(waiting, true);
        }
    });
}

Headers Loop::headers_of(const Task& task) const {
    Headers headers = task.request.headers;
    headers.push_back({"User-Agent", m_options.user_agent});
    headers.push_back({"x-ms-client-request-id", task.request_id});
    if (!task.token.empty()) {
        headers.push_back({"Authorization", "Bearer " + task.token.reveal()});
    }
    return headers;
}

void Loop::attempt(Task& task) {
    task.attempt_began = m_clock.now();
    if (++task.attempts == 1) {
        task.deadline = task.attempt_began + task.request.limits.total;
    }
    task.state = Task::State::under_way;
    ++task.host->under_way;
    m_under_way.insert(task.id);
    const Headers headers = headers_of(task);
    if (m_options.log) {
        log(task, attempt_lines(task.request, headers, task.attempts));
    }
    m_transport.start(task.id, task.request, headers);
}

void Loop::leave(Task& task) {
    --task.host->under_way;
    m_under_way.erase(task.id);
}

// A 401 says that nothing was done: with another token it may be sent again, whatever it is. Once.
bool Loop::renew_token(Task& task, const Response& response) {
    if (response.status != 401 || task.request.scope.empty() || task.renewed_token) {
        return false;
    }
    task.renewed_token = true;
    m_tokens->refuse(task.request.scope, task.token, claims_of(response.headers));
    if (m_options.log) {
        log(task, {"= again with another token: 401"});
    }
    task.token = {};
    queue(task, true);
    return true;
}

void Loop::finish_attempt(Task& task, Finished finished) {
    leave(task);
    Outcome outcome;
    if (!finished.failure && finished.response.status > 299) {
        outcome.error = read_error(finished.response, task.secrets);
        outcome.error->client_request_id = task.request_id;
    }
    if (m_options.log) {
        log(task, answer_lines(finished, std::chrono::floor<base::Milliseconds>(
                                             m_clock.now() - task.attempt_began)));
    }
    if (!finished.failure && renew_token(task, finished.response)) {
        return;
    }
    task.maybe_done = task.maybe_done || may_have_worked(finished);
    task.token = {}; // the next attempt asks again: a pause may outlive it
    const base::Instant now = m_clock.now();
    const Verdict verdict = judge(task.request, finished,
                                  {.number = task.attempts,
                                   .code = outcome.error ? outcome.error->code : "",
                                   .chance = base::fraction(m_random),
                                   .now = m_clock.date(),
                                   .left = until(task.deadline, now)},
                                  m_options.retry);
    if (verdict.again) {
        if (m_options.log) {
            log(task, {fmt::format("= again in {} ms: {}", verdict.wait.count(), verdict.why)});
        }
        task.state = Task::State::paused;
        m_paused.emplace(now + verdict.wait, task.id);
        return;
    }
    if (finished.failure) {
        finished.failure->what = task.secrets.hide(finished.failure->what);
    }
    outcome.response = std::move(finished.response);
    if (outcome.error) {
        outcome.response.body.clear(); // it may repeat what we sent; the error is free of that
    }
    outcome.failure = std::move(finished.failure);
    end(task, std::move(outcome));
}

void Loop::give_up(Task& task, Failure failure) {
    end(task, {.failure = std::move(failure)});
}

void Loop::end(Task& task, Outcome outcome) {
    outcome.url = task.request.url;
    outcome.attempts = task.attempts;
    outcome.maybe_done = task.maybe_done;
    outcome.client_request_id = task.request_id;
    outcome.known = task.secrets;
    const auto found = m_tasks.find(task.id);
    const std::unique_ptr<Task> ended = std::move(found->second);
    m_tasks.erase(found);
    ended->done(std::move(outcome));
}

void Loop::end_overdue() {
    const base::Instant now = m_clock.now();
    std::vector<std::uint64_t> overdue;
    for (const std::uint64_t id : m_under_way) {
        if (m_tasks.at(id)->deadline <= now) { // a pause ends before it: judge sees to that
            overdue.push_back(id);
        }
    }
    for (const std::uint64_t id : overdue) {
        Task& task = *m_tasks.at(id);
        m_transport.cancel(id);
        leave(task);
        task.maybe_done = true;
        give_up(task, {.kind = Failure::Kind::too_long,
                       .what = fmt::format("{} has not answered within {} s",
                                           parse_url(task.request.url)->host,
                                           task.request.limits.total.count() / 1000),
                       .help = "repeat the command later"});
    }
}

void Loop::interrupt_all() {
    m_paused.clear();
    while (!m_tasks.empty()) {
        Task& task = *m_tasks.begin()->second;
        if (task.state == Task::State::under_way) {
            m_transport.cancel(task.id);
            leave(task);
            task.maybe_done = true;
        }
        give_up(task, {.kind = Failure::Kind::interrupted,
                       .what = "interrupted",
                       .exit = base::Exit::interrupted});
    }
    for (auto& [origin, host] : m_hosts) {
        host.ready.clear();
    }
    while (!m_timers.empty()) {
        const Wake wake = std::move(m_timers.begin()->second);
        m_timers.erase(m_timers.begin());
        wake(true);
    }
}

base::Milliseconds Loop::next_wait() const {
    const base::Instant now = m_clock.now();
    base::Milliseconds wait = m_queued ? base::Milliseconds(0) : k_look_up;
    if (!m_paused.empty()) {
        wait = std::min(wait, until(m_paused.begin()->first, now));
    }
    if (!m_timers.empty()) {
        wait = std::min(wait, until(m_timers.begin()->first, now));
    }
    for (const std::uint64_t id : m_under_way) {
        wait = std::min(wait, until(m_tasks.at(id)->deadline, now));
    }
    return wait;
}

void Loop::log(const Task& task, const std::vector<std::string>& lines) const {
    for (const std::string& line : lines) {
        m_options.log(task.secrets.hide(line));
    }
}

std::string user_agent(std::string_view transport, std::string_view addition) {
    std::string out = fmt::format("{}/{} {}", base::k_tool, base::k_version, transport);
    if (!base::is_blank(addition)) {
        out += fmt::format(" {}", base::printable(base::trim(addition), 200));
    }
    return out;
}

} // namespace rest
