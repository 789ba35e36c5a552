#include "rest/body.hpp"

#include "base/error.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rest {

namespace {

[[noreturn]] void fail(std::string_view doing, const std::string& path, int code) {
    throw base::Error(
        base::Exit::invalid,
        fmt::format("cannot {} {}: {}", doing, base::printable(path, 400), std::strerror(code)),
        code == ENOSPC || code == EDQUOT ? "free some space" : "");
}

int open_file(const std::string& path, int flags, std::string_view doing) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        fail(doing, path, errno);
    }
    return descriptor;
}

} // namespace

RangedFile::RangedFile(std::string path, int descriptor)
    : m_path(std::move(path)),
      m_descriptor(descriptor) {}

RangedFile::~RangedFile() {
    ::close(m_descriptor);
}

std::shared_ptr<RangedFile> RangedFile::to_read(const std::string& path) {
    return std::shared_ptr<RangedFile>(new RangedFile(path, open_file(path, O_RDONLY, "read")));
}

std::shared_ptr<RangedFile> RangedFile::to_write(const std::string& path) {
    return std::shared_ptr<RangedFile>(
        new RangedFile(path, open_file(path, O_WRONLY | O_CREAT | O_NOFOLLOW, "write")));
}

std::uint64_t RangedFile::size() const {
    struct stat about {};

    if (::fstat(m_descriptor, &about) != 0) {
        fail("read", m_path, errno);
    }
    return static_cast<std::uint64_t>(about.st_size);
}

std::size_t RangedFile::read(std::uint64_t offset, std::span<char> into) const {
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t got = ::pread(m_descriptor, into.data() + done, into.size() - done,
                                    static_cast<off_t>(offset + done));
        if (got == 0) {
            break;
        }
        if (got > 0) {
            done += static_cast<std::size_t>(got);
        } else if (errno != EINTR) {
            fail("read", m_path, errno);
        }
    }
    return done;
}

void RangedFile::write(std::uint64_t offset, std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t put =
            ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put >= 0) {
            offset += static_cast<std::uint64_t>(put);
            bytes.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno != EINTR) {
            fail("write", m_path, errno);
        }
    }
}

FileSource::FileSource(std::shared_ptr<const RangedFile> file, std::uint64_t offset,
                       std::uint64_t length)
    : m_file(std::move(file)),
      m_offset(offset),
      m_length(length) {}

std::size_t FileSource::read(std::uint64_t offset, std::span<char> into) {
    const std::uint64_t left = offset < m_length ? m_length - offset : 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, into.size()));
    if (m_file->read(m_offset + offset, into.first(wanted)) != wanted) {
        throw base::Error(base::Exit::invalid, "a file became shorter while it was sent",
                          "repeat the command when nothing writes to it");
    }
    return wanted;
}

FileSink::FileSink(std::shared_ptr<const RangedFile> file, std::uint64_t offset,
                   std::uint64_t length)
    : m_file(std::move(file)),
      m_offset(offset),
      m_length(length) {}

void FileSink::write(std::string_view bytes) {
    if (bytes.size() > m_length - m_written) {
        throw base::Error(
            base::Exit::refused,
            fmt::format("the service sends more than the {} bytes it was asked for", m_length));
    }
    m_file->write(m_offset + m_written, bytes);
    m_written += bytes.size();
}

} // namespace rest
