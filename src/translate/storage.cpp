#include "translate/storage.hpp"

#include "aml/names.hpp"
#include "base/files.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"
#include "batchai/old_cli.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using base::Finding;
using batchai::Volume;
using batchai::VolumeKind;
using document::Document;
using document::NodeId;

constexpr std::string_view k_account_placeholder = "<AZURE_BATCHAI_STORAGE_ACCOUNT>";

Finding at_node(const Document& document, NodeId node, std::string_view code, Class cls,
                std::string message, std::string help) {
    Finding finding{
        .code = code, .cls = cls, .message = std::move(message), .help = std::move(help)};
    if (node != document::k_no_node) { // a flag's volume stands nowhere
        const document::Node& n = document.at(node);
        finding.node = node;
        finding.offset = n.offset;
        finding.length = n.count != 0 ? 1 : n.end - n.offset;
    }
    return finding;
}

// The old CLI made this account itself, and nothing but the subscription knows its name.
std::string auto_storage_account(std::vector<Finding>& findings) {
    findings.push_back(
        {.code = "BA113",
         .cls = Class::manual,
         .message = fmt::format("{} used an account that the old CLI had made in the resource "
                                "group {}: REPLACE-ME is written",
                                batchai::k_auto_storage_flag, batchai::k_auto_storage_group),
         .help = fmt::format("az storage account list -g {} -o table shows its name, \"bai\" and "
                             "twelve letters",
                             batchai::k_auto_storage_group)});
    return "REPLACE-ME";
}

// Lower-case letters and digits, 3 to 24 of them (Microsoft.Storage 2023-01-01).
bool is_account_name(std::string_view name) {
    return name.size() >= 3 && name.size() <= 24 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string_view::npos;
}

struct ShareUrl {
    std::string account;
    std::string suffix; // "core.windows.net"
    std::string share;
    bool sound = false;
    bool deeper = false; // more than one segment behind the host
};

// https://<account>.file.<suffix>/<share>
ShareUrl parse_share_url(std::string_view url) {
    ShareUrl out;
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return out;
    }
    std::string_view rest = url.substr(scheme + 3);
    const auto query = rest.find_first_of("?#");
    rest = rest.substr(0, query);
    const auto slash = rest.find('/');
    const std::string_view host = rest.substr(0, slash);
    std::string_view path =
        slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    while (!path.empty() && path.back() == '/') {
        path.remove_suffix(1);
    }
    const auto last = path.rfind('/');
    out.deeper = last != std::string_view::npos;
    out.share = std::string(out.deeper ? path.substr(last + 1) : path);
    const auto dot = host.find('.');
    const std::string low = base::lower(host.substr(0, dot)); // hosts do not tell capitals
    out.account = is_account_name(low) ? low : std::string(host.substr(0, dot));
    constexpr std::string_view k_file = ".file.";
    if (dot != std::string_view::npos && host.substr(dot).starts_with(k_file)) {
        out.suffix = std::string(host.substr(dot + k_file.size()));
    }
    out.sound = !out.account.empty() && !out.share.empty() && !out.suffix.empty();
    return out;
}

void name_datastore(aml::Datastore& datastore) {
    const bool blob = datastore.type == aml::DatastoreType::azure_blob;
    const bool open_account = aml::has_placeholder(datastore.account_name);
    const std::string original =
        fmt::format("{}_{}_{}", open_account ? "REPLACE_ME" : datastore.account_name,
                    datastore.container, blob ? "blob" : "files");
    if (!open_account) {
        datastore.name = aml::legal_name(aml::NameKind::datastore, original);
        return;
    }
    // The placeholder stays in capitals, so that nobody overlooks it.
    const std::string rest = fmt::format("{}_{}", datastore.container, blob ? "blob" : "files");
    datastore.name = "REPLACE_ME_" + aml::legal_name(aml::NameKind::datastore, rest);
}

// The name that the mapping file gives the datastore.
void name_as_mapped(Mount& mount, const Options& options) {
    const Substitute* to = substitute_for(options.replace.datastores, mount.datastore.name);
    if (to != nullptr) {
        mount.datastore.name = to->to;
        mount.renamed = to->node;
    }
}

