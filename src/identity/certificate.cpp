#include "identity/certificate.hpp"

#include "base/base64.hpp"
#include "base/error.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

namespace identity {

namespace {

template <auto Free> struct Deleter {
    template <class T> void operator()(T* value) const { Free(value); }
};

using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Deleter<X509_free>>;

[[noreturn]] void fail(const std::string& path, std::string_view what, std::string help = {}) {
    ERR_clear_error(); // nobody else reads libcrypto's queue, and libcurl would take it for its own
    throw base::Error(base::Exit::invalid,
                      fmt::format("the certificate {} {}", base::printable(path, 400), what),
                      std::move(help));
}

Bio memory(const base::Secret& bytes) {
    const std::string& text = bytes.reveal();
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

extern "C" {

// Without it libcrypto asks the terminal.
static int give_password(char* into, int size, int /*writing*/, void* password) {
    const std::string& text = static_cast<const base::Secret*>(password)->reveal();
    if (text.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    std::copy(text.begin(), text.end(), into);
    return static_cast<int>(text.size());
}

} // extern "C"

// Of the certificates in a file the one that the key belongs to: chains come in any order.
X509Ptr matching_certificate(const base::Secret& bytes, const EVP_PKEY* key) {
    const Bio bio = memory(bytes);
    for (;;) {
        X509Ptr one(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!one || X509_check_private_key(one.get(), key) == 1) {
            ERR_clear_error();
            return one;
        }
    }
}

std::string sha(const X509* certificate, const EVP_MD* kind) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    X509_digest(certificate, kind, digest.data(), &size);
    return {digest.begin(), digest.begin() + size};
}

constexpr std::string_view k_password_help = "is AZURE_CLIENT_CERTIFICATE_PASSWORD right?";
constexpr std::string_view k_bundle_help = "is AZURE_CLIENT_CERTIFICATE_PASSWORD right? a file of "
                                           "an old kind must be written anew: openssl "
                                           "pkcs12 -legacy reads it";

} // namespace

struct Certificate::Parts {
    Key key;
    X509Ptr certificate;
    bool pss = false;
};

Certificate Certificate::read(const base::Secret& bytes, const base::Secret& password,
                              const std::string& path) {
    auto parts = std::make_shared<Parts>();
    const Bio bio = memory(bytes);
    if (bytes.reveal().find("-----BEGIN ") != std::string::npos) {
        // The callback's last argument is older than const.
        parts->key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password,
                                                 const_cast<base::Secret*>(&password)));
        if (!parts->key) {
            fail(path, "holds no private key that can be read", std::string(k_password_help));
        }
        parts->certificate = matching_certificate(bytes, parts->key.get());
    } else {
        const std::unique_ptr<PKCS12, Deleter<PKCS12_free>> bundle(
            d2i_PKCS12_bio(bio.get(), nullptr));
        EVP_PKEY* key = nullptr;
        X509* certificate = nullptr;
        if (!bundle) {
            fail(path, "is neither PEM nor PKCS #12");
        }
        if (PKCS12_parse(bundle.get(), password.reveal().c_str(), &key, &certificate, nullptr) !=
            1) {
            fail(path, "does not open", std::string(k_bundle_help));
        }
        parts->key.reset(key);
        parts->certificate.reset(certificate);
    }
    if (!parts->certificate || !parts->key) {
        fail(path, "holds no certificate of its key");
    }
    const int type = EVP_PKEY_get_base_id(parts->key.get());
    if (type != EVP_PKEY_RSA && type != EVP_PKEY_RSA_PSS) {
        fail(path, "has a key that is not RSA, which Entra does not take");
    }
    parts->pss = type == EVP_PKEY_RSA_PSS;
    return Certificate(std::move(parts));
}

base::Secret Certificate::sign(std::string_view claims) const {
    const X509* certificate = m_parts->certificate.get();
    const std::string header = m_parts->pss
                                   ? fmt::format(R"({{"alg":"PS256","typ":"JWT","x5t#S256":"{}"}})",
                                                 base::base64_url(sha(certificate, EVP_sha256())))
                                   : fmt::format(R"({{"alg":"RS256","typ":"JWT","x5t":"{}"}})",
                                                 base::base64_url(sha(certificate, EVP_sha1())));
    std::string text = base::base64_url(header) + "." + base::base64_url(claims);
    const std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* how = nullptr;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    bool fine =
        EVP_DigestSignInit(context.get(), &how, EVP_sha256(), nullptr, m_parts->key.get()) == 1;
    if (fine && m_parts->pss) {
        fine = EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    fine = fine && EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
    std::string signature(size, '\0');
    fine = fine && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                                  &size, bytes, text.size()) == 1;
    if (!fine) {
        ERR_clear_error();
        throw base::Error(base::Exit::invalid, "the certificate's key signs nothing");
    }
    signature.resize(size);
    return base::Secret(text + "." + base::base64_url(signature));
}

} // namespace identity
