#pragma once
// What Batch AI's objects are: plain values read from a document, each with the node it came from.
// Field names are those of Microsoft.BatchAI 2018-05-01. Texts are views into the document, which
// must outlive them. May include: base, document. Pure.

#include "document/document.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace batchai {

using document::k_no_node;
using document::NodeId;

// A value that the user may have said, and where. One that a flag gave has the flag's name; `node`
// is then the field of the file whose place it took, if there was one.
template <class T> struct Said {
    T value{};
    NodeId node = k_no_node;
    std::string_view flag = {}; // "--vm-size"; empty: the file's

    [[nodiscard]] bool given() const { return node != k_no_node || !flag.empty(); }

    bool operator==(const Said&) const = default;
};

using Text = Said<std::string_view>;
using Number = Said<std::int64_t>;
using Flag = Said<bool>;

enum class VolumeKind : std::uint8_t {
    azure_file_share,
    azure_blob_file_system,
    file_server,
    unmanaged
};
std::string_view name(VolumeKind kind); // "azureFileShares", ...

// One entry of mountVolumes (specification: MountVolumes).
struct Volume {
    VolumeKind kind = VolumeKind::azure_file_share;
    NodeId node = k_no_node; // none: a flag's
    std::string_view flag = {};
    Text account_name;
    Text azure_file_url;
    Text container_name;
    Text relative_mount_path;
    Text account_key; // never copied anywhere
    NodeId key_secret_reference = k_no_node;
    Text file_mode;
    Text directory_mode;
    Text mount_options;
    Text file_server_id;
    Text source_directory;
    Text mount_command;
    bool operator==(const Volume&) const = default;
};

struct InputDirectory {
    NodeId node = k_no_node;
    Text id;
    Text path;
    bool operator==(const InputDirectory&) const = default;
};

struct OutputDirectory {
    NodeId node = k_no_node;
    Text id;
    Text path_prefix;
    Text path_suffix;
    Flag create_new; // until 2018-03-01; false: the path as it is, no folder of the run's own
    Text type;       // until 2018-03-01; a label
    bool operator==(const OutputDirectory&) const = default;
};

// KeyVaultSecretReference: a secret that lies in a Key Vault.
struct VaultReference {
    NodeId node = k_no_node;
    Text url;      // secretUrl
    Text vault_id; // sourceVault.id
    bool operator==(const VaultReference&) const = default;
};

struct Variable {
    NodeId node = k_no_node;
    Text name;
    Text value;               // of a secret: never copied anywhere
    VaultReference reference; // secrets only
    bool operator==(const Variable&) const = default;
};

struct Container {
    NodeId node = k_no_node;
    Text image;
    Text server_url;
    NodeId credentials = k_no_node;
    Text user_name;
    Text password; // never copied anywhere
    VaultReference password_reference;
    Text shm_size;
    bool operator==(const Container&) const = default;
};

enum class ToolkitKind : std::uint8_t {
    none,
    cntk,
    py_torch,
    tensor_flow,
    caffe,
    caffe2,
    chainer,
    custom,
    custom_mpi,
    horovod
};
std::string_view settings_key(ToolkitKind kind); // "cntkSettings", ...
std::string_view name(ToolkitKind kind);         // "cntk", "pyTorch", "custom", ...

// All toolkits' fields in one; which are meaningful depends on the kind.
struct Toolkit {
    ToolkitKind kind = ToolkitKind::none;
    NodeId node = k_no_node;
    Text language_type;
    Text config_file_path;
    Text script;       // pythonScriptFilePath
    Text interpreter;  // pythonInterpreterPath
    Text args;         // commandLineArgs
    Text command_line; // commandLine
    Text master_args;
    Text worker_args;
    Text server_args; // parameterServerCommandLineArgs
    Text communication_backend;
    Number process_count; // a total, over all nodes
    Number worker_count;
    Number server_count;
    bool operator==(const Toolkit&) const = default;
};

struct Job {
    NodeId body = k_no_node;
    Text name;
    Text id;
    Text experiment; // experimentName of the older versions
    Text cluster_id;
    Text scheduling_priority;
    Number priority; // of the older versions: -1000 to 1000
    Number node_count;
    std::vector<Volume> volumes;
    std::optional<Container> container;
    std::vector<Toolkit> toolkits; // one in a sound job
    Text job_preparation;
    Text std_out_err_path_prefix;
    std::vector<InputDirectory> inputs;
    std::vector<OutputDirectory> outputs;
    std::vector<Variable> variables;
    std::vector<Variable> secrets;
    Text max_wall_clock_time;
    bool operator==(const Job&) const = default;
};

// A flag of the old CLI that changes nothing, and why.
struct IdleFlag {
    std::string_view flag;
    std::string_view why;
    bool operator==(const IdleFlag&) const = default;
};

struct Cluster {
    NodeId body = k_no_node;
    Text name;
    Text id;
    Text location;
    Text vm_size;
    Text vm_priority;
    // Which scale it has; a file that contradicts itself has both.
    Said<bool> manual;
    Said<bool> auto_scale;
    Number target_node_count;
    Text node_deallocation_option;
    Number minimum_node_count;
    Number maximum_node_count;
    Number initial_node_count;
    NodeId image = k_no_node; // imageReference
    Text os_image;            // its offer, or what --image says
    Text custom_image;        // virtualMachineImageId
    NodeId setup_task = k_no_node;
    Text setup_command;
    std::vector<Variable> setup_variables;
    std::vector<Variable> setup_secrets;
    NodeId performance_counters = k_no_node;
    Text admin_user_name;
    Text admin_ssh_key;
    Text admin_password; // never copied anywhere
    Text subnet;
    std::vector<Volume> volumes;
    std::vector<IdleFlag> idle_flags;
    bool operator==(const Cluster&) const = default;
};

// The NFS machine of a workspace.
struct FileServer {
    NodeId body = k_no_node;
    Text name;
    Text id;
    Text location;
    Text vm_size;
    Number disk_count;
    Number disk_size; // GB, of each disk
    Text storage_type;
    Text mount_point; // on the machine: where its clients mounted from
    Text admin_user_name;
    Text subnet;
    bool operator==(const FileServer&) const = default;
};

struct Tag {
    NodeId node = k_no_node;
    std::string_view name;
    std::string_view value;
    bool operator==(const Tag&) const = default;
};

struct Workspace {
    NodeId body = k_no_node;
    Text name;
    Text id;
    Text location;
    std::vector<Tag> tags;
    bool operator==(const Workspace&) const = default;
};

struct Experiment {
    NodeId body = k_no_node;
    Text name;
    Text id;
    bool operator==(const Experiment&) const = default;
};

// configuration.json of the recipes: what their notebooks signed in with.
struct Configuration {
    NodeId body = k_no_node;
    Text subscription_id;
    Text resource_group;
    Text workspace;
    Text location;
    Text storage_account;
    bool operator==(const Configuration&) const = default;
};

enum class ObjectKind : std::uint8_t {
    unknown,
    job,
    cluster,
    file_server,
    workspace,
    experiment,
    configuration,
    azureml
};
std::string_view name(ObjectKind kind); // as in report.json

// How the object stood in its file.
enum class Shape : std::uint8_t {
    wrapped,      // {"properties": {…}}: job.json, cluster.json
    flat,         // the same keys without it
    cli,          // the output of az batchai … show
    cli_list,     // of … list
    rest,         // the answer of a GET
    rest_list,    // {"value": [{…}]}
    arm_template, // a resource of a deployment template
    example       // an example of the REST specification
};
std::string_view name(Shape shape);

} // namespace batchai
