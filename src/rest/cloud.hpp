#pragma once
// Which Azure: the addresses and audiences of a cloud, by name or from a file.

#include "base/files.hpp"

#include <string>
#include <string_view>

namespace rest {

// URLs without a slash at their end.
struct Cloud {
    std::string name;
    std::string resource_manager; // https://management.azure.com
    std::string login;            // https://login.microsoftonline.com
    std::string management_audience;
    std::string machine_learning_audience;
    std::string storage_audience;
    std::string storage_suffix; // core.windows.net
    std::string studio;         // empty where there is none
    std::string token_exchange; // audience of federated tokens: api://AzureADTokenExchange
    bool operator==(const Cloud&) const = default;

    // What a token for Resource Manager, run history and MLflow is asked for with.
    [[nodiscard]] std::string management_scope() const;
    [[nodiscard]] std::string machine_learning_scope() const;
    [[nodiscard]] std::string storage_scope() const;
};

// "https://management.azure.com/.default" → "https://management.azure.com/": what endpoints of
// version 1 (managed identities, az) take instead of a scope. Ends with a slash where the audience
// is a bare host.
std::string resource_of(std::string_view scope);

// AzureCloud, AzureChinaCloud, AzureUSGovernment (without regard to case), or the path of a JSON
// file in the shape of `az cloud show`: endpoints.resourceManager, endpoints.activeDirectory,
// suffixes.storageEndpoint; optionally endpoints.activeDirectoryResourceId and
// endpoints.microsoftMachineLearning, audiences that else are AzureCloud's or follow from the
// addresses. Throws base::Error: usage for a name that is none and no file, invalid for a file that
// is not so.
Cloud find_cloud(const std::string& name_or_path, base::Files& files);

} // namespace rest
