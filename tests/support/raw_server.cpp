#include "support/raw_server.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace support {

namespace {

using SteadyClock = std::chrono::steady_clock;

// No test waits longer for anything.
constexpr std::chrono::seconds k_longest{20};

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int checked(int result, const char* what) {
    if (result < 0) {
        throw std::system_error(errno, std::generic_category(), what);
    }
    return result;
}

// A listening socket on any port, and which one it got.
std::pair<int, int> listen_anywhere() {
    const int listener = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    checked(bind(listener, reinterpret_cast<sockaddr*>(&address), size), "bind");
    checked(listen(listener, 64), "listen");
    checked(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return {listener, ntohs(address.sin_port)};
}

std::size_t body_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

} // namespace

RawConnection::~RawConnection() {
    if (m_socket >= 0) {
        close(m_socket);
    }
}

bool RawConnection::readable(int socket, int wait_ms) const {
    pollfd watched{.fd = socket, .events = POLLIN, .revents = 0};
    return poll(&watched, 1, wait_ms) > 0;
}

std::string RawConnection::request() {
    const auto deadline = SteadyClock::now() + k_longest;
    for (;;) {
        const auto end = m_buffer.find("\r\n\r\n");
        if (end != std::string::npos) {
            const std::size_t size = end + 4 + body_length(m_buffer.substr(0, end + 2));
            if (m_buffer.size() >= size) {
                std::string request = m_buffer.substr(0, size);
                m_buffer.erase(0, size);
                return request;
            }
        }
        while (!readable(m_socket, 50)) {
            if (m_server.stopping() || SteadyClock::now() > deadline) {
                return "";
            }
        }
        std::array<char, 16384> some{};
        const ssize_t got = recv(m_socket, some.data(), some.size(), 0);
        if (got <= 0) {
            return "";
        }
        m_server.note({some.data(), static_cast<std::size_t>(got)});
        m_buffer.append(some.data(), static_cast<std::size_t>(got));
    }
}

bool RawConnection::say(std::string_view bytes) {
    return send_all(m_socket, bytes);
}

void RawConnection::pause(std::chrono::milliseconds span) {
    const auto end = SteadyClock::now() + span;
    while (!m_server.stopping() && SteadyClock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void RawConnection::reset() {
    const linger none{.l_onoff = 1, .l_linger = 0};
    setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(m_socket);
    m_socket = -1;
}

void RawConnection::tunnel(int port) {
    const int other = checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address = loopback(port);
    bool open = connect(other, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    while (open && !m_server.stopping()) {
        std::array<pollfd, 2> watched{{{.fd = m_socket, .events = POLLIN, .revents = 0},
                                       {.fd = other, .events = POLLIN, .revents = 0}}};
        if (poll(watched.data(), watched.size(), 50) <= 0) {
            continue;
        }
        for (std::size_t i = 0; i < 2 && open; ++i) {
            if (watched[i].revents == 0) {
                continue;
            }
            std::array<char, 16384> some{};
            const ssize_t got = recv(watched[i].fd, some.data(), some.size(), 0);
            open = got > 0 && send_all(i == 0 ? other : m_socket,
                                       {some.data(), static_cast<std::size_t>(got)});
            if (open) {
                m_server.note({some.data(), static_cast<std::size_t>(got)});
            }
        }
    }
    close(other);
}

RawServer::RawServer(Serve serve)
    : m_serve(std::move(serve)) {
    std::tie(m_listener, m_port) = listen_anywhere();
    m_acceptor = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
    m_stop = true;
    m_acceptor.join();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
    close(m_listener);
}

void RawServer::accept_all() {
    while (!m_stop) {
        pollfd watched{.fd = m_listener, .events = POLLIN, .revents = 0};
        if (poll(&watched, 1, 20) <= 0) {
            continue;
        }
        const int socket = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) {
            continue;
        }
        const int number = ++m_connections;
        m_threads.emplace_back([this, socket, number] {
            RawConnection connection(socket, *this);
            m_serve(connection, number);
        });
    }
}

std::string RawServer::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(m_port) + path;
}

std::string RawServer::received() const {
    const std::lock_guard lock(m_mutex);
    return m_received;
}

void RawServer::note(std::string_view bytes) {
    const std::lock_guard lock(m_mutex);
    m_received += bytes;
}

std::string http_answer(const std::string& status, const std::string& body,
                        const std::string& headers) {
    return "HTTP/1.1 " + status + "\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

int closed_port() {
    const auto [listener, port] = listen_anywhere();
    close(listener);
    return port;
}

} // namespace support
