#pragma once
// A value that cannot be printed: no operator<<, no fmt formatter, one way out that can be grepped.

#include <string>
#include <utility>

namespace base {

class Secret {
  public:
    Secret() = default;

    explicit Secret(std::string value)
        : m_value(std::move(value)) {}

    [[nodiscard]] bool empty() const { return m_value.empty(); }

    [[nodiscard]] const std::string& reveal() const { return m_value; }

    bool operator==(const Secret&) const = default;

  private:
    std::string m_value;
};

} // namespace base
