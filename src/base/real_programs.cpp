#include "base/real_programs.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace base {

namespace {

using SteadyClock = std::chrono::steady_clock;
using End = CommandResult::End;

// How long a stop from outside may go unseen.
constexpr std::chrono::milliseconds k_look_up{100};

[[noreturn]] void fail(std::string_view what, int code) {
    throw Error(Exit::internal, fmt::format("cannot {}: {}", what, std::strerror(code)));
}

class Pipe {
  public:
    Pipe() {
        if (::pipe2(m_ends.data(), O_CLOEXEC) != 0) {
            fail("make a pipe", errno);
        }
    }

    ~Pipe() {
        close_read();
        close_write();
    }

    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    [[nodiscard]] int read_end() const { return m_ends[0]; }

    [[nodiscard]] int write_end() const { return m_ends[1]; }

    void close_read() { close_end(m_ends[0]); }

    void close_write() { close_end(m_ends[1]); }

  private:
    static void close_end(int& end) {
        if (end >= 0) {
            ::close(end);
        }
        end = -1;
    }

    std::array<int, 2> m_ends{-1, -1};
};

// The process's id, or -1 when there is no such program.
pid_t spawn(const Command& command, const Pipe& out, const Pipe& err) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.write_end(), STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    std::vector<char*> argv;
    for (const std::string& argument : command.argv) {
        argv.push_back(const_cast<char*>(argument.c_str())); // the interface is older than const
    }
    argv.push_back(nullptr);
    pid_t child = -1;
    const int code = ::posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), ::environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (code == ENOENT || code == EACCES || code == ENOTDIR || code == ENOEXEC) {
        return -1;
    }
    if (code != 0) {
        fail(fmt::format("start {}", command.argv[0]), code);
    }
    return child;
}

// Reads what is there into `text`. False: nothing can come any more.
bool drain(int end, std::string& text) {
    std::array<char, 16384> buffer{};
    const ssize_t got = ::read(end, buffer.data(), buffer.size());
    if (got > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return got > 0 || (got < 0 && errno == EINTR);
}

bool has_ended(pid_t child) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == child;
}

// Until the program has closed both outputs, or has ended and left them to a child that says
// nothing, or must not go on.
End listen(const Command& command, pid_t child, SteadyClock::time_point deadline, Pipe& out,
           Pipe& err, CommandResult& result) {
    while (out.read_end() >= 0 || err.read_end() >= 0) {
        if (command.stop != nullptr && command.stop->load()) {
            return End::stopped;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
        if (left.count() <= 0) {
            return End::timed_out;
        }
        std::array<pollfd, 2> watched{{{.fd = out.read_end(), .events = POLLIN, .revents = 0},
                                       {.fd = err.read_end(), .events = POLLIN, .revents = 0}}};
        const int wait = static_cast<int>(std::min(left, k_look_up).count());
        if (::poll(watched.data(), watched.size(), wait) <= 0) {
            if (has_ended(child)) {
                return End::exited;
            }
            continue;
        }
        if (watched[0].revents != 0 && !drain(out.read_end(), result.out)) {
            out.close_read();
        }
        if (watched[1].revents != 0 && !drain(err.read_end(), result.err)) {
            err.close_read();
        }
        if (result.out.size() > command.limit || result.err.size() > command.limit) {
            return End::too_much;
        }
    }
    return End::exited;
}

// A program may close its outputs and live on: it too has no more than its time.
End reap(const Command& command, pid_t child, End end, SteadyClock::time_point deadline,
         int& status) {
    for (;;) {
        if (end != End::exited) {
            ::kill(-child, SIGKILL);
        }
        const pid_t ended = ::waitpid(child, &status, end == End::exited ? WNOHANG : 0);
        if (ended == child || (ended < 0 && errno != EINTR)) {
            return end;
        }
        if (SteadyClock::now() >= deadline) {
            end = End::timed_out;
        } else if (command.stop != nullptr && command.stop->load()) {
            end = End::stopped;
        } else if (ended == 0) {
            ::poll(nullptr, 0, 5);
        }
    }
}

} // namespace

CommandResult RealProcess::run(const Command& command) {
    const auto deadline = SteadyClock::now() + command.timeout;
    Pipe out;
    Pipe err;
    const pid_t child = spawn(command, out, err);
    CommandResult result;
    if (child < 0) {
        result.end = End::not_found;
        return result;
    }
    out.close_write();
    err.close_write();
    int status = 0;
    const End end = listen(command, child, deadline, out, err, result);
    result.end = reap(command, child, end, deadline, status);
    result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

} // namespace base
