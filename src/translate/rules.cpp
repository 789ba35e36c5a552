#include "translate/rules.hpp"

#include <array>
#include <deque>
#include <vector>

namespace translate {

namespace {

using base::Class;
using batchai::Type;

struct Row {
    std::string_view id;
    std::string_view path;
    Type type;
    std::string_view output;
    Class cls;
    std::string_view why;
};

// Source of the keys: Microsoft.BatchAI 2018-05-01 (JobCreateParameters, Job).
constexpr Row k_job[] = {
    {"schedulingPriority", "schedulingPriority", Type::text, "tags.batchai_scheduling_priority", Class::approximated,
     "AmlCompute has no queue priority; kept as a tag"},
    {"cluster.id", "cluster.id", Type::text, "compute", Class::rewritten, "the last segment, made legal"},
    {"nodeCount", "nodeCount", Type::integer, "resources.instance_count", Class::exact, ""},
    {"containerSettings.image", "containerSettings.imageSourceRegistry.image", Type::text, "environment.image",
     Class::exact, "a built environment where the image lacks MPI"},
    {"containerSettings.serverUrl", "containerSettings.imageSourceRegistry.serverUrl", Type::text,
     "environment.image", Class::rewritten, "the host in front of the image"},
    {"containerSettings.username", "containerSettings.imageSourceRegistry.credentials.username", Type::text, "",
     Class::manual, "a private registry needs a workspace connection"},
    {"containerSettings.password", "containerSettings.imageSourceRegistry.credentials.password", Type::text, "",
     Class::manual, "secrets are never written"},
    {"containerSettings.passwordSecretReference",
     "containerSettings.imageSourceRegistry.credentials.passwordSecretReference", Type::anything, "",
     Class::manual, "a connection holds the password itself"},
    {"containerSettings.shmSize", "containerSettings.shmSize", Type::text, "resources.shm_size", Class::exact, ""},
    {"jobPreparation.commandLine", "jobPreparation.commandLine", Type::text, "code/launch.sh", Class::exact,
     "runs once on each node, before any process of the job"},
    {"stdOutErrPathPrefix", "stdOutErrPathPrefix", Type::text, "", Class::rewritten,
     "Azure ML keeps standard output and error with the run"},
    {"inputDirectories.id", "inputDirectories[].id", Type::text, "inputs.<id>", Class::exact,
     "AZ_BATCHAI_INPUT_<ID> is given"},
    {"inputDirectories.path", "inputDirectories[].path", Type::text, "inputs.<id>.path", Class::rewritten,
     "a path in a datastore"},
    {"outputDirectories.id", "outputDirectories[].id", Type::text, "outputs.<id>", Class::exact,
     "AZ_BATCHAI_OUTPUT_<ID> is given"},
    {"outputDirectories.pathPrefix", "outputDirectories[].pathPrefix", Type::text, "outputs.<id>.path",
     Class::rewritten, "a path in a datastore, with the run's name"},
    {"outputDirectories.pathSuffix", "outputDirectories[].pathSuffix", Type::text, "outputs.<id>.path",
     Class::rewritten, "behind the run's name"},
    {"environmentVariables.name", "environmentVariables[].name", Type::text, "environment_variables", Class::exact,
     ""},
    {"environmentVariables.value", "environmentVariables[].value", Type::text, "environment_variables", Class::exact,
     "in the command where it refers to others"},
    {"secrets.name", "secrets[].name", Type::text, "", Class::manual, "a job's body is readable by the workspace"},
    {"secrets.value", "secrets[].value", Type::text, "", Class::manual, "secrets are never written"},
    {"secrets.valueSecretReference", "secrets[].valueSecretReference", Type::anything, "", Class::manual,
     "read the vault at run time with the cluster's identity"},
    {"constraints.maxWallClockTime", "constraints.maxWallClockTime", Type::text, "limits.timeout", Class::rewritten,
     "in seconds"},
    {"cntkSettings.languageType", "cntkSettings.languageType", Type::text, "command", Class::rewritten, ""},
    {"cntkSettings.configFilePath", "cntkSettings.configFilePath", Type::text, "command", Class::rewritten, ""},
    {"cntkSettings.pythonScriptFilePath", "cntkSettings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"cntkSettings.pythonInterpreterPath", "cntkSettings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"cntkSettings.commandLineArgs", "cntkSettings.commandLineArgs", Type::text, "command", Class::rewritten, ""},
    {"cntkSettings.processCount", "cntkSettings.processCount", Type::integer,
     "distribution.process_count_per_instance", Class::rewritten, "a total there, per node here"},
    {"pyTorchSettings.pythonScriptFilePath", "pyTorchSettings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"pyTorchSettings.pythonInterpreterPath", "pyTorchSettings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"pyTorchSettings.commandLineArgs", "pyTorchSettings.commandLineArgs", Type::text, "command", Class::rewritten,
     ""},
    {"pyTorchSettings.processCount", "pyTorchSettings.processCount", Type::integer,
     "distribution.process_count_per_instance", Class::rewritten, "a total there, per node here"},
    {"pyTorchSettings.communicationBackend", "pyTorchSettings.communicationBackend", Type::text,
     "distribution.type", Class::rewritten, "the script chooses the backend itself"},
    {"tensorFlowSettings.pythonScriptFilePath", "tensorFlowSettings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"tensorFlowSettings.pythonInterpreterPath", "tensorFlowSettings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"tensorFlowSettings.masterCommandLineArgs", "tensorFlowSettings.masterCommandLineArgs", Type::text, "command",
     Class::rewritten, "worker 0 is the master"},
    {"tensorFlowSettings.workerCommandLineArgs", "tensorFlowSettings.workerCommandLineArgs", Type::text,
     "code/launch.sh", Class::rewritten, "a role of the launcher"},
    {"tensorFlowSettings.parameterServerCommandLineArgs", "tensorFlowSettings.parameterServerCommandLineArgs",
     Type::text, "code/launch.sh", Class::rewritten, "a role of the launcher"},
    {"tensorFlowSettings.workerCount", "tensorFlowSettings.workerCount", Type::integer,
     "distribution.worker_count", Class::exact, ""},
    {"tensorFlowSettings.parameterServerCount", "tensorFlowSettings.parameterServerCount", Type::integer,
     "distribution.parameter_server_count", Class::exact, ""},
    {"caffeSettings.configFilePath", "caffeSettings.configFilePath", Type::text, "command", Class::rewritten, ""},
    {"caffeSettings.pythonScriptFilePath", "caffeSettings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"caffeSettings.pythonInterpreterPath", "caffeSettings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"caffeSettings.commandLineArgs", "caffeSettings.commandLineArgs", Type::text, "command", Class::rewritten, ""},
    {"caffeSettings.processCount", "caffeSettings.processCount", Type::integer,
     "distribution.process_count_per_instance", Class::rewritten, "a total there, per node here"},
    {"caffe2Settings.pythonScriptFilePath", "caffe2Settings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"caffe2Settings.pythonInterpreterPath", "caffe2Settings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"caffe2Settings.commandLineArgs", "caffe2Settings.commandLineArgs", Type::text, "command", Class::rewritten,
     ""},
    {"chainerSettings.pythonScriptFilePath", "chainerSettings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"chainerSettings.pythonInterpreterPath", "chainerSettings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"chainerSettings.commandLineArgs", "chainerSettings.commandLineArgs", Type::text, "command", Class::rewritten,
     ""},
    {"chainerSettings.processCount", "chainerSettings.processCount", Type::integer,
     "distribution.process_count_per_instance", Class::rewritten, "a total there, per node here"},
    {"customToolkitSettings.commandLine", "customToolkitSettings.commandLine", Type::text, "command",
     Class::rewritten, "on the first node only, as in Batch AI"},
    {"customMpiSettings.commandLine", "customMpiSettings.commandLine", Type::text, "command", Class::rewritten, ""},
    {"customMpiSettings.processCount", "customMpiSettings.processCount", Type::integer,
     "distribution.process_count_per_instance", Class::rewritten, "a total there, per node here"},
    {"horovodSettings.pythonScriptFilePath", "horovodSettings.pythonScriptFilePath", Type::text, "command",
     Class::rewritten, ""},
    {"horovodSettings.pythonInterpreterPath", "horovodSettings.pythonInterpreterPath", Type::text, "command",
     Class::rewritten, ""},
    {"horovodSettings.commandLineArgs", "horovodSettings.commandLineArgs", Type::text, "command", Class::rewritten,
     ""},
    {"horovodSettings.processCount", "horovodSettings.processCount", Type::integer,
     "distribution.process_count_per_instance", Class::rewritten, "a total there, per node here"},
    {"toolType", "toolType", Type::text, "", Class::dropped, "derived by the service from the settings given"},
    {"executionInfo", "executionInfo", Type::anything, "", Class::dropped, "what happened to the old run"},
    {"executionState", "executionState", Type::text, "", Class::dropped, "state of the old run"},
    {"executionStateTransitionTime", "executionStateTransitionTime", Type::text, "", Class::dropped,
     "state of the old run"},
    {"jobOutputDirectoryPathSegment", "jobOutputDirectoryPathSegment", Type::text, "", Class::dropped,
     "where the old run wrote; read-only"},
};

// MountVolumes of 2018-05-01, in a job and under nodeSetup of a cluster.
constexpr Row k_volumes[] = {
    {"azureFileShares.accountName", "azureFileShares[].accountName", Type::text, "datastores/*.yml account_name",
     Class::exact, ""},
    {"azureFileShares.azureFileUrl", "azureFileShares[].azureFileUrl", Type::text,
     "datastores/*.yml account_name, file_share_name", Class::rewritten, ""},
    {"azureFileShares.accountKey", "azureFileShares[].credentials.accountKey", Type::text, "", Class::manual,
     "secrets are never written"},
    {"azureFileShares.accountKeySecretReference", "azureFileShares[].credentials.accountKeySecretReference",
     Type::anything, "", Class::manual, "a datastore holds the key itself"},
    {"azureFileShares.relativeMountPath", "azureFileShares[].relativeMountPath", Type::text, "inputs, outputs",
     Class::rewritten, "explains the paths below it"},
    {"azureFileShares.fileMode", "azureFileShares[].fileMode", Type::text, "", Class::dropped,
     "Azure ML chooses the mode of mounted files"},
    {"azureFileShares.directoryMode", "azureFileShares[].directoryMode", Type::text, "", Class::dropped,
     "Azure ML chooses the mode of mounted folders"},
    {"azureBlobFileSystems.accountName", "azureBlobFileSystems[].accountName", Type::text,
     "datastores/*.yml account_name", Class::exact, ""},
    {"azureBlobFileSystems.containerName", "azureBlobFileSystems[].containerName", Type::text,
     "datastores/*.yml container_name", Class::exact, ""},
    {"azureBlobFileSystems.accountKey", "azureBlobFileSystems[].credentials.accountKey", Type::text, "",
     Class::manual, "secrets are never written"},
    {"azureBlobFileSystems.accountKeySecretReference",
     "azureBlobFileSystems[].credentials.accountKeySecretReference", Type::anything, "", Class::manual,
     "a datastore holds the key itself"},
    {"azureBlobFileSystems.relativeMountPath", "azureBlobFileSystems[].relativeMountPath", Type::text,
     "inputs, outputs", Class::rewritten, "explains the paths below it"},
    {"azureBlobFileSystems.mountOptions", "azureBlobFileSystems[].mountOptions", Type::text, "", Class::dropped,
     "options of blobfuse; Azure ML mounts in its own way"},
    {"fileServers.fileServer", "fileServers[].fileServer.id", Type::text, "", Class::manual,
     "file servers have no equal; copy the data to a datastore"},
    {"fileServers.resourceGroup", "fileServers[].fileServer.resourceGroup", Type::text, "", Class::dropped,
     "added by the old CLI's output"},
    {"fileServers.sourceDirectory", "fileServers[].sourceDirectory", Type::text, "", Class::manual,
     "file servers have no equal; copy the data to a datastore"},
    {"fileServers.relativeMountPath", "fileServers[].relativeMountPath", Type::text, "inputs, outputs",
     Class::manual, "a datastore must take its place"},
    {"fileServers.mountOptions", "fileServers[].mountOptions", Type::text, "", Class::dropped,
     "options of an NFS mount"},
    {"unmanagedFileSystems.mountCommand", "unmanagedFileSystems[].mountCommand", Type::text, "", Class::manual,
     "Azure ML mounts datastores only"},
    {"unmanagedFileSystems.relativeMountPath", "unmanagedFileSystems[].relativeMountPath", Type::text,
     "inputs, outputs", Class::manual, "a datastore must take its place"},
};

// Source of the keys: Microsoft.BatchAI 2018-05-01 (ClusterCreateParameters, Cluster).
constexpr Row k_cluster[] = {
    {"vmSize", "vmSize", Type::text, "size", Class::exact, "canonical spelling"},
    {"vmPriority", "vmPriority", Type::text, "tier", Class::exact, "low priority ended on 31 March 2026"},
    {"scaleSettings.targetNodeCount", "scaleSettings.manual.targetNodeCount", Type::integer,
     "min_instances, max_instances", Class::exact, "the nodes stay on, as they did"},
    {"scaleSettings.nodeDeallocationOption", "scaleSettings.manual.nodeDeallocationOption", Type::text, "",
     Class::dropped, "AmlCompute never takes a busy node away when it is resized"},
    {"scaleSettings.minimumNodeCount", "scaleSettings.autoScale.minimumNodeCount", Type::integer, "min_instances",
     Class::exact, ""},
    {"scaleSettings.maximumNodeCount", "scaleSettings.autoScale.maximumNodeCount", Type::integer, "max_instances",
     Class::exact, ""},
    {"scaleSettings.initialNodeCount", "scaleSettings.autoScale.initialNodeCount", Type::integer, "",
     Class::dropped, "counted only while the old cluster was created"},
    {"imageReference.publisher", "virtualMachineConfiguration.imageReference.publisher", Type::text, "",
     Class::dropped, "AmlCompute chooses the system of its nodes; jobs bring containers"},
    {"imageReference.offer", "virtualMachineConfiguration.imageReference.offer", Type::text, "", Class::dropped,
     "AmlCompute chooses the system of its nodes; jobs bring containers"},
    {"imageReference.sku", "virtualMachineConfiguration.imageReference.sku", Type::text, "", Class::dropped,
     "AmlCompute chooses the system of its nodes; jobs bring containers"},
    {"imageReference.version", "virtualMachineConfiguration.imageReference.version", Type::text, "",
     Class::dropped, "AmlCompute chooses the system of its nodes; jobs bring containers"},
    {"imageReference.virtualMachineImageId", "virtualMachineConfiguration.imageReference.virtualMachineImageId",
     Type::text, "", Class::manual, "what the custom image held must come with the jobs' container"},
    {"setupTask.commandLine", "nodeSetup.setupTask.commandLine", Type::text, "", Class::manual,
     "no set-up on AmlCompute nodes: into the jobs' preparation or image"},
    {"setupTask.environmentVariables", "nodeSetup.setupTask.environmentVariables", Type::anything, "",
     Class::manual, "belongs to the set-up task"},
    {"setupTask.secrets", "nodeSetup.setupTask.secrets", Type::anything, "", Class::manual,
     "belongs to the set-up task"},
    {"setupTask.stdOutErrPathPrefix", "nodeSetup.setupTask.stdOutErrPathPrefix", Type::text, "", Class::dropped,
     "output of the set-up task"},
    {"setupTask.stdOutErrPathSuffix", "nodeSetup.setupTask.stdOutErrPathSuffix", Type::text, "", Class::dropped,
     "output of the set-up task; read-only"},
    {"performanceCountersSettings", "nodeSetup.performanceCountersSettings", Type::anything, "", Class::dropped,
     "Azure Monitor keeps a cluster's metrics without being asked"},
    {"userAccountSettings.adminUserName", "userAccountSettings.adminUserName", Type::text,
     "ssh_settings.admin_username", Class::exact, ""},
    {"userAccountSettings.adminUserSshPublicKey", "userAccountSettings.adminUserSshPublicKey", Type::text,
     "ssh_settings.ssh_key_value", Class::exact, ""},
    {"userAccountSettings.adminUserPassword", "userAccountSettings.adminUserPassword", Type::text, "",
     Class::manual, "secrets are never written"},
    {"subnet.id", "subnet.id", Type::text, "network_settings", Class::exact, ""},
    {"subnet.resourceGroup", "subnet.resourceGroup", Type::text, "", Class::dropped, "added by the old CLI's output"},
    {"allocationState", "allocationState", Type::text, "", Class::dropped, "state of the old cluster"},
    {"allocationStateTransitionTime", "allocationStateTransitionTime", Type::text, "", Class::dropped,
     "state of the old cluster"},
    {"currentNodeCount", "currentNodeCount", Type::integer, "", Class::dropped, "state of the old cluster"},
    {"nodeStateCounts", "nodeStateCounts", Type::anything, "", Class::dropped, "state of the old cluster"},
    {"errors", "errors", Type::anything, "", Class::dropped, "state of the old cluster"},
};

// Read-only fields that either object has.
constexpr Row k_both[] = {
    {"creationTime", "creationTime", Type::text, "", Class::dropped, "state of the old resource"},
    {"provisioningState", "provisioningState", Type::text, "", Class::dropped, "state of the old resource"},
    {"provisioningStateTransitionTime", "provisioningStateTransitionTime", Type::text, "", Class::dropped,
     "state of the old resource"},
};

constexpr Row k_around[] = {
    {"$schema", "$schema", Type::text, "", Class::dropped, "names Batch AI's schema; ours is written instead"},
    {"name", "name", Type::text, "name, display_name", Class::exact, ""},
    {"id", "id", Type::text, "name, display_name", Class::rewritten, "its last segment where there is no name"},
    {"type", "type", Type::text, "", Class::dropped, "Azure's type of the old resource"},
    {"location", "location", Type::text, "location of a compute", Class::exact, "of a cluster; of a job: ignored"},
    {"tags", "tags", Type::anything, "", Class::dropped, "only older versions had tags on clusters and jobs"},
    {"apiVersion", "apiVersion", Type::text, "", Class::dropped, "of the old service"},
    {"resourceGroup", "resourceGroup", Type::text, "", Class::dropped, "added by the old CLI's output"},
};

constexpr Row k_any[] = {
    {"unknown-key", "", Type::anything, "", Class::dropped, "Batch AI did not know it either"},
    {"comment", "", Type::anything, "", Class::dropped, "a note for people"},
    {"null", "", Type::anything, "", Class::dropped, "null means: not said"},
    {"wrong-type", "", Type::anything, "", Class::error, "a value of a type that Batch AI refused"},
};

struct OutputRow {
    On file;
    std::string_view path;
    std::string_view why;
};

constexpr OutputRow k_output[] = {
    {On::job_file, "/$schema", "names the form of the file"},
    {On::job_file, "/type", "every Batch AI job is a command job"},
    {On::job_file, "/display_name", "the definition's name, else its file's"},
    {On::job_file, "/experiment_name", "always written: the job's experiment, else its name"},
    {On::job_file, "/compute", "always written: --compute, else the cluster given with the job, else REPLACE-ME"},
    {On::job_file, "/environment/image", "AmlCompute runs containers only: --image, or a suggestion"},
    {On::job_file, "/environment/build/path", "an image without MPI is built with it"},
    {On::job_file, "/code", "the launcher travels with the job"},
    {On::job_file, "/command", "starts the job, or its launcher"},
    {On::job_file, "/environment_variables/*", "a variable of the job"},
    {On::job_file, "/inputs/*/type", "a folder, or plainly one file"},
    {On::job_file, "/inputs/*/mode", "read-only, as inputs are"},
    {On::job_file, "/inputs/*/path", "a datastore that stands for a mount nobody defines"},
    {On::job_file, "/outputs/*/type", "outputs are folders"},
    {On::job_file, "/outputs/*/mode", "written where it lands"},
    {On::job_file, "/outputs/*/path", "a datastore that stands for a mount nobody defines"},
    {On::job_file, "/resources/instance_count", "one node where the count cannot be kept"},
    {On::job_file, "/distribution/type", "how the toolkit's processes start"},
    {On::job_file, "/distribution/process_count_per_instance", "Batch AI's default: one process on each node"},
    {On::job_file, "/distribution/worker_count", "Batch AI's default: one worker for each node"},
    {On::job_file, "/distribution/parameter_server_count", "Batch AI's default: one parameter server"},
    {On::job_file, "/limits/timeout", "Batch AI's default: 7 days"},
    {On::job_file, "/tags/*", "what has no field of its own"},
    {On::compute_file, "/$schema", "names the form of the file"},
    {On::compute_file, "/name", "the definition's name, else its file's"},
    {On::compute_file, "/type", "every Batch AI cluster is an AmlCompute"},
    {On::compute_file, "/location", "--location"},
    {On::compute_file, "/size", "--vm-size"},
    {On::compute_file, "/tier", "Batch AI's default: dedicated"},
    {On::compute_file, "/min_instances", "Batch AI's default, or --autoscale"},
    {On::compute_file, "/max_instances", "at least 1"},
    {On::compute_file, "/idle_time_before_scale_down", "always written: --idle-time, else 120 s"},
    {On::compute_file, "/network_settings/vnet_name", "the subnet's network"},
    {On::datastore_file, "/$schema", "names the form of the file"},
    {On::datastore_file, "/name", "account and container, or account and share"},
    {On::datastore_file, "/type", "the kind of volume"},
    {On::datastore_file, "/description", "says which definition asked for it"},
    {On::datastore_file, "/account_name", "REPLACE-ME where nobody says it"},
    {On::datastore_file, "/container_name", "REPLACE-ME where nobody says it"},
    {On::datastore_file, "/file_share_name", "REPLACE-ME where nobody says it"},
    {On::datastore_file, "/endpoint", "of the cloud that the share's URL names"},
    {On::datastore_file, "/credentials/account_key", "a placeholder: secrets are never written"},
    {On::environment_file, "/$schema", "names the form of the file"},
    {On::environment_file, "/name", "the image and what is added"},
    {On::environment_file, "/version", "of the content of the Dockerfile"},
    {On::environment_file, "/description", "says what is added"},
    {On::environment_file, "/build/path", "the folder of the Dockerfile"},
};

struct Table {
    std::vector<Rule> rules;
    std::uint16_t any = 0; // index of the first of k_any

