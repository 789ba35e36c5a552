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

// What flags and environment decide; the same for all definitions of one run.
struct Options {
    std::string storage_account;    // for <AZURE_BATCHAI_STORAGE_ACCOUNT>
    bool storage_key_given = false; // a key is at hand (never written): no longer a manual task
    bool identity_based = false;    // blobs without a key
    std::string compute;            // for jobs whose cluster is not known
    std::string image;              // replaces every job's image
    std::string vm_size;            // replaces every cluster's size
    bool replace_retired_sizes = false;
    std::string vm_priority;           // "dedicated" or "lowpriority"
    std::string location;              // of clusters that do not say theirs
    bool autoscale = false;            // manual scale becomes 0..N
    std::int64_t idle_time = 120;      // seconds
    std::vector<std::string> writable; // <mount>/<path>: bound as an output
    std::vector<std::string> read_only;
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
    bool secret_given = false;            // by flag or environment
    std::uint32_t node = base::k_no_node; // where the definition speaks of it, for findings
    std::uint32_t offset = base::k_no_offset;
    std::uint32_t length = 0;
};

struct Task {
    std::string title;
    std::string where; // a file of the bundle, or of the input
    std::string how;
    bool operator==(const Task&) const = default;
};

// A leaf of the output whose value a flag gave: "--vm-size".
struct FlagOrigin {
    Target leaf;
    std::string_view flag;
};

struct ClusterResult {
    std::optional<aml::AmlCompute> compute;
    std::vector<DatastoreUse> datastores;
    std::vector<FlagOrigin> flags; // files are the ledger's
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
    std::string launcher; // text of code/launch.sh; empty: none
    std::vector<DatastoreUse> datastores;
    Ledger ledger;
    std::vector<base::Finding> findings;
    std::vector<Task> tasks;
    std::vector<std::string> assumptions;
};

JobResult job(const Source& source, const batchai::Job& job, const JobContext& context);

} // namespace translate
