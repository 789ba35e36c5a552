#pragma once
// What `az ml` takes an unquoted word for. It reads YAML 1.1, where more words than in 1.2 are no
// strings: yes, 010, 1_000, 1:30, 2020-01-01. Source: PyYAML's resolver (6.0). Pure.

#include "document/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aml {

enum class Plain : std::uint8_t { string, null, boolean, integer, real, date };
std::string_view name(Plain plain); // "a string", "a boolean", "a number", …

Plain plain_kind(std::string_view word);

// Of the node's scalar, which is a string where it has quotes or stands in a block.
Plain plain_kind(const document::Document& document, document::NodeId node);

// The value in the spelling that Python gives it: "1.10" is 1.1, "010" is 8, "yes" is True. Nothing
// where the word is too large to be known exactly, and for dates.
std::optional<std::string> python_text(std::string_view word);

// What `az ml` takes for an integer where it wants one: numbers, their part behind the point cut
// off.
std::optional<std::string> whole_number(std::string_view word);

} // namespace aml
