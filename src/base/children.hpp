#pragma once
// The edge to programs that run beside us, several at a time, and are heard while they run.
// base::Process runs one and waits.

#include "base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace base {

// Started as it stands, no shell between; it reads nothing and has a session of its own, so keys
// that a terminal turns into signals do not reach it.
struct Child {
    std::vector<std::string> argv;                                // argv[0] is looked up in PATH
    std::string directory;                                        // where it runs
    std::vector<std::pair<std::string, std::string>> environment; // all of it
};

struct ChildEvent {
    enum class Kind : std::uint8_t {
        line,        // one of a child's outputs has one more
        ended,       // a child has ended; what it started may live on
        interrupted, // somebody wants us to end: SIGINT, SIGTERM or SIGHUP
        time,        // the deadline has passed
        none         // no child runs, and everything they said has been heard
    };
    Kind kind = Kind::none;
    std::size_t child = 0;
    bool err = false;   // of a line: standard error
    std::string text{}; // of a line, without its line break
    bool whole = true;  // of a line: it had a line break; false for what is long, or comes last
    int exit = 0;       // of one that ended; 128 + the signal's number, as shells say it
};

class Children {
  public:
    virtual ~Children() = default;

    // Its number: 0, 1, … in the order of start() and listen(). Throws base::Error (invalid) when
    // the program or the directory is not there, (internal) when the system gives no process.
    virtual std::size_t start(const Child& child) = 0;

    // Makes two named pipes; what any process writes there are lines of a child with this number,
    // which never ends. For processes that others start. Throws base::Error (invalid).
    virtual std::size_t listen(const std::string& out, const std::string& err) = 0;

    // Waits for what happens next, at most until the deadline.
    virtual ChildEvent next(Instant deadline) = 0;

    // Asks all children, and all that they have started, to end (SIGTERM); what still runs after
    // the grace is killed. What happens then comes from next(), `none` once nothing is left.
    virtual void end(Milliseconds grace) = 0;

    // The account that they run under.
    [[nodiscard]] virtual std::string account() const = 0;
};

} // namespace base
