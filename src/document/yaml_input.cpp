#include "document/yaml_input.hpp"

#include "document/unicode.hpp"

#include <algorithm>

namespace document {

namespace {
// Two code points for private use, the pair's twelve bytes long.
constexpr std::string_view k_stand_in = "\\uf8d0\\uf8d1";
constexpr std::string_view k_stand_in_decoded = "\uf8d0\uf8d1";
} // namespace

YamlInput::YamlInput(std::string_view source)
    : m_source(source),
      m_text(source) {
    for (std::size_t at = source.find('\\'); at != std::string_view::npos;
         at = source.find('\\', at)) {
        std::size_t used = 0;
        const bool pair = utf16_escape(source.substr(at), used) && used == k_stand_in.size();
        if (pair) {
            m_pairs.push_back(at);
            m_text.replace(at, k_stand_in.size(), k_stand_in);
        }
        at += pair ? used : 2; // the second of two backslashes begins no escape
    }
    for (std::size_t at = source.find('\r'); at != std::string_view::npos;
         at = source.find('\r', at + 1)) {
        if (!source.substr(at + 1).starts_with('\n')) {
            m_text[at] = '\n';
        }
    }
}

std::string YamlInput::put_back(const YamlScalar& scalar, std::string_view value) const {
    const bool decoded = scalar.style == YamlStyle::double_quoted;
    const std::string_view stand_in = decoded ? k_stand_in_decoded : k_stand_in;
    std::string out;
    for (auto it = std::lower_bound(m_pairs.begin(), m_pairs.end(), scalar.begin);
         it != m_pairs.end() && *it < scalar.end; ++it) {
        const std::size_t at = value.find(stand_in);
        if (at == std::string_view::npos) {
            break;
        }
        out += value.substr(0, at);
        value.remove_prefix(at + stand_in.size());
        const std::string_view escape = m_source.substr(*it, k_stand_in.size());
        if (std::size_t used = 0; decoded) {
            append_utf8(out, utf16_escape(escape, used).value_or(0xFFFD));
        } else {
            out += escape;
        }
    }
    return out.append(value);
}

} // namespace document
