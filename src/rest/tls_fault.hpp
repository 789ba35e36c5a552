#pragma once
// What is wrong with a certificate, in words. Pure.

#include <string>

namespace rest {

struct TlsFault {
    std::string what;
    std::string help;
};

// `verify_result`: X509_V_ERR_… of OpenSSL 3 (openssl/x509_vfy.h), 0 or 1 where the chain is not
// what is wrong. `detail`: what libcurl says.
TlsFault tls_fault(const std::string& host, long verify_result, const std::string& detail);

} // namespace rest
