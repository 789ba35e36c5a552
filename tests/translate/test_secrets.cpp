#include "support/catch.hpp"
#include "translate/translate.hpp"

#include <string>
#include <string_view>

using translate::Options;
using translate::source_of_secret;
using translate::vault_secret;

namespace {

translate::SecretOption option(std::string owner, std::string name, std::string_view url) {
    return {std::move(owner), std::move(name), *vault_secret(url)};
}

} // namespace

TEST_CASE("the URL of a secret, in its clouds", "[translate]") {
    struct Row {
        std::string_view url, plain, vault, audience;
    };

    const Row rows[] = {
        {"https://demo.vault.azure.net/secrets/token", "https://demo.vault.azure.net/secrets/token",
         "demo", "https://vault.azure.net"},
        {"https://demo.vault.azure.net/secrets/token/0a1b",
         "https://demo.vault.azure.net/secrets/token/0a1b", "demo", "https://vault.azure.net"},
        {" HTTPS://Demo-1.Vault.Azure.Net:443/secrets/My-Token/ ",
         "https://demo-1.vault.azure.net/secrets/My-Token", "demo-1", "https://vault.azure.net"},
        {"https://demo.vault.azure.cn/secrets/t", "https://demo.vault.azure.cn/secrets/t", "demo",
         "https://vault.azure.cn"},
        {"https://demo.vault.usgovcloudapi.net/secrets/t",
         "https://demo.vault.usgovcloudapi.net/secrets/t", "demo",
         "https://vault.usgovcloudapi.net"},
    };
    for (const Row& row : rows) {
        INFO(row.url);
        const auto secret = vault_secret(row.url);
        REQUIRE(secret);
        CHECK(secret->url == row.plain);
        CHECK(secret->vault == row.vault);
        CHECK(secret->audience == row.audience);
        CHECK(secret->vault_id.empty());
    }
}

TEST_CASE("no token goes to what is not a secret of a known cloud", "[translate]") {
    const std::string_view odd[] = {
        "",
        "token",
        "https://",
        "http://demo.vault.azure.net/secrets/token",
        "https://demo.vault.azure.net/keys/token",
        "https://demo.vault.azure.net/secrets",
        "https://demo.vault.azure.net/secrets/",
        "https://demo.vault.azure.net/secrets//",
        "https://demo.vault.azure.net/secrets/token/1/2",
        "https://demo.vault.azure.net//secrets/token",
        "https://demo.vault.azure.net/secrets/to_ken",
        "https://demo.vault.azure.net/secrets/token?x=1",
        "https://demo.vault.azure.net/secrets/token#x",
        "https://demo.vault.azure.net/secrets/$(id)",
        "https://demo.vault.azure.net:8443/secrets/token",
        "https://user@demo.vault.azure.net/secrets/token",
        "https://vault.azure.net/secrets/token",
        "https://.vault.azure.net/secrets/token",
        "https://a.b.vault.azure.net/secrets/token",
        "https://demo.vault.azure.net.example.org/secrets/token",
        "https://demo.vault.microsoftazure.de/secrets/token",
        "https://example.org/.vault.azure.net/secrets/token",
        "https://1emo.vault.azure.net/secrets/token",
    };
    for (const std::string_view url : odd) {
        INFO(url);
        CHECK_FALSE(vault_secret(url));
    }
}

TEST_CASE("the option --secret decides, for its owner before for all", "[translate]") {
    batchai::VaultReference reference;
    reference.url = {"https://own.vault.azure.net/secrets/own", 7};
    reference.vault_id = {"/vaults/own", 8};
    Options options;
    const auto url = [&](std::string_view owner, const batchai::VaultReference* own) {
        const auto from = source_of_secret(options, owner, "TOKEN", own);
        return from ? from->url : std::string("none");
    };
    CHECK(url("train", nullptr) == "none");
    CHECK(url("train", &reference) == "https://own.vault.azure.net/secrets/own");
    CHECK(source_of_secret(options, "train", "TOKEN", &reference)->vault_id == "/vaults/own");

    options.secrets = {option("", "TOKEN", "https://all.vault.azure.net/secrets/a"),
                       option("train", "TOKEN", "https://one.vault.azure.net/secrets/b"),
                       option("", "TOKEN", "https://all.vault.azure.net/secrets/c"),
                       option("", "OTHER", "https://all.vault.azure.net/secrets/d")};
    CHECK(url("train", &reference) == "https://one.vault.azure.net/secrets/b");
    CHECK(url("test", &reference) == "https://all.vault.azure.net/secrets/c"); // the last one said
    CHECK(url("test", nullptr) == "https://all.vault.azure.net/secrets/c");
    CHECK_FALSE(source_of_secret(options, "train", "NOBODY", nullptr));
}

TEST_CASE("a reference to anywhere else is none", "[translate]") {
    batchai::VaultReference reference;
    reference.url = {"https://demo.vault.example/secrets/token", 7};
    CHECK_FALSE(source_of_secret({}, "train", "TOKEN", &reference));
}
