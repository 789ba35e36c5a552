#pragma once
// Azure ML v2 YAML, as `az ml` and azure-ai-ml read it. Pure. Field names and enums:
// azureml schemas commandJob, amlCompute, azureBlob, azureFile, environment ("latest", 2026).

#include "aml/aml.hpp"
#include "emit/yaml.hpp"

namespace emit::v2 {

Yaml job(const aml::CommandJob& job);
Yaml compute(const aml::AmlCompute& compute);
Yaml datastore(const aml::Datastore& datastore);
// With the placeholder REPLACE-ME for the password.
Yaml connection(const aml::Connection& connection);
// environments/<name>/environment.yml, beside the Dockerfile.
Yaml environment(const aml::BuildContext& context);
Yaml workspace(const aml::Workspace& workspace);

} // namespace emit::v2
