#pragma once
// A server of somebody else's making (cpp-httplib): it reads our requests with a parser that is not
// ours, and speaks TLS.

#include "support/certificates.hpp"
#include "support/temp_folder.hpp"

#include <httplib.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

namespace {

class HonestServer {
  public:
    using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

    // Without TLS.
    explicit HonestServer(Handler handler)
        : m_server(std::make_unique<httplib::Server>()) {
        run(std::move(handler), "http");
    }

    HonestServer(const support::KeyPair& pair, Handler handler) {
        m_server = std::make_unique<httplib::SSLServer>(
            m_folder.add("certificate.pem", pair.certificate).c_str(),
            m_folder.add("key.pem", pair.key).c_str());
        run(std::move(handler), "https");
    }

    ~HonestServer() {
        m_server->stop();
        m_thread.join();
    }

    HonestServer(const HonestServer&) = delete;
    HonestServer& operator=(const HonestServer&) = delete;

    [[nodiscard]] int port() const { return m_port; }

    [[nodiscard]] std::string url(const std::string& path = "/",
                                  const std::string& host = "127.0.0.1") const {
        return m_scheme + "://" + host + ":" + std::to_string(m_port) + path;
    }

  private:
    void run(Handler handler, const char* scheme) {
        m_scheme = scheme;
        m_server->set_pre_routing_handler(
            [](const auto&, auto&) { return httplib::Server::HandlerResponse::Unhandled; });
        m_server->Get(".*", handler);
        m_server->Post(".*", handler);
        m_server->Put(".*", handler);
        m_server->Patch(".*", handler);
        m_server->Delete(".*", handler);
        m_server->set_keep_alive_timeout(2);
        m_port = m_server->bind_to_any_port("127.0.0.1");
        m_thread = std::thread([this] { m_server->listen_after_bind(); });
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!m_server->is_running()) {
            if (std::chrono::steady_clock::now() > deadline) {
                throw std::runtime_error("the server does not start");
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    support::TempFolder m_folder;
    std::unique_ptr<httplib::Server> m_server;
    std::string m_scheme;
    int m_port = 0;
    std::thread m_thread;
};

} // namespace
