#pragma once
// The whole stand-in as one function from requests to answers, over a state of its own. The server
// puts it behind TLS; a test may ask it without any socket.

#include "emulator/call.hpp"
#include "emulator/faults.hpp"

#include <functional>
#include <mutex>

namespace emulator {

class Service {
  public:
    explicit Service(Settings settings);

    // Safe to call from several threads; they are answered one after another.
    Response answer(const Request& request);

    // Whether the connection that begins now is to be ended at once.
    bool refuse_connection();

    void add_fault(Fault fault);

    // Called for each request, after its answer is made.
    void on_journal(std::function<void(const json&)> write);

    // For tests in the same process; nobody else may be asking.
    [[nodiscard]] State& state() { return m_state; }

    [[nodiscard]] const json& journal() const { return m_journal; }

  private:
    Response control(const Request& request);
    Response change_settings(const json& wanted);
    Response serve(const Request& request);
    Response serve_under(const Request& request, const std::optional<Fault>& fault, json& entry);

    std::mutex m_mutex;
    State m_state;
    Faults m_faults;
    Routes m_routes;
    json m_journal = json::array();
    std::function<void(const json&)> m_write;
};

} // namespace emulator
