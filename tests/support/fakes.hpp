#pragma once
// Stand-ins for the edges of the process: they answer what the test says and record what was said.

#include "base/children.hpp"
#include "base/environ.hpp"
#include "base/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace support {

class FakeEnviron final : public base::Environ {
  public:
    std::map<std::string, std::string> values;

    [[nodiscard]] std::optional<std::string> get(const std::string& name) const override {
        const auto found = values.find(name);
        if (found == values.end() || found->second.empty()) {
            return std::nullopt;
        }
        return found->second;
    }
};

class FakeTerminal final : public base::Terminal {
  public:
    std::string said_out;
    std::string said_err;
    bool out_terminal = false;
    bool err_terminal = false;
    std::size_t width = 0;

    void out(std::string_view text) override { said_out += text; }

    void err(std::string_view text) override { said_err += text; }

    [[nodiscard]] bool err_is_terminal() const override { return err_terminal; }

    [[nodiscard]] bool out_is_terminal() const override { return out_terminal; }

    [[nodiscard]] std::size_t out_width() const override { return width; }
};

// Where nothing may be started.
class NoChildren final : public base::Children {
  public:
    std::size_t start(const base::Child& child) override {
        throw base::Error(base::Exit::internal, "was started: " + child.argv.front());
    }

    std::size_t listen(const std::string& out, const std::string&) override {
        throw base::Error(base::Exit::internal, "was listened to: " + out);
    }

    base::ChildEvent next(base::Instant) override { return {}; }

    void end(base::Milliseconds) override {}

    [[nodiscard]] std::string account() const override { return "tester"; }
};

} // namespace support
