#pragma once
// The edge to the real process: environment variables and standard streams.

#include "base/environ.hpp"

#include <atomic>

namespace base {

class ProcessEnviron final : public Environ {
  public:
    [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;
};

// Throws base::Error (invalid) when standard output cannot be written.
class ProcessTerminal final : public Terminal {
  public:
    void out(std::string_view text) override;
    void err(std::string_view text) override;
    [[nodiscard]] bool err_is_terminal() const override;
    [[nodiscard]] bool out_is_terminal() const override;
    std::optional<std::string> ask(std::string_view question) override;
    [[nodiscard]] std::size_t out_width() const override;
};

// Becomes true with SIGINT or SIGTERM, from the first call on; until then, and when one comes a
// second time, they end the process.
const std::atomic<bool>& interrupts();

// Definitions hold secrets, and a core dump would hold them too.
void forbid_core_dumps();

} // namespace base
