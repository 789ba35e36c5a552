#include "base/error.hpp"
#include "rest/body.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <array>
#include <sys/stat.h>

using rest::FileSink;
using rest::FileSource;
using rest::RangedFile;
using support::TempFolder;

namespace {
std::string read_all(rest::Source& source, std::size_t step) {
    std::string all;
    std::array<char, 64> buffer{};
    for (;;) {
        const std::size_t got = source.read(all.size(), std::span(buffer).first(step));
        if (got == 0) {
            return all;
        }
        all.append(buffer.data(), got);
    }
}
} // namespace

TEST_CASE("a source is a range of a file, read as often as asked", "[rest]") {
    const TempFolder folder;
    const auto file = RangedFile::to_read(folder.add("f", "0123456789").string());
    CHECK(file->size() == 10);
    FileSource part(file, 2, 5);
    CHECK(part.size() == 5);
    CHECK(read_all(part, 2) == "23456");
    CHECK(read_all(part, 64) == "23456");
    FileSource none(file, 10, 0);
    CHECK(read_all(none, 8).empty());
}

TEST_CASE("a file that became shorter is no shorter body", "[rest]") {
    const TempFolder folder;
    FileSource source(RangedFile::to_read(folder.add("f", "0123").string()), 2, 5);
    CHECK_THROWS_WITH(read_all(source, 64), ContainsSubstring("became shorter"));
}

TEST_CASE("a sink writes its range, and begins anew with each attempt", "[rest]") {
    const TempFolder folder;
    const std::string path = (folder.path() / "f").string();
    const auto file = RangedFile::to_write(path);
    FileSink second(file, 4, 4);
    second.begin();
    second.write("xx");
    second.begin();
    second.write("45");
    second.write("67");
    CHECK(second.written() == 4);
    FileSink first(file, 0, 4);
    first.begin();
    first.write("0123");
    CHECK(support::read_file(path) == "01234567");

    struct stat about {};

    REQUIRE(stat(path.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
}

TEST_CASE("more than the range is refused before it is written", "[rest]") {
    const TempFolder folder;
    const std::string path = folder.add("f", "____neighbour").string();
    FileSink sink(RangedFile::to_write(path), 0, 4);
    sink.begin();
    sink.write("012");
    CHECK_THROWS_WITH(sink.write("3456"), ContainsSubstring("more than the 4 bytes"));
    CHECK(support::read_file(path) == "012_neighbour");
}

TEST_CASE("a file that cannot be opened is named", "[rest]") {
    const TempFolder folder;
    const std::string path = (folder.path() / "none").string();
    CHECK_THROWS_WITH(RangedFile::to_read(path), ContainsSubstring("cannot read " + path));
    CHECK_THROWS_AS(RangedFile::to_write(folder.path().string()), base::Error);
    std::filesystem::create_symlink(folder.add("target", ""), folder.path() / "link");
    CHECK_THROWS_AS(RangedFile::to_write((folder.path() / "link").string()), base::Error);
}
