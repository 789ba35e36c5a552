#include "base/hash.hpp"
#include "support/catch.hpp"

#include <string>

TEST_CASE("SHA-256 of known texts", "[base]") { // FIPS 180-2, appendix B
    CHECK(base::sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(base::sha256("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(base::short_hash("abc") == "ba7816");
}

TEST_CASE("pieces give the hash of the whole", "[base]") {
    base::Sha256 hash;
    hash.add("a");
    hash.add("");
    hash.add(std::string("bc"));
    CHECK(hash.hex() == base::sha256("abc"));
}
