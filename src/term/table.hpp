#pragma once
// Tables as a person reads them and as a script does. Knows nothing of what is in them. May
// include: base. Pure.

#include <cstddef>
#include <string>
#include <vector>

namespace term {

struct Column {
    std::string title;
    bool right = false; // numbers
};

struct Table {
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rows; // as many cells in each as there are columns
};

// Columns below their titles and a line, two blanks between them, none at the end of a line; widths
// count Unicode code points, and what is no printable character is escaped. `width`: of the
// terminal; what does not fit is cut from the right, first a part of a column with an ellipsis,
// then whole columns, but never the first. 0: no terminal, nothing is cut.
std::string aligned(const Table& table, std::size_t width);

// One line for each row, cells between tabs, without titles. Tabs and line breaks in a cell are
// escaped.
std::string tab_separated(const Table& table);

} // namespace term
