#pragma once
// Where tokens come from. The ways to get one lie above (identity); the pipeline knows only this.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

#include <functional>
#include <optional>
#include <string>

namespace rest {

class Loop;

struct Token {
    base::Secret value;
    base::Date expires;
};

struct TokenQuestion {
    std::string scope;       // "https://management.azure.com/.default"
    std::string claims = {}; // JSON that the service asked for with a 401 (continuous evaluation)
};

// One of the two.
struct TokenAnswer {
    std::optional<Token> token = {};
    std::optional<base::Error> error = {};
};

class Credential {
  public:
    virtual ~Credential() = default;
    using Done = std::function<void(TokenAnswer)>;
    // Answers once, now or later from within the loop. What it asks over the network it asks on
    // that loop, so nothing else stands still meanwhile.
    virtual void fetch(const TokenQuestion& question, Loop& loop, Done done) = 0;
};

} // namespace rest
