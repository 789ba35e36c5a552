#pragma once
// Batch AI -> Azure Machine Learning. Pure: values in, values out. Nothing here reads a file, a
// clock or the environment. May include: base, document, batchai, aml.

#include "aml/aml.hpp"
#include "base/diagnostic.hpp"
#include "batchai/batchai.hpp"
#include "batchai/read.hpp"
#include "document/document.hpp"
#include "translate/ledger.hpp"
#include "translate/secrets.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace translate {

// --secret [OWNER/]NAME=URL: where the value of a secret variable lies.
struct SecretOption {
    std::string owner; // the job or cluster; empty: all that have such a variable
    std::string name;
    VaultSecret from;
};

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

// An entry of a mapping file: what takes the place of what, and where it says so.
struct Substitute {
    std::string from;
    std::string to;
    std::uint32_t node = base::k_no_node; // of the mapping file
    bool operator==(const Substitute&) const = default;
};

// What a mapping file puts in the place of what definitions say. Names: as translated without it.
struct Substitutes {
    std::vector<Substitute> images; // as definitions write them
    std::vector<Substitute> sizes;  // in any case
    std::vector<Substitute> jobs;   // names as definitions write them, these and the next
    std::vector<Substitute> clusters;
    std::vector<Substitute> workspaces;
    std::vector<Substitute> experiments;
    std::vector<Substitute> datastores; // by the names they would have
};

// The entry for the name; null where there is none.
const Substitute* substitute_for(const std::vector<Substitute>& entries, std::string_view from);

// What flags and environment decide.
struct Options {
    std::string storage_account;    // for <AZURE_BATCHAI_STORAGE_ACCOUNT>
    bool storage_key_given = false; // a key is at hand (never written): no longer a manual task
    bool identity_based = false;    // blobs without a key
    std::string compute;            // for jobs whose cluster is not known
    std::string image;              // replaces every job's image
    std::string image_prefix;       // where copies of the definitions' images lie: HOST[/PATH]
    bool bake_preparation = false;  // into the image, in place of the node
    bool setup_task_in_preparation = false; // a cluster's set-up task goes before the jobs' own
    std::vector<SecretOption> secrets;
    std::string vm_size; // replaces every cluster's size
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
    std::int64_t processes_per_node = 0; // 0: what processCount says
    bool spread_tasks = false;           // a node for each TensorFlow task
    bool single_node = false;            // one node where a custom toolkit uses no other
    bool provide_all = false;            // every variable of Batch AI's that can be given
    bool batchai_tf_config = false;      // the first worker is called "master"
    Substitutes replace;
};

// What the mapping file puts in the place of a VM size, whatever its case; null: nothing.
const Substitute* replaced_size(const Options& options, std::string_view size);

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
    bool secret_given = false;               // by flag or environment
    std::uint32_t renamed = base::k_no_node; // by this entry of the mapping file
    std::optional<base::Finding> told = {};  // of the volume itself: said once in a run
    std::uint32_t node = base::k_no_node;    // where the definition speaks of it, for findings
    std::uint32_t offset = base::k_no_offset;
    std::uint32_t length = 0;
};

// The connection to the registry of a job's image.
struct ConnectionUse {
    aml::Connection connection;
    std::string password_url;             // of the password in a Key Vault; empty: not there
    std::uint32_t node = base::k_no_node; // where the definition speaks of it, for findings
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

// A leaf of the output whose value a flag gave: "--vm-size".
struct FlagOrigin {
    Target leaf;
    std::string_view flag;
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
    std::vector<FlagOrigin> flags;       // files are the ledger's
    std::vector<std::uint32_t> replaced; // entries of the mapping file that took effect
    Ledger ledger;
    std::vector<base::Finding> findings;
    std::vector<Task> tasks;
};

// What the jobs of the same run ask of their cluster; they are translated first.
struct ClusterContext {
    std::vector<std::string> setup_files; // of the bundle: where its set-up task stands now
    bool needs_identity = false;          // a job reads a Key Vault
};

// `name`: the compute's, legal. Its file is compute/<name>.yml.
ClusterResult cluster(const Source& source, const batchai::Cluster& cluster,
                      const std::string& name, const ClusterContext& context,
                      const Options& options);

// File servers, workspaces, experiments and configurations: little of them becomes a file.
struct OtherResult {
    std::optional<aml::Workspace> workspace;
    Ledger ledger;
    std::vector<base::Finding> findings;
    std::vector<Task> tasks;
};

OtherResult file_server(const Source& source, const batchai::FileServer& server,
                        const std::string& name);
// `name`: legal. Its file is workspaces/<name>.yml.
OtherResult workspace(const Source& source, const batchai::Workspace& workspace,
                      const std::string& name, const Options& options);
OtherResult experiment(const Source& source, const batchai::Experiment& experiment);
// `written`: .azureml/config.json is made of it.
OtherResult configuration(const Source& source, const batchai::Configuration& configuration,
                          bool written);
// An object that is found and cannot be written, for a reason that is told already.
OtherResult left_to_people(const Source& source);

struct JobContext {
    std::string name;                          // of the folder: jobs/<name>/
    std::string display_name;                  // as the user wrote it
    const batchai::Cluster* cluster = nullptr; // explains $AZ_BATCHAI_MOUNT_ROOT; may be missing
    const document::Document* cluster_document = nullptr;
    std::string_view cluster_path; // its file, for messages
    std::string cluster_name;      // of its compute
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
    std::optional<ConnectionUse> connection;
    std::vector<VaultSecret> vaults;       // that it reads, one entry for each vault
    std::vector<std::string> secret_names; // that --secret may name, settled or not
    std::string setup_file;                // where the set-up task of its cluster went
    Ledger ledger;
    std::vector<base::Finding> findings;
    std::vector<Task> tasks;
    std::vector<std::string> assumptions;
    std::vector<std::string> left_out;   // variables that Batch AI set and this job lacks
    std::vector<std::uint32_t> replaced; // entries of the mapping file that took effect
};

JobResult job(const Source& source, const batchai::Job& job, const JobContext& context);

} // namespace translate
