#pragma once
// The real network, by libcurl: HTTP/1.1 over connections that are kept, certificates always
// checked, redirections never followed, proxies as the usual variables say. curl.h stays in the
// .cpp.

#include "base/environ.hpp"
#include "rest/transport.hpp"

#include <memory>
#include <optional>
#include <string>

namespace rest {

// The file with more certificate authorities: `flag` (--ca-file), CURL_CA_BUNDLE, SSL_CERT_FILE, in
// that order. libcurl itself reads none of them.
std::optional<std::string> find_ca_file(const std::string& flag, const base::Environ& environ);

class CurlTransport final : public Transport {
  public:
    // The authorities of the system count in any case.
    explicit CurlTransport(std::optional<std::string> ca_file);
    ~CurlTransport() override;
    CurlTransport(const CurlTransport&) = delete;
    CurlTransport& operator=(const CurlTransport&) = delete;

    void start(std::uint64_t id, const Request& request, const Headers& headers) override;
    void cancel(std::uint64_t id) override;
    std::vector<Finished> wait(base::Milliseconds at_most) override;

    // "libcurl/7.88.1"
    static std::string name();

  private:
    struct Flights;
    std::unique_ptr<Flights> m_flights;
};

} // namespace rest
