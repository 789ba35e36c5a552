#pragma once
// Batch AI -> Azure Machine Learning. Pure: values in, values out. Nothing here reads a file, a
// clock or the environment. May include: base, document, batchai, aml.

#include "aml/aml.hpp"
#include "base/diagnostic.hpp"
#include "batchai/batchai.hpp"
#include "batchai/read.hpp"
#include "document/document.hpp"
#include "translate/ledger.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace translate {

// A place below a mount root as options name it: the mount's path, and what follows.
struct VolumePath {
    std::optional<bool> cluster_level = {}; // not said: below either root
    std::string path = {};                  // without slashes at the ends
    bool operator==(const VolumePath&) const = default;
};

// --map-volume: the datastore's place that a mount is bound to, whatever it was.
struct VolumeMapping {
    VolumePath volume;
    std::string datastore; // "azureml://datastores/x"
    std::string path;      // in it
    bool operator==(const VolumeMapping&) const = default;
};

// --code: the scripts that lay on a volume, as a local folder.
struct CodeFolder {
    std::string folder;             // as the user named it, for messages
    std::optional<VolumePath> at;   // where they lay; not said: found by the job's script
    std::vector<std::string> files; // that travel: paths below the folder, sorted
    bool operator==(const CodeFolder&) const = default;
};

// What flags and environment decide; the same for all definitions of one run.
struct Options {
    std::string storage_account;    // for <AZURE_BATCHAI_STORAGE_ACCOUNT>
    bool storage_key_given = false; // a key is at hand (never written): no longer a manual task
    bool identity_based = false;    // blobs without a key
    std::string compute;            // for jobs whose cluster is not known
    std::string image;              // replaces every job's image
    std::string vm_size;            // replaces every cluster's size
    bool replace_retired_sizes = false;
    std::string vm_priority;          // "dedicated" or "lowpriority"
    std::string location;             // of clusters that do not say theirs
    bool autoscale = false;           // manual scale becomes 0..N
    std::int64_t idle_time = 120;     // seconds
    std::vector<VolumePath> writable; // bound as outputs
    std::vector<VolumePath> read_only;
    std::vector<VolumeMapping> mapped;
    bool mount_at_original_paths = false;
    bool keep_stdouterr = false; // also where stdOutErrPathPrefix says
    std::optional<CodeFolder> code;
};

// One definition, read; the document and the values stay with the caller.
struct Source {
    std::string_view path; // as reported
    std::string_view hash; // SHA-256 of its bytes
    const document::Document* document = nullptr;
    const batchai::RuleOfNode* rules = nullptr;
    batchai::Recognised what;
};

// A volume's datastore, and whether something binds it (only then its key is a task).
struct DatastoreUse {
    aml::Datastore datastore;
    bool bound = false;
    bool secret_given = false;              // by flag or environment
    std::optional<base::Finding> told = {}; // of the volume itself: said once in a run
    std::uint32_t node = base::k_no_node;   // where the definition speaks of it, for findings
    std::uint32_t offset = base::k_no_offset;
    std::uint32_t length = 0;
};

struct Task {
    std::string title;
    std::string where; // a file of the bundle, or of the input
    std::string how;
    std::string command = {}; // a line of shell that does it; may be empty
    bool operator==(const Task&) const = default;
};

// A mount that a definition has, for options that name one.
struct MountName {
    bool cluster_level = false;
    std::string path;
    bool operator==(const MountName&) const = default;
};

struct ClusterResult {
    std::optional<aml::AmlCompute> compute;
    std::vector<MountName> mounts;
    std::vector<DatastoreUse> datastores;
    Ledger ledger;
    std::vector<base::Finding> findings;
    std::vector<Task> tasks;
};

// `name`: the compute's, legal. Its file is compute/<name>.yml.
ClusterResult cluster(const Source& source, const batchai::Cluster& cluster,
                      const std::string& name, const Options& options);

struct JobContext {
    std::string name;                          // of the folder: jobs/<name>/
    std::string display_name;                  // as the user wrote it
    const batchai::Cluster* cluster = nullptr; // explains $AZ_BATCHAI_MOUNT_ROOT; may be missing
    const document::Document* cluster_document = nullptr;
    std::string_view cluster_path; // its file, for messages
    std::string compute;           // the name; empty: not known
    const Options* options = nullptr;
};

struct JobResult {
    std::optional<aml::CommandJob> job;
    std::string launcher; // its text; empty: none
    std::string launcher_name = "launch.sh";
    bool code = false; // the files of Options::code travel with it
    std::vector<MountName> mounts;
    std::vector<DatastoreUse> datastores;
    Ledger ledger;
    std::vector<base::Finding> findings;
    std::vector<Task> tasks;
    std::vector<std::string> assumptions;
};

JobResult job(const Source& source, const batchai::Job& job, const JobContext& context);

} // namespace translate
