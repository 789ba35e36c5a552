#pragma once
// Who we are to Azure: the ways to get a token, in the order of Microsoft's DefaultAzureCredential
// as far as a tool without a window needs them. It is a folder of its own because it knows files,
// the environment, other programs and keys, and the pipeline must not: that one sees a
// rest::Credential.
//
// May include: base, rest.

#include "base/environ.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/random.hpp"
#include "rest/cloud.hpp"
#include "rest/credential.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace identity {

// In the order in which they are tried. The last one only when it is asked for: it waits for a
// person.
enum class Kind : std::uint8_t {
    environment,       // a service principal: AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH
    workload_identity, // a federated token: Kubernetes, GitHub Actions, Azure Pipelines
    managed_identity,  // of the machine, the app or the compute this runs on
    az,                // the session of the Azure CLI
    device_code        // a person signs in with a browser elsewhere
};
// What --auth takes: "environment", "workload-identity", "managed-identity", "az", "device-code".
std::string_view name(Kind kind);
std::optional<Kind> kind_from(std::string_view name);

struct Options {
    rest::Cloud cloud;
    bool cloud_given = false;      // by --cloud: then AZURE_AUTHORITY_HOST does not count
    std::optional<Kind> only = {}; // --auth; none: all but the device code, in their order
    std::string tenant = {};       // --tenant; empty: AZURE_TENANT_ID
    std::string subscription = {}; // az takes the tenant from it
    std::function<void(std::string_view)> say = {}; // one line to the person who shall sign in
    const std::atomic<bool>* stop = nullptr;        // Ctrl-C, for az
};

// What it reaches the world with; all must live longer than the credential.
struct Edges {
    base::Files& files;
    const base::Environ& environ;
    base::Process& process;
    base::Random& random;
};

// The first way that serves is used from then on. One that is there and fails (a wrong secret) ends
// the search: another identity must not take its place unnoticed. When none serves the error has
// the reason of each.
std::unique_ptr<rest::Credential> make_credential(Options options, Edges edges);

} // namespace identity
