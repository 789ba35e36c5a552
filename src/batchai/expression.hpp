#pragma once
// Expressions of ARM templates, as far as the template itself tells their value: parameters with
// defaults, variables, and functions of text and numbers. What only a deployment knows
// (resourceGroup(), listKeys(), copyIndex() …) has no value here.
// Source: the template functions of Azure Resource Manager. Pure.

#include "document/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace batchai {

using document::NodeId;

// "[…]" and not "[[…".
bool is_expression(std::string_view text);

// A text that begins with "[[" is one with a single bracket.
std::string without_escape(std::string_view text);

struct Value {
    enum class Kind : unsigned char { unknown, text, number, boolean, node } kind = Kind::unknown;
    std::string text;
    NodeId node = document::k_no_node; // an object or a list of the template
    std::string what;                  // unknown: the function that cannot be told
};

// Looks a name up; unknown when there is none, or when it has no value.
class Names {
  public:
    Names() = default;
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;
    virtual ~Names() = default;
    virtual Value parameter(std::string_view name) = 0;
    virtual Value variable(std::string_view name) = 0;
    // A member or item of an object or list of the template.
    virtual Value member(NodeId of, std::string_view name) = 0;
};

// `text` is an expression. A text that is not a sound one is unknown too.
Value evaluate(std::string_view text, Names& names);

} // namespace batchai
