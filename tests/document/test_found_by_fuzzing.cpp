// What fuzzing found, kept as files. They are read under both names.

#include "fuzz/check_document.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

TEST_CASE("files that fuzzing found") {
    const std::filesystem::path folder =
        std::filesystem::path(B2A_SOURCE_DIR) / "testdata" / "fuzz" / "document";
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        REQUIRE_FALSE(bytes.empty());
        for (const auto* const name : {"x.json", "x.yaml"}) {
            INFO(entry.path() << " as " << name);
            fuzz::check_document(document::parse(bytes, name)); // aborts when something is wrong
        }
        ++count;
    }
    CHECK(count >= 8);
}
