#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/temp_folder.hpp"

#include <cstdlib>
#include <filesystem>

namespace fs = std::filesystem;
using support::compare_folder;
using support::compare_text;
using support::TempFolder;

namespace {

// Sets the switch for a test and puts back what the caller of all tests said.
class Updating {
  public:
    explicit Updating(bool on)
        : m_before(support::updating_goldens()) {
        set(on);
    }

    ~Updating() { set(m_before); }

    Updating(const Updating&) = delete;
    Updating& operator=(const Updating&) = delete;

  private:
    static void set(bool on) { setenv("B2A_UPDATE_GOLDEN", on ? "1" : "", 1); }

    bool m_before;
};

} // namespace

TEST_CASE("a text is compared with its file", "[support]") {
    const Updating off(false);
    const TempFolder folder;
    const fs::path file = folder.add("text", "one\ntwo\n");
    CHECK(compare_text(file, "one\ntwo\n").empty());
    const std::string difference = compare_text(file, "one\nthree\n");
    CHECK_THAT(difference, ContainsSubstring("-two\n+three\n"));
    CHECK_THAT(compare_text(file, ""), ContainsSubstring("-one"));
    CHECK_FALSE(compare_text(folder.path() / "none", "").empty());
    CHECK_THAT(compare_text(folder.path() / "none", "new\n"), ContainsSubstring("+new"));
    CHECK(compare_text(folder.path() / "none", "", true).empty());
    CHECK_FALSE(compare_text(folder.path() / "none", "x", true).empty());
}

TEST_CASE("a folder is compared whole", "[support]") {
    const Updating off(false);
    const TempFolder folder;
    const fs::path expected = folder.path() / "expected";
    const fs::path actual = folder.path() / "actual";
    CHECK(compare_folder(expected, actual).empty());
    folder.add("expected/a/b.txt", "same\n");
    CHECK_THAT(compare_folder(expected, actual), ContainsSubstring("-same"));
    folder.add("actual/a/b.txt", "same\n");
    CHECK(compare_folder(expected, actual).empty());
    folder.add("actual/more.txt", "not expected\n");
    CHECK_THAT(compare_folder(expected, actual), ContainsSubstring("+not expected"));
    folder.add("expected/more.txt", "not expected\n");
    folder.add("actual/a/b.txt", "same"); // the last line's end counts
    CHECK_THAT(compare_folder(expected, actual), ContainsSubstring("No newline at end of file"));
}

TEST_CASE("updating writes what was produced and removes the rest", "[support]") {
    const Updating on(true);
    const TempFolder folder;
    const fs::path expected = folder.path() / "expected";
    folder.add("expected/stale.txt", "old");
    folder.add("actual/a/b.txt", "new");
    CHECK(compare_folder(expected, folder.path() / "actual").empty());
    CHECK(support::read_file(expected / "a/b.txt") == "new");
    CHECK_FALSE(fs::exists(expected / "stale.txt"));

    CHECK(compare_text(expected / "stdout", "said").empty());
    CHECK(support::read_file(expected / "stdout") == "said");
    CHECK(compare_text(expected / "stdout", "", true).empty());
    CHECK_FALSE(fs::exists(expected / "stdout"));
}
