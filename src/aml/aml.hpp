#pragma once
// What Azure Machine Learning's objects are (v2, api-version 2024-10-01): plain values, equal when
// all fields are. `optional` and empty mean "not said". The translation fills the first fields of
// each; the rest is what people write into such files themselves. May include: base, document.
// Pure.

#include "base/secret.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace aml {

using Strings = std::map<std::string, std::string>;

enum class DatastoreType : std::uint8_t { azure_blob, azure_file };

enum class Credential : std::uint8_t { account_key, sas_token };

struct Datastore {
    std::string name;
    DatastoreType type = DatastoreType::azure_blob;
    std::string description;
    std::string account_name;
    std::string container;       // the container, or the file share
    std::string endpoint;        // "core.windows.net"; empty: the cloud's own
    bool identity_based = false; // no credentials
    Credential credential = Credential::account_key;
    base::Secret secret = {};  // a real one that a file held; never written
    std::string protocol = {}; // empty: https
    Strings tags = {};
    // Of bodies alone; v2 YAML has no keys for them.
    std::string subscription_id = {};  // of the account
    std::string resource_group = {};   // of the account
    std::string service_identity = {}; // serviceDataAccessAuthIdentity; empty: None
    bool operator==(const Datastore&) const = default;
};

// To a container registry (category ContainerRegistry, UsernamePassword).
struct Connection {
    std::string name;
    std::string target; // "https://demo.azurecr.io"
    std::string user_name;
    bool operator==(const Connection&) const = default;
};

struct SshSettings {
    std::string admin_username;
    std::string ssh_key_value;
    base::Secret admin_password = {}; // never written
    bool operator==(const SshSettings&) const = default;
};

struct AmlCompute {
    std::string name;
    std::string description;
    std::string location; // empty: the workspace's
    std::string size;
    bool low_priority = false;
    std::int64_t min_instances = 0;
    std::int64_t max_instances = 1;
    std::int64_t idle_time_before_scale_down = 120; // seconds; 0: not said
    std::optional<SshSettings> ssh_settings;
    std::string subnet; // full ARM id; the name alone where there is a vnet_name
    bool system_assigned_identity = false;
    Strings tags;
    std::vector<std::string> user_assigned_identities = {}; // ARM ids
    std::string vnet_name = {};                             // in the group of the workspace
    std::optional<bool> ssh_public_access = {};
    bool node_public_ip = true;
    // Whether nobody can log in with an account of the nodes. Not said: as ssh_settings imply.
    std::optional<bool> disable_local_auth = {};
    bool operator==(const AmlCompute&) const = default;
};

// A built environment: a folder with a Dockerfile.
struct BuildContext {
    std::string name;       // of the folder in environments/
    std::string dockerfile; // its text
    // Where the folder is, seen from the file that names it. Empty: in environments/, by its name.
    std::string path = {};
    std::string dockerfile_path = {}; // in the folder; empty: "Dockerfile"
    bool operator==(const BuildContext&) const = default;
};

struct Image {
    std::string image;
    std::string conda_file = {}; // its path, seen from the file that names it; empty: none, or
                                 // it stands in the file itself
    std::string conda = {};      // its text
    bool operator==(const Image&) const = default;
};

// An environment that exists: "azureml:name:version", "azureml:name@label", an ARM id without
// prefix, or one of a registry ("azureml://registries/…").
struct EnvironmentReference {
    std::string id;
    bool operator==(const EnvironmentReference&) const = default;
};

using Environment = std::variant<Image, BuildContext, EnvironmentReference>;

// An environment in a file of its own.
struct EnvironmentVersion {
    std::string name;
    std::string version; // empty: the next one
    std::string description;
    Strings tags;
    Environment environment;
    bool operator==(const EnvironmentVersion&) const = default;
};

enum class DataType : std::uint8_t {
    uri_folder,
    uri_file,
    mltable,
    custom_model,
    mlflow_model,
    triton_model
};

enum class Mode : std::uint8_t {
    ro_mount,
    rw_mount,
    download,
    upload,
    direct,
    eval_mount,
    eval_download
};

// A value that stands in the job itself.
struct Literal {
    enum class Kind : std::uint8_t { string, number, boolean } kind = Kind::string;
    std::string text; // a number as written, a boolean as "true" or "false"
    bool operator==(const Literal&) const = default;
};

