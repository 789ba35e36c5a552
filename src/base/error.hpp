#pragma once
// Failures of the world (a file, later the network or the service), as one exception type that
// carries the exit code. The user's wrong input is a Finding, our own mistake an assert.

#include <stdexcept>
#include <string>

namespace base {

// The published ladder; man page and tests hold it to this.
enum class Exit : int {
    done = 0,
    internal = 1,
    usage = 2,
    invalid = 3, // input invalid, or a local file cannot be read or written
    fail_on = 4, // a finding is at or above --fail-on
    differences = 5,
    not_authorised = 6,
    refused = 7,
    unavailable = 8,
    partly = 9, // of several inputs some could not be read
    job_failed = 10,
    interrupted = 130
};

class Error : public std::runtime_error {
  public:
    // `what` is one sentence with place and cause; `help` says what to do (may be empty).
    Error(Exit code, const std::string& what, std::string help = {})
        : std::runtime_error(what),
          m_code(code),
          m_help(std::move(help)) {}

    [[nodiscard]] Exit code() const { return m_code; }

    [[nodiscard]] const std::string& help() const { return m_help; }

  private:
    Exit m_code;
    std::string m_help;
};

} // namespace base
