#include "aml/code.hpp"
#include "base/hash.hpp"
#include "support/catch.hpp"

#include <string>

TEST_CASE("the hash of a code folder covers number, paths, sizes and contents", "[aml]") {
    // Sorted without regard to case: "a/x.py", "B.txt".
    CHECK(aml::code_hash({{"B.txt", "two"}, {"a/x.py", "1\n"}}) ==
          base::sha256("2#a/x.py#2#B.txt#31\ntwo"));
    CHECK(aml::code_hash({}) == base::sha256("0"));
}

TEST_CASE("the hash does not depend on the order of the files", "[aml]") {
    CHECK(aml::code_hash({{"a", "1"}, {"b", "2"}}) == aml::code_hash({{"b", "2"}, {"a", "1"}}));
    CHECK(aml::code_hash({{"a", "1"}, {"b", "2"}}) != aml::code_hash({{"a", "2"}, {"b", "1"}}));
    CHECK(aml::code_hash({{"a", "1"}}) != aml::code_hash({{"b", "1"}}));
}