struct Input {
    DataType type = DataType::uri_folder;
    std::string
        path; // azureml://datastores/…, azureml:name:version, a URL, an ARM id, a local path
    std::optional<Mode> mode = Mode::ro_mount;
    std::optional<Literal> literal = {}; // then nothing of the above is meant
    bool operator==(const Input&) const = default;
};

struct Output {
    std::string path; // empty: the service chooses, once for each run
    DataType type = DataType::uri_folder;
    std::optional<Mode> mode = Mode::rw_mount;
    std::string asset_name = {}; // what the job leaves there is registered as this asset
    std::string asset_version = {};
    bool operator==(const Output&) const = default;
};

enum class DistributionType : std::uint8_t { mpi, pytorch, tensorflow };

struct Distribution {
    DistributionType type = DistributionType::mpi;
    std::int64_t process_count_per_instance = 1; // mpi, pytorch
    std::int64_t worker_count = 0;               // tensorflow
    std::int64_t parameter_server_count = 0;     // tensorflow
    bool operator==(const Distribution&) const = default;
};

// Which identity of the compute a job runs with; all empty: the one there is.
struct ManagedIdentity {
    std::string client_id;
    std::string object_id;
    std::string resource_id; // v2 YAML has no key for it
    bool operator==(const ManagedIdentity&) const = default;
};

enum class ServiceType : std::uint8_t { custom, jupyter_lab, ssh, tensor_board, vs_code };

// What a person can reach while the job runs.
struct Service {
    ServiceType type = ServiceType::custom;
    std::optional<std::int64_t> port;
    bool all_nodes = false;
    std::string ssh_public_keys;
    std::string log_dir;
    Strings properties;
    bool operator==(const Service&) const = default;
};

enum class JobTier : std::uint8_t { null, spot, basic, standard, premium };

struct CommandJob {
    std::string display_name;
    std::string experiment_name;
    std::string description;
    Strings tags;
    Strings properties;
    std::string compute; // the name alone, or an ARM id of no compute; empty: serverless
    Environment environment;
    bool code = false;                // has a code folder, "code" beside job.yml
    std::vector<std::string> command; // lines; the command is them joined by spaces
    std::vector<std::pair<std::string, Input>> inputs; // in the order of the user's file
    std::vector<std::pair<std::string, Output>> outputs;
    std::vector<std::pair<std::string, std::string>> environment_variables;
    std::int64_t instance_count = 1;
    std::string shm_size;
    std::optional<Distribution> distribution;
    std::int64_t timeout = 0; // seconds; 0: none
    bool managed_identity = false;
    ManagedIdentity identity = {}; // where managed_identity
    bool user_identity = false;    // runs as who submits it
    std::string name = {};         // of the run; empty: a new one each time
    // Where the code is, when it is not in "code": a path seen from job.yml, "azureml:name:version"
    // or an ARM id.
    std::string code_path = {};
    std::string instance_type = {};
    std::string docker_args = {};
    std::optional<JobTier> job_tier = {}; // of queue_settings
    std::map<std::string, Service> services = {};

    // What a reader of the YAML should know, by JSON pointer ("/limits/timeout"). Not part of what
    // the job is.
    std::vector<std::pair<std::string, std::string>> comments;

    bool operator==(const CommandJob&) const = default;
};

std::string command_text(const CommandJob& job); // the lines joined by spaces

// "/subscriptions/…", in any case.
bool is_arm_id(std::string_view text);
// "name:version" and "name@label", with "azureml:" in front or without: an asset of the workspace.
bool is_asset(std::string_view text);
// A path on the user's machine: no id, no asset, nothing with a scheme.
bool is_local(std::string_view path);

// What a workspace is made of besides (storage, vault, insights) its own commands choose where
// nothing is said.
struct Workspace {
    std::string name;
    std::string location;
    Strings tags;
    std::string resource_group = {};
    std::string display_name = {}; // empty: the name
    std::string description = {};
    std::string storage_account = {}; // ARM ids, these four
    std::string key_vault = {};
    std::string application_insights = {};
    std::string container_registry = {};
    std::string image_build_compute = {};
    std::optional<bool> hbi_workspace = {};
    std::optional<bool> public_network_access = {};
    bool system_assigned_identity = false;
    std::vector<std::string> user_assigned_identities = {}; // ARM ids
    std::string primary_user_assigned_identity = {};
    bool operator==(const Workspace&) const = default;
};

} // namespace aml
