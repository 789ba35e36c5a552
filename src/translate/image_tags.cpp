#include "translate/image_tags.hpp"

#include <array>
#include <span>

namespace translate::image_tags {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter_or_digit(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

// Digits at the front, at most `limit` + 1 of them: longer runs are no version.
std::size_t digits(std::string_view text, std::size_t limit = 4) {
    std::size_t n = 0;
    while (n < text.size() && n <= limit && is_digit(text[n])) {
        ++n;
    }
    return n;
}

int number(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        value = value * 10 + (c - '0');
    }
    return value;
}

struct Version {
    int major = -1; // -1: none
    int minor = 0;
};

// "9.0…": one or two digits on both sides.
Version version_at(std::string_view text) {
    const auto n = digits(text);
    if (n < 1 || n > 2 || n >= text.size() || text[n] != '.') {
        return {};
    }
    const auto m = digits(text.substr(n + 1));
    if (m < 1 || m > 2) {
        return {};
    }
    return {number(text.substr(0, n)), number(text.substr(n + 1, m))};
}

int as_cuda(Version version) {
    const bool plausible =
        version.major >= 5 && version.major <= 19 && version.minor >= 0 && version.minor <= 9;
    return plausible ? version.major * 10 + version.minor : 0;
}

std::string_view without_separator(std::string_view text) {
    return text.starts_with('-') || text.starts_with('_') ? text.substr(1) : text;
}

// Calls read(text behind the word) at every place where the word stands, until it yields a number.
template <typename Read>
int first_reading(std::string_view tag, std::string_view word, bool at_start_of_word, Read read) {
    for (auto at = tag.find(word); at != std::string_view::npos; at = tag.find(word, at + 1)) {
        if (at_start_of_word && at > 0 && is_letter_or_digit(tag[at - 1])) {
            continue;
        }
        if (const int found = read(tag.substr(at + word.size())); found != 0) {
            return found;
        }
    }
    return 0;
}

// "cuda9.0", "cuda-10.1", "cuda11.0.3".
int with_dot(std::string_view rest) {
    return as_cuda(version_at(without_separator(rest)));
}

// "cu90", "cuda101", "cu126"; two digits from 10 on are a major version only.
int without_dot(std::string_view rest) {
    rest = without_separator(rest.starts_with("da") ? rest.substr(2) : rest);
    const auto n = digits(rest);
    if ((n != 2 && n != 3) || rest[0] == '0' || (n < rest.size() && rest[n] == '.')) {
        return 0;
    }
    const int value = number(rest.substr(0, n));
    if (n == 3) {
        return as_cuda({value / 10, value % 10});
    }
    return value >= 60 ? as_cuda({value / 10, value % 10}) : as_cuda({value, 0});
}

// "cuda9_cudnn7": 8 and 9 were 8.0 and 9.0 wherever a build file could be found.
int major_only(std::string_view rest) {
    rest = without_separator(rest);
    const bool lone = digits(rest) == 1 && (rest.size() == 1 || rest[1] != '.');
    return lone ? as_cuda({rest[0] - '0', 0}) : 0;
}

struct Releases {
    int first; // leading_version() of the release
    int last;
    int cuda;
};

int cuda_of(std::span<const Releases> table, int version) {
    for (const Releases& row : table) {
        if (version >= row.first && version <= row.last) {
            return row.cuda;
        }
    }
    return 0;
}

// TensorFlow's table of tested GPU configurations (its guide to building from source).
constexpr auto k_tensorflow = std::to_array<Releases>({
    {100, 104, 80},
    {105, 112, 90},
    {113, 200, 100},
    {201, 203, 101},
    {204, 204, 110},
    {205, 208, 112},
});

// The tags that Microsoft published for CNTK.
constexpr auto k_cntk = std::to_array<Releases>({
    {200, 203, 80},
    {204, 206, 90},
    {207, 207, 100},
});

// Chainer's own Docker files.
constexpr auto k_chainer = std::to_array<Releases>({
    {121, 399, 75},
    {400, 499, 80},
    {500, 799, 92},
});

// NVIDIA's container release notes. 23.03 is the last one with TensorFlow 1.
constexpr auto k_nvidia = std::to_array<Releases>({
    {1701, 1707, 80},
    {1709, 1808, 90},
    {1809, 1902, 100},
    {1903, 1910, 101},
    {1911, 1912, 102},
    {2303, 2303, 120},
});

// 1805 for "18.05-py3", 0 when it is no month.
int month_of(std::string_view tag) {
    const Version version = version_at(tag);
    const bool two_and_two = digits(tag) == 2 && tag.size() >= 5 && digits(tag.substr(3)) == 2;
    const bool month =
        two_and_two && version.major >= 16 && version.minor >= 1 && version.minor <= 12;
    return month ? version.major * 100 + version.minor : 0;
}

} // namespace

bool has_word(std::string_view tag, std::string_view word) {
    return first_reading(tag, word, true, [](std::string_view rest) {
               return rest.empty() || !is_letter_or_digit(rest[0]) ? 1 : 0;
           }) != 0;
}

int leading_version(std::string_view tag) {
    const Version version = version_at(tag.starts_with('v') ? tag.substr(1) : tag);
    return version.major < 0 ? -1 : version.major * 100 + version.minor;
}

int written_cuda(std::string_view tag) {
    if (const int cuda = first_reading(tag, "cuda", false, with_dot); cuda != 0) {
        return cuda;
    }
    if (const int cuda = first_reading(tag, "cu", true, without_dot); cuda != 0) {
        return cuda;
    }
    return first_reading(tag, "cuda", true, major_only);
}

int leading_cuda(std::string_view tag) {
    return as_cuda(version_at(tag));
}

int tensorflow_cuda(std::string_view tag) {
    return cuda_of(k_tensorflow, leading_version(tag));
}

int cntk_cuda(std::string_view tag) {
    return cuda_of(k_cntk, leading_version(tag));
}

int chainer_cuda(std::string_view tag) {
    return cuda_of(k_chainer, leading_version(tag));
}

int nvidia_month_cuda(std::string_view tag) {
    return cuda_of(k_nvidia, month_of(tag));
}

int nvidia_year(std::string_view tag) {
    return month_of(tag) / 100;
}

} // namespace translate::image_tags
