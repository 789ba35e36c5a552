#pragma once
// What yaml-cpp gets to see: the source, but where the library misreads it other bytes of the same
// number, so that offsets stay. JSON writes characters beyond U+FFFF as two escapes, a surrogate
// pair, and JSON is YAML; the library refuses them, so they get stand-ins and are put back into
// what it read. And a CR alone is a line break, which it takes for text.

#include "document/yaml_text.hpp"

#include <string>
#include <vector>

namespace document {

class YamlInput {
  public:
    explicit YamlInput(std::string_view source);

    [[nodiscard]] bool has_pairs() const { return !m_pairs.empty(); }

    [[nodiscard]] const std::string& text() const { return m_text; }

    // The scalar's value with the pairs that stand in it: decoded in double quotes, elsewhere as
    // they were written.
    [[nodiscard]] std::string put_back(const YamlScalar& scalar, std::string_view value) const;

  private:
    std::string_view m_source;
    std::string m_text;
    std::vector<std::size_t> m_pairs;
};

} // namespace document
