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

    // Asks the person at the terminal and returns the line that is typed, without its end. Nothing:
    // nobody is there.
    virtual std::optional<std::string> ask(std::string_view question) {
        static_cast<void>(question);
        return std::nullopt;
    }

    // Columns of the terminal that results go to; 0: there is none, or nobody knows.
    [[nodiscard]] virtual std::size_t out_width() const { return 0; }
};

} // namespace base
