#include "base/real_files.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace base {

namespace {

[[noreturn]] void fail(std::string_view doing, const std::string& path, int code) {
    std::string help;
    if (code == EACCES || code == EPERM) {
        help = "check the permissions of the file and of the folders above it";
    } else if (code == ENOSPC || code == EDQUOT) {
        help = "free some space, or choose another output folder with -d";
    }
    throw Error(Exit::invalid,
                fmt::format("cannot {} {}: {}", doing, printable(path, 400), std::strerror(code)),
                help);
}

FileType type_of(mode_t mode) {
    if (S_ISREG(mode)) {
        return FileType::regular;
    }
    if (S_ISDIR(mode)) {
        return FileType::folder;
    }
    return S_ISLNK(mode) ? FileType::link : FileType::other;
}

// Closes what it holds, on every way out.
class Descriptor {
  public:
    explicit Descriptor(int fd)
        : m_fd(fd) {}

    ~Descriptor() {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int get() const { return m_fd; }

    int release() {
        const int fd = m_fd;
        m_fd = -1;
        return fd;
    }

  private:
    int m_fd;
};

} // namespace

std::string join_path(std::string_view a, std::string_view b) {
    if (a.empty() || a == ".") {
        return std::string(b);
    }
    std::string out(a);
    if (out.back() != '/') {
        out.push_back('/');
    }
    return out.append(b);
}

std::string_view base_name(std::string_view path) {
    while (path.size() > 1 && path.back() == '/') {
        path.remove_suffix(1);
    }
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view parent_path(std::string_view path) {
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return {};
    }
    return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view without_slashes(std::string_view path) {
    while (path.starts_with('/')) {
        path.remove_prefix(1);
    }
    while (path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return path;
}

FileType RealFiles::type(const std::string& path, bool follow) {
    struct stat info {};

    const int rc = follow ? ::stat(path.c_str(), &info) : ::lstat(path.c_str(), &info);
    return rc == 0 ? type_of(info.st_mode) : FileType::missing;
}

std::string RealFiles::read(const std::string& path, std::uint64_t limit) {
    // O_NONBLOCK: a FIFO given by mistake must not hang us.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));

    struct stat info {};

    if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
        fail("read", path, errno);
    }
    if (!S_ISREG(info.st_mode)) {
        throw Error(Exit::invalid,
                    fmt::format("cannot read {}: not a regular file", printable(path, 400)));
    }
    const auto too_large = [&] {
        throw Error(
            Exit::invalid,
            fmt::format("cannot read {}: larger than {} MiB", printable(path, 400), limit >> 20U),
            "a Batch AI definition is a few kilobytes; is this the right file?");
    };
    if (static_cast<std::uint64_t>(info.st_size) > limit) {
        too_large();
    }
    std::string content;
    content.resize(static_cast<std::size_t>(info.st_size) +
                   1); // one more byte shows a growing file
    std::size_t have = 0;
    for (;;) {
        const ssize_t n = ::read(file.get(), content.data() + have, content.size() - have);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            fail("read", path, errno);
        }
        if (n == 0) {
            break;
        }
        have += static_cast<std::size_t>(n);
        if (have == content.size()) {
            if (have > limit) {
                too_large();
            }
            content.resize(have * 2);
        }
    }
    content.resize(have);
    return content;
}

std::vector<Entry> RealFiles::list(const std::string& folder) {
    DIR* dir = ::opendir(folder.c_str());
    if (dir == nullptr) {
        fail("list", folder, errno);
    }
    std::vector<Entry> out;
    for (const dirent* entry = ::readdir(dir); entry != nullptr; entry = ::readdir(dir)) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") {
            continue;
        }
        FileType kind = FileType::other;
        switch (entry->d_type) {
        case DT_REG:
            kind = FileType::regular;
            break;
        case DT_DIR:
            kind = FileType::folder;
            break;
        case DT_LNK:
            kind = FileType::link;
            break;
        case DT_UNKNOWN:
            kind = type(join_path(folder, name), false);
            break;
        default:
            break;
        }
        out.push_back({std::string(name), kind});
    }
    ::closedir(dir);
    std::sort(out.begin(), out.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return out;
}

void RealFiles::write(const std::string& path, std::string_view content, bool executable) {
    std::string temporary = path + ".XXXXXX";
    Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
    if (file.get() < 0) {
        fail("write", path, errno);
    }
    const auto give_up = [&](int code) {
        ::unlink(temporary.c_str());
        fail("write", path, code);
    };
    while (!content.empty()) {
        const ssize_t n = ::write(file.get(), content.data(), content.size());
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            give_up(errno);
        }
        content.remove_prefix(static_cast<std::size_t>(n));
    }
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(file.get(), (executable ? 0777U : 0666U) & ~mask) != 0 ||
        ::close(file.release()) != 0) {
        give_up(errno);
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        give_up(errno);
    }
}

void RealFiles::make_folder(const std::string& path) {
    if (path.empty() || type(path, true) == FileType::folder) {
        return;
    }
    if (::mkdir(path.c_str(), 0777) == 0 || errno == EEXIST) {
        if (type(path, true) != FileType::folder) {
            fail("create folder", path, ENOTDIR);
        }
        return;
    }
    if (errno != ENOENT) {
        fail("create folder", path, errno);
    }
    make_folder(std::string(parent_path(path)));
    if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) {
        fail("create folder", path, errno);
    }
}

void RealFiles::remove(const std::string& path) {
    if (std::remove(path.c_str()) != 0 && errno != ENOENT && errno != ENOTEMPTY &&
        errno != EEXIST) {
        fail("remove", path, errno);
    }
}

std::string RealFiles::identity(const std::string& path) {
    struct stat info {};

    if (::stat(path.c_str(), &info) != 0) {
        return {};
    }
    return fmt::format("{}:{}", info.st_dev, info.st_ino);
}

std::string RealFiles::absolute(const std::string& path) {
    char* resolved = ::realpath(path.c_str(), nullptr);
    if (resolved == nullptr) {
        return path;
    }
    std::string out = resolved;
    std::free(resolved);
    return out;
}

} // namespace base
