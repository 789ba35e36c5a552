#pragma once
// Experiments. Resource Manager has none: they live in run history, whose host the workspace's
// discovery address tells (azure-ai-ml 1.4 and later read it so).

#include "azure/client.hpp"
#include "azure/workspace.hpp"

#include <optional>
#include <string>
#include <vector>

namespace azure {

struct Experiment {
    std::string name = {};
    std::string id = {};
    std::string created = {}; // as the service writes it
    std::string archived = {};
    aml::Strings tags = {};
};

// The address that the data plane's paths hang on: "https://westeurope.api.azureml.ms". Asks the
// discovery address, which takes no token. Throws base::Error.
std::string find_data_plane(const Client& client, const Workspace& workspace);

// Makes it or finds it there; `made` tells which. Throws base::Error.
Experiment create_experiment(const Client& client, const std::string& data_plane,
                             const std::string& name, bool& made);
// Nothing: there is none of that name. Throws base::Error.
std::optional<Experiment> get_experiment(const Client& client, const std::string& data_plane,
                                         const std::string& name);
std::vector<Experiment> list_experiments(const Client& client, const std::string& data_plane);

} // namespace azure
