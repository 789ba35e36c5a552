#include "support/golden.hpp"

#include "support/process.hpp"
#include "support/temp_folder.hpp"

#include <cstdlib>
#include <map>

namespace support {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_most_of_a_diff = 20'000;

// Two files or folders, as git shows them.
std::string diff(const fs::path& expected, const fs::path& actual) {
    const ProcessResult result =
        run_process({"git", "--no-pager", "diff", "--no-index", "--no-color", "--no-ext-diff", "--",
                     expected.string(), actual.string()});
    std::string text = result.out + result.err;
    if (text.empty()) {
        text = expected.string() + " and " + actual.string() + " differ\n";
    }
    if (text.size() > k_most_of_a_diff) {
        text.resize(k_most_of_a_diff);
        text += "\n… and more\n";
    }
    return text;
}

// Name below the folder → content.
std::map<std::string, std::string> contents(const fs::path& folder) {
    std::map<std::string, std::string> files;
    if (!fs::exists(folder)) {
        return files;
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_directory()) {
            continue;
        }
        files[entry.path().lexically_relative(folder).generic_string()] = read_file(entry.path());
    }
    return files;
}

} // namespace

bool updating_goldens() {
    const char* value = std::getenv("B2A_UPDATE_GOLDEN");
    return value != nullptr && std::string_view(value) == "1";
}

std::string compare_text(const fs::path& expected, std::string_view actual, bool missing_is_empty) {
    const bool absent = missing_is_empty && actual.empty();
    if (updating_goldens()) {
        if (absent) {
            fs::remove(expected);
        } else {
            fs::create_directories(expected.parent_path());
            write_file(expected, actual);
        }
        return {};
    }
    const bool exists = fs::exists(expected);
    if (exists ? read_file(expected) == actual : absent) {
        return {};
    }
    const TempFolder folder;
    const fs::path written = folder.add("actual/" + expected.filename().string(), actual);
    return diff(exists ? expected : fs::path("/dev/null"), written);
}

std::string compare_folder(const fs::path& expected, const fs::path& actual) {
    const auto produced = contents(actual);
    if (updating_goldens()) {
        fs::remove_all(expected);
        for (const auto& [name, content] : produced) {
            fs::create_directories((expected / name).parent_path());
            write_file(expected / name, content);
        }
        return {};
    }
    if (contents(expected) == produced) {
        return {};
    }
    const TempFolder none;
    return diff(fs::exists(expected) ? expected : none.path(),
                fs::exists(actual) ? actual : none.path());
}

} // namespace support
