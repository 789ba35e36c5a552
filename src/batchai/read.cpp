#include "batchai/read.hpp"

#include "base/strings.hpp"

#include <array>
#include <charconv>

namespace batchai {

namespace {

using document::Document;
using document::Kind;

// Looks values up; what is missing, null or of the wrong type is "not said" (check_keys has told).
class Reader {
  public:
    Reader(const Document& document, const RuleOfNode& rules)
        : m_document(document),
          m_rules(rules) {}

    [[nodiscard]] NodeId object(NodeId in, std::string_view key) const {
        return of_kind(in, key, Kind::object);
    }

    [[nodiscard]] NodeId list(NodeId in, std::string_view key) const {
        return of_kind(in, key, Kind::array);
    }

    [[nodiscard]] Text text(NodeId in, std::string_view key) const {
        if (in == k_no_node) {
            return {};
        }
        const NodeId node = find(in, key);
        if (node == k_no_node) {
            return {};
        }
        const Kind kind = m_document.at(node).kind;
        if (kind == Kind::null || kind == Kind::object || kind == Kind::array) {
            return {};
        }
        return {m_document.at(node).text, node};
    }

    [[nodiscard]] Number number(NodeId in, std::string_view key) const {
        const Text said = text(in, key);
        if (!said.given()) {
            return {};
        }
        if (m_document.at(said.node).kind == Kind::boolean) {
            return {said.value == "true" ? 1 : 0, said.node};
        }
        std::int64_t value = 0; // "2.0" stops at the point, as the old CLI's int() did
        const auto [end, error] =
            std::from_chars(said.value.data(), said.value.data() + said.value.size(), value);
        if (error != std::errc{} || (end != said.value.data() + said.value.size() && *end != '.')) {
            return {};
        }
        return {value, said.node};
    }

    [[nodiscard]] Flag flag(NodeId in, std::string_view key) const {
        const Text said = text(in, key);
        const bool yes = base::iequals(said.value, "true");
        return yes || base::iequals(said.value, "false") ? Flag{yes, said.node} : Flag{};
    }

    // Calls `f` with each item that is an object.
    template <class F> void each(NodeId in, std::string_view key, F f) const {
        const NodeId array = list(in, key);
        if (array == k_no_node) {
            return;
        }
        for (NodeId item = m_document.at(array).first_child; item != k_no_node;
             item = m_document.at(item).next) {
            if (m_document.at(item).kind == Kind::object) {
                f(item);
            }
        }
    }

  private:
    [[nodiscard]] NodeId of_kind(NodeId in, std::string_view key, Kind kind) const {
        if (in == k_no_node) {
            return k_no_node;
        }
        const NodeId node = find(in, key);
        return node != k_no_node && m_document.at(node).kind == kind ? node : k_no_node;
    }

    [[nodiscard]] NodeId find(NodeId in, std::string_view key) const {
        const NodeId node = m_document.find(in, key);
        return node != k_no_node && m_rules[node] == k_other_version ? k_no_node : node;
    }

