#include "base/ssh_key.hpp"
#include "support/catch.hpp"

#include <string>

using base::ssh_key;
using base::SshKey;

namespace {

// The first bytes of real keys: what follows is not looked at.
constexpr std::string_view k_rsa = "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDdemo";
constexpr std::string_view k_ed25519 = "AAAAC3NzaC1lZDI1NTE5AAAAIGdemo";
constexpr std::string_view k_ecdsa = "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY";

std::string line(std::string_view type, std::string_view blob, std::string_view rest = " a@b") {
    return std::string(type) + " " + std::string(blob) + std::string(rest);
}

} // namespace

TEST_CASE("a public key is a line whose base64 names its type", "[base]") {
    CHECK(ssh_key(line("ssh-rsa", k_rsa)) == SshKey::public_key);
    CHECK(ssh_key(line("ssh-rsa", k_rsa, "")) == SshKey::public_key);
    CHECK(ssh_key(line("ssh-rsa", k_rsa, " two words\n")) == SshKey::public_key);
    CHECK(ssh_key("  " + line("ssh-rsa", " " + std::string(k_rsa))) == SshKey::public_key);
    CHECK(ssh_key(line("ssh-ed25519", k_ed25519)) == SshKey::public_key);
    CHECK(ssh_key(line("ecdsa-sha2-nistp256", k_ecdsa)) == SshKey::public_key);
    CHECK(ssh_key(line("ssh-rsa", "AAAAB3NzaC1yc2E=", "")) == SshKey::public_key);
}

TEST_CASE("what is no key of ssh", "[base]") {
    for (const std::string& text :
         {std::string(), std::string("ssh-rsa"), std::string("ssh-rsa "),
          std::string("ssh-rsa AAAA"), std::string("ssh-rsa AAAAfake demo"),
          line("ssh-rsa", k_ed25519), line("ssh-ed25519", k_rsa), line("ssh-x25519", k_rsa),
          line("SSH-RSA", k_rsa), std::string(k_rsa), line("ssh-rsa", k_rsa, " a\nssh-rsa b"),
          line("ssh-rsa", "AAAAB3NzaC1yc2") /* cut within the type */,
          std::string("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2E\n"),
          std::string("/home/demo/.ssh/id_rsa.pub"), std::string("\xff\xfe ssh-rsa")}) {
        INFO(text);
        CHECK(ssh_key(text) == SshKey::none);
    }
}

TEST_CASE("a private key is told as one, whatever stands around it", "[base]") {
    for (const std::string_view kind : {"", "RSA ", "OPENSSH ", "EC ", "ENCRYPTED "}) {
        const std::string begin = "-----BEGIN " + std::string(kind) + "PRIVATE KEY-----";
        INFO(begin);
        CHECK(ssh_key(begin + "\nMIIE\n") == SshKey::private_key);
        CHECK(ssh_key(line("ssh-rsa", k_rsa) + "\n" + begin) == SshKey::private_key);
    }
    CHECK(ssh_key("PuTTY-User-Key-File-2: ssh-rsa\n") == SshKey::private_key);
}
