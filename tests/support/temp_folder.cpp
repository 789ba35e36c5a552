#include "support/temp_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace support {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
    std::string name = (fs::temp_directory_path() / "b2a-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), name);
    }
    m_path = fs::canonical(name);
}

TempFolder::~TempFolder() {
    std::error_code ignored; // a leftover in the temporary folder fails no test
    fs::remove_all(m_path, ignored);
}

fs::path TempFolder::add(const std::string& name, std::string_view content) const {
    fs::path path = m_path / name;
    fs::create_directories(path.parent_path());
    write_file(path, content);
    return path;
}

WorkingFolder::WorkingFolder(const fs::path& path)
    : m_before(fs::current_path()) {
    fs::current_path(path);
}

WorkingFolder::~WorkingFolder() {
    std::error_code ignored;
    fs::current_path(m_before, ignored);
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream content;
    if (!in || !(content << in.rdbuf() || in.peek() == std::ifstream::traits_type::eof())) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return std::move(content).str();
}

void write_file(const fs::path& path, std::string_view content) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) {
        throw std::runtime_error("cannot write " + path.string());
    }
}

fs::path testdata() {
    return fs::path(B2A_SOURCE_DIR) / "testdata";
}

} // namespace support
