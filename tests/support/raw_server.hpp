#pragma once
// A server on 127.0.0.1 that says what a test scripts, byte for byte, also what no server should.
// Every wait in it ends.

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace support {

class RawServer;

// One connection, in a thread of its own.
class RawConnection {
  public:
    RawConnection(int socket, RawServer& server)
        : m_socket(socket),
          m_server(server) {}

    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    // The next request with its body (of a Content-Length); "" when the client has gone.
    std::string request();
    // False: the client has gone.
    bool say(std::string_view bytes);
    // Returns early when the server stops.
    void pause(std::chrono::milliseconds span);
    // Ends the connection with RST instead of FIN.
    void reset();
    // Passes bytes on in both directions until one side is done: a tunnel to 127.0.0.1:port.
    void tunnel(int port);

  private:
    bool readable(int socket, int wait_ms) const;

    int m_socket;
    RawServer& m_server;
    std::string m_buffer; // read and not yet asked for
};

class RawServer {
  public:
    // `serve` is called for each connection, several at a time; the number counts from 1.
    using Serve = std::function<void(RawConnection&, int number)>;
    explicit RawServer(Serve serve);
    ~RawServer();
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    [[nodiscard]] int port() const { return m_port; }

    [[nodiscard]] std::string url(const std::string& path = "/") const;

    [[nodiscard]] int connections() const { return m_connections; }

    [[nodiscard]] bool stopping() const { return m_stop; }

    // All bytes of all clients so far.
    [[nodiscard]] std::string received() const;
    void note(std::string_view bytes);

  private:
    void accept_all();

    Serve m_serve;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex;
    std::string m_received;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

// "HTTP/1.1 <status>\r\n<headers>Content-Length: …\r\n\r\n<body>"; each header ends with \r\n.
std::string http_answer(const std::string& status, const std::string& body,
                        const std::string& headers = "");

// A port of 127.0.0.1 that nobody listens on.
int closed_port();

} // namespace support
