#include "cli/network.hpp"

#include "base/real_clock.hpp"
#include "base/real_process.hpp"
#include "base/real_programs.hpp"
#include "rest/curl_transport.hpp"

namespace cli {

struct RealNetwork::Edges {
    base::RealClock clock;
    base::RealRandom random;
    base::RealProcess process;
};

RealNetwork::RealNetwork()
    : m_edges(std::make_unique<Edges>()) {}

RealNetwork::~RealNetwork() = default;

std::unique_ptr<rest::Transport> RealNetwork::transport(std::optional<std::string> ca_file) {
    return std::make_unique<rest::CurlTransport>(std::move(ca_file));
}

std::string RealNetwork::transport_name() const {
    return rest::CurlTransport::name();
}

base::Clock& RealNetwork::clock() {
    return m_edges->clock;
}

base::Random& RealNetwork::random() {
    return m_edges->random;
}

base::Process& RealNetwork::process() {
    return m_edges->process;
}

const std::atomic<bool>& RealNetwork::interrupted() {
    return base::interrupts();
}

} // namespace cli
