#include "base/real_children.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace base {

namespace {

using Kind = ChildEvent::Kind;

constexpr std::size_t k_longest_line = 64U << 10U;
// Between two looks at processes that were told to end.
constexpr Milliseconds k_look{50};
// How long after the kill a process may still be there.
constexpr Milliseconds k_give_up{10'000};
constexpr char k_interrupt = 'i';
constexpr std::array k_wanted{SIGINT, SIGTERM, SIGHUP, SIGCHLD};

// What the handler of signals writes to, and the handlers that were there before.
std::array<int, 2> g_wake{-1, -1};
std::array<struct sigaction, k_wanted.size()> g_before{};

struct sigaction g_pipe_before {};

void on_signal(int signal) {
    const int saved = errno;
    const char word = signal == SIGCHLD ? 'c' : k_interrupt;
    // A full pipe has woken us already.
    [[maybe_unused]] const ssize_t n = ::write(g_wake[1], &word, 1);
    errno = saved;
}

[[noreturn]] void fail(Exit code, std::string_view doing, int error) {
    throw Error(code, fmt::format("cannot {}: {}", doing, std::strerror(error)));
}

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail(Exit::internal, "make a pipe", errno);
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return ends;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (std::string& word : words) {
        out.push_back(word.data());
    }
    out.push_back(nullptr);
    return out;
}

// Signals as a program expects them: ours are caught, and some may have been ignored before us.
void set_signals(posix_spawnattr_t& attributes) {
    sigset_t all;
    sigemptyset(&all);
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) {
        sigaddset(&all, signal);
    }
    posix_spawnattr_setsigdefault(&attributes, &all);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
}

pid_t spawn(const Child& child, int out, int err) {
    std::vector<std::string> words = child.argv;
    std::vector<std::string> variables;
    variables.reserve(child.environment.size());
    for (const auto& [name, value] : child.environment) {
        variables.push_back(fmt::format("{}={}", name, value));
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions, child.directory.c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    set_signals(attributes);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    pid_t pid = -1;
    const int code = ::posix_spawnp(&pid, words[0].c_str(), &actions, &attributes,
                                    pointers(words).data(), pointers(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        const bool theirs = code == ENOENT || code == EACCES || code == ENOTDIR || code == ENOEXEC;
        fail(theirs ? Exit::invalid : Exit::internal,
             fmt::format("start {} in {}", printable(words[0], 200),
                         printable(child.directory, 400)),
             code);
    }
    return pid;
}

// Each process of the machine and its parent, without those that have ended and wait to be seen.
std::map<pid_t, pid_t> parents() {
    std::map<pid_t, pid_t> out;
    DIR* folder = ::opendir("/proc");
    if (folder == nullptr) {
        return out;
    }
    while (const dirent* entry = ::readdir(folder)) {
        const auto pid = static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10));
        if (pid <= 0) {
            continue;
        }
        std::ifstream file(fmt::format("/proc/{}/stat", pid));
        std::string text;
        std::getline(file, text);
        // "pid (name) state parent …"; a name may hold anything, brackets too.
        const auto bracket = text.rfind(')');
        if (bracket == std::string::npos || bracket + 4 >= text.size() ||
            text[bracket + 2] == 'Z') {
            continue;
        }
        out[pid] = static_cast<pid_t>(std::strtol(text.c_str() + bracket + 4, nullptr, 10));
    }
    ::closedir(folder);
    return out;
}

std::vector<pid_t> descendants() {
    const std::map<pid_t, pid_t> all = parents();
    const pid_t self = ::getpid();
    std::vector<pid_t> out;
    for (const auto& [pid, parent] : all) {
        pid_t above = parent;
        // The table was not read in one moment: a chain may lead nowhere, or in a circle.
        for (std::size_t step = 0; above != self && above > 1 && step < all.size(); ++step) {
            const auto found = all.find(above);
            above = found == all.end() ? 0 : found->second;
        }
        if (above == self) {
            out.push_back(pid);
        }
    }
    return out;
}

} // namespace

RealChildren::~RealChildren() {
    if (!m_begun) {
        return;
    }
    for (int turn = 0; turn < 100 && !descendants().empty(); ++turn) {
        kill_all(SIGKILL);
        ::poll(nullptr, 0, 10);
    }
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    for (const Stream& stream : m_streams) {
        ::close(stream.fd);
    }
    for (std::size_t i = 0; i < k_wanted.size(); ++i) {
        ::sigaction(k_wanted[i], &g_before[i], nullptr);
    }
    ::sigaction(SIGPIPE, &g_pipe_before, nullptr);
    for (int& end : g_wake) {
        ::close(end);
        end = -1;
    }
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

void RealChildren::begin() {
    if (m_begun) {
        return;
    }
    g_wake = make_pipe();
    ::fcntl(g_wake[1], F_SETFL, O_NONBLOCK);

    struct sigaction action {};

    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART | SA_NOCLDSTOP;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < k_wanted.size(); ++i) {
        ::sigaction(k_wanted[i], &action, &g_before[i]);
        if (k_wanted[i] != SIGCHLD && g_before[i].sa_handler == SIG_IGN) {
            ::sigaction(k_wanted[i], &g_before[i], nullptr); // under nohup, in a background job
        }
    }

    // Whoever reads what we print may go away: that is an error of ours then, not our end, and the
    // children are ended.
    struct sigaction ignore {};

    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &g_pipe_before);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    m_begun = true;
}

std::size_t RealChildren::start(const Child& child) {
    begin();
    const auto out = make_pipe();
    const auto err = make_pipe();
    const std::size_t number = m_count;
    m_streams.push_back({.fd = out[0], .child = number});
    m_streams.push_back({.fd = err[0], .child = number, .err = true});
    try {
        const pid_t pid = spawn(child, out[1], err[1]);
        m_running[pid] = number;
    } catch (const Error&) {
        ::close(out[1]);
        ::close(err[1]);
        throw;
    }
    ::close(out[1]);
    ::close(err[1]);
    return m_count++;
}

