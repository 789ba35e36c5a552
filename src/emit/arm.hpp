#pragma once
// The exact bodies of the PUT requests (Azure Resource Manager, api-version 2024-10-01). Pure.

#include "aml/aml.hpp"

#include <string>

namespace emit::arm {

// What a body needs and the definitions do not say; REPLACE-ME where unknown.
struct Scope {
    std::string subscription = "REPLACE-ME";
    std::string resource_group = "REPLACE-ME";
    std::string workspace = "REPLACE-ME";
    std::string location = "REPLACE-ME"; // of computes that do not say theirs
};

// /subscriptions/…/workspaces/<ws>
std::string workspace_id(const Scope& scope);

// `code_hash`: of the code folder's content, empty when the job has none.
// Pretty JSON, two spaces, keys in the order of the specification, one line break at the end.
std::string job(const aml::CommandJob& job, const Scope& scope, const std::string& code_hash);
std::string compute(const aml::AmlCompute& compute, const Scope& scope);
// The body of a PATCH that resizes: all three values of the scale, as the service wants them.
std::string compute_scale(const aml::AmlCompute& compute);
// With the placeholder REPLACE-ME for the key.
std::string datastore(const aml::Datastore& datastore);
// Of the resources that a workspace needs the ids are not known: REPLACE-ME.
std::string workspace(const aml::Workspace& workspace);
// With the placeholder REPLACE-ME for the password.
std::string connection(const aml::Connection& connection);
// The environment version that the job's environmentId names: an image, or a build context (its
// contextUri is known only after upload: REPLACE-ME).
std::string environment(const aml::Environment& environment);
// Its name and version in the workspace: "<name>/versions/<version>". Of an image the anonymous one
// that azure-ai-ml makes of it; of a build context its own name and a hash of its content. Not of a
// reference: that has its own.
std::string environment_version(const aml::Environment& environment);

// "PT2M", "P7D", "PT1H30M5S": ISO 8601 as the SDK writes it (isodate's duration_isoformat). Of a
// duration that is not negative.
std::string iso_duration(std::int64_t seconds);

} // namespace emit::arm
