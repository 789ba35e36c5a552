#pragma once
// Volumes and datastores: which storage lies behind which mount. Pure.

#include "aml/aml.hpp"
#include "translate/translate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace translate {

// A mount of the job, from whichever definition explains it.
struct Mount {
    const batchai::Volume* volume = nullptr; // null: nobody defines it
    bool cluster_level = false;              // under $AZ_BATCHAI_MOUNT_ROOT
    std::string path;                        // below the mount root, without slashes at the ends
    const VolumeMapping* mapped = nullptr;   // then `datastore` does not count
    aml::Datastore datastore;
    bool key_given = false; // by flag or environment; one in the definition stays a manual task
    std::uint32_t renamed = base::k_no_node; // by this entry of the mapping file
    bool manual = false; // file servers, unmanaged: a person must name a datastore
    // Of those two: what to say and to do, once for each server.
    std::optional<base::Finding> told = {};
    std::optional<Task> task = {};
};

// Text with the old CLI's account placeholder filled in.
std::string fill_account(std::string_view text, const Options& options);
bool has_user_placeholder(std::string_view text); // <…>, [your …], FILL-IN-HERE, REPLACE…

// The mount of one volume; what is wrong with it becomes findings. Nothing is said in the ledger.
Mount make_mount(const document::Document& document, const batchai::Volume& volume,
                 bool cluster_level, const Options& options, std::vector<base::Finding>& findings);
// A mount that a path names and nobody defines: of its first segment, or where the options map one.
Mount unknown_mount(std::string_view path, bool cluster_level, const Options& options);

// Writes into the ledger what became of the volume's fields. `inputs` are the targets of its mount
// path (inputs and outputs of a job).
void account_for(const batchai::Volume& volume, const document::Document& document,
                 const Mount& mount, const Options& options, Ledger& ledger,
                 const std::vector<Target>& bindings);

// "azureml://datastores/<name>/paths/<path>", of a path in the mount.
std::string uri_in(const Mount& mount, std::string_view path);

} // namespace translate
