#pragma once
// Tokens in memory, one for each scope: asked for when first needed, renewed before they expire,
// and asked for once however many requests wait.

#include "rest/credential.hpp"
#include "rest/request.hpp"

#include <map>
#include <string>
#include <vector>

namespace rest {

class Tokens {
  public:
    // Both must live longer.
    Tokens(Credential& credential, const base::Clock& clock)
        : m_credential(credential),
          m_clock(clock) {}

    // Calls `done` now where there is a token that lasts, else when there is an answer.
    void get(const std::string& scope, Loop& loop, Credential::Done done);
    // The service does not take this token any more: the next request gets another one. Nothing
    // happens where it has been replaced already.
    void refuse(const std::string& scope, const base::Secret& token, std::string claims);

  private:
    struct Entry {
        std::optional<Token> token;
        base::Date renew;                 // from then on a new one is asked for
        std::optional<base::Error> error; // of the last time, told again for a while
        base::Date ask_again;
        std::string claims; // for the next one
        bool asking = false;
        std::vector<Credential::Done> waiting;
    };

    void answered(const std::string& scope, TokenAnswer answer);

    Credential& m_credential;
    const base::Clock& m_clock;
    std::map<std::string, Entry> m_entries;
};

// The claims that a 401 asks the next token to carry, as JSON; empty where it asks for none.
std::string claims_of(const Headers& headers);

} // namespace rest
