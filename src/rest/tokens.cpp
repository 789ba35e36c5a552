#include "rest/tokens.hpp"

#include "base/base64.hpp"
#include "base/strings.hpp"

#include <algorithm>

namespace rest {

namespace {

// As Microsoft's identity libraries do; a token that lives shorter is used for half of its life.
constexpr std::chrono::minutes k_before_the_end{5};
// A way to sign in that failed is not tried anew for each of a thousand requests.
constexpr std::chrono::seconds k_believe_failure{30};

base::Date renewal(const Token& token, base::Date now) {
    const auto life = token.expires - now;
    return token.expires - std::min<base::Date::duration>(k_before_the_end, life / 2);
}

} // namespace

void Tokens::get(const std::string& scope, Loop& loop, Credential::Done done) {
    Entry& entry = m_entries[scope];
    const base::Date now = m_clock.date();
    if (entry.token && now < entry.renew) {
        done({.token = entry.token});
        return;
    }
    if (entry.error && now < entry.ask_again && !entry.asking) {
        done({.error = entry.error});
        return;
    }
    entry.waiting.push_back(std::move(done));
    if (!entry.asking) {
        entry.asking = true;
        m_credential.fetch({scope, entry.claims}, loop, [this, scope](TokenAnswer answer) {
            answered(scope, std::move(answer));
        });
    }
}

void Tokens::answered(const std::string& scope, TokenAnswer answer) {
    Entry& entry = m_entries[scope];
    const base::Date now = m_clock.date();
    entry.asking = false;
    entry.error.reset();
    if (answer.token) {
        entry.token = answer.token;
        entry.renew = renewal(*answer.token, now);
        entry.claims.clear();
    } else if (entry.token && now < entry.token->expires) {
        // Renewing failed, and the old one still holds: no reason to fail.
        entry.renew = std::min<base::Date>(now + k_believe_failure, entry.token->expires);
        answer = {.token = entry.token};
    } else {
        entry.token.reset();
        entry.error = answer.error;
        entry.ask_again = now + k_believe_failure;
    }
    // Who waits may ask again from within its answer.
    std::vector<Credential::Done> waiting;
    waiting.swap(entry.waiting);
    for (const Credential::Done& done : waiting) {
        done(answer);
    }
}

void Tokens::refuse(const std::string& scope, const base::Secret& token, std::string claims) {
    const auto found = m_entries.find(scope);
    if (found != m_entries.end() && found->second.token &&
        found->second.token->value.reveal() == token.reveal()) {
        found->second.token.reset();
        found->second.claims = std::move(claims);
    }
}

std::string claims_of(const Headers& headers) {
    for (const Header& header : headers) {
        if (!base::iequals(header.name, "WWW-Authenticate")) {
            continue;
        }
        constexpr std::string_view k_name = "claims=\"";
        const auto begin = header.value.find(k_name);
        if (begin == std::string::npos) {
            continue;
        }
        const std::string_view rest = std::string_view(header.value).substr(begin + k_name.size());
        return base::from_base64(rest.substr(0, rest.find('"'))).value_or("");
    }
    return {};
}

} // namespace rest
