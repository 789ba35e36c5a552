#include "aml/words.hpp"
#include "emit/arm.hpp"
#include "emit/formats/arm_parts.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace emit::arm {

namespace {
void add_mode(Json& binding, const std::optional<aml::Mode>& mode) {
    if (mode) {
        binding["mode"] = aml::word_of(aml::k_modes, *mode).arm;
    }
}

// Numbers and booleans go as text; the booleans in Python's spelling, as the SDK sends them.
std::string value_of(const aml::Literal& literal) {
    if (literal.kind != aml::Literal::Kind::boolean) {
        return literal.text;
    }
    return literal.text == "true" ? "True" : "False";
}

// The asset that "azureml:name:version" refers to, by its ARM id; anything else as it is: which
// version has a label only the service knows.
std::string asset_id(std::string_view reference, std::string_view kind, const Scope& scope) {
    if (!aml::is_asset(reference) || reference.find('@') != std::string_view::npos) {
        return std::string(reference);
    }
    const std::string_view prefix = "azureml:";
    const std::string_view asset =
        reference.substr(reference.starts_with(prefix) ? prefix.size() : 0);
    const std::size_t colon = asset.rfind(':');
    return colon == std::string_view::npos
               ? std::string(reference)
               : fmt::format("{}/{}/{}/versions/{}", workspace_id(scope), kind,
                             asset.substr(0, colon), asset.substr(colon + 1));
}

Json inputs(const aml::CommandJob& job, const Scope& scope) {
    Json out = Json::object();
    for (const auto& [name, input] : job.inputs) {
        Json& body = out[name];
        if (input.literal) {
            body = {{"jobInputType", "literal"}, {"value", value_of(*input.literal)}};
            continue;
        }
        const std::string_view type = aml::word_of(aml::k_data_types, input.type).arm;
        body = {{"jobInputType", type}};
        add_mode(body, input.mode);
        add_text(body, "uri",
                 asset_id(input.path, type.ends_with("_model") ? "models" : "data", scope));
    }
    return out;
}

Json outputs(const aml::CommandJob& job) {
    Json out = Json::object();
    for (const auto& [name, output] : job.outputs) {
        Json& body = out[name];
        body = {{"jobOutputType", aml::word_of(aml::k_data_types, output.type).arm}};
        add_mode(body, output.mode);
        add_text(body, "uri", output.path);
        add_text(body, "assetName", output.asset_name);
        add_text(body, "assetVersion", output.asset_version);
    }
    return out;
}

Json services(const aml::CommandJob& job) {
    Json out = Json::object();
    for (const auto& [name, service] : job.services) {
        Json& body = out[name];
        body["jobServiceType"] = aml::word_of(aml::k_services, service.type).arm;
        if (service.all_nodes) {
            body["nodes"] = {{"nodesValueType", "All"}};
        }
        if (service.port) {
            body["port"] = *service.port;
        }
        Json properties = strings(service.properties);
        add_text(properties, "sshPublicKeys", service.ssh_public_keys);
        add_text(properties, "logDir", service.log_dir);
        if (!properties.empty()) {
            body["properties"] = std::move(properties);
        }
    }
    return out;
}

// Nothing for the default, the job's own token.
void add_identity(Json& to, const aml::CommandJob& job) {
    if (job.managed_identity) {
        Json& identity = to["identity"];
        identity["identityType"] = "Managed";
        add_text(identity, "clientId", job.identity.client_id);
        add_text(identity, "objectId", job.identity.object_id);
        add_text(identity, "resourceId", job.identity.resource_id);
    } else if (job.user_identity) {
        to["identity"] = {{"identityType", "UserIdentity"}};
    }
}

Json distribution(const aml::Distribution& distribution) {
    switch (distribution.type) {
    case aml::DistributionType::tensorflow:
        return {{"distributionType", "TensorFlow"},
                {"parameterServerCount", distribution.parameter_server_count},
                {"workerCount", distribution.worker_count}};
    case aml::DistributionType::pytorch:
        return {{"distributionType", "PyTorch"},
                {"processCountPerInstance", distribution.process_count_per_instance}};
    case aml::DistributionType::mpi:
        break;
    }
    return {{"distributionType", "Mpi"},
            {"processCountPerInstance", distribution.process_count_per_instance}};
}

Json resources(const aml::CommandJob& job) {
    Json out = {{"instanceCount", job.instance_count}};
    add_text(out, "instanceType", job.instance_type);
    out["properties"] = Json::object();
    add_text(out, "shmSize", job.shm_size);
    add_text(out, "dockerArgs", job.docker_args);
    return out;
}

void add_ids(Json& to, const aml::CommandJob& job, const Scope& scope,
             const std::string& code_hash) {
    const std::string workspace = workspace_id(scope);
    if (!code_hash.empty()) {
        to["codeId"] = workspace + "/codes/" + code_hash + "/versions/1";
    } else if (job.code) {
        to["codeId"] = asset_id(job.code_path, "codes", scope);
    }
    const auto* known = std::get_if<aml::EnvironmentReference>(&job.environment);
    to["environmentId"] = known != nullptr
                              ? asset_id(known->id, "environments", scope)
                              : workspace + "/environments/" + environment_version(job.environment);
    if (aml::is_arm_id(job.compute)) {
        to["computeId"] = job.compute;
    } else if (!job.compute.empty()) {
        to["computeId"] = workspace + "/computes/" + job.compute;
    }
}
} // namespace

std::string job(const aml::CommandJob& job, const Scope& scope, const std::string& code_hash) {
    Json properties = {{"jobType", "Command"}};
    add_text(properties, "displayName", job.display_name);
    add_text(properties, "description", job.description);
    add_text(properties, "experimentName", job.experiment_name);
    add_ids(properties, job, scope, code_hash);
    properties["command"] = aml::command_text(job);
    properties["inputs"] = inputs(job, scope);
    properties["outputs"] = outputs(job);
    properties["environmentVariables"] = strings(job.environment_variables);
    if (job.distribution) {
        properties["distribution"] = distribution(*job.distribution);
    }
    properties["resources"] = resources(job);
    if (job.timeout > 0) {
        properties["limits"] = {{"jobLimitsType", "Command"},
                                {"timeout", iso_duration(job.timeout)}};
    }
    if (job.job_tier) {
        properties["queueSettings"] = {
            {"jobTier", aml::word_of(aml::k_job_tiers, *job.job_tier).arm}};
    }
    add_identity(properties, job);
    if (!job.services.empty()) {
        properties["services"] = services(job);
    }
    properties["isArchived"] = false;
    properties["tags"] = strings(job.tags);
    properties["properties"] = strings(job.properties);
    return text_of({{"properties", std::move(properties)}});
}

} // namespace emit::arm
