#pragma once
// What Azure Machine Learning's objects are (v2, api-version 2024-10-01): plain values, equal when
// all fields are. `optional` and empty mean "not said". May include: base, document. Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace aml {

enum class DatastoreType : std::uint8_t { azure_blob, azure_file };

struct Datastore {
    std::string name;
    DatastoreType type = DatastoreType::azure_blob;
    std::string description;
    std::string account_name;
    std::string container;       // the container, or the file share
    std::string endpoint;        // "core.windows.net"; empty: the cloud's own
    bool identity_based = false; // blobs only: no credentials
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
    std::int64_t idle_time_before_scale_down = 120; // seconds
    std::optional<SshSettings> ssh_settings;
    std::string subnet; // full ARM id
    bool system_assigned_identity = false;
    std::map<std::string, std::string> tags;
    bool operator==(const AmlCompute&) const = default;
};

// A built environment: a folder with a Dockerfile.
struct BuildContext {
    std::string name;       // of the folder in environments/
    std::string dockerfile; // its text
    bool operator==(const BuildContext&) const = default;
};

struct Image {
    std::string image;
    bool operator==(const Image&) const = default;
};

using Environment = std::variant<Image, BuildContext>;

struct Input {
    bool file = false; // uri_file, else uri_folder
    std::string path;  // azureml://datastores/…
    bool operator==(const Input&) const = default;
};

struct Output {
    std::string path; // empty: the service chooses, once for each run
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

struct CommandJob {
    std::string display_name;
    std::string experiment_name;
    std::string description;
    std::map<std::string, std::string> tags;
    std::map<std::string, std::string> properties;
    std::string compute; // the name alone
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

    // What a reader of the YAML should know, by JSON pointer ("/limits/timeout"). Not part of what
    // the job is.
    std::vector<std::pair<std::string, std::string>> comments;

    bool operator==(const CommandJob&) const = default;
};

// What a workspace is made of besides (storage, vault, insights) its own commands choose.
struct Workspace {
    std::string name;
    std::string location;
    std::map<std::string, std::string> tags;
    bool operator==(const Workspace&) const = default;
};

std::string command_text(const CommandJob& job); // the lines joined by spaces

} // namespace aml
