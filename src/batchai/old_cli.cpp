#include "batchai/old_cli.hpp"

#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace batchai {

namespace {

// What the old CLI made on first use, one account for each region.
constexpr std::string_view k_auto_share_url = "https://REPLACE-ME.file.core.windows.net/"
                                              "batchaishare";
constexpr std::string_view k_auto_container = "batchaicontainer";

// The flag's value over the file's; the file's place is kept.
void take(Text& field, const std::string& value, std::string_view flag) {
    if (!value.empty()) {
        field = {value, field.node, flag};
    }
}

void take_scale(Cluster& cluster, const Scale& scale, const OldCliFlags& flags) {
    const bool manual = scale.kind == Scale::Kind::manual;
    const std::string_view by = manual && flags.target ? "--target" : "--min";
    cluster.manual = {manual, cluster.manual.node, by};
    cluster.auto_scale = {!manual, cluster.auto_scale.node, by};
    // The whole scale is the flags': nothing is left of the file's.
    const auto put = [](Number& field, bool used, std::int64_t value, std::string_view flag) {
        field = used ? Number{value, field.node, flag} : Number{};
    };
    put(cluster.target_node_count, manual, scale.target, by);
    put(cluster.minimum_node_count, !manual, scale.minimum, "--min");
    put(cluster.maximum_node_count, !manual, scale.maximum, "--max");
    put(cluster.initial_node_count, !manual && flags.target, scale.initial, "--target");
    cluster.node_deallocation_option = {};
}

void take_account(Cluster& cluster, const OldCliFlags& flags) {
    take(cluster.admin_user_name, flags.user_name, "--user-name");
    take(cluster.admin_ssh_key, flags.ssh_key, "--ssh-key");
    if (flags.password) {
        cluster.admin_password = {{}, cluster.admin_password.node, "--password"};
    }
    if (!flags.ssh_key.empty() && cluster.admin_user_name.value.empty()) {
        take(cluster.admin_user_name, flags.caller, "USER");
    }
}

Text said(std::string_view value, std::string_view flag) {
    return {value, k_no_node, flag};
}

Text mount_path(const std::string& path, std::string_view usual, std::string_view flag) {
    return said(path.empty() ? usual : std::string_view(path), flag);
}

Volume& add_volume(Cluster& cluster, VolumeKind kind, std::string_view flag, Text mount) {
    Volume& volume = cluster.volumes.emplace_back();
    volume.kind = kind;
    volume.flag = flag;
    volume.relative_mount_path = mount;
    return volume;
}

void add_volumes(Cluster& cluster, const OldCliFlags& flags) {
    const Text account = said(flags.storage_account, "--storage-account-name");
    if (!flags.afs_name.empty()) {
        Volume& share = add_volume(cluster, VolumeKind::azure_file_share, "--afs-name",
                                   mount_path(flags.afs_mount_path, "afs", "--afs-mount-path"));
        share.account_name = account;
        share.azure_file_url = said(flags.afs_url, share.flag);
    }
    if (!flags.bfs_name.empty()) {
        Volume& container = add_volume(cluster, VolumeKind::azure_blob_file_system, "--bfs-name",
                                       mount_path(flags.bfs_mount_path, "bfs", "--bfs-mount-path"));
        container.account_name = account;
        container.container_name = said(flags.bfs_name, container.flag);
    }
    if (!flags.nfs.empty()) {
        Volume& server = add_volume(cluster, VolumeKind::file_server, "--nfs",
                                    mount_path(flags.nfs_mount_path, "nfs", "--nfs-mount-path"));
        server.file_server_id = said(flags.nfs, server.flag);
    }
    if (flags.use_auto_storage) {
        constexpr std::string_view k_flag = k_auto_storage_flag;
        add_volume(cluster, VolumeKind::azure_file_share, k_flag, said("autoafs", k_flag))
            .azure_file_url = said(k_auto_share_url, k_flag);
        add_volume(cluster, VolumeKind::azure_blob_file_system, k_flag, said("autobfs", k_flag))
            .container_name = said(k_auto_container, k_flag);
    }
}

// Flags that had an effect there, or were passed by there too, and have none here.
void note_idle(Cluster& cluster, const OldCliFlags& flags) {
    const auto note = [&](bool idle, std::string_view flag, std::string_view why) {
        if (idle) {
            cluster.idle_flags.push_back({flag, why});
        }
    };
    note(flags.generate_ssh_keys, "--generate-ssh-keys",
         "no key is made or looked for, --ssh-key names one");
    note(!flags.afs_mount_path.empty() && flags.afs_name.empty(), "--afs-mount-path",
         "there is no --afs-name");
    note(!flags.bfs_mount_path.empty() && flags.bfs_name.empty(), "--bfs-mount-path",
         "there is no --bfs-name");
    note(!flags.nfs_mount_path.empty() && flags.nfs.empty(), "--nfs-mount-path",
         "there is no --nfs");
    note(!flags.nfs_resource_group.empty(), "--nfs-resource-group",
         "file servers have no equal in Azure ML");
    note(!flags.setup_task_output.empty() && flags.setup_task.empty(), "--setup-task-output",
         "there is no --setup-task");
}

} // namespace

