#include "term/table.hpp"

#include "base/strings.hpp"

#include <algorithm>
#include <string_view>

namespace term {

namespace {

constexpr std::size_t k_gap = 2;
// Less of a column than this says nothing.
constexpr std::size_t k_least = 12;
constexpr std::size_t k_unlimited = static_cast<std::size_t>(-1);

std::string clean(std::string_view cell) {
    return base::printable(cell, k_unlimited);
}

// The first `width` code points, an ellipsis the last of them where something is cut.
std::string cut(std::string_view text, std::size_t width) {
    if (base::code_points(text) <= width) {
        return std::string(text);
    }
    std::size_t end = 0;
    for (std::size_t n = 0; n + 1 < width; ++n) {
        ++end;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            ++end;
        }
    }
    return std::string(text.substr(0, end)).append("…");
}

// How wide each column is shown; fewer entries than columns where the rest does not fit.
std::vector<std::size_t> fit(std::vector<std::size_t> widths, std::size_t limit) {
    if (limit == 0) {
        return widths;
    }
    std::size_t used = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::size_t gap = i == 0 ? 0 : k_gap;
        const std::size_t left = limit > used + gap ? limit - used - gap : 0;
        if (i > 0 && widths[i] > left) {
            widths.resize(left >= k_least ? i + 1 : i);
            if (left >= k_least) {
                widths.back() = left;
            }
            return widths;
        }
        used += gap + widths[i];
    }
    return widths;
}

void add_line(std::string& out, const Table& table, const std::vector<std::string>& cells,
              const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string cell = cut(cells[i], widths[i]);
        const std::string padding(widths[i] - std::min(widths[i], base::code_points(cell)), ' ');
        line.append(i == 0 ? 0 : k_gap, ' ');
        line += table.columns[i].right ? padding + cell : cell + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line;
    out.push_back('\n');
}

} // namespace

std::string aligned(const Table& table, std::size_t width) {
    std::vector<std::string> titles;
    std::vector<std::size_t> widths;
    for (const Column& column : table.columns) {
        titles.push_back(clean(column.title));
        widths.push_back(base::code_points(titles.back()));
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : table.rows) {
        auto& cells = rows.emplace_back();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            cells.push_back(clean(row[i]));
            widths[i] = std::max(widths[i], base::code_points(cells.back()));
        }
    }
    widths = fit(std::move(widths), width);
    std::vector<std::string> rule;
    rule.reserve(widths.size());
    for (const std::size_t w : widths) {
        rule.emplace_back(w, '-');
    }
    std::string out;
    add_line(out, table, titles, widths);
    add_line(out, table, rule, widths);
    for (const auto& row : rows) {
        add_line(out, table, row, widths);
    }
    return out;
}

std::string tab_separated(const Table& table) {
    std::string out;
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            out += i == 0 ? "" : "\t";
            out += clean(row[i]);
        }
        out.push_back('\n');
    }
    return out;
}

} // namespace term