    Table() {
        rules.reserve(256);
        add(k_job, On::job, "job.", "");
        add(k_volumes, On::job, "job.mountVolumes.", "mountVolumes.");
        add(k_both, On::job, "job.", "");
        add(k_cluster, On::cluster, "cluster.", "");
        add(k_volumes, On::cluster, "cluster.mountVolumes.", "nodeSetup.mountVolumes.");
        add(k_both, On::cluster, "cluster.", "");
        add(k_around, On::around, "resource.", "");
        any = static_cast<std::uint16_t>(rules.size());
        add(k_any, On::any, "any.", "");
        for (const OutputRow& row : k_output) {
            rules.push_back({output_id(row), row.file, std::string(row.path), Type::anything, row.why,
                             Class::defaulted, ""});
        }
    }

    template <std::size_t N>
    void add(const Row (&rows)[N], On on, std::string_view id_prefix, std::string_view path_prefix) {
        for (const Row& row : rows) {
            rules.push_back({std::string(id_prefix).append(row.id), on, std::string(path_prefix).append(row.path),
                             row.type, row.output, row.cls, row.why});
        }
    }

    static std::string output_id(const OutputRow& row) {
        std::string id = row.file == On::job_file         ? "out.job"
                         : row.file == On::compute_file   ? "out.compute"
                         : row.file == On::datastore_file ? "out.datastore"
                                                          : "out.environment";
        for (const char c : row.path) {
            id.push_back(c == '/' ? '.' : c);
        }
        return id;
    }
};

const Table& table() {
    static const Table k_table;
    return k_table;
}

batchai::KeyTree make_tree(std::initializer_list<On> which) {
    std::vector<batchai::Key> keys;
    const auto all = rules();
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const On on : which) {
            if (all[i].on == on) {
                keys.push_back({all[i].path, all[i].type, static_cast<std::uint16_t>(i)});
            }
        }
    }
    return batchai::KeyTree(keys);
}

