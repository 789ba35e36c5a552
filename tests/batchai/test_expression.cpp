#include "batchai/expression.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

using batchai::evaluate;
using batchai::Value;

namespace {

// Two parameters with a value, one without, and one object.
class Some : public batchai::Names {
  public:
    Value parameter(std::string_view name) override {
        Value out;
        if (name == "text" || name == "number") {
            out.kind = name == "text" ? Value::Kind::text : Value::Kind::number;
            out.text = name == "text" ? "abc" : "4";
        } else if (name == "object") {
            out.kind = Value::Kind::node;
            out.node = 7;
        } else {
            out.what = "nobody";
        }
        return out;
    }

    Value variable(std::string_view name) override { return parameter(name); }

    Value member(batchai::NodeId of, std::string_view name) override {
        Value out;
        if (of == 7 && (name == "a" || name == "0")) {
            out.kind = Value::Kind::text;
            out.text = "member " + std::string(name);
        }
        return out;
    }
};

std::string of(std::string_view expression) {
    Some names;
    const Value value = evaluate(expression, names);
    return value.kind == Value::Kind::unknown ? "unknown: " + value.what : value.text;
}

} // namespace

TEST_CASE("an expression stands in brackets, two of which are one", "[batchai]") {
    CHECK(batchai::is_expression("[parameters('a')]"));
    CHECK_FALSE(batchai::is_expression("[[a]"));
    CHECK_FALSE(batchai::is_expression("a]"));
    CHECK_FALSE(batchai::is_expression("[]"));
    CHECK(batchai::without_escape("[[a]") == "[a]");
    CHECK(batchai::without_escape("a") == "a");
}

TEST_CASE("expressions have the value that the deployment would give them", "[batchai]") {
    CHECK(of("[parameters('text')]") == "abc");
    CHECK(of("[ variables( 'number' ) ]") == "4");
    CHECK(of("[concat('it''s ', parameters('text'), '-', 5)]") == "it's abc-5");
    CHECK(of("[format('{0}/{1} {{x}}', 'a', parameters('number'))]") == "a/4 {x}");
    CHECK(of("[toUpper(concat('a', toLower('B')))]") == "AB");
    CHECK(of("[replace('a-b-c', '-', '_')]") == "a_b_c");
    CHECK(of("[trim('  x ')]") == "x");
    CHECK(of("[if(equals(parameters('number'), 4), 'four', 'other')]") == "four");
    CHECK(of("[if(not(equals('a', 'a')), 'x', 'y')]") == "y");
    CHECK(of("[add(mul(2, 3), sub(int('5'), 1))]") == "10");
    CHECK(of("[string(12)]") == "12");
    CHECK(of("[parameters('object').a]") == "member a");
    CHECK(of("[parameters('object')['a']]") == "member a");
    CHECK(of("[parameters('object')[0]]") == "member 0");
    CHECK(of("[resourceId('Microsoft.BatchAI/workspaces/clusters', 'w', 'c')]") ==
          "/providers/Microsoft.BatchAI/workspaces/w/clusters/c");
    CHECK(of("[resourceId('group', 'Microsoft.BatchAI/workspaces', 'w')]") ==
          "/providers/Microsoft.BatchAI/workspaces/w");
}

TEST_CASE("what cannot be told says which part of it", "[batchai]") {
    CHECK(of("[resourceGroup().location]") == "unknown: resourceGroup()");
    CHECK(of("[concat('a', listKeys('x', 'y').keys[0].value)]") == "unknown: listKeys()");
    CHECK(of("[parameters('gone')]") == "unknown: nobody");
    CHECK(of("[parameters('object').gone]").starts_with("unknown"));
    CHECK(of("[format('{3}', 'a')]") == "unknown: format()");
    CHECK(of("[resourceId('Microsoft.BatchAI/workspaces/clusters', 'w')]") ==
          "unknown: resourceId()");
    CHECK(of("[add('x', 1)]") == "unknown: add()");
    CHECK(of("[mul(99999999999, 99999999999)]") == "unknown: mul()");
    for (const std::string_view odd : {"[concat('a']", "[concat('a',)]", "['a]", "[x]", "[a b]",
                                       "[parameters('text').x]", "[concat('a'))]", "[ ]", "[-]"}) {
        INFO(odd);
        CHECK(of(odd).starts_with("unknown"));
    }
    std::string deep = "[";
    for (int i = 0; i < 5000; ++i) {
        deep += "concat(";
    }
    CHECK(of(deep + "]").starts_with("unknown"));
}
