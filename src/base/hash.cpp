#include "base/hash.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <new>

namespace base {

namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

std::string hex(const Digest& digest) {
    static constexpr char k_hex[] = "0123456789abcdef";
    std::string out;
    out.reserve(digest.size() * 2);
    for (const unsigned char byte : digest) {
        out.push_back(k_hex[byte >> 4U]);
        out.push_back(k_hex[byte & 15U]);
    }
    return out;
}

} // namespace

std::string sha256(std::string_view bytes) {
    Digest digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return hex(digest);
}

std::string short_hash(std::string_view bytes, std::size_t digits) {
    return sha256(bytes).substr(0, digits);
}

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256::Sha256()
    : m_state(std::make_unique<State>()) {
    if (m_state->context == nullptr ||
        EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr) != 1) {
        EVP_MD_CTX_free(m_state->context);
        throw std::bad_alloc();
    }
}

Sha256::~Sha256() {
    EVP_MD_CTX_free(m_state->context);
}

void Sha256::add(std::string_view bytes) {
    EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
}

std::string Sha256::hex() {
    Digest digest{};
    EVP_DigestFinal_ex(m_state->context, digest.data(), nullptr);
    return base::hex(digest);
}

} // namespace base
