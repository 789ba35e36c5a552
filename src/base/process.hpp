#pragma once
// The edge to other programs.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace base {

// A program is started with its arguments as they are, no shell between; it reads nothing.
struct Command {
    std::vector<std::string> argv = {};        // argv[0] is looked up in PATH
    std::chrono::milliseconds timeout{60'000}; // then it and its children are killed
    std::uint64_t limit = 1ULL << 20U;         // bytes of each output; more, and it is killed
    const std::atomic<bool>* stop = nullptr;   // set from outside: it is killed
};

struct CommandResult {
    enum class End : std::uint8_t { exited, not_found, timed_out, too_much, stopped };
    End end = End::exited;
    int exit = 0; // of `exited`; 128 + the signal's number when one ended it, as shells say it
    std::string out = {};
    std::string err = {};
};

class Process {
  public:
    virtual ~Process() = default;
    // Waits for the end. Throws base::Error (internal) when the system gives no process or pipe.
    virtual CommandResult run(const Command& command) = 0;
};

} // namespace base