std::size_t RealChildren::listen(const std::string& out, const std::string& err) {
    begin();
    for (const std::string& path : {out, err}) {
        if (::mkfifo(path.c_str(), 0600) != 0) {
            fail(Exit::invalid, fmt::format("make the pipe {}", printable(path, 400)), errno);
        }
        // For writing too: so there is always somebody who writes, and no end of file.
        const int fd = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0) {
            fail(Exit::invalid, fmt::format("open the pipe {}", printable(path, 400)), errno);
        }
        m_streams.push_back({.fd = fd, .child = m_count, .err = path == err});
    }
    return m_count++;
}

ChildEvent RealChildren::next(Instant deadline) {
    using std::chrono::steady_clock;
    for (;;) {
        if (!m_events.empty()) {
            ChildEvent event = std::move(m_events.front());
            m_events.pop_front();
            return event;
        }
        look(0);
        if (!m_events.empty()) {
            continue;
        }
        if (over()) {
            for (Stream& stream : m_streams) {
                flush(stream);
            }
            if (m_events.empty()) {
                return {};
            }
            continue;
        }
        const Instant now = steady_clock::now();
        if (now >= deadline) {
            return {.kind = Kind::time};
        }
        Instant until = deadline;
        if (m_kill_at) {
            if (now >= *m_kill_at) {
                kill_all(SIGKILL);
            }
            until = std::min(until, now + k_look);
        }
        const auto wait = std::chrono::ceil<Milliseconds>(until - now).count();
        look(static_cast<int>(std::min<Milliseconds::rep>(wait, 60'000)));
    }
}

void RealChildren::end(Milliseconds grace) {
    m_kill_at = std::chrono::steady_clock::now() + grace;
    kill_all(grace.count() > 0 ? SIGTERM : SIGKILL);
}

std::string RealChildren::account() const {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return found != nullptr ? std::string(found->pw_name) : std::to_string(::geteuid());
}

// Waits, in milliseconds, and takes in what there is.
void RealChildren::look(int timeout) {
    std::vector<pollfd> watched;
    watched.reserve(m_streams.size() + 1);
    for (const Stream& stream : m_streams) {
        watched.push_back({.fd = stream.fd, .events = POLLIN, .revents = 0});
    }
    watched.push_back({.fd = g_wake[0], .events = POLLIN, .revents = 0});
    if (::poll(watched.data(), watched.size(), timeout) <= 0) {
        return;
    }
    for (std::size_t i = 0; i < m_streams.size(); ++i) {
        if (watched[i].revents != 0) {
            drain(m_streams[i]);
        }
    }
    std::erase_if(m_streams, [](const Stream& stream) { return stream.fd < 0; });
    if (watched.back().revents != 0) {
        hear_signals();
    }
}

void RealChildren::hear_signals() {
    std::array<char, 64> words{};
    bool interrupted = false;
    for (ssize_t n = 0; (n = ::read(g_wake[0], words.data(), words.size())) > 0;) {
        const std::string_view heard(words.data(), static_cast<std::size_t>(n));
        interrupted = interrupted || heard.find(k_interrupt) != std::string_view::npos;
    }
    if (interrupted) {
        m_events.push_back({.kind = Kind::interrupted});
    }
    reap();
}

// Those of ours that have ended; and orphans, which came to us.
void RealChildren::reap() {
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        const auto found = m_running.find(pid);
        if (found == m_running.end()) {
            continue;
        }
        const std::size_t number = found->second;
        m_running.erase(found);
        for (Stream& stream : m_streams) {
            if (stream.child == number) {
                drain(stream);
                flush(stream);
            }
        }
        const int exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        m_events.push_back({.kind = Kind::ended, .child = number, .exit = exit});
    }
    std::erase_if(m_streams, [](const Stream& stream) { return stream.fd < 0; });
}

// Takes what is there, but not for ever: somebody may write faster than we read. At its end the
// stream is closed.
void RealChildren::drain(Stream& stream) {
    std::array<char, 65536> buffer{};
    for (int turn = 0; stream.fd >= 0 && turn < 8; ++turn) {
        const ssize_t n = ::read(stream.fd, buffer.data(), buffer.size());
        if (n > 0) {
            stream.rest.append(buffer.data(), static_cast<std::size_t>(n));
            take_lines(stream);
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            flush(stream);
            ::close(stream.fd);
            stream.fd = -1;
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

void RealChildren::take_lines(Stream& stream) {
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = stream.rest.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
        m_events.push_back({.kind = Kind::line,
                            .child = stream.child,
                            .err = stream.err,
                            .text = stream.rest.substr(begin, end - begin)});
    }
    stream.rest.erase(0, begin);
    if (stream.rest.size() >= k_longest_line) {
        flush(stream);
    }
}

void RealChildren::flush(Stream& stream) {
    if (stream.rest.empty()) {
        return;
    }
    m_events.push_back({.kind = Kind::line,
                        .child = stream.child,
                        .err = stream.err,
                        .text = std::move(stream.rest),
                        .whole = false});
    stream.rest.clear();
}

// Nothing can come any more.
bool RealChildren::over() const {
    if (!m_running.empty()) {
        return false;
    }
    // What is left after the kill is in the hands of the kernel.
    return !m_kill_at || std::chrono::steady_clock::now() > *m_kill_at + k_give_up ||
           descendants().empty();
}

void RealChildren::kill_all(int signal) {
    for (const pid_t pid : descendants()) {
        ::kill(pid, signal);
    }
}

} // namespace base
