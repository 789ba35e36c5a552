#include "document/key_tree.hpp"
#include "support/catch.hpp"

using document::k_no_rule;
using document::KeyTree;
using document::Type;

TEST_CASE("a key tree knows members, items and what has any name") {
    const KeyTree keys({{"name", Type::text, 1},
                        {"nodes[].id", Type::integer, 2},
                        {"inputs.*", Type::scalar_or_object, 3},
                        {"inputs.*.path", Type::text, 4},
                        {"inputs.fixed", Type::boolean, 5}});
    CHECK(keys.at(keys.child(0, "name")).rule == 1);
    CHECK(keys.child(0, "nmae") == k_no_rule);
    const std::uint16_t nodes = keys.child(0, "nodes");
    CHECK(keys.at(nodes).type == Type::list);
    CHECK(keys.at(keys.child(keys.child(nodes, "[]"), "id")).rule == 2);
    const std::uint16_t inputs = keys.child(0, "inputs");
    CHECK(keys.at(inputs).type == Type::object);
    CHECK(keys.at(keys.child(inputs, "fixed")).rule == 5);
    const std::uint16_t any = keys.child(inputs, "whatever");
    CHECK(keys.at(any).type == Type::scalar_or_object);
    CHECK(keys.at(keys.child(any, "path")).rule == 4);
    CHECK(keys.child(any, "whatever") == k_no_rule);
    CHECK(keys.names(0) == std::vector<std::string_view>{"name", "nodes", "inputs"});
}
