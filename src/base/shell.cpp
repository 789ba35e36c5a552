#include "base/shell.hpp"

#include <algorithm>

namespace base {

namespace {
bool is_alnum(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
} // namespace

bool is_plain_word(std::string_view text) {
    if (text.empty()) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_alnum(c) || std::string_view("_-./:,@%+=").find(c) != std::string_view::npos;
    });
}

std::string shell_quote(std::string_view text) {
    if (is_plain_word(text)) {
        return std::string(text);
    }
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out.push_back(c);
        }
    }
    out.push_back('\'');
    return out;
}

bool is_variable_name(std::string_view text) {
    if (text.empty() || (text[0] >= '0' && text[0] <= '9')) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_'; });
}

} // namespace base
