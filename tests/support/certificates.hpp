#pragma once
// Keys and certificates made for one test: they live for a day and sign nothing else.

#include <chrono>
#include <string>
#include <vector>

namespace support {

struct KeyPair {
    std::string certificate; // PEM
    std::string key;         // PEM, PKCS #8, not encrypted; RSA 2048
};

struct CertificateOptions {
    std::string subject = "tester";      // the common name
    std::vector<std::string> names = {}; // "DNS:localhost", "IP:127.0.0.1"
    const KeyPair* issuer = nullptr;     // none: signed by itself
    bool pss = false;                    // RSA for PSS alone
    bool elliptic = false;               // P-256 instead of RSA
    bool authority = false;              // may sign others
    std::chrono::hours begins{-24};      // from now
    std::chrono::hours ends{24};
};

// Throws std::runtime_error when libcrypto does not do it.
KeyPair make_certificate(const CertificateOptions& options);

// What stands in both files that a service principal may have.
std::string pkcs12(const KeyPair& pair, const std::string& password);
std::string encrypted_key(const KeyPair& pair, const std::string& password);

// Of the certificate's DER: what x5t and x5t#S256 hold, before base64.
std::string thumbprint_sha1(const KeyPair& pair);
std::string thumbprint_sha256(const KeyPair& pair);
// Whether the signature is the pair's over the text: RS256, or PS256.
bool verifies(const KeyPair& pair, const std::string& text, const std::string& signature, bool pss);

} // namespace support
