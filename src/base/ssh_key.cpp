#include "base/ssh_key.hpp"

#include "base/strings.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>

namespace base {

namespace {

int sextet(char c) {
    constexpr std::string_view k_digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto at = k_digits.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// The first bytes of a base64 text, at most `limit`; as many as are whole before anything else.
std::string base64_head(std::string_view text, std::size_t limit) {
    std::string out;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const int value = sextet(c);
        if (value < 0 || out.size() == limit) {
            break;
        }
        bits = (bits << 6U) | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<char>((bits >> count) & 0xFFU));
        }
    }
    return out;
}

bool is_type(std::string_view word) {
    return is_one_of(word, {"ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-nistp256",
                            "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
                            "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"});
}

} // namespace

SshKey ssh_key(std::string_view text) {
    if (text.find("PRIVATE KEY") != std::string_view::npos ||
        text.find("PuTTY-User-Key-File") != std::string_view::npos) {
        return SshKey::private_key;
    }
    text = trim(text);
    const auto blank = text.find_first_of(" \t");
    const std::string_view type = text.substr(0, blank);
    if (blank == std::string_view::npos || text.find('\n') != std::string_view::npos ||
        !is_type(type)) {
        return SshKey::none;
    }
    const std::string_view rest = trim(text.substr(blank));
    const std::string_view blob = rest.substr(0, rest.find_first_of(" \t"));
    // A length of four bytes, big endian, and the name.
    std::string head(3, '\0');
    head.push_back(static_cast<char>(type.size()));
    head += type;
    return base64_head(blob, head.size()) == head ? SshKey::public_key : SshKey::none;
}

} // namespace base