    const Document& m_document;
    const RuleOfNode& m_rules;
};

// The name that stands with the object, or that the file has elsewhere for it.
Text name_of(const Reader& r, const Document& document, const Recognised& what) {
    const Text own = r.text(what.outer, "name");
    if (own.given() || what.name_node == k_no_node) {
        return own;
    }
    return {document.at(what.name_node).text, what.name_node};
}

std::vector<Volume> read_volumes(const Reader& r, NodeId mounts) {
    std::vector<Volume> out;
    for (const VolumeKind kind : {VolumeKind::azure_file_share, VolumeKind::azure_blob_file_system,
                                  VolumeKind::file_server, VolumeKind::unmanaged}) {
        r.each(mounts, name(kind), [&](NodeId item) {
            const NodeId credentials = r.object(item, "credentials");
            out.push_back(
                {.kind = kind,
                 .node = item,
                 .account_name = r.text(item, "accountName"),
                 .azure_file_url = r.text(item, "azureFileUrl"),
                 .container_name = r.text(item, "containerName"),
                 .relative_mount_path = r.text(item, "relativeMountPath"),
                 .account_key = r.text(credentials, "accountKey"),
                 .key_secret_reference = r.object(credentials, "accountKeySecretReference"),
                 .file_mode = r.text(item, "fileMode"),
                 .directory_mode = r.text(item, "directoryMode"),
                 .mount_options = r.text(item, "mountOptions"),
                 .file_server_id = r.text(r.object(item, "fileServer"), "id"),
                 .source_directory = r.text(item, "sourceDirectory"),
                 .mount_command = r.text(item, "mountCommand")});
        });
    }
    return out;
}

VaultReference read_reference(const Reader& r, NodeId in, std::string_view key) {
    const NodeId node = r.object(in, key);
    return {node, r.text(node, "secretUrl"), r.text(r.object(node, "sourceVault"), "id")};
}

std::vector<Variable> read_variables(const Reader& r, NodeId body, std::string_view key) {
    std::vector<Variable> out;
    r.each(body, key, [&](NodeId item) {
        out.push_back({item, r.text(item, "name"), r.text(item, "value"),
                       read_reference(r, item, "valueSecretReference")});
    });
    return out;
}

std::vector<Toolkit> read_toolkits(const Reader& r, NodeId body) {
    constexpr std::array k_kinds = {
        ToolkitKind::cntk,   ToolkitKind::py_torch,   ToolkitKind::tensor_flow,
        ToolkitKind::caffe,  ToolkitKind::caffe2,     ToolkitKind::chainer,
        ToolkitKind::custom, ToolkitKind::custom_mpi, ToolkitKind::horovod};
    std::vector<Toolkit> out;
    for (const ToolkitKind kind : k_kinds) {
        const NodeId node = r.object(body, settings_key(kind));
        if (node == k_no_node) {
            continue;
        }
        out.push_back({.kind = kind,
                       .node = node,
                       .language_type = r.text(node, "languageType"),
                       .config_file_path = r.text(node, "configFilePath"),
                       .script = r.text(node, "pythonScriptFilePath"),
                       .interpreter = r.text(node, "pythonInterpreterPath"),
                       .args = r.text(node, "commandLineArgs"),
                       .command_line = r.text(node, "commandLine"),
                       .master_args = r.text(node, "masterCommandLineArgs"),
                       .worker_args = r.text(node, "workerCommandLineArgs"),
                       .server_args = r.text(node, "parameterServerCommandLineArgs"),
                       .communication_backend = r.text(node, "communicationBackend"),
                       .process_count = r.number(node, "processCount"),
                       .worker_count = r.number(node, "workerCount"),
                       .server_count = r.number(node, "parameterServerCount")});
    }
    return out;
}

} // namespace

Job read_job(const Document& document, const Recognised& what, const RuleOfNode& rules) {
    const Reader r(document, rules);
    const NodeId body = what.body;
    Job job;
    job.body = body;
    job.name = name_of(r, document, what);
    job.id = r.text(what.outer, "id");
    job.experiment = r.text(body, "experimentName");
    job.cluster_id = r.text(r.object(body, "cluster"), "id");
    job.scheduling_priority = r.text(body, "schedulingPriority");
    job.priority = r.number(body, "priority");
    job.node_count = r.number(body, "nodeCount");
    job.volumes = read_volumes(r, r.object(body, "mountVolumes"));
    const NodeId container = r.object(body, "containerSettings");
    if (container != k_no_node) {
        const NodeId registry = r.object(container, "imageSourceRegistry");
        const NodeId credentials = r.object(registry, "credentials");
        job.container = Container{.node = container,
                                  .image = r.text(registry, "image"),
                                  .server_url = r.text(registry, "serverUrl"),
                                  .credentials = credentials,
                                  .user_name = r.text(credentials, "username"),
                                  .password = r.text(credentials, "password"),
                                  .password_reference =
                                      read_reference(r, credentials, "passwordSecretReference"),
                                  .shm_size = r.text(container, "shmSize")};
    }
    job.toolkits = read_toolkits(r, body);
    job.job_preparation = r.text(r.object(body, "jobPreparation"), "commandLine");
    job.std_out_err_path_prefix = r.text(body, "stdOutErrPathPrefix");
    r.each(body, "inputDirectories", [&](NodeId item) {
        job.inputs.push_back({item, r.text(item, "id"), r.text(item, "path")});
    });
    r.each(body, "outputDirectories", [&](NodeId item) {
        job.outputs.push_back({item, r.text(item, "id"), r.text(item, "pathPrefix"),
                               r.text(item, "pathSuffix"), r.flag(item, "createNew"),
                               r.text(item, "type")});
    });
    job.variables = read_variables(r, body, "environmentVariables");
    job.secrets = read_variables(r, body, "secrets");
    job.max_wall_clock_time = r.text(r.object(body, "constraints"), "maxWallClockTime");
    return job;
}

Cluster read_cluster(const Document& document, const Recognised& what, const RuleOfNode& rules) {
    const Reader r(document, rules);
    const NodeId body = what.body;
    Cluster cluster;
    cluster.body = body;
    cluster.name = name_of(r, document, what);
    cluster.id = r.text(what.outer, "id");
    cluster.location = r.text(what.outer, "location");
    cluster.vm_size = r.text(body, "vmSize");
    cluster.vm_priority = r.text(body, "vmPriority");
    const NodeId scale = r.object(body, "scaleSettings");
    const NodeId manual = r.object(scale, "manual");
    const NodeId automatic = r.object(scale, "autoScale");
    cluster.manual = {manual != k_no_node, manual};
    cluster.auto_scale = {automatic != k_no_node, automatic};
    cluster.target_node_count = r.number(manual, "targetNodeCount");
    cluster.node_deallocation_option = r.text(manual, "nodeDeallocationOption");
    cluster.minimum_node_count = r.number(automatic, "minimumNodeCount");
    cluster.maximum_node_count = r.number(automatic, "maximumNodeCount");
    cluster.initial_node_count = r.number(automatic, "initialNodeCount");
    cluster.image = r.object(r.object(body, "virtualMachineConfiguration"), "imageReference");
    cluster.os_image = r.text(cluster.image, "offer");
    cluster.custom_image = r.text(cluster.image, "virtualMachineImageId");
    const NodeId setup = r.object(body, "nodeSetup");
    cluster.setup_task = r.object(setup, "setupTask");
    cluster.setup_command = r.text(cluster.setup_task, "commandLine");
    cluster.setup_variables = read_variables(r, cluster.setup_task, "environmentVariables");
    cluster.setup_secrets = read_variables(r, cluster.setup_task, "secrets");
    cluster.performance_counters = r.object(setup, "performanceCountersSettings");
    const NodeId account = r.object(body, "userAccountSettings");
    cluster.admin_user_name = r.text(account, "adminUserName");
    cluster.admin_ssh_key = r.text(account, "adminUserSshPublicKey");
    cluster.admin_password = r.text(account, "adminUserPassword");
    cluster.subnet = r.text(r.object(body, "subnet"), "id");
    cluster.volumes = read_volumes(r, r.object(setup, "mountVolumes"));
    return cluster;
}

FileServer read_file_server(const Document& document, const Recognised& what,
                            const RuleOfNode& rules) {
    const Reader r(document, rules);
    const NodeId disks = r.object(what.body, "dataDisks");
    const NodeId account = r.object(r.object(what.body, "sshConfiguration"), "userAccountSettings");
    return {.body = what.body,
            .name = name_of(r, document, what),
            .id = r.text(what.outer, "id"),
            .location = r.text(what.outer, "location"),
            .vm_size = r.text(what.body, "vmSize"),
            .disk_count = r.number(disks, "diskCount"),
            .disk_size = r.number(disks, "diskSizeInGB"),
            .storage_type = r.text(disks, "storageAccountType"),
            .mount_point = r.text(r.object(what.body, "mountSettings"), "mountPoint"),
            .admin_user_name = r.text(account, "adminUserName"),
            .subnet = r.text(r.object(what.body, "subnet"), "id")};
}

Workspace read_workspace(const Document& document, const Recognised& what,
                         const RuleOfNode& rules) {
    const Reader r(document, rules);
    Workspace workspace{.body = what.body,
                        .name = name_of(r, document, what),
                        .id = r.text(what.outer, "id"),
                        .location = r.text(what.outer, "location"),
                        .tags = {}};
    const NodeId tags = r.object(what.outer, "tags");
    for (NodeId tag = tags == k_no_node ? tags : document.at(tags).first_child; tag != k_no_node;
         tag = document.at(tag).next) {
        const document::Node& node = document.at(tag);
        if (node.kind != Kind::object && node.kind != Kind::array && node.kind != Kind::null) {
            workspace.tags.push_back({tag, node.key, node.text});
        }
    }
    return workspace;
}

Experiment read_experiment(const Document& document, const Recognised& what,
                           const RuleOfNode& rules) {
    const Reader r(document, rules);
    return {.body = what.body, .name = name_of(r, document, what), .id = r.text(what.outer, "id")};
}

Configuration read_configuration(const Document& document, const Recognised& what,
                                 const RuleOfNode& rules) {
    const Reader r(document, rules);
    return {.body = what.body,
            .subscription_id = r.text(what.body, "subscription_id"),
            .resource_group = r.text(what.body, "resource_group"),
            .workspace = r.text(what.body, "workspace"),
            .location = r.text(what.body, "location"),
            .storage_account = r.text(r.object(what.body, "storage_account"), "name")};
}

} // namespace batchai
