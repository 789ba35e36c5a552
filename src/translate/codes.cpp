#include "translate/codes.hpp"

#include "base/strings.hpp"
#include "translate/codes_azureml.hpp"
#include "translate/codes_cluster.hpp"
#include "translate/codes_input.hpp"
#include "translate/codes_job.hpp"
#include "translate/codes_other.hpp"
#include "translate/codes_process.hpp"

#include <algorithm>
#include <array>

namespace translate {

namespace {

constexpr std::size_t k_width = 80;
constexpr std::string_view k_indent = "    ";

constexpr bool before(const Code& a, const Code& b) {
    return a.code < b.code;
}

template <std::size_t... N> constexpr auto joined(const Code (&... tables)[N]) {
    std::array<Code, (N + ...)> all{};
    auto end = all.begin();
    ((end = std::copy(std::begin(tables), std::end(tables), end)), ...);
    std::sort(all.begin(), all.end(), before);
    return all;
}

// One table of all; nothing is left to do at the start of the program.
constexpr auto k_codes = joined(k_azureml_codes, k_input_codes, k_job_codes, k_cluster_codes,
                                k_other_codes, k_process_codes);

constexpr bool is_one(const Code& a, const Code& b) {
    return a.code == b.code;
}

static_assert(std::adjacent_find(k_codes.begin(), k_codes.end(), is_one) == k_codes.end());

void heading(std::string& page, std::string_view title) {
    page += '\n';
    page += title;
    page += '\n';
}

// Words between blanks, as many as fit on a line.
void paragraph(std::string& page, std::string_view text) {
    std::size_t column = 0;
    for (const std::string_view word : base::split(text, ' ')) {
        if (column != 0 && column + 1 + word.size() > k_width) {
            page += '\n';
            column = 0;
        }
        const std::string_view gap = column == 0 ? k_indent : " ";
        page += gap;
        page += word;
        column += gap.size() + word.size();
    }
    page += '\n';
}

void verbatim(std::string& page, std::string_view text) {
    for (const std::string_view line : base::split(text, '\n')) {
        if (!line.empty()) {
            page += k_indent;
            page += line;
        }
        page += '\n';
    }
}

} // namespace

std::span<const Code> codes() {
    return k_codes;
}

const Code* find_code(std::string_view code) {
    const std::string wanted = base::upper(base::trim(code));
    const auto found =
        std::lower_bound(k_codes.begin(), k_codes.end(), wanted,
                         [](const Code& row, const std::string& text) { return row.code < text; });
    return found != k_codes.end() && found->code == wanted ? &*found : nullptr;
}

std::string explain(const Code& code) {
    std::string page(code.code);
    page += ": ";
    page += code.title;
    page += '\n';
    heading(page, "Cause");
    paragraph(page, code.cause);
    heading(page, "Consequence");
    paragraph(page, code.consequence);
    heading(page, "What to do");
    paragraph(page, code.todo);
    heading(page, "Example");
    verbatim(page, code.example);
    return page;
}

} // namespace translate
