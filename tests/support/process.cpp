#include "support/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace support {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read_end = -1;
    int write_end = -1;

    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe");
        }
        read_end = ends[0];
        write_end = ends[1];
    }

    ~Pipe() {
        close_end(read_end);
        close_end(write_end);
    }

    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    static void close_end(int& end) {
        if (end >= 0) {
            close(end);
        }
        end = -1;
    }
};

// In the child, between fork and exec.
[[noreturn]] void become(const std::vector<std::string>& argv, const ProcessOptions& options,
                         const Pipe& in, const Pipe& out, const Pipe& err) {
    setpgid(0, 0);
    dup2(in.read_end, STDIN_FILENO);
    dup2(out.write_end, STDOUT_FILENO);
    dup2(err.write_end, STDERR_FILENO);
    if (!options.folder.empty() && chdir(options.folder.c_str()) != 0) {
        _exit(127);
    }
    for (const auto& [name, value] : options.environment) {
        if (value.empty()) {
            unsetenv(name.c_str());
        } else {
            setenv(name.c_str(), value.c_str(), 1);
        }
    }
    std::vector<char*> arguments;
    for (const std::string& argument : argv) {
        arguments.push_back(const_cast<char*>(argument.c_str())); // execvp takes it so
    }
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

// Reads what is there; closes the end when nothing can come any more.
void drain(int& end, std::string& into) {
    std::array<char, 65536> buffer{};
    const ssize_t got = read(end, buffer.data(), buffer.size());
    if (got > 0) {
        into.append(buffer.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || errno != EINTR) {
        Pipe::close_end(end);
    }
}

// Writes what fits; closes the end when all is written or nobody reads.
void feed(int& end, const std::string& input, std::size_t& written) {
    const ssize_t put = write(end, input.data() + written, input.size() - written);
    if (put > 0) {
        written += static_cast<std::size_t>(put);
    }
    if (written == input.size() || (put < 0 && errno != EINTR && errno != EAGAIN)) {
        Pipe::close_end(end);
    }
}

// Until both outputs are closed or the time is over.
void converse(const ProcessOptions& options, Pipe& in, Pipe& out, Pipe& err,
              ProcessResult& result) {
    const auto deadline = Clock::now() + options.timeout;
    fcntl(in.write_end, F_SETFL, O_NONBLOCK);
    std::size_t written = 0;
    if (options.input.empty()) {
        Pipe::close_end(in.write_end);
    }
    while (out.read_end >= 0 || err.read_end >= 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) {
            result.timed_out = true;
            return;
        }
        std::array<pollfd, 3> watched{{{.fd = out.read_end, .events = POLLIN, .revents = 0},
                                       {.fd = err.read_end, .events = POLLIN, .revents = 0},
                                       {.fd = in.write_end, .events = POLLOUT, .revents = 0}}};
        if (poll(watched.data(), watched.size(), static_cast<int>(left.count())) < 0) {
            continue;
        }
        if (watched[0].revents != 0) {
            drain(out.read_end, result.out);
        }
        if (watched[1].revents != 0) {
            drain(err.read_end, result.err);
        }
        if (watched[2].revents != 0) {
            feed(in.write_end, options.input, written);
        }
    }
}

} // namespace

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options) {
    if (argv.empty()) {
        throw std::logic_error("run_process needs a program");
    }
    std::signal(SIGPIPE, SIG_IGN); // a child that does not read its input is no failure of ours
    Pipe in;
    Pipe out;
    Pipe err;
    const pid_t child = fork();
    if (child < 0) {
        throw std::system_error(errno, std::generic_category(), "fork");
    }
    if (child == 0) {
        std::signal(SIGPIPE, SIG_DFL);
        become(argv, options, in, out, err);
    }
    setpgid(child, child); // both sides do it, whoever comes first
    Pipe::close_end(in.read_end);
    Pipe::close_end(out.write_end);
    Pipe::close_end(err.write_end);

    ProcessResult result;
    converse(options, in, out, err, result);
    if (result.timed_out) {
        kill(-child, SIGKILL);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    result.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

} // namespace support