// The account as it will be written; REPLACE-ME where nobody knows it.
std::string settle_account(const Document& document, NodeId node, std::string account,
                           std::vector<Finding>& findings) {
    if (is_account_name(account)) {
        return account;
    }
    if (account.find(k_account_placeholder) != std::string::npos || has_user_placeholder(account)) {
        findings.push_back(
            at_node(document, node, "BA113", Class::manual,
                    fmt::format("the storage account is still the placeholder \"{}\"",
                                base::printable(account, 60)),
                    "give the account with --storage-account-name NAME"));
    } else {
        findings.push_back(at_node(
            document, node, "BA114", Class::manual,
            fmt::format("\"{}\" cannot be a storage account: 3 to 24 lower-case letters and digits",
                        base::printable(account, 60)),
            "correct the definition"));
    }
    return "REPLACE-ME";
}

void share(Mount& mount, const Document& document, const Volume& volume, const Options& options,
           std::vector<Finding>& findings) {
    mount.datastore.type = aml::DatastoreType::azure_file;
    const std::string url = fill_account(volume.azure_file_url.value, options);
    ShareUrl parts = parse_share_url(url);
    const NodeId url_node =
        volume.azure_file_url.given() ? volume.azure_file_url.node : volume.node;
    if (!parts.sound) {
        findings.push_back(at_node(document, url_node, "BA114", Class::manual,
                                   volume.azure_file_url.given()
                                       ? "this is not the URL of a file share: "
                                         "https://<account>.file.core.windows.net/<share>"
                                       : "this file share has no \"azureFileUrl\"",
                                   "correct the definition, or the datastore's YAML"));
        parts.share = parts.share.empty() || parts.suffix.empty() ? "REPLACE-ME" : parts.share;
    } else if (parts.deeper) {
        findings.push_back(at_node(document, url_node, "BA115", Class::approximated,
                                   fmt::format("the URL goes deeper than a share; its last part, "
                                               "\"{}\", is taken as the share, as the old CLI did",
                                               base::printable(parts.share, 60)),
                                   ""));
    }
    const bool own_name = volume.account_name.given() && !volume.account_name.value.empty();
    const std::string account =
        own_name ? fill_account(volume.account_name.value, options) : parts.account;
    mount.datastore.account_name =
        volume.flag == batchai::k_auto_storage_flag
            ? auto_storage_account(findings)
            : settle_account(document, own_name ? volume.account_name.node : url_node, account,
                             findings);
    mount.datastore.container = parts.share;
    mount.datastore.endpoint = parts.suffix == "core.windows.net" ? std::string{} : parts.suffix;
}

void container(Mount& mount, const Document& document, const Volume& volume, const Options& options,
               std::vector<Finding>& findings) {
    mount.datastore.type = aml::DatastoreType::azure_blob;
    mount.datastore.identity_based = options.identity_based;
    const NodeId account_node =
        volume.account_name.given() ? volume.account_name.node : volume.node;
    mount.datastore.account_name =
        volume.flag == batchai::k_auto_storage_flag
            ? "REPLACE-ME" // said at the share
            : settle_account(document, account_node,
                             fill_account(volume.account_name.value, options), findings);
    mount.datastore.container = std::string(volume.container_name.value);
    if (mount.datastore.container.empty() || has_user_placeholder(mount.datastore.container)) {
        findings.push_back(at_node(
            document, volume.container_name.given() ? volume.container_name.node : volume.node,
            "BA113", Class::manual, "the blob container is not named",
            "name it in the definition, or in the datastore's YAML"));
        mount.datastore.container = "REPLACE-ME";
    }
}

// An account and container that a person must fill in. The placeholder stays in capitals, so that
// nobody overlooks it.
aml::Datastore open_datastore(std::string_view name) {
    aml::Datastore datastore;
    datastore.type = aml::DatastoreType::azure_blob;
    datastore.account_name = "REPLACE-ME";
    datastore.container = "REPLACE-ME";
    datastore.name = fmt::format("REPLACE_ME_{}", name);
    return datastore;
}

std::string_view last_segment(std::string_view id) {
    return base::base_name(base::without_slashes(id));
}

