#pragma once
// Keys of ssh as people hand them over: which kind a text is. Pure.

#include <cstdint>
#include <string_view>

namespace base {

enum class SshKey : std::uint8_t {
    none,        // no key of a kind that is known
    public_key,  // one line as in authorized_keys: "ssh-rsa AAAA… comment"
    private_key, // must not be written or repeated anywhere
};

// Looks as far as the old CLI did: the base64 part begins with the name of the type (RFC 4253,
// section 6.6). It knew ssh-rsa only; keys of OpenSSH's other types are told as public keys too.
SshKey ssh_key(std::string_view text);

} // namespace base
