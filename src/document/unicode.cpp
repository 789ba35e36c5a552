#include "document/unicode.hpp"

namespace document {

void append_utf8(std::string& out, char32_t code_point) {
    const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    if (code_point < 0x80) {
        put(code_point);
        return;
    }
    if (code_point < 0x800) {
        put(0xC0 | (code_point >> 6U));
    } else {
        if (code_point < 0x10000) {
            put(0xE0 | (code_point >> 12U));
        } else {
            put(0xF0 | (code_point >> 18U));
            put(0x80 | ((code_point >> 12U) & 0x3F));
        }
        put(0x80 | ((code_point >> 6U) & 0x3F));
    }
    put(0x80 | (code_point & 0x3F));
}

std::optional<char32_t> four_hex(std::string_view text) {
    if (text.size() < 4) {
        return std::nullopt;
    }
    char32_t out = 0;
    for (const char c : text.substr(0, 4)) {
        out <<= 4U;
        if (c >= '0' && c <= '9') {
            out |= static_cast<char32_t>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            out |= static_cast<char32_t>(c - 'a' + 10);
        } else if (c >= 'A' && c <= 'F') {
            out |= static_cast<char32_t>(c - 'A' + 10);
        } else {
            return std::nullopt;
        }
    }
    return out;
}

std::optional<char32_t> utf16_escape(std::string_view text, std::size_t& used) {
    const auto unit = [&](std::size_t at) -> std::optional<char32_t> {
        if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u') {
            return std::nullopt;
        }
        return four_hex(text.substr(at + 2));
    };
    const auto first = unit(0);
    if (!first || (*first & 0xFC00) == 0xDC00) {
        return std::nullopt;
    }
    used = 6;
    if ((*first & 0xFC00) != 0xD800) {
        return first;
    }
    const auto second = unit(6);
    if (!second || (*second & 0xFC00) != 0xDC00) {
        return std::nullopt;
    }
    used = 12;
    return 0x10000 + ((*first & 0x3FF) << 10U) + (*second & 0x3FF);
}

} // namespace document
