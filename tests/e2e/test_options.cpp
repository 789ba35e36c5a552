#include "e2e/program.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <string>

using e2e::run;
using support::TempFolder;

namespace {

const std::string k_job = R"({"properties": {"nodeCount": 1,
  "customToolkitSettings": {"commandLine": "train"},
  "containerSettings": {"imageSourceRegistry": {"image": "demo/train:1"}},
  "secrets": [{"name": "TOKEN", "value": "fake"}]}}
)";

// Converts the job with these options, without writing.
support::ProcessResult check(const std::vector<std::string>& options) {
    const TempFolder folder;
    std::vector<std::string> words = {"convert", folder.add("a.job.json", k_job).string(),
                                      "--check", "--compute", "gpu"};
    words.insert(words.end(), options.begin(), options.end());
    return run(words);
}

} // namespace

TEST_CASE("what is given for --secret is never repeated", "[e2e]") {
    for (const char* text :
         {"fakeSecretTyped", "TOKEN", "TOKEN=fakeSecretTyped", "=fakeSecretTyped",
          "TOKEN=https://example.org/?sig=fakeSecretTyped", "my-token=fakeSecretTyped",
          "TOKEN=https://demo.vault.azure.net/keys/fakeSecretTyped"}) {
        INFO(text);
        const auto result = check({"--secret", text});
        CHECK(result.exit == 2);
        CHECK_THAT(result.err, ContainsSubstring("--secret"));
        CHECK(result.err.find("fakeSecretTyped") == std::string::npos);
        CHECK(result.out.empty());
    }
    const auto misspelt = check({"--secrt=TOKEN=fakeSecretTyped"});
    CHECK(misspelt.exit == 2);
    CHECK_THAT(misspelt.err, ContainsSubstring("--secrt"));
    CHECK(misspelt.err.find("fakeSecretTyped") == std::string::npos);
}

TEST_CASE("the option --secret may be said for each secret", "[e2e]") {
    const auto result = check({"--secret", "TOKEN=https://demo.vault.azure.net/secrets/a",
                               "--secret", "a/OTHER=https://demo.vault.azure.net/secrets/b"});
    CHECK(result.exit == 0);
    CHECK_THAT(result.err, ContainsSubstring("\"TOKEN\" is read from the Key Vault demo"));
    CHECK_THAT(result.err, ContainsSubstring("--secret a/OTHER: no job has"));
}

TEST_CASE("an image or a registry that is none is exit 2", "[e2e]") {
    for (const char* image : {"a b", "azureml:sklearn@latest", "a\nRUN x", "https://a/b"}) {
        INFO(image);
        CHECK(check({"--image", image}).exit == 2);
    }
    for (const char* prefix : {"copies", "https://copies.example.org", "copies.example.org/a b",
                               "copies.example.org/a\nRUN x", "/a", "copies.example.org:x/a"}) {
        INFO(prefix);
        CHECK(check({"--image-prefix", prefix}).exit == 2);
    }
    for (const char* prefix : {"copies.example.org", "10.0.0.4:5000/a/b/", "localhost/x"}) {
        INFO(prefix);
        CHECK(check({"--image-prefix", prefix}).exit == 0);
    }
    CHECK(check({"--image", "copies.example.org/a:1"}).exit == 0);
}
