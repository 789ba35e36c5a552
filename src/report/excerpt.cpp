#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "report/report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace report {

namespace {

// A line that names a secret, or follows a key that does, is not shown at all.
bool may_hold_secret(const document::Document& document, std::uint32_t offset,
                     std::string_view line) {
    if (base::is_secret_key(line) || !base::find_secrets(line).empty()) {
        return true;
    }
    const std::string low = base::lower(line);
    if (low.find("\"key\"") != std::string::npos || low.find("secret") != std::string::npos) {
        return true;
    }
    const auto start = static_cast<std::uint32_t>(line.data() - document.source().data());
    if (start > 1 && start <= offset + 1) {
        const std::string_view before = base::trim(document.line(start - 1));
        if (before.ends_with(':') && (base::is_secret_key(before) ||
                                      base::lower(before).find("key\"") != std::string::npos)) {
            return true;
        }
        // The value of a secret variable stands under "secrets".
        const std::string_view above = document.source().substr(0, start);
        const auto list = base::lower(above.substr(above.size() > 4000 ? above.size() - 4000 : 0))
                              .rfind("secret");
        if (list != std::string::npos && low.find("\"value\"") != std::string::npos) {
            return true;
        }
    }
    return false;
}

} // namespace

std::string excerpt(const document::Document& document, const base::Finding& finding) {
    if (finding.offset == base::k_no_offset || finding.offset > document.source().size()) {
        return {};
    }
    const std::string_view line = document.line(finding.offset);
    if (line.empty() || base::invalid_utf8(line) ||
        line.find("\xC2\x9B") != std::string_view::npos ||
        may_hold_secret(document, finding.offset, line)) {
        return {};
    }
    const auto start = static_cast<std::size_t>(line.data() - document.source().data());
    std::size_t at =
        finding.offset > start ? std::min<std::size_t>(finding.offset - start, line.size()) : 0;
    const std::size_t length = std::min<std::size_t>(finding.length, line.size() - at);
    // Long lines: the part around the place.
    std::size_t begin = at > 60 ? at - 40 : 0;
    while (begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0) == 0x80) {
        --begin;
    }
    std::size_t end =
        std::min(line.size(), std::max(at + std::min<std::size_t>(length, 60), begin + 100));
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) {
        ++end;
    }
    const auto clean = [](std::string_view part) {
        std::string out(part);
        std::replace_if(
            out.begin(), out.end(),
            [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
        return out;
    };
    const std::string number = fmt::format("{}", document.position(finding.offset).line);
    const std::string_view shown = line.substr(begin, end - begin);
    const std::size_t carets =
        std::max<std::size_t>(1, base::code_points(line.substr(at, std::min(length, end - at))));
    return fmt::format("  {} | {}{}{}\n  {} | {}{}{}\n", number, begin > 0 ? "…" : "", clean(shown),
                       end < line.size() ? "…" : "", std::string(number.size(), ' '),
                       begin > 0 ? " " : "",
                       std::string(base::code_points(line.substr(begin, at - begin)), ' '),
                       std::string(carets, '^'));
}

} // namespace report
