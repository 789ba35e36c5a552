#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <vector>

using base::find_secrets;
using base::is_secret_key;
using base::without_secrets;

namespace {

std::vector<std::string> secrets(std::string_view text) {
    std::vector<std::string> out;
    for (const base::Span span : find_secrets(text)) {
        out.emplace_back(text.substr(span.begin, span.end - span.begin));
    }
    return out;
}

using Texts = std::vector<std::string>;

// Of the form of an account key: 64 bytes in base64.
std::string fake_key() {
    return std::string(86, 'A') + "==";
}

} // namespace

TEST_CASE("connection strings give up their key only", "[base]") {
    CHECK(secrets("DefaultEndpointsProtocol=https;AccountName=demo;AccountKey=fake+key/1=;"
                  "EndpointSuffix=core.windows.net") == Texts{"fake+key/1="});
    CHECK(secrets("accountkey=fake") == Texts{"fake"});
    CHECK(secrets("SharedAccessSignature=fake-signature;x=1") == Texts{"fake-signature"});
    CHECK(secrets("AccountName=demo;AccountKey=").empty());
}

TEST_CASE("the signature of a SAS is found where a query's part begins", "[base]") {
    CHECK(secrets("https://demo.blob.core.windows.net/c?sv=2018-03-28&sig=fake%2Bsig&se=2019") ==
          Texts{"fake%2Bsig"});
    CHECK(secrets("curl '...?sig=fake' -o x") == Texts{"fake"});
    CHECK(secrets("--design=modern").empty());
    CHECK(secrets("--sig=modern").empty());
}

TEST_CASE("a value that a variable gives is no secret, nor is what stands in for one", "[base]") {
    CHECK(secrets("AccountKey=$KEY").empty());
    CHECK(secrets("AccountKey=${KEY};x").empty());
    CHECK(secrets("AccountKey=REPLACE-ME").empty());
    CHECK(secrets("https://me:$TOKEN@example.org/x").empty());
    CHECK(secrets("https://me:REPLACE-ME@example.org/x").empty());
}

TEST_CASE("account keys are known by their length alone", "[base]") {
    CHECK(secrets("--key " + fake_key() + " --rest") == Texts{fake_key()});
    CHECK(secrets(fake_key()) == Texts{fake_key()});
    CHECK(secrets("A" + fake_key()).empty()); // a longer run is something else
    CHECK(secrets(fake_key().substr(1)).empty());
    CHECK(secrets(std::string(86, 'A') + "= ").empty());
}

TEST_CASE("a PEM block is hidden from its first line to its last", "[base]") {
    const std::string block = "-----BEGIN PRIVATE KEY-----\nZmFrZQ\n-----END PRIVATE KEY-----";
    CHECK(secrets("before " + block + " after") == Texts{block});
    CHECK(secrets("a " + block + " b " + block) == Texts{block, block});
    CHECK(secrets("x -----BEGIN PRIVATE KEY-----\ncut") ==
          Texts{"-----BEGIN PRIVATE KEY-----\ncut"});
}

TEST_CASE("the words of a PEM header alone are no block", "[base]") {
    CHECK(secrets("grep -c -- '-----BEGIN ' keys.txt").empty());
    CHECK(secrets("echo '-----BEGIN x-----' and more").empty());
    CHECK(secrets("-----BEGIN PRIVATE KEY").empty());
}

TEST_CASE("a text without its secrets is as long as before", "[base]") {
    CHECK(without_secrets("curl 'u?sig=fake&x=1'") == "curl 'u?sig=XXXX&x=1'");
    CHECK(without_secrets("nothing here") == "nothing here");
    CHECK(without_secrets("").empty());
}

TEST_CASE("what is printed has no secret, and none that is cut in two", "[base]") {
    CHECK(base::printable("AccountKey=" + fake_key(), 30) == "AccountKey=XXXXXXXXXXXXXXXXXXX…");
    CHECK(base::printable("https://me:fake@h/", 40) == "https://me:XXXX@h/");
}

TEST_CASE("passwords in URLs", "[base]") {
    CHECK(secrets("git clone https://me:fake-token@example.org/repo.git") == Texts{"fake-token"});
    CHECK(secrets("https://me:a:b@example.org") == Texts{"a:b"});
    CHECK(secrets("https://me@example.org/x").empty());
    CHECK(secrets("https://me:@example.org/x").empty());
    CHECK(secrets("https://example.org:443/a@b").empty());
    CHECK(secrets("tcp://10.0.0.4:23456").empty());
}

TEST_CASE("several secrets come in order and do not overlap", "[base]") {
    const std::string text = "https://me:one@h/x AccountKey=" + fake_key() + " 'u?sig=two'";
    CHECK(secrets(text) == Texts{"one", fake_key(), "two"});
    CHECK(secrets("short").empty());
    CHECK(secrets("").empty());
    CHECK(secrets("python train.py --epochs=10 --out=$X/y").empty());
}

TEST_CASE("keys that hold secrets, in any spelling", "[base]") {
    for (const std::string_view key :
         {"accountKey", "AccountKey", "adminUserPassword", "password", "secrets", "secretValue",
          "instrumentationKey", "accessToken", "apiKey", "storageKey", "key", "KEY", "sas",
          "account_key", "sas_token", "admin-password"}) {
        INFO(key);
        CHECK(is_secret_key(key));
    }
    for (const std::string_view key :
         {"accountName", "nodeCount", "keyVault", "adminUserSshPublicKey", "sasha", "path", ""}) {
        INFO(key);
        CHECK_FALSE(is_secret_key(key));
    }
}
