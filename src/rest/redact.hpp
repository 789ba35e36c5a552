#pragma once
// What of a request may be seen. Logs show only the headers and parameters that are on a list;
// texts from outside lose the secrets that the request is known to hold, and what looks like one.
// Pure.

#include "rest/request.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rest {

// The URL with the values of all parameters hidden that are not on the list.
std::string loggable_url(std::string_view url);
// "name: value", the value hidden where the name is not on the list.
std::string loggable_header(const Header& header);

// The secrets that one request holds. Not searched for: what is so short that it may stand in any
// text.
class KnownSecrets {
  public:
    KnownSecrets() = default;
    // Of its headers and parameters what is not on the lists, and what it says are secrets.
    explicit KnownSecrets(const Request& request);

    void add(std::string_view secret);
    // The text with each of them, and everything that base::find_secrets knows, hidden.
    [[nodiscard]] std::string hide(std::string_view text) const;

  private:
    std::vector<std::string> m_secrets; // the longest first: one may be part of another
};

inline constexpr std::string_view k_hidden = "REDACTED";

} // namespace rest
