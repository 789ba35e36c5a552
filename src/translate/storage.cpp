#include "translate/storage.hpp"

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "batchai/old_cli.hpp"

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
        finding.length = n.end - n.offset;
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
    out.account = std::string(host.substr(0, dot));
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

} // namespace

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
    std::string_view path = volume.relative_mount_path.value;
    while (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
    }
    while (!path.empty() && path.back() == '/') {
        path.remove_suffix(1);
    }
    const auto parts = base::split(path, '/');
    const bool climbs = std::find(parts.begin(), parts.end(), "..") != parts.end();
    mount.path = climbs ? std::string{} : std::string(path);
    if (mount.path.empty()) {
        findings.push_back(
            at_node(document, volume.node, "BA103", Class::manual,
                    "this volume has no sound \"relativeMountPath\": no path can refer to it", ""));
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
    case VolumeKind::unmanaged: {
        const bool server = volume.kind == VolumeKind::file_server;
        Mount stand_in = unknown_mount(path, cluster_level);
        stand_in.volume = &volume;
        stand_in.manual = true;
        findings.push_back(at_node(
            document, volume.node, "TR220", Class::manual,
            fmt::format("the {} behind \"{}\" has no equal: Azure ML mounts blob containers and "
                        "file shares only",
                        server ? "file server" : "file system", base::printable(mount.path, 60)),
            fmt::format("copy its data to a container or share and put that into datastores/{}.yml",
                        stand_in.datastore.name)));
        return stand_in;
    }
    }
    name_datastore(mount.datastore);
    return mount;
}

Mount unknown_mount(std::string_view path, bool cluster_level) {
    Mount mount;
    mount.cluster_level = cluster_level;
    mount.path = std::string(path);
    mount.datastore.type = aml::DatastoreType::azure_blob;
    mount.datastore.account_name = "REPLACE-ME";
    mount.datastore.container = "REPLACE-ME";
    mount.datastore.name = "REPLACE_ME_" + aml::legal_name(aml::NameKind::datastore, path);
    return mount;
}

void account_for(const Volume& volume, const Document& document, const Mount& mount,
                 const Options& options, Ledger& ledger, const std::vector<Target>& bindings) {
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
        ledger.set(volume.azure_file_url.node, open ? Class::manual : Class::rewritten,
                   std::move(url));
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

std::string datastore_uri(std::string_view datastore, std::string_view path) {
    return fmt::format("azureml://datastores/{}/paths/{}", datastore, path);
}

} // namespace translate
