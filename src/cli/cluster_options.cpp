#include "cli/cluster_options.hpp"

#include "base/ssh_key.hpp"
#include "base/strings.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

namespace {

constexpr std::uint64_t k_largest_key = 64ULL << 10U;

void add_size_options(CLI::App& app, batchai::OldCliFlags& f) {
    const std::string group = "Cluster, as az batchai cluster create had it";
    app.add_option("-n,--name", f.name, "Name of the cluster")->group(group);
    app.add_option("-l,--location", f.location, "Region of the cluster")->group(group);
    app.add_option("-s,--vm-size", f.vm_size, "VM size of its nodes")->group(group);
    app.add_option("--vm-priority", f.vm_priority, "dedicated or lowpriority")
        ->check(CLI::IsMember({"dedicated", "lowpriority"}, CLI::ignore_case))
        ->group(group);
    app.add_option("-t,--target", f.target,
                   "Number of nodes; with --min and --max that to begin with")
        ->check(CLI::NonNegativeNumber)
        ->group(group);
    app.add_option("--min", f.minimum, "Fewest nodes; belongs to --max")
        ->check(CLI::NonNegativeNumber)
        ->group(group);
    app.add_option("--max", f.maximum, "Most nodes")->check(CLI::NonNegativeNumber)->group(group);
    app.add_option("-i,--image", f.image,
                   "Operating system: UbuntuLTS, UbuntuDSVM or publisher:offer:sku:version; said, "
                   "AmlCompute chooses its own")
        ->group(group);
    app.add_option("--custom-image", f.custom_image, "ARM id of a VM image; said, like --image")
        ->group(group);
    app.add_option("--subnet", f.subnet, "ARM id of the subnet of its nodes")->group(group);
}

void add_account_options(CLI::App& app, ClusterOptions& o) {
    const std::string group = "Who logs in to the nodes";
    app.add_option("-u,--user-name", o.flags.user_name,
                   "Name of the admin account (with a key: the file's, else yours)")
        ->group(group);
    app.add_option("-k,--ssh-key", o.ssh_key, "Its public ssh key, or the path of one")
        ->group(group);
    app.add_option("-p,--password", o.password, "Its password; never written")->group(group);
    app.add_flag("--generate-ssh-keys", o.flags.generate_ssh_keys,
                 "Taken, without effect: name a key with -k")
        ->group(group);
}

void add_setup_options(CLI::App& app, batchai::OldCliFlags& f) {
    const std::string group = "What the nodes had";
    app.add_option("--afs-name", f.afs_name, "Azure file share to mount")->group(group);
    app.add_option("--afs-mount-path", f.afs_mount_path, "Where (default afs)")->group(group);
    app.add_option("--bfs-name,--container-name", f.bfs_name, "Blob container to mount")
        ->group(group);
    app.add_option("--bfs-mount-path,--container-mount-path", f.bfs_mount_path,
                   "Where (default bfs)")
        ->group(group);
    app.add_option("--nfs", f.nfs, "File server to mount: a name, or an ARM id")->group(group);
    app.add_option("--nfs-mount-path", f.nfs_mount_path, "Where (default nfs)")->group(group);
    app.add_option("--nfs-resource-group", f.nfs_resource_group,
                   "Resource group of the file server; without effect")
        ->group(group);
    app.add_flag("--use-auto-storage", f.use_auto_storage,
                 "The share and the container that the old CLI made, as autoafs and autobfs")
        ->group(group);
    app.add_option("--setup-task", f.setup_task, "Command line run on each node that starts")
        ->group(group);
    app.add_option("--setup-task-output", f.setup_task_output, "Where its output went")
        ->group(group);
}

std::string home_expanded(const std::string& path, const Env& env) {
    const auto home = env.environ.get("HOME");
    return home && path.starts_with("~/") ? base::join_path(*home, path.substr(2)) : path;
}

// The key itself. What is given is not repeated: it may be the private one.
std::string public_key(const std::string& given, Env& env) {
    const std::string path = home_expanded(given, env);
    const bool file = env.files.type(path, true) == base::FileType::regular;
    const std::string text = file ? env.files.read(path, k_largest_key) : given;
    switch (base::ssh_key(text)) {
    case base::SshKey::public_key:
        return std::string(base::trim(text));
    case base::SshKey::private_key:
        throw base::Error(
            base::Exit::usage,
            file ? fmt::format("--ssh-key: {} holds a private key", base::printable(given, 200))
                 : std::string("--ssh-key: this is a private key"),
            "name the public one, for example -k ~/.ssh/id_rsa.pub");
    case base::SshKey::none:
        break;
    }
    throw base::Error(
        base::Exit::usage,
        file ? fmt::format("--ssh-key: {} holds no public key of ssh", base::printable(given, 200))
             : std::string("--ssh-key: neither a public key of ssh nor a file with one"),
        "a public key is one line: its type, base64, and a comment");
}

} // namespace

void add_cluster_options(CLI::App& app, ClusterOptions& options) {
    add_size_options(app, options.flags);
    add_account_options(app, options);
    add_setup_options(app, options.flags);
}

void complete(ClusterOptions& options, const std::string& storage_account, Env& env) {
    batchai::OldCliFlags& flags = options.flags;
    flags.storage_account = storage_account;
    flags.password = !options.password.empty();
    if (!options.ssh_key.empty()) {
        flags.ssh_key = public_key(options.ssh_key, env);
    }
    flags.caller = env.environ.get("USER").value_or(env.environ.get("LOGNAME").value_or(""));
    if (const auto refusal = batchai::settle(flags)) {
        throw base::Error(base::Exit::usage, refusal->what, refusal->help);
    }
}

const batchai::OldCliFlags* cluster_flags(ClusterOptions& options, bool files,
                                          const std::string& storage_account, Env& env) {
    const batchai::OldCliFlags& flags = options.flags;
    if (!files && (flags.name.empty() || flags.vm_size.empty())) {
        throw base::Error(
            base::Exit::usage,
            "without FILE the flags make the cluster: --name and --vm-size are needed",
            "name a definition, or say for example -n gpu -s Standard_NC6 -t 1");
    }
    complete(options, storage_account, env);
    return !files || flags.any() ? &flags : nullptr;
}

} // namespace cli
