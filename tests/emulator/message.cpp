#include "emulator/message.hpp"

#include "base/strings.hpp"

#include <cctype>

namespace emulator {

namespace {

int digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const int letter = std::tolower(static_cast<unsigned char>(c));
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

} // namespace

std::string decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
            digit(text[i + 2]) >= 0) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
        }
    }
    return out;
}

std::string encode(std::string_view text) {
    constexpr std::string_view k_digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 128 && (std::isalnum(byte) != 0 ||
                           std::string_view("-._~").find(c) != std::string_view::npos)) {
            out += c;
        } else {
            out += {'%', k_digits[byte >> 4U], k_digits[byte & 15U]};
        }
    }
    return out;
}

std::map<std::string, std::string> parse_pairs(std::string_view text) {
    std::map<std::string, std::string> out;
    for (const std::string_view part : base::split(text, '&')) {
        const auto equals = part.find('=');
        if (!part.empty()) {
            out[base::lower(decode(part.substr(0, equals), true))] =
                equals == std::string_view::npos ? "" : decode(part.substr(equals + 1), true);
        }
    }
    return out;
}

std::vector<std::string> segments(std::string_view path) {
    std::vector<std::string> out;
    for (const std::string_view part : base::split(path, '/')) {
        if (!part.empty()) {
            out.push_back(decode(part, false));
        }
    }
    return out;
}

} // namespace emulator
