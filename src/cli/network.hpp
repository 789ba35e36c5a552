#pragma once
// The edges that only commands with a service need. Nothing of it starts before a command asks: the
// others do not wait for libcurl, and Ctrl-C ends them at once.

#include "base/clock.hpp"
#include "base/process.hpp"
#include "base/random.hpp"
#include "rest/transport.hpp"

#include <atomic>
#include <memory>
#include <optional>
#include <string>

namespace cli {

class Network {
  public:
    virtual ~Network() = default;
    virtual std::unique_ptr<rest::Transport> transport(std::optional<std::string> ca_file) = 0;
    [[nodiscard]] virtual std::string transport_name() const = 0; // for the user agent
    virtual base::Clock& clock() = 0;
    virtual base::Random& random() = 0;
    virtual base::Process& process() = 0;
    // From the first call on Ctrl-C sets it.
    virtual const std::atomic<bool>& interrupted() = 0;
};

// The machine's own.
class RealNetwork final : public Network {
  public:
    RealNetwork();
    ~RealNetwork() override;
    RealNetwork(const RealNetwork&) = delete;
    RealNetwork& operator=(const RealNetwork&) = delete;

    std::unique_ptr<rest::Transport> transport(std::optional<std::string> ca_file) override;
    [[nodiscard]] std::string transport_name() const override;
    base::Clock& clock() override;
    base::Random& random() override;
    base::Process& process() override;
    const std::atomic<bool>& interrupted() override;

  private:
    struct Edges;
    std::unique_ptr<Edges> m_edges;
};

} // namespace cli
