#pragma once
// What a path's ending says about the file. Pure.

#include <string_view>

namespace translate {

// A file whose neighbours matter (imports, includes): read in place, never bound alone.
bool is_script_or_config(std::string_view path);
// Plainly one file of data.
bool is_data_file(std::string_view path);

} // namespace translate
