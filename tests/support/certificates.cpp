#include "support/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace support {

namespace {

template <auto Free> struct Deleter {
    template <class T> void operator()(T* value) const { Free(value); }
};

using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;

template <class T> T checked(T value) {
    if (!value) {
        throw std::runtime_error("libcrypto refuses");
    }
    return value;
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

Bio memory(const std::string& content = {}) {
    Bio bio(checked(BIO_new(BIO_s_mem())));
    BIO_write(bio.get(), content.data(), static_cast<int>(content.size()));
    return bio;
}

Key key_of(const KeyPair& pair) {
    return Key(checked(PEM_read_bio_PrivateKey(memory(pair.key).get(), nullptr, nullptr, nullptr)));
}

Certificate certificate_of(const KeyPair& pair) {
    return Certificate(
        checked(PEM_read_bio_X509(memory(pair.certificate).get(), nullptr, nullptr, nullptr)));
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>> extension(
        checked(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())));
    checked(X509_add_ext(certificate, extension.get(), -1));
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) {
        all += (all.empty() ? "" : ",") + name;
    }
    return all;
}

Key make_key(const CertificateOptions& options) {
    if (options.elliptic) {
        return Key(checked(EVP_EC_gen("P-256")));
    }
    if (!options.pss) {
        return Key(checked(EVP_RSA_gen(2048)));
    }
    const std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>> context(
        checked(EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, nullptr)));
    EVP_PKEY* key = nullptr;
    checked(EVP_PKEY_keygen_init(context.get()) > 0);
    checked(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048) > 0);
    checked(EVP_PKEY_generate(context.get(), &key) > 0);
    return Key(key);
}

std::string digest(const KeyPair& pair, const EVP_MD* kind) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    checked(X509_digest(certificate_of(pair).get(), kind, bytes, &size));
    return {reinterpret_cast<char*>(bytes), size};
}

} // namespace

KeyPair make_certificate(const CertificateOptions& options) {
    static long serial = 1000;
    const Key key = make_key(options);
    const Certificate certificate(checked(X509_new()));
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    using Seconds = std::chrono::seconds;
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), Seconds(options.begins).count());
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), Seconds(options.ends).count());
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(options.subject.c_str()), -1,
                               -1, 0);
    Certificate issuer;
    Key issuer_key;
    if (options.issuer != nullptr) {
        issuer = certificate_of(*options.issuer);
        issuer_key = key_of(*options.issuer);
    }
    X509* signer = issuer ? issuer.get() : certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer));
    add_extension(certificate.get(), signer, NID_basic_constraints,
                  options.authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!options.names.empty()) {
        add_extension(certificate.get(), signer, NID_subject_alt_name, joined(options.names));
    }
    checked(X509_sign(certificate.get(), issuer_key ? issuer_key.get() : key.get(), EVP_sha256()));

    const Bio certificate_text = memory();
    const Bio key_text = memory();
    checked(PEM_write_bio_X509(certificate_text.get(), certificate.get()));
    checked(
        PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr));
    return {text_of(certificate_text.get()), text_of(key_text.get())};
}

std::string pkcs12(const KeyPair& pair, const std::string& password) {
    const std::unique_ptr<PKCS12, Deleter<PKCS12_free>> bundle(
        checked(PKCS12_create(password.c_str(), "tester", key_of(pair).get(),
                              certificate_of(pair).get(), nullptr, 0, 0, 0, 0, 0)));
    const Bio out = memory();
    checked(i2d_PKCS12_bio(out.get(), bundle.get()));
    return text_of(out.get());
}

std::string encrypted_key(const KeyPair& pair, const std::string& password) {
    const Bio out = memory();
    checked(PEM_write_bio_PKCS8PrivateKey(out.get(), key_of(pair).get(), EVP_aes_256_cbc(),
                                          password.c_str(), static_cast<int>(password.size()),
                                          nullptr, nullptr));
    return text_of(out.get());
}

std::string thumbprint_sha1(const KeyPair& pair) {
    return digest(pair, EVP_sha1());
}

std::string thumbprint_sha256(const KeyPair& pair) {
    return digest(pair, EVP_sha256());
}

bool verifies(const KeyPair& pair, const std::string& text, const std::string& signature,
              bool pss) {
    const std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>> context(checked(EVP_MD_CTX_new()));
    const Certificate certificate = certificate_of(pair);
    EVP_PKEY_CTX* how = nullptr;
    checked(EVP_DigestVerifyInit(context.get(), &how, EVP_sha256(), nullptr,
                                 X509_get0_pubkey(certificate.get())));
    if (pss) {
        checked(EVP_PKEY_CTX_set_rsa_padding(how, RSA_PKCS1_PSS_PADDING) > 0);
        checked(EVP_PKEY_CTX_set_rsa_pss_saltlen(how, RSA_PSS_SALTLEN_DIGEST) > 0);
    }
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                            text.size()) == 1;
}

} // namespace support
