#include "launch/shell/arithmetic.hpp"

#include "base/shell.hpp"
#include "launch/shell/syntax.hpp"
#include "launch/shell/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace launch::shell {

namespace {

// The digits, names and signs of an arithmetic expression, by precedence.
class Count {
  public:
    Count(std::string_view text, std::function<std::string(std::string_view)> get,
          std::function<void(std::string_view, std::int64_t)> set)
        : m_text(text),
          m_get(std::move(get)),
          m_set(std::move(set)) {}

    std::int64_t run() {
        skip();
        if (m_at == m_text.size()) {
            return 0;
        }
        const std::int64_t out = compare();
        if (m_at != m_text.size()) {
            throw Unreadable("an expression that launchers do not use");
        }
        return out;
    }

  private:
    void skip() {
        while (m_at < m_text.size() && is_blank(m_text[m_at])) {
            ++m_at;
        }
    }

    bool take(std::string_view sign) {
        if (!m_text.substr(m_at).starts_with(sign)) {
            return false;
        }
        m_at += sign.size();
        skip();
        return true;
    }

    std::int64_t compare() {
        std::int64_t left = sum();
        for (;;) {
            if (take("<=")) {
                left = left <= sum() ? 1 : 0;
            } else if (take(">=")) {
                left = left >= sum() ? 1 : 0;
            } else if (take("==")) {
                left = left == sum() ? 1 : 0;
            } else if (take("!=")) {
                left = left != sum() ? 1 : 0;
            } else if (take("<")) {
                left = left < sum() ? 1 : 0;
            } else if (take(">")) {
                left = left > sum() ? 1 : 0;
            } else {
                return left;
            }
        }
    }

    std::int64_t sum() {
        std::int64_t left = product();
        for (;;) {
            if (take("+")) {
                left += product();
            } else if (take("-")) {
                left -= product();
            } else {
                return left;
            }
        }
    }

    std::int64_t product() {
        std::int64_t left = one();
        while (take("*")) {
            left *= one();
        }
        return left;
    }

    std::int64_t one() {
        std::int64_t value = 0;
        const auto [end, bad] =
            std::from_chars(m_text.data() + m_at, m_text.data() + m_text.size(), value);
        if (bad == std::errc{}) {
            m_at = static_cast<std::size_t>(end - m_text.data());
            skip();
            return value;
        }
        std::size_t behind = m_at;
        while (behind < m_text.size() &&
               base::is_variable_name(m_text.substr(m_at, behind + 1 - m_at))) {
            ++behind;
        }
        if (behind == m_at) {
            throw Unreadable("an expression that launchers do not use");
        }
        const std::string_view name = m_text.substr(m_at, behind - m_at);
        m_at = behind;
        skip();
        const std::string text = m_get(name);
        std::from_chars(text.data(), text.data() + text.size(), value);
        if (take("++")) {
            m_set(name, value + 1);
        } else if (m_text.substr(m_at).starts_with('=') && !m_text.substr(m_at).starts_with("==")) {
            take("=");
            value = compare();
            m_set(name, value);
        }
        return value;
    }

    std::string_view m_text;
    std::function<std::string(std::string_view)> m_get;
    std::function<void(std::string_view, std::int64_t)> m_set;
    std::size_t m_at = 0;
};

} // namespace

std::int64_t counted(std::string_view expression, std::function<std::string(std::string_view)> get,
                     std::function<void(std::string_view, std::int64_t)> set) {
    return Count(expression, std::move(get), std::move(set)).run();
}

} // namespace launch::shell
