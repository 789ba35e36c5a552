#pragma once
// What is wrong with a certificate, in words. Pure.

#include <string>

namespace rest {

struct TlsFault {
    std::string what;
    std::string help;
};

// `verify_result`: X509_V_ERR_… of OpenSSL 3 (openssl/x509_vfy.h), 0 when the chain is fine and the
// name is not. `detail`: what the library says, for faults that are not in the table.
TlsFault tls_fault(const std::string& host, long verify_result, const std::string& detail);

} // namespace rest
