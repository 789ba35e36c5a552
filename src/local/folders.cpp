#include "local/folders.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace local {

namespace {

namespace fs = std::filesystem;

void check(const std::error_code& code, std::string_view doing, const std::string& path) {
    if (code) {
        throw base::Error(
            base::Exit::invalid,
            fmt::format("cannot {} {}: {}", doing, base::printable(path, 400), code.message()));
    }
}

} // namespace

bool is_folder(const std::string& path) {
    std::error_code code;
    return fs::is_directory(path, code);
}

bool exists(const std::string& path) {
    std::error_code code;
    return fs::exists(path, code);
}

void make_folder(const std::string& path, bool own) {
    std::error_code code;
    fs::create_directories(path, code);
    check(code, "make the folder", path);
    if (own) {
        fs::permissions(path, fs::perms::owner_all, code);
        check(code, "close the folder", path);
    }
}

void copy_into(const std::string& from, const std::string& to) {
    std::error_code code;
    const fs::path parent = fs::path(to).parent_path();
    if (!parent.empty()) {
        make_folder(parent.string());
    }
    fs::copy(from, to,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks |
                 fs::copy_options::overwrite_existing,
             code);
    check(code, fmt::format("copy {} to", base::printable(from, 400)), to);
}

void link_to(const std::string& target, const std::string& at) {
    std::error_code code;
    make_folder(fs::path(at).parent_path().string());
    fs::create_symlink(target, at, code);
    check(code, "make the link", at);
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    check(file ? std::error_code() : std::make_error_code(std::errc::io_error), "read", path);
    return std::move(text).str();
}

void write_file(const std::string& path, std::string_view content, bool executable) {
    make_folder(fs::path(path).parent_path().string());
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << content;
    file.close();
    std::error_code code = file ? std::error_code() : std::make_error_code(std::errc::io_error);
    check(code, "write", path);
    if (executable) {
        fs::permissions(path, fs::perms::owner_all, code);
        check(code, "make executable", path);
    }
}

void remove_tree(const std::string& path) noexcept {
    std::error_code code;
    fs::remove_all(path, code);
}

void remove_empty(const std::string& path, const std::string& top) noexcept {
    std::error_code code;
    fs::path at(path);
    while (at.string().size() > top.size() && fs::is_empty(at, code) && !code) {
        if (!fs::remove(at, code)) {
            return;
        }
        at = at.parent_path();
    }
}

} // namespace local
