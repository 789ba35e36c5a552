#pragma once
// The options of `az batchai cluster create`, which completed a cluster's file or stood in its
// place, and how the old CLI merged the two. Source: azure-cli-batchai 0.3. Pure.

#include "batchai/batchai.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace batchai {

// As they were said; empty means not said, as it did there. A cluster that they were merged into
// refers to these texts.
struct OldCliFlags {
    std::string name = {};
    std::string location = {}; // of the versions before workspaces
    std::string vm_size = {};
    std::string vm_priority = {};
    std::optional<std::int64_t> target = {};
    std::optional<std::int64_t> minimum = {};
    std::optional<std::int64_t> maximum = {};
    std::string image = {};
    std::string custom_image = {};
    std::string user_name = {};
    std::string ssh_key = {}; // the public key itself
    bool password = false;    // whether there was one; its value is kept nowhere
    bool generate_ssh_keys = false;
    std::string afs_name = {};
    std::string afs_mount_path = {}; // "afs" where none is said
    std::string bfs_name = {};
    std::string bfs_mount_path = {}; // "bfs"
    std::string nfs = {};            // a name, or an ARM id
    std::string nfs_mount_path = {}; // "nfs"
    std::string nfs_resource_group = {};
    bool use_auto_storage = false;
    std::string subnet = {};
    std::string setup_task = {};
    std::string setup_task_output = {};

    // Not of the cluster's flags alone.
    std::string storage_account = {}; // of the shares and containers; the environment may say it
    std::string caller = {}; // who runs the program: the account's name where nobody says one

    std::string afs_url = {}; // made by settle()

    // Whether any flag of the cluster was said: the command is an old one then, and what the old
    // CLI missed is missed.
    [[nodiscard]] bool any() const;

    bool operator==(const OldCliFlags&) const = default;
};

// A command line that the old CLI refused, for its reason.
struct Refusal {
    std::string what;
    std::string help;
    bool operator==(const Refusal&) const = default;
};

// What --target, --min and --max make together.
struct Scale {
    enum class Kind : std::uint8_t { of_file, manual, automatic, refused } kind = Kind::of_file;
    std::int64_t target = 0;  // manual
    std::int64_t minimum = 0; // automatic
    std::int64_t maximum = 0;
    std::int64_t initial = 0;
    std::string_view refused = {}; // why
    bool operator==(const Scale&) const = default;
};

// The old CLI's own rules. 0 counts as not said where nothing else is said.
Scale scale_of(std::optional<std::int64_t> target, std::optional<std::int64_t> minimum,
               std::optional<std::int64_t> maximum);

// "UbuntuLTS", "UbuntuDSVM" (in any case) or "publisher:offer:sku:version" with exactly three
// colons; the version may be empty.
struct OsImage {
    std::string_view publisher;
    std::string_view offer;
    std::string_view sku;
    std::string_view version;
    bool operator==(const OsImage&) const = default;
};

std::optional<OsImage> os_image(std::string_view text);

// Checks what the flags say by themselves; before they are merged.
std::optional<Refusal> settle(OldCliFlags& flags);

// Puts the (settled) flags into the cluster: they win over the file, volumes are added to its own,
// a set-up task or image takes the place of the file's as a whole.
std::optional<Refusal> merge(Cluster& cluster, const OldCliFlags& flags);

// The account behind --use-auto-storage was made by the old CLI; its name is not to be known here.
inline constexpr std::string_view k_auto_storage_flag = "--use-auto-storage";
inline constexpr std::string_view k_auto_storage_group = "batchaiautostorage";

} // namespace batchai
