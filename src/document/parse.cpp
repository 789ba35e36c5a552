// From bytes to a reader: sizes, encodings, and which of the two formats it is.

#include "base/strings.hpp"
#include "document/builder.hpp"
#include "document/json_reader.hpp"
#include "document/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace document {

namespace {
constexpr std::uint64_t k_offsets = 0xfffffff0; // what an offset can hold

bool fits(Builder& out, std::uint64_t limit) {
    const std::uint64_t size = out.source().size();
    limit = std::min(limit, k_offsets);
    return size <= limit ||
           out.error(k_too_big, base::k_no_offset, 0,
                     fmt::format("the file has {} bytes, more than the limit of {}", size, limit),
                     "no definition is that large; is the file what you think it is?");
}

struct Encoding {
    std::string_view mark;
    std::string_view name;
};

// The longer mark of UTF-32 LE begins like that of UTF-16 LE.
constexpr std::array<Encoding, 4> k_foreign = {{
    {{"\xFF\xFE\0\0", 4}, "UTF-32"},
    {{"\0\0\xFE\xFF", 4}, "UTF-32"},
    {"\xFF\xFE", "UTF-16"},
    {"\xFE\xFF", "UTF-16"},
}};

constexpr std::string_view k_save_as_utf8 = "save the file as UTF-8";

bool has_zero_byte(Builder& out) {
    const std::string_view source = out.source();
    const void* const zero = std::memchr(source.data(), 0, source.size());
    if (zero == nullptr) {
        return false;
    }
    const auto at = static_cast<std::uint32_t>(static_cast<const char*>(zero) - source.data());
    const bool wide = at < 2 && source.size() > 1;
    out.error(k_encoding, at, 1,
              wide ? "the file has zero bytes between its letters, as UTF-16 has"
                   : "a zero byte (0x00) stands in the file",
              wide ? std::string(k_save_as_utf8) : "remove it; is this a text file?");
    return true;
}

bool is_ascii(std::string_view text) {
    unsigned char seen = 0;
    for (const char c : text) {
        seen = static_cast<unsigned char>(seen | static_cast<unsigned char>(c));
    }
    return seen < 0x80;
}

bool is_utf8(Builder& out) {
    const std::string_view source = out.source();
    for (const Encoding& encoding : k_foreign) {
        if (source.starts_with(encoding.mark)) {
            return out.error(k_encoding, 0, static_cast<std::uint32_t>(encoding.mark.size()),
                             fmt::format("the file is {}, not UTF-8", encoding.name),
                             std::string(k_save_as_utf8));
        }
    }
    if (has_zero_byte(out)) {
        return false;
    }
    if (is_ascii(source)) {
        return true;
    }
    const auto bad = base::invalid_utf8(source);
    return !bad || out.error(k_encoding, static_cast<std::uint32_t>(*bad), 1,
                             fmt::format("the byte 0x{:02x} is not UTF-8 here",
                                         static_cast<unsigned char>(source[*bad])),
                             std::string(k_save_as_utf8));
}

// Whether the text begins like JSON, comments people put there included. A word, a number or a
// dash may as well begin YAML (`name: x`, `- x`, `---`), so words count when they are JSON's.
bool begins_like_json(std::string_view text) {
    const char first = text.front();
    if (first == '-') {
        return text.size() > 1 && text[1] >= '0' && text[1] <= '9';
    }
    if (first >= '0' && first <= '9') {
        return true;
    }
    for (const std::string_view word : {"true", "false", "null"}) {
        if (text.starts_with(word)) {
            return text.size() == word.size() || base::is_blank(text.substr(word.size(), 1));
        }
    }
    return std::string_view("{[\"/").find(first) != std::string_view::npos;
}

Format format_of(std::string_view file_name, std::string_view text) {
    const std::string name = base::lower(file_name);
    if (name.ends_with(".yml") || name.ends_with(".yaml")) {
        return Format::yaml;
    }
    return name.ends_with(".json") || begins_like_json(text) ? Format::json : Format::yaml;
}
} // namespace

Parsed parse(std::string bytes, std::string_view file_name, const Limits& limits) {
    Builder out(std::move(bytes), limits);
    if (!fits(out, limits.bytes) || !is_utf8(out)) {
        return out.finish();
    }
    const std::string_view text = base::trim(out.source().substr(out.start()));
    if (text.empty()) {
        out.error(k_empty, base::k_no_offset, 0, "the file is empty");
    } else if (format_of(file_name, text) == Format::json) {
        read_json(out);
    } else {
        read_yaml(out);
    }
    return out.finish();
}

} // namespace document