bool matches(std::string_view pattern, std::string_view pointer) {
    while (!pattern.empty() && !pointer.empty()) {
        const auto a = pattern.find('/', 1);
        const auto b = pointer.find('/', 1);
        const std::string_view want = pattern.substr(0, a);
        if (want != "/*" && want != pointer.substr(0, b)) {
            return false;
        }
        pattern = a == std::string_view::npos ? std::string_view{} : pattern.substr(a);
        pointer = b == std::string_view::npos ? std::string_view{} : pointer.substr(b);
    }
    return pattern.empty() && pointer.empty();
}

} // namespace

std::span<const Rule> rules() {
    return table().rules;
}

const Rule* rule_at(std::uint16_t rule) {
    const Table& t = table();
    switch (rule) {
    case batchai::k_unknown_key:
        return &t.rules[t.any];
    case batchai::k_comment_key:
        return &t.rules[t.any + 1U];
    case batchai::k_null:
        return &t.rules[t.any + 2U];
    case batchai::k_wrong_type:
        return &t.rules[t.any + 3U];
    default:
        return rule < t.rules.size() ? &t.rules[rule] : nullptr;
    }
}

const Rule* output_rule(On file, std::string_view pointer) {
    for (const Rule& rule : table().rules) {
        if (rule.on == file && matches(rule.path, pointer)) {
            return &rule;
        }
    }
    return nullptr;
}

const batchai::KeyTree& keys_around() {
    static const batchai::KeyTree k_tree = make_tree({On::around});
    return k_tree;
}

const batchai::KeyTree& keys_of(batchai::ObjectKind kind, batchai::Shape shape) {
    static const batchai::KeyTree k_job_wrapped = make_tree({On::job});
    static const batchai::KeyTree k_job_flat = make_tree({On::job, On::around});
    static const batchai::KeyTree k_cluster_wrapped = make_tree({On::cluster});
    static const batchai::KeyTree k_cluster_flat = make_tree({On::cluster, On::around});
    if (kind == batchai::ObjectKind::job) {
        return shape == batchai::Shape::flat ? k_job_flat : k_job_wrapped;
    }
    return shape == batchai::Shape::flat ? k_cluster_flat : k_cluster_wrapped;
}

} // namespace translate
