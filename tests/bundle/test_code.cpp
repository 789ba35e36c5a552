#include "base/error.hpp"
#include "base/real_files.hpp"
#include "bundle/bundle.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

class Folder {
  public:
    void add(const std::string& name, std::string_view content = "x") const {
        m_folder.add(name, content);
    }

    [[nodiscard]] fs::path path(const std::string& name = {}) const {
        return name.empty() ? m_folder.path() : m_folder.path() / name;
    }

    bundle::Code read(const std::string& below = "src", const std::string& output = {}) {
        return bundle::read_code(path(below).string(),
                                 output.empty() ? output : path(output).string(), m_files);
    }

    std::vector<std::string> names(const std::string& below = "src",
                                   const std::string& output = {}) {
        std::vector<std::string> found;
        for (const bundle::CodeFile& file : read(below, output).files) {
            found.push_back(file.path);
        }
        return found;
    }

    // What is said when the folder is refused.
    std::string refused(const std::string& below) {
        try {
            read(below);
        } catch (const base::Error& error) {
            CHECK(error.code() == base::Exit::invalid);
            return error.what();
        }
        return "not refused";
    }

  private:
    support::TempFolder m_folder;
    base::RealFiles m_files;
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("a code folder is read with all folders below, sorted by bytes", "[bundle]") {
    Folder folder;
    folder.add("src/b.py", "b");
    folder.add("src/a/z.py", std::string("\0\xff\r\n", 4));
    folder.add("src/a-b.py");
    folder.add("src/.git/config");
    folder.add("src/a/.git");
    const bundle::Code code = folder.read();
    REQUIRE(code.files.size() == 3);
    CHECK(code.files[0].path == "a-b.py");
    CHECK(code.files[1].path == "a/z.py");
    CHECK(*code.files[1].content == std::string("\0\xff\r\n", 4));
    CHECK(*code.files[2].content == "b");
    CHECK(code.findings.empty());
}

TEST_CASE(".amlignore counts, else .gitignore, at the top only", "[bundle]") {
    Folder folder;
    folder.add("src/t.py");
    folder.add("src/big.bin");
    folder.add("src/sub/.gitignore", "*\n");
    folder.add("src/sub/u.py");
    folder.add("src/.gitignore", "*.bin\n");
    CHECK(folder.names() == Names{"sub/.gitignore", "sub/u.py", "t.py"});
    folder.add("src/.amlignore", "sub/\n");
    CHECK(folder.names() == Names{"big.bin", "t.py"});
    folder.add("src/.amlignore", "*\n!sub/u.py\n");
    CHECK(folder.names() == Names{"sub/u.py"});
}

TEST_CASE("the bundle itself does not travel", "[bundle]") {
    Folder folder;
    folder.add("src/t.py");
    folder.add("src/azureml/report.json");
    CHECK(folder.names("src", "src/azureml") == Names{"t.py"});
    CHECK(folder.names("src", "elsewhere") == Names{"azureml/report.json", "t.py"});
    folder.add("src/azureml/report.json",
               R"({"version": 1,
  "tool": {"name": "batchai-to-amlcompute", "version": "0.1.0"}})");
    CHECK(folder.names("src", "elsewhere") == Names{"t.py"});
}

TEST_CASE("links are followed to files within the folder only", "[bundle]") {
    Folder folder;
    folder.add("src/t.py", "t");
    folder.add("outside.py");
    folder.add("src2/x.py");
    fs::create_symlink("t.py", folder.path("src/inside.py"));
    fs::create_symlink("../outside.py", folder.path("src/outside.py"));
    fs::create_symlink("../src2/x.py", folder.path("src/beside.py"));
    fs::create_symlink(".", folder.path("src/circle"));
    fs::create_symlink("nowhere", folder.path("src/broken"));
    const bundle::Code code = folder.read();
    REQUIRE(code.files.size() == 2);
    CHECK(code.files[0].path == "inside.py");
    CHECK(*code.files[0].content == "t");
    CHECK(code.findings.size() == 4);
    for (const base::Finding& finding : code.findings) {
        CHECK(finding.code == "BD502");
    }
}

TEST_CASE("a secret in a file of the user's does not travel", "[bundle]") {
    Folder folder;
    folder.add("src/t.py", "import x\nc = 'DefaultEndpoints;AccountKey=planted-secret-value;'\n");
    const bundle::Code code = folder.read();
    REQUIRE(code.files.size() == 1);
    CHECK(code.files[0].content->find("planted") == std::string::npos);
    CHECK(code.files[0].content->find("AccountKey=XXXXXXXXXX") != std::string::npos);
    REQUIRE(code.findings.size() == 1);
    CHECK(code.findings[0].code == "BD503");
    CHECK(code.findings[0].message.find("t.py:2 holds") != std::string::npos);
}

TEST_CASE("a folder that cannot travel is refused", "[bundle]") {
    Folder folder;
    folder.add("empty/.gitignore", "*\n");
    folder.add("empty/x.py");
    folder.add("file");
    for (int i = 0; i <= 2000; ++i) {
        folder.add("many/" + std::to_string(i), "");
    }
    CHECK(folder.refused("none").find("is not a folder") != std::string::npos);
    CHECK(folder.refused("file").find("is not a folder") != std::string::npos);
    CHECK(folder.refused("empty").find("there is no file in") != std::string::npos);
    CHECK(folder.refused("many").find("more than 2000 files") != std::string::npos);
    fs::remove(folder.path("many/7"));
    CHECK(folder.refused("many") == "not refused");
    // A hole: 301 MiB that take no place.
    folder.add("big/x", "");
    fs::resize_file(folder.path("big/x"), 301ULL << 20U);
    CHECK(folder.refused("big").find("larger than 300 MiB") != std::string::npos);
}
