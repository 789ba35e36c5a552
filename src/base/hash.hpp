#pragma once
// SHA-256 of bytes, as lower-case hexadecimal.

#include <memory>
#include <string>
#include <string_view>

namespace base {

std::string sha256(std::string_view bytes);
// The first `digits` hexadecimal digits of it.
std::string short_hash(std::string_view bytes, std::size_t digits = 6);

// The same of what comes piece by piece.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::string_view bytes);
    // Once, at the end.
    std::string hex();

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace base
