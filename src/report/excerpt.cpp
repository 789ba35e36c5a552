// The source line of a finding. It stands on terminals and in logs, so only that of it is shown
// which is known to be no secret: keys, punctuation, and values of fields that cannot hold one. All
// else (values of unknown keys, comments, what stands behind a mistake) becomes an ellipsis.

#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "report/report.hpp"
#include "translate/rules.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace report {

namespace {

using document::Document;
using document::Kind;
using document::Node;
using document::NodeId;

constexpr std::string_view k_ellipsis = "…";

// Without rules (a file that could not be read) a short number or a word of JSON tells nothing.
bool is_harmless(const Node& node) {
    return node.kind == Kind::null || node.kind == Kind::boolean ||
           (node.kind == Kind::number && node.text.size() <= 3);
}

bool may_show(const File& file, NodeId id) {
    const Node& node = file.document->at(id);
    if (file.rules == nullptr) {
        return is_harmless(node) && !base::is_secret_key(node.key);
    }
    return node.kind == Kind::null ||
           (!translate::holds_secret((*file.rules)[id]) && base::find_secrets(node.text).empty());
}

class Line {
  public:
    Line(const File& file, std::string_view text)
        : m_file(file),
          m_text(text),
          m_start(static_cast<std::size_t>(text.data() - file.document->source().data())),
          m_shown(text.size(), false) {
        between();
        nodes();
    }

    // The text with an ellipsis for each run that is not shown; `begin` and `end`, bytes of the
    // line, become bytes of that.
    std::string masked(std::size_t& begin, std::size_t& end) const {
        std::string out;
        std::size_t new_begin = std::string::npos;
        std::size_t new_end = std::string::npos;
        bool hidden = false;
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            const bool first = !m_shown[i] && !hidden;
            const std::size_t here =
                !m_shown[i] && hidden ? out.size() - k_ellipsis.size() : out.size();
            new_begin = i == begin ? here : new_begin;
            if (m_shown[i]) {
                const auto c = static_cast<unsigned char>(m_text[i]);
                out.push_back(c < 0x20 || c == 0x7F ? ' ' : m_text[i]);
            } else if (first) {
                out += k_ellipsis;
            }
            hidden = !m_shown[i];
            new_end = i + 1 == end ? out.size() : new_end;
        }
        begin = std::min(new_begin, out.size());
        end = std::max(begin, std::min(new_end, out.size()));
        return out;
    }

  private:
    void mark(std::size_t begin, std::size_t end, bool shown) {
        for (std::size_t i = std::max(begin, m_start); i < std::min(end, m_start + m_text.size());
             ++i) {
            m_shown[i - m_start] = shown;
        }
    }

    // What may stand outside of keys and values, up to a comment of YAML. Behind a mistake there is
    // no tree: a plain word in quotes before a colon is taken for a key.
    void between() {
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            if (m_text[i] == '#') {
                break;
            }
            m_shown[i] = std::string_view(" \t{}[]:,-").find(m_text[i]) != std::string_view::npos;
            if (m_text[i] != '"') {
                continue;
            }
            std::size_t end = i + 1;
            while (end < m_text.size() && end < i + 40 &&
                   ((m_text[end] >= 'a' && m_text[end] <= 'z') ||
                    (m_text[end] >= 'A' && m_text[end] <= 'Z') || m_text[end] == '$')) {
                ++end;
            }
            if (m_text.substr(end).starts_with("\":") || m_text.substr(end).starts_with("\" :")) {
                std::fill(m_shown.begin() + static_cast<std::ptrdiff_t>(i),
                          m_shown.begin() + static_cast<std::ptrdiff_t>(end) + 1, true);
                i = end;
            }
        }
    }

    // Nodes lie in the order of the file; one that began on an earlier line may reach into this.
    void nodes() {
        const Document& document = *m_file.document;
        const NodeId all = document.empty() ? 0 : document.end_of(document.root());
        NodeId low = 0;
        NodeId high = all;
        while (low < high) {
            const NodeId middle = low + (high - low) / 2;
            if (document.at(middle).offset < m_start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        NodeId id = low;
        while (id > 0 && document.at(--id).count != 0) {
        }
        for (; id < all; ++id) {
            const Node& node = document.at(id);
            mark(node.key_offset, node.key_end, true);
            if (node.offset >= m_start + m_text.size()) {
                break;
            }
            const bool container = node.kind == Kind::object || node.kind == Kind::array;
            if (!container || node.stand_in) {
                mark(node.offset, node.end, may_show(m_file, id));
            }
        }
    }

    const File& m_file;
    std::string_view m_text;
    std::size_t m_start;
    std::vector<bool> m_shown;
};

// Whole characters only.
std::size_t back_to_character(std::string_view text, std::size_t at) {
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) {
        --at;
    }
    return at;
}

} // namespace

std::string excerpt(const File& file, const base::Finding& finding) {
    if (file.document == nullptr || finding.offset == base::k_no_offset ||
        finding.offset > file.document->source().size()) {
        return {};
    }
    const Document& document = *file.document;
    const std::string_view line = document.line(finding.offset);
    if (line.empty() || base::invalid_utf8(line) ||
        line.find("\xC2\x9B") != std::string_view::npos) {
        return {};
    }
    const auto start = static_cast<std::size_t>(line.data() - document.source().data());
    std::size_t at =
        finding.offset > start ? std::min<std::size_t>(finding.offset - start, line.size()) : 0;
    std::size_t end = std::min(at + finding.length, line.size());
    const std::string text = Line(file, line).masked(at, end);
    // Long lines: the part around the place.
    const std::size_t from = back_to_character(text, at > 60 ? at - 40 : 0);
    const std::size_t wanted = std::max(at + std::min<std::size_t>(end - at, 60), from + 100);
    const std::size_t to = wanted >= text.size() ? text.size() : back_to_character(text, wanted);
    const std::string_view shown = std::string_view(text).substr(from, to - from);
    const std::string number = fmt::format("{}", document.position(finding.offset).line);
    const std::size_t carets = std::max<std::size_t>(
        1, base::code_points(std::string_view(text).substr(at, std::min(end, to) - at)));
    return fmt::format(
        "  {} | {}{}{}\n  {} | {}{}{}\n", number, from > 0 ? k_ellipsis : "", shown,
        to < text.size() ? k_ellipsis : "", std::string(number.size(), ' '), from > 0 ? " " : "",
        std::string(base::code_points(std::string_view(text).substr(from, at - from)), ' '),
        std::string(carets, '^'));
}

} // namespace report