bool OldCliFlags::any() const {
    OldCliFlags rest = *this;
    rest.storage_account.clear();
    rest.caller.clear();
    rest.afs_url.clear();
    return rest != OldCliFlags{};
}

Scale scale_of(std::optional<std::int64_t> target, std::optional<std::int64_t> minimum,
               std::optional<std::int64_t> maximum) {
    if (target.value_or(0) == 0 && minimum.value_or(0) == 0 && maximum.value_or(0) == 0) {
        return {};
    }
    if (minimum.has_value() != maximum.has_value()) {
        return {.kind = Scale::Kind::refused, .refused = "--min and --max belong together"};
    }
    if (!minimum) {
        return {.kind = Scale::Kind::manual, .target = *target};
    }
    if (*minimum > *maximum) {
        return {.kind = Scale::Kind::refused, .refused = "--min is above --max"};
    }
    if (*minimum == *maximum && target.value_or(*minimum) == *minimum) {
        return {.kind = Scale::Kind::manual, .target = *minimum};
    }
    return {.kind = Scale::Kind::automatic,
            .minimum = *minimum,
            .maximum = *maximum,
            .initial = target.value_or(0)};
}

std::optional<OsImage> os_image(std::string_view text) {
    if (base::iequals(text, "UbuntuLTS")) {
        return OsImage{"Canonical", "UbuntuServer", "16.04-LTS", ""};
    }
    if (base::iequals(text, "UbuntuDSVM")) {
        return OsImage{"microsoft-ads", "linux-data-science-vm-ubuntu", "linuxdsvmubuntu", ""};
    }
    const auto parts = base::split(text, ':');
    if (parts.size() != 4 || std::any_of(parts.begin(), parts.begin() + 3,
                                         [](std::string_view part) { return part.empty(); })) {
        return std::nullopt;
    }
    return OsImage{parts[0], parts[1], parts[2], parts[3]};
}

std::optional<Refusal> settle(OldCliFlags& flags) {
    const Scale scale = scale_of(flags.target, flags.minimum, flags.maximum);
    if (scale.kind == Scale::Kind::refused) {
        return Refusal{std::string(scale.refused),
                       "--min and --max give automatic scale, --target a fixed number of nodes"};
    }
    if (!flags.image.empty() && !os_image(flags.image)) {
        return Refusal{fmt::format("--image: \"{}\" is no operating system image",
                                   base::printable(flags.image, 80)),
                       "UbuntuLTS, UbuntuDSVM, or publisher:offer:sku:version"};
    }
    if (!flags.custom_image.empty() && flags.image.empty()) {
        return Refusal{"--custom-image needs --image",
                       "say which image the custom one is based on"};
    }
    if (!flags.setup_task.empty() && flags.setup_task_output.empty()) {
        return Refusal{"--setup-task needs --setup-task-output",
                       "say where the output of the set-up task went"};
    }
    if (flags.storage_account.empty() && !(flags.afs_name.empty() && flags.bfs_name.empty())) {
        return Refusal{fmt::format("{} needs --storage-account-name",
                                   flags.afs_name.empty() ? "--bfs-name" : "--afs-name"),
                       "or set AZURE_BATCHAI_STORAGE_ACCOUNT"};
    }
    flags.afs_url =
        fmt::format("https://{}.file.core.windows.net/{}", flags.storage_account, flags.afs_name);
    return std::nullopt;
}

std::optional<Refusal> merge(Cluster& cluster, const OldCliFlags& flags) {
    const Scale scale = scale_of(flags.target, flags.minimum, flags.maximum);
    if (scale.kind == Scale::Kind::manual || scale.kind == Scale::Kind::automatic) {
        take_scale(cluster, scale, flags);
    } else if (!cluster.manual.value && !cluster.auto_scale.value) {
        return Refusal{"neither the flags nor a file say how many nodes the cluster has",
                       "say --target N, or --min N and --max N"};
    }
    take(cluster.name, flags.name, "--name");
    take(cluster.location, flags.location, "--location");
    take(cluster.vm_size, flags.vm_size, "--vm-size");
    take(cluster.vm_priority, flags.vm_priority, "--vm-priority");
    if (const auto image = os_image(flags.image)) {
        cluster.os_image = {image->offer, cluster.os_image.node, "--image"};
        cluster.custom_image = {flags.custom_image, cluster.custom_image.node,
                                flags.custom_image.empty() ? "--image" : "--custom-image"};
    }
    take(cluster.subnet, flags.subnet, "--subnet");
    take(cluster.setup_command, flags.setup_task, "--setup-task");
    take_account(cluster, flags);
    add_volumes(cluster, flags);
    note_idle(cluster, flags);
    return std::nullopt;
}

} // namespace batchai
