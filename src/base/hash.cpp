#include "base/hash.hpp"

#include <openssl/sha.h>

#include <array>

namespace base {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    static constexpr char k_hex[] = "0123456789abcdef";
    std::string out;
    out.reserve(digest.size() * 2);
    for (const unsigned char byte : digest) {
        out.push_back(k_hex[byte >> 4U]);
        out.push_back(k_hex[byte & 15U]);
    }
    return out;
}

std::string short_hash(std::string_view bytes, std::size_t digits) {
    return sha256(bytes).substr(0, digits);
}

} // namespace base
