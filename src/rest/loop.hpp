#pragma once
// The pipeline. Many requests run over one loop; each goes through the same policies:
//
//   request id, user agent  ──>  [ token ──> log ──> one attempt ──> log ──> again? ]  ──> outcome
//
// What stands in brackets happens for each attempt. A pause of one request holds up no other. The
// loop has one thread; what it calls may submit more.

#include "base/clock.hpp"
#include "base/random.hpp"
#include "rest/outcome.hpp"
#include "rest/retry.hpp"
#include "rest/tokens.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rest {

struct LoopOptions {
    std::string user_agent; // see user_agent() below
    RetryOptions retry = {};
    std::size_t at_once = 24;   // attempts under way, in all
    std::size_t per_origin = 8; // and to one host: more connections than that gain nothing there
    const std::atomic<bool>* stop = nullptr;        // Ctrl-C: everything ends, as interrupted
    std::function<void(std::string_view)> log = {}; // lines without line breaks; empty: no log
};

class Loop {
  public:
    using Done = std::function<void(Outcome)>;
    // `stopped`: the time has not come, the user has interrupted.
    using Wake = std::function<void(bool stopped)>;

    // All must live longer. Without `tokens` no request may name a scope.
    Loop(Transport& transport, const base::Clock& clock, base::Random& random, LoopOptions options,
         Tokens* tokens = nullptr);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Queues it; `done` is called once, from run or send.
    void submit(Request request, Done done);
    // Calls `wake` when the time is over.
    void after(base::Milliseconds delay, Wake wake);

    // Until nothing is left. What a `done` throws comes out here.
    void run();
    // One request, or several; the outcomes stand in the order of the requests. Whatever else is
    // queued goes on meanwhile. Not from within a `done`.
    Outcome send(Request request);
    std::vector<Outcome> send_all(std::vector<Request> requests);
    // Until `finished` says so or nothing is left.
    void run_until(const std::function<bool()>& finished);

    [[nodiscard]] const base::Clock& clock() const { return m_clock; }

    [[nodiscard]] base::Random& random() const { return m_random; }

    [[nodiscard]] bool stopped() const;

  private:
    struct Task;
    using Tasks = std::map<std::uint64_t, std::unique_ptr<Task>>;

    // What waits for its turn at one host, and how much is under way there.
    struct Host {
        std::deque<std::uint64_t> ready;
        std::size_t under_way = 0;
    };

    void collect();
    void queue(Task& task, bool first);
    void start_ready();
    void begin(Task& task);
    void ask_for_token(Task& task);
    void attempt(Task& task);
    void leave(Task& task);
    void finish_attempt(Task& task, Finished finished);
    bool renew_token(Task& task, const Response& response);
    void give_up(Task& task, Failure failure);
    void end(Task& task, Outcome outcome);
    void wake_sleepers();
    void end_overdue();
    void interrupt_all();
    [[nodiscard]] base::Milliseconds next_wait() const;
    [[nodiscard]] Headers headers_of(const Task& task) const;
    void log(const Task& task, const std::vector<std::string>& lines) const;

    Transport& m_transport;
    const base::Clock& m_clock;
    base::Random& m_random;
    LoopOptions m_options;
    Tokens* m_tokens;
    Tasks m_tasks;
    std::uint64_t m_next_id = 1;
    std::map<std::string, Host> m_hosts; // by origin
    std::set<std::uint64_t> m_under_way;
    std::multimap<base::Instant, std::uint64_t> m_paused; // until the next attempt
    std::multimap<base::Instant, Wake> m_timers;
    bool m_queued = false; // something since start_ready last looked
    bool m_running = false;
};

// "batchai-to-amlcompute/<version> libcurl/<version>", and what AZURE_HTTP_USER_AGENT adds.
std::string user_agent(std::string_view transport, std::string_view addition);

} // namespace rest
