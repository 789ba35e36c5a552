#include "rest/service_codes.hpp"

#include "base/strings.hpp"
#include "rest/retry.hpp"

namespace rest {

namespace {

struct Row {
    std::string_view code;
    std::string_view help;
};

constexpr std::string_view k_role =
    "ask the owner for a role: Contributor makes workspaces, \"AzureML Compute Operator\" "
    "clusters, \"AzureML Data Scientist\" jobs; a new role works after some minutes";
constexpr std::string_view k_storage_role =
    "ask the owner of the storage account for the role \"Storage Blob Data Contributor\", or give "
    "its key; a firewall of the account answers so too";
constexpr std::string_view k_sign_in = "sign in again (az login), or check the AZURE_… variables";
constexpr std::string_view k_quota =
    "ask for more quota in the portal, or take a smaller size, fewer nodes or another region";

// Azure Resource Manager's common errors, Azure ML's, and storage's, as documented or seen in
// 2026-08.
constexpr Row k_rows[] = {
    {"AuthorizationFailed", k_role},
    {"LinkedAuthorizationFailed", k_role},
    {"InvalidAuthenticationToken", k_sign_in},
    {"ExpiredAuthenticationToken", k_sign_in},
    {"AuthenticationFailed", "check the key, and this machine's date: signatures live for minutes"},
    {"InvalidAuthenticationTokenTenant",
     "the token is of another tenant than the subscription: say az login --tenant, or set "
     "AZURE_TENANT_ID"},
    {"SubscriptionNotFound",
     "check --subscription, and that you are signed in to the tenant that holds it"},
    {"InvalidSubscriptionId", "check --subscription: it is a GUID"},
    {"ResourceGroupNotFound", "check --resource-group and --subscription, or create the group"},
    {"ResourceNotFound", "check its name, --workspace-name, --resource-group and --subscription"},
    {"MissingSubscriptionRegistration", "register the provider once: az provider register "
                                        "--namespace Microsoft.MachineLearningServices"},
    {"InvalidResourceGroupLocation",
     "the group exists in another region: take that one, or another group"},
    {"NoRegisteredProviderFound", "this cloud does not know the api-version or the region"},
    {"InvalidResourceType", "this cloud does not know the api-version"},
    {"RequestDisallowedByPolicy",
     "a policy of the subscription forbids it: its owner can say what is allowed"},
    {"SkuNotAvailable", "take another VM size or another region"},
    {"OperationNotAllowed", k_quota},
    {"StorageAccountOperationInProgress", "wait until the other operation has ended, then repeat"},
    {"AnotherOperationInProgress", "wait until the other operation has ended, then repeat"},
    {"AuthorizationPermissionMismatch", k_storage_role},
    {"AuthorizationFailure", k_storage_role},
    {"KeyBasedAuthenticationNotPermitted",
     "the account takes no keys: sign in with an identity that has a role there"},
    // Microsoft Entra's, RFC 6749 5.2.
    {"invalid_client", "check AZURE_CLIENT_ID and its secret or certificate: it may have expired"},
    {"unauthorized_client", "check AZURE_CLIENT_ID and AZURE_TENANT_ID: does the tenant know the "
                            "application?"},
    {"invalid_request", "check AZURE_TENANT_ID and AZURE_CLIENT_ID"},
    {"invalid_grant", "sign in again"},
    {"ContainerNotFound", "create the container, or check its name"},
    {"ShareNotFound", "create the file share, or check its name"},
};

} // namespace

bool is_wrapper_code(std::string_view code) {
    return base::is_one_of(code, {"DeploymentFailed", "InvalidTemplateDeployment",
                                  "ResourceDeploymentFailure", "MultipleErrorsOccurred",
                                  "ValidationError", "UserError", "BadRequest", "Conflict",
                                  "InvalidRequestContent", "ServiceError"});
}

std::string next_step(int status, std::string_view code) {
    for (const Row& row : k_rows) {
        if (base::iequals(row.code, code)) {
            return std::string(row.help);
        }
    }
    if (is_final_code(code)) {
        return std::string(k_quota);
    }
    switch (status) {
    case 401:
        return std::string(k_sign_in);
    case 403:
        return std::string(k_role);
    case 429:
        return "the service asks for fewer requests: repeat the command in some minutes";
    case 407:
        return "the proxy wants a name and a password: put them into HTTPS_PROXY";
    default:
        break;
    }
    if (status >= 300 && status < 400) {
        return "the answer leads to another place, and redirections are not followed: check the "
               "endpoints of --cloud";
    }
    return status >= 500 ? "the service has trouble: repeat the command later" : "";
}

} // namespace rest
