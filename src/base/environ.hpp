#pragma once
// The edge to the process: environment variables and the terminal.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace base {

class Environ {
  public:
    virtual ~Environ() = default;
    // Unset and empty are the same: nothing.
    [[nodiscard]] virtual std::optional<std::string> get(const std::string& name) const = 0;
};

class Terminal {
  public:
    virtual ~Terminal() = default;
    virtual void out(std::string_view text) = 0; // results
    virtual void err(std::string_view text) = 0; // talk
    [[nodiscard]] virtual bool err_is_terminal() const = 0;
    [[nodiscard]] virtual bool out_is_terminal() const = 0;

    // Whether a person can answer.
    [[nodiscard]] virtual bool in_is_terminal() const { return false; }

    // The line that a person answers, without its end; empty: none.
    virtual std::string ask(std::string_view question) {
        err(question);
        return {};
    }

    // Columns of the terminal that results go to; 0: there is none, or nobody knows.
    [[nodiscard]] virtual std::size_t out_width() const { return 0; }
};

} // namespace base
