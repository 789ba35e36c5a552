#include "rest/tls_fault.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <string_view>

namespace rest {

namespace {

struct Row {
    long result;
    std::string_view what;
    std::string_view help;
};

constexpr std::string_view k_authority =
    "if a proxy or a stand-in of yours answers there, name its authority with --ca-file; else "
    "somebody else answers";
constexpr std::string_view k_clock = "compare this machine's date with the right one; else the "
                                     "owner of the server must renew it";

// OpenSSL 3.0, openssl/x509_vfy.h.
constexpr Row k_rows[] = {
    {2, "is signed by an authority that this machine does not know", k_authority},
    {9, "is not valid yet", k_clock},
    {10, "has expired", k_clock},
    {18, "is signed by nobody but itself", k_authority},
    {19, "is signed by an authority that this machine does not know", k_authority},
    {20, "is signed by an authority that this machine does not know", k_authority},
    {21, "is signed by an authority that this machine does not know", k_authority},
    {23, "is revoked", "the owner of the server must renew it"},
};

} // namespace

TlsFault tls_fault(const std::string& host, long verify_result, const std::string& detail) {
    // The name is looked at by libcurl, after the chain; its message ends so in 7.88 and 8.x.
    if (detail.find("match") != std::string::npos && detail.find("name") != std::string::npos) {
        return {fmt::format("the certificate of {} is for another name; nothing was sent", host),
                "check the host's name and the proxy: somebody else answers there"};
    }
    for (const Row& row : k_rows) {
        if (row.result == verify_result) {
            return {fmt::format("the certificate of {} {}; nothing was sent", host, row.what),
                    std::string(row.help)};
        }
    }
    return {fmt::format("the certificate of {} is not accepted ({}); nothing was sent", host,
                        base::printable(detail)),
            std::string(k_authority)};
}

} // namespace rest
