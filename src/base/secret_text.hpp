#pragma once
// Recognises what is plainly a secret inside other text: account keys, SAS signatures, PEM blocks,
// passwords in URLs. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace base {

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// AccountKey=…, SharedAccessSignature and `sig=` of a SAS, 88-character base64 keys, PEM blocks,
// user:password@ in URLs. In order, without overlap.
std::vector<Span> find_secrets(std::string_view text);
// The text with an X for every byte of what find_secrets() finds: places in it stay where they are.
std::string without_secrets(std::string_view text);

// Whether a key of this name holds a secret ("accountKey", "adminUserPassword", …), in any
// spelling.
bool is_secret_key(std::string_view key);

} // namespace base
