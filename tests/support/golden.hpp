#pragma once
// Comparison with files that hold what is expected. With B2A_UPDATE_GOLDEN=1 in the environment the
// files are written instead (scripts/update-golden).

#include <filesystem>
#include <string>
#include <string_view>

namespace support {

// B2A_UPDATE_GOLDEN is set.
bool updating_goldens();

// Empty when the file holds exactly this; else the difference as a unified diff.
// `missing_is_empty`: no file stands for no text, and none is written for it.
std::string compare_text(const std::filesystem::path& expected, std::string_view actual,
                         bool missing_is_empty = false);

// The same for all files below two folders: content, names, and nothing more or less on either
// side. A missing folder is one without files.
std::string compare_folder(const std::filesystem::path& expected,
                           const std::filesystem::path& actual);

} // namespace support
