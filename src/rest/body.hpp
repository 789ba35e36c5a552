#pragma once
// Bodies too large for memory: a source is read while it is sent, a sink takes what arrives. Both
// begin anew with each attempt, so a retry never sends half a file or keeps half of another's.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace rest {

class Source {
  public:
    virtual ~Source() = default;
    // Known before the first byte: services want a Content-Length.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    // Fills `into` from `offset` on and returns how many bytes that were: fewer only at the end.
    // Throws base::Error.
    virtual std::size_t read(std::uint64_t offset, std::span<char> into) = 0;
};

class Sink {
  public:
    virtual ~Sink() = default;
    // The body of a success begins: what an earlier attempt wrote does not count.
    virtual void begin() = 0;
    // Throws base::Error, which ends the request.
    virtual void write(std::string_view bytes) = 0;
};

// An open file that several sources or sinks share, each with its own range of it.
class RangedFile {
  public:
    // Both throw base::Error (invalid) with the path. `to_write` creates the file, readable for its
    // owner alone, and keeps what it holds.
    static std::shared_ptr<RangedFile> to_read(const std::string& path);
    static std::shared_ptr<RangedFile> to_write(const std::string& path);

    ~RangedFile();
    RangedFile(const RangedFile&) = delete;
    RangedFile& operator=(const RangedFile&) = delete;

    // As it is now. All three throw base::Error (invalid).
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<char> into) const;
    void write(std::uint64_t offset, std::string_view bytes) const;

  private:
    RangedFile(std::string path, int descriptor);

    std::string m_path;
    int m_descriptor;
};

// [offset, offset + length) of a file. A file that became shorter meanwhile is an error, not a
// shorter body.
class FileSource final : public Source {
  public:
    FileSource(std::shared_ptr<const RangedFile> file, std::uint64_t offset, std::uint64_t length);

    [[nodiscard]] std::uint64_t size() const override { return m_length; }

    std::size_t read(std::uint64_t offset, std::span<char> into) override;

  private:
    std::shared_ptr<const RangedFile> m_file;
    std::uint64_t m_offset;
    std::uint64_t m_length;
};

// Writes from `offset` on, and no more than `length` bytes: a range that answers with the whole
// file must not run over its neighbours.
class FileSink final : public Sink {
  public:
    FileSink(std::shared_ptr<const RangedFile> file, std::uint64_t offset, std::uint64_t length);

    void begin() override { m_written = 0; }

    void write(std::string_view bytes) override;

    // Bytes of the last attempt.
    [[nodiscard]] std::uint64_t written() const { return m_written; }

  private:
    std::shared_ptr<const RangedFile> m_file;
    std::uint64_t m_offset;
    std::uint64_t m_length;
    std::uint64_t m_written = 0;
};

} // namespace rest
