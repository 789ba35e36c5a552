#include "translate/file_kinds.hpp"

#include "base/strings.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace translate {

bool is_script_or_config(std::string_view path) {
    constexpr std::array<std::string_view, 19> k_endings = {
        "py",  "pyc",  "sh",  "bash",   "r",        "pl",   "lua", "m",    "yml", "yaml",
        "cfg", "conf", "ini", "config", "prototxt", "cntk", "bs",  "toml", "jar"};
    const auto dot = path.rfind('.');
    const std::string ending =
        dot == std::string_view::npos ? std::string{} : base::lower(path.substr(dot + 1));
    return std::find(k_endings.begin(), k_endings.end(), ending) != k_endings.end();
}

bool is_data_file(std::string_view path) {
    constexpr std::array<std::string_view, 36> k_endings = {
        "csv",       "tsv", "txt",  "gz",   "tgz", "zip",  "tar",    "bz2",     "xz",
        "7z",        "h5",  "hdf5", "npz",  "npy", "pkl",  "pickle", "parquet", "tfrecord",
        "tfrecords", "rec", "lst",  "idx",  "bin", "dat",  "mat",    "pt",      "pth",
        "onnx",      "pb",  "jpg",  "jpeg", "png", "json", "jsonl",  "xml",     "ckpt"};
    const auto dot = path.rfind('.');
    const std::string ending =
        dot == std::string_view::npos ? std::string{} : base::lower(path.substr(dot + 1));
    return std::find(k_endings.begin(), k_endings.end(), ending) != k_endings.end();
}

} // namespace translate
