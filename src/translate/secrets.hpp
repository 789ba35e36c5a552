#pragma once
// Where the value of a secret comes from when a job runs. Names and addresses pass through here,
// values never do. Pure.

#include "batchai/batchai.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace translate {

struct Options;

// A secret of a Key Vault.
struct VaultSecret {
    std::string url;      // https://<vault>.<suffix>/secrets/<name>[/<version>]
    std::string vault;    // the vault's name
    std::string audience; // of the token: https://<suffix>, which differs between clouds
    std::string vault_id; // the vault's ARM id; empty: not said
    bool operator==(const VaultSecret&) const = default;
};

// Nothing for what is not the URL of a secret in a vault of one of the known clouds: a token for
// Key Vault must go nowhere else.
std::optional<VaultSecret> vault_secret(std::string_view url);

// --secret decides, for this owner (a job or a cluster) before for all; else the definition's own
// reference, which may be null.
std::optional<VaultSecret> source_of_secret(const Options& options, std::string_view owner,
                                            std::string_view name,
                                            const batchai::VaultReference* reference);

// "say --secret NAME=https://<vault>.vault.azure.net/secrets/<name>"
std::string how_to_settle(std::string_view name);

} // namespace translate