// File servers exported this folder (Microsoft.BatchAI 2018-05-01, FileServer: mountSettings).
constexpr std::string_view k_exported = "/mnt/data";

std::string folder_on_server(std::string_view source_directory) {
    const std::string_view folder = base::without_slashes(source_directory);
    if (lies_in(folder, base::without_slashes(k_exported))) {
        return fmt::format("/{}", folder); // written in full
    }
    return folder.empty() ? std::string(k_exported) : base::join_path(k_exported, folder);
}

std::string upload(std::string_view source) {
    return fmt::format("az storage blob upload-batch --account-name \"$ACCOUNT\" --destination "
                       "\"$CONTAINER\" --source {}",
                       source);
}

// What must happen to a file server or an unmanaged file system. Its datastore is named after what
// it is, so that whoever mounts it, under whatever name, has the same one.
void stand_in(Mount& mount, const Document& document, const Volume& volume,
              const Options& options) {
    const bool server = volume.kind == VolumeKind::file_server;
    const std::string_view directory = base::without_slashes(volume.source_directory.value);
    std::string_view name = server ? last_segment(volume.file_server_id.value) : std::string_view{};
    const bool nameless = name.empty();
    name = nameless ? mount.path : name;
    const std::string full =
        directory.empty() ? std::string(name) : fmt::format("{}_{}", name, directory);
    mount.datastore = open_datastore(
        nameless && !server && volume.mount_command.given()
            ? aml::distinct_name(aml::NameKind::datastore, full, volume.mount_command.value)
            : aml::legal_name(aml::NameKind::datastore, full));
    name_as_mapped(mount, options);
    mount.manual = true;
    const std::string file = fmt::format("datastores/{}.yml", mount.datastore.name);
    const std::string what = fmt::format("the {} \"{}\"", server ? "file server" : "file system",
                                         base::printable(name, 60));
    mount.told = at_node(
        document, volume.node, "TR220", Class::manual,
        fmt::format("{} has no equal: Azure ML mounts blob containers and file shares only", what),
        fmt::format("copy its data to a container or share and put that into {}, or bind the mount "
                    "to a datastore with --map-volume {}=azureml://datastores/…",
                    file, base::printable(base::shell_quote(mount.path), 60)));
    mount.task = Task{
        fmt::format("copy the data of {}", what), file,
        server ? "on the server, with the variables ACCOUNT and CONTAINER set to where the data "
                 "shall lie; then write both into the file"
               : "where the file system is mounted, with the variable FOLDER set to that folder, "
                 "ACCOUNT and CONTAINER to where the data shall lie; then write both into the file",
        upload(server ? base::shell_quote(folder_on_server(volume.source_directory.value))
                      : std::string("\"$FOLDER\""))};
}

} // namespace

const Substitute* substitute_for(const std::vector<Substitute>& entries, std::string_view from) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Substitute& r) { return r.from == from; });
    return found == entries.end() ? nullptr : &*found;
}

std::string fill_account(std::string_view text, const Options& options) {
    return options.storage_account.empty()
               ? std::string(text)
               : base::replace_all(text, k_account_placeholder, options.storage_account);
}

bool has_user_placeholder(std::string_view text) {
    const auto open = text.find('<');
    if (open != std::string_view::npos && text.find('>', open) != std::string_view::npos) {
        return true;
    }
    const std::string low = base::lower(text);
    return low.find("[your ") != std::string::npos || low.find("fill-in") != std::string::npos ||
           aml::has_placeholder(text);
}

