#pragma once
// The certificate and key of a service principal, and the assertions signed with them. The only
// file of this folder that knows libcrypto.

#include "base/secret.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace identity {

class Certificate {
  public:
    // PEM (certificate and key in one file, in any order, the key perhaps encrypted) or PKCS #12.
    // `path` is for the error. Throws base::Error (invalid): not readable so, a wrong password, a
    // key that is not the certificate's or not RSA.
    static Certificate read(const base::Secret& bytes, const base::Secret& password,
                            const std::string& path);

    // A JSON Web Token over the claims (JSON). RS256 with the header x5t, the certificate's SHA-1;
    // for a key that is restricted to PSS, PS256 with x5t#S256, its SHA-256 (RFC 7515, 7518).
    [[nodiscard]] base::Secret sign(std::string_view claims) const;

  private:
    struct Parts;

    explicit Certificate(std::shared_ptr<const Parts> parts)
        : m_parts(std::move(parts)) {}

    std::shared_ptr<const Parts> m_parts;
};

} // namespace identity
