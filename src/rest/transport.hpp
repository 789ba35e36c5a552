#pragma once
// The edge to the network: one attempt of a request, without any policy. Many attempts run at the
// same time; who started them asks what became of them.

#include "base/error.hpp"
#include "rest/request.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rest {

// Why there is no answer.
struct Failure {
    enum class Kind : std::uint8_t {
        no_connection, // nothing of the request was sent
        cut,           // the connection broke after that
        timed_out,     // silence, after that
        tls,           // who answers cannot prove to be who was called; nothing was sent
        unusable,      // what came is not HTTP, or is larger than allowed
        local,         // the file of a sink or source; the certificates' file
        forbidden,     // it may not go there: http:// to another machine, a URL that is none
        no_token,      // there is nothing to authenticate with
        too_long,      // the time for all attempts is over
        interrupted    // by the user
    };
    Kind kind = Kind::cut;
    std::string what =
        {}; // a sentence's end, host named: "login.microsoftonline.com does not resolve"
    std::string help = {};
    base::Exit exit = base::Exit::unavailable;
    bool operator==(const Failure&) const = default;
};

// One attempt's end: `failure`, or an answer of whatever status.
struct Finished {
    std::uint64_t id = 0;
    Response response = {};
    std::optional<Failure> failure = {};
};

class Transport {
  public:
    virtual ~Transport() = default;
    // Sends with exactly these headers. `request` stays where it is until the attempt has finished
    // or is cancelled.
    virtual void start(std::uint64_t id, const Request& request, const Headers& headers) = 0;
    virtual void cancel(std::uint64_t id) = 0;
    // Returns as soon as something has finished, with what has, or when the time is over. With
    // nothing under way it waits all the time: this is how a pause between attempts passes.
    virtual std::vector<Finished> wait(base::Milliseconds at_most) = 0;
};

} // namespace rest