Mount make_mount(const Document& document, const Volume& volume, bool cluster_level,
                 const Options& options, std::vector<Finding>& findings) {
    Mount mount;
    mount.volume = &volume;
    mount.cluster_level = cluster_level;
    const std::string_view path = base::without_slashes(volume.relative_mount_path.value);
    const auto parts = base::split(path, '/');
    const bool climbs = std::find(parts.begin(), parts.end(), "..") != parts.end();
    mount.path = climbs ? std::string{} : std::string(path);
    if (mount.path.empty()) {
        findings.push_back(
            at_node(document, volume.node, "BA103", Class::manual,
                    "this volume has no sound \"relativeMountPath\": no path can refer to it", ""));
    }
    mount.mapped = mapping_of(options, cluster_level, mount.path);
    if (mount.mapped != nullptr) {
        findings.push_back(at_node(document, volume.node, "TR201", Class::rewritten,
                                   fmt::format("\"{}\" is bound to {}, as --map-volume says",
                                               base::printable(mount.path, 60),
                                               base::printable(uri_in(mount, ""), 200)),
                                   ""));
        return mount;
    }
    mount.key_given = options.storage_key_given;
    switch (volume.kind) {
    case VolumeKind::azure_file_share:
        share(mount, document, volume, options, findings);
        break;
    case VolumeKind::azure_blob_file_system:
        container(mount, document, volume, options, findings);
        break;
    case VolumeKind::file_server:
    case VolumeKind::unmanaged:
        stand_in(mount, document, volume, options);
        return mount;
    }
    name_datastore(mount.datastore);
    name_as_mapped(mount, options);
    return mount;
}

Mount unknown_mount(std::string_view path, bool cluster_level, const Options& options) {
    Mount mount;
    mount.cluster_level = cluster_level;
    mount.mapped = mapping_above(options, cluster_level, path);
    mount.path = mount.mapped != nullptr ? mount.mapped->volume.path
                                         : std::string(path.substr(0, path.find('/')));
    if (mount.mapped == nullptr) {
        mount.datastore = open_datastore(aml::legal_name(aml::NameKind::datastore, mount.path));
        name_as_mapped(mount, options);
    }
    return mount;
}

void account_for(const Volume& volume, const Document& document, const Mount& mount,
                 const Options& options, Ledger& ledger, const std::vector<Target>& bindings) {
    if (mount.mapped != nullptr) {
        // They said what storage the mount is; the bindings' paths say it now. A key has no place.
        for (const batchai::Text* field :
             {&volume.account_name, &volume.azure_file_url, &volume.container_name,
              &volume.file_server_id, &volume.source_directory, &volume.mount_command,
              &volume.relative_mount_path}) {
            ledger.set(field->node, Class::rewritten, bindings);
        }
        ledger.set(volume.account_key.node, Class::rewritten);
        ledger.rest(document, volume.key_secret_reference, Class::rewritten);
        return;
    }
    const std::uint16_t file = ledger.file(fmt::format("datastores/{}.yml", mount.datastore.name));
    const Target account{file, "/account_name"};
    const Target share{file, "/file_share_name"};
    const bool open = aml::has_placeholder(mount.datastore.account_name);
    const auto filled = [&](const batchai::Text& text) {
        return fill_account(text.value, options) == text.value ? Class::exact : Class::rewritten;
    };
    if (volume.kind == VolumeKind::azure_file_share ||
        volume.kind == VolumeKind::azure_blob_file_system) {
        ledger.set(volume.account_name.node, open ? Class::manual : filled(volume.account_name),
                   {account});
        std::vector<Target> url = {account, share};
        if (!mount.datastore.endpoint.empty()) {
            url.push_back({file, "/endpoint"});
        }
        ledger.set(volume.azure_file_url.node, open ? Class::manual : Class::rewritten, url);
        const bool no_container = aml::has_placeholder(mount.datastore.container);
        ledger.set(volume.container_name.node, no_container ? Class::manual : Class::exact,
                   {{file, "/container_name"}});
        ledger.set(volume.account_key.node, Class::manual);
        ledger.rest(document, volume.key_secret_reference, Class::manual);
        ledger.set(volume.relative_mount_path.node, Class::rewritten, bindings);
        return;
    }
    ledger.set(volume.file_server_id.node, Class::manual);
    ledger.set(volume.source_directory.node, Class::manual);
    ledger.set(volume.mount_command.node, Class::manual);
    ledger.set(volume.relative_mount_path.node, Class::manual, bindings);
}

std::string uri_in(const Mount& mount, std::string_view path) {
    if (mount.mapped == nullptr) {
        return fmt::format("azureml://datastores/{}/paths/{}", mount.datastore.name, path);
    }
    return fmt::format("{}/paths/{}", mount.mapped->datastore,
                       path.empty() ? mount.mapped->path
                                    : base::join_path(mount.mapped->path, path));
}

} // namespace translate
