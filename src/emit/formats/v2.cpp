#include "emit/v2.hpp"

#include "aml/words.hpp"
#include "base/strings.hpp"
#include "emit/arm.hpp"
#include "emit/formats/v2_parts.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <variant>

namespace emit::v2 {

namespace {
constexpr std::string_view k_schemas = "https://azuremlschemas.azureedge.net/latest/";

void add_schema(Yaml& map, std::string_view schema) {
    map.add("$schema", Yaml::string(std::string(k_schemas).append(schema) + ".schema.json"));
}

// An empty line above the next group of members, if there will be one.
void begin_group(Yaml& map, std::size_t first) {
    if (first < map.members.size()) {
        map.members[first].second.gap_before = true;
    }
}

void add_what_it_is(Yaml& out, const aml::CommandJob& job) {
    add_schema(out, "commandJob");
    add_word(out, "type", "command");
    add_text(out, "name", job.name);
    add_text(out, "display_name", job.display_name);
    add_text(out, "experiment_name", job.experiment_name);
    add_text(out, "description", job.description);
    add_strings(out, "tags", job.tags);
    add_strings(out, "properties", job.properties);
    if (!job.compute.empty()) {
        out.add("compute", Yaml::string("azureml:" + job.compute));
    }
    add_environment(out, job.environment);
}

void add_what_it_runs(Yaml& out, const aml::CommandJob& job) {
    const std::size_t first = out.members.size();
    if (job.code) {
        add_word(out, "code", job.code_path.empty() ? "code" : reference(job.code_path));
    }
    add_command(out, job);
    add_strings(out, "environment_variables", job.environment_variables);
    begin_group(out, first);
}

void add_data(Yaml& out, const aml::CommandJob& job) {
    const std::size_t first = out.members.size();
    if (!job.inputs.empty()) {
        Yaml& inputs = out.add("inputs", Yaml::map());
        for (const auto& [name, input] : job.inputs) {
            inputs.add(name, input_of(input));
        }
    }
    if (!job.outputs.empty()) {
        Yaml& outputs = out.add("outputs", Yaml::map());
        for (const auto& [name, output] : job.outputs) {
            outputs.add(name, output_of(output));
        }
    }
    begin_group(out, first);
}

void add_distribution(Yaml& out, const aml::Distribution& distribution) {
    Yaml& node = out.add("distribution", Yaml::map());
    switch (distribution.type) {
    case aml::DistributionType::mpi:
    case aml::DistributionType::pytorch: {
        const bool mpi = distribution.type == aml::DistributionType::mpi;
        add_word(node, "type", mpi ? "mpi" : "pytorch");
        node.add("process_count_per_instance",
                 Yaml::integer(distribution.process_count_per_instance));
        break;
    }
    case aml::DistributionType::tensorflow:
        add_word(node, "type", "tensorflow");
        node.add("worker_count", Yaml::integer(distribution.worker_count));
        node.add("parameter_server_count", Yaml::integer(distribution.parameter_server_count));
        break;
    }
}

void add_size_and_limits(Yaml& out, const aml::CommandJob& job) {
    const std::size_t first = out.members.size();
    Yaml& resources = out.add("resources", Yaml::map());
    resources.add("instance_count", Yaml::integer(job.instance_count));
    add_text(resources, "instance_type", job.instance_type);
    add_text(resources, "shm_size", job.shm_size);
    add_text(resources, "docker_args", job.docker_args);
    if (job.distribution) {
        add_distribution(out, *job.distribution);
    }
    if (job.timeout > 0) {
        out.add("limits", Yaml::map()).add("timeout", Yaml::integer(job.timeout));
    }
    if (job.job_tier) {
        add_word(out.add("queue_settings", Yaml::map()), "job_tier",
                 aml::word_of(aml::k_job_tiers, *job.job_tier).v2);
    }
    add_identity(out, job);
    add_services(out, job);
    begin_group(out, first);
}

std::string unescaped(std::string_view token) {
    std::string out;
    for (std::size_t i = 0; i < token.size(); ++i) {
        if (token[i] == '~' && i + 1 < token.size()) {
            ++i;
            out.push_back(token[i] == '1' ? '/' : '~');
        } else {
            out.push_back(token[i]);
        }
    }
    return out;
}

// The node of the pointer, or the nearest one above it that exists.
Yaml& nearest_node(Yaml& root, std::string_view pointer) {
    Yaml* node = &root;
    while (!pointer.empty()) {
        pointer.remove_prefix(1); // the slash
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        const std::string name = unescaped(pointer.substr(0, end));
        const auto found =
            std::find_if(node->members.begin(), node->members.end(),
                         [&name](const auto& member) { return member.first == name; });
        if (found == node->members.end()) {
            break;
        }
        node = &found->second;
        pointer.remove_prefix(end);
    }
    return *node;
}

// azure-ai-ml of 2023 takes a full id for the name of a subnet unless a network's name stands
// beside it; later versions take the id in both cases. Empty when the id names no network.
std::string network_of(const std::string& subnet) {
    const std::string key = "/virtualnetworks/";
    const std::size_t at = base::lower(subnet).find(key);
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t begin = at + key.size();
    return subnet.substr(begin, subnet.find('/', begin) - begin);
}
} // namespace

Yaml job(const aml::CommandJob& job) {
    Yaml out;
    add_what_it_is(out, job);
    add_what_it_runs(out, job);
    add_data(out, job);
    add_size_and_limits(out, job);
    for (const auto& [pointer, comment] : job.comments) {
        std::string& here = nearest_node(out, pointer).comment;
        here += here.empty() ? comment : "; " + comment;
    }
    return out;
}

Yaml compute(const aml::AmlCompute& compute) {
    Yaml out;
    add_schema(out, "amlCompute");
    add_word(out, "type", "amlcompute");
    out.add("name", Yaml::string(compute.name));
    add_text(out, "description", compute.description);
    add_text(out, "location", compute.location);
    add_text(out, "size", compute.size);
    add_word(out, "tier", compute.low_priority ? "low_priority" : "dedicated");
    out.add("min_instances", Yaml::integer(compute.min_instances));
    out.add("max_instances", Yaml::integer(compute.max_instances));
    out.add("idle_time_before_scale_down", Yaml::integer(compute.idle_time_before_scale_down));
    if (compute.ssh_public_access) {
        out.add("ssh_public_access_enabled", Yaml::boolean(*compute.ssh_public_access));
    }
    if (compute.ssh_settings) {
        Yaml& ssh = out.add("ssh_settings", Yaml::map());
        ssh.add("admin_username", Yaml::string(compute.ssh_settings->admin_username));
        add_text(ssh, "ssh_key_value", compute.ssh_settings->ssh_key_value);
    }
    if (!compute.subnet.empty()) {
        Yaml& network = out.add("network_settings", Yaml::map());
        add_text(network, "vnet_name",
                 compute.vnet_name.empty() ? network_of(compute.subnet) : compute.vnet_name);
        network.add("subnet", Yaml::string(compute.subnet));
    }
    if (!compute.node_public_ip) {
        out.add("enable_node_public_ip", Yaml::boolean(false));
    }
    add_identity(out, compute);
    add_strings(out, "tags", compute.tags);
    return out;
}

Yaml datastore(const aml::Datastore& datastore) {
    const bool blob = datastore.type == aml::DatastoreType::azure_blob;
    Yaml out;
    add_schema(out, blob ? "azureBlob" : "azureFile");
    add_word(out, "type", blob ? "azure_blob" : "azure_file");
    out.add("name", Yaml::string(datastore.name));
    add_text(out, "description", datastore.description);
    out.add("account_name", Yaml::string(datastore.account_name));
    out.add(blob ? "container_name" : "file_share_name", Yaml::string(datastore.container));
    add_text(out, "endpoint", datastore.endpoint);
    add_text(out, "protocol", datastore.protocol);
    add_strings(out, "tags", datastore.tags);
    if (!datastore.identity_based) {
        const bool key = datastore.credential == aml::Credential::account_key;
        add_word(out.add("credentials", Yaml::map()), key ? "account_key" : "sas_token",
                 "REPLACE-ME");
    }
    return out;
}

Yaml connection(const aml::Connection& connection) {
    Yaml out;
    out.add("name", Yaml::string(connection.name));
    add_word(out, "type", "container_registry");
    out.add("target", Yaml::string(connection.target));
    Yaml& credentials = out.add("credentials", Yaml::map());
    add_word(credentials, "type", "username_password");
    credentials.add("username", Yaml::string(connection.user_name));
    add_word(credentials, "password", "REPLACE-ME");
    return out;
}

Yaml environment(const aml::BuildContext& context) {
    const std::string path = arm::environment_version(context);
    Yaml out;
    add_schema(out, "environment");
    out.add("name", Yaml::string(context.name));
    out.add("version", Yaml::string(path.substr(path.rfind('/') + 1)));
    add_word(out.add("build", Yaml::map()), "path", ".");
    return out;
}

Yaml workspace(const aml::Workspace& workspace) {
    Yaml out;
    add_schema(out, "workspace");
    out.add("name", Yaml::string(workspace.name));
    add_text(out, "location", workspace.location);
    add_text(out, "resource_group", workspace.resource_group);
    add_text(out, "display_name", workspace.display_name);
    add_text(out, "description", workspace.description);
    add_strings(out, "tags", workspace.tags);
    add_workspace_parts(out, workspace);
    return out;
}

} // namespace emit::v2
