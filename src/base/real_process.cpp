#include "base/real_process.hpp"

#include "base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace base {

namespace {
bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

std::atomic<bool> g_interrupted = false; // NOLINT: a signal handler reaches nothing else
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int) {
    g_interrupted.store(true);
}

bool colour_wanted() {
    const char* no_colour = std::getenv("NO_COLOR");
    return no_colour == nullptr || *no_colour == '\0';
}
} // namespace

std::optional<std::string> ProcessEnviron::get(const std::string& name) const {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return value;
}

void ProcessTerminal::out(std::string_view text) {
    if (!write_all(STDOUT_FILENO, text)) {
        throw Error(Exit::invalid,
                    fmt::format("cannot write to standard output: {}", std::strerror(errno)));
    }
}

void ProcessTerminal::err(std::string_view text) {
    write_all(STDERR_FILENO, text);
}

bool ProcessTerminal::err_is_terminal() const {
    return ::isatty(STDERR_FILENO) == 1 && colour_wanted();
}

bool ProcessTerminal::out_is_terminal() const {
    return ::isatty(STDOUT_FILENO) == 1 && colour_wanted();
}

std::optional<std::string> ProcessTerminal::ask(std::string_view question) {
    if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) {
        return std::nullopt;
    }
    err(question);
    std::string line;
    for (char c = 0;;) {
        const ssize_t n = ::read(STDIN_FILENO, &c, 1);
        if (n < 0 && errno == EINTR && !g_interrupted) {
            continue;
        }
        if (n <= 0 || c == '\n') {
            return line;
        }
        line.push_back(c);
    }
}

std::size_t ProcessTerminal::out_width() const {
    winsize size{};
    if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
        return 0;
    }
    return size.ws_col;
}

const std::atomic<bool>& interrupts() {
    struct sigaction action {};

    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    return g_interrupted;
}

void forbid_core_dumps() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
}

} // namespace base
