#include "aml/reader.hpp"
#include "aml/reference.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

namespace aml {

namespace {
using base::Class;

constexpr std::string_view k_public_cloud = "core.windows.net";

base::Secret secret_of(const Reader& r, std::string_view path) {
    std::string text = r.text(path);
    return has_placeholder(text) ? base::Secret{} : base::Secret(std::move(text));
}

void read_credentials(const Reader& r, Datastore& datastore) {
    const bool key = r.says("credentials.account_key");
    const bool token = r.says("credentials.sas_token");
    constexpr std::string_view k_type = "properties.credentials.credentialsType";
    const auto type = r.word(k_type);
    if (key && token) {
        r.findings().at_key("AZ112", Class::error, r.find("credentials.sas_token"),
                            "a datastore has an account key or a SAS token, not both");
    }
    if (type && *type > 2) {
        r.findings().at_value("AZ106", Class::error, r.find(k_type),
                              "credentials of this type are not understood by this tool");
    }
    const bool sas = r.v2() ? token && !key : type == 1;
    datastore.identity_based = r.v2() ? !key && !token : type == 2;
    datastore.credential = sas ? Credential::sas_token : Credential::account_key;
    datastore.secret = secret_of(r, sas ? "credentials.sas_token" : "credentials.account_key");
}

std::string unless(const std::string& text, std::string_view usual) {
    return base::iequals(text, usual) ? std::string{} : text;
}
} // namespace

Datastore read_datastore(const Reader& r) {
    Datastore datastore;
    datastore.name = r.name(NameKind::datastore);
    datastore.type = datastore_type(r.what());
    const bool blob = datastore.type == DatastoreType::azure_blob;
    datastore.description = r.text("description");
    datastore.account_name = r.text("account_name");
    datastore.container = r.text(blob ? "container_name" : "file_share_name");
    datastore.endpoint = r.v2() ? r.text("endpoint") : unless(r.text("endpoint"), k_public_cloud);
    datastore.protocol = unless(r.text("protocol"), "https");
    datastore.tags = r.map("tags.*");
    read_credentials(r, datastore);
    datastore.subscription_id = r.text("properties.subscriptionId");
    datastore.resource_group = r.text("properties.resourceGroup");
    datastore.service_identity = unless(r.text("properties.serviceDataAccessAuthIdentity"), "None");
    return datastore;
}

EnvironmentVersion read_environment(const Reader& r) {
    EnvironmentVersion out;
    out.description = r.text("description");
    out.tags = r.map("tags.*");
    if (r.v2()) {
        out.name = r.name(NameKind::environment);
        const NodeId version = r.find("version");
        out.version =
            version == k_no_node ? std::string{} : std::string(r.document().at(version).text);
    } else { // …/environments/<name>/versions/<version>
        const NodeId id = r.document().find(r.object(), "id");
        const auto parts = id == k_no_node ? std::vector<std::string_view>{}
                                           : base::split(r.document().at(id).text, '/');
        if (parts.size() > 3 && base::iequals(parts[parts.size() - 2], "versions")) {
            out.name = parts[parts.size() - 3];
            out.version = parts.back();
        }
    }
    out.environment = described_environment(r, {}, out.name);
    return out;
}

Connection read_connection(const Reader& r) {
    if (r.word("credentials.type") != 0) {
        const NodeId type = r.find("credentials.type");
        r.findings().at_value("AZ106", Class::error, type == k_no_node ? r.object() : type,
                              "a registry that is not opened with a user name and a password is "
                              "not understood by this tool");
    }
    return {r.name(NameKind::connection), r.text("target"), r.text("credentials.username")};
}

Workspace read_workspace(const Reader& r) {
    Workspace out;
    out.name = r.name(NameKind::workspace);
    out.location = r.text("location");
    out.resource_group = r.text("resource_group");
    out.display_name = r.text("display_name");
    out.description = r.text("description");
    out.tags = r.map("tags.*");
    out.storage_account = r.text("storage_account");
    out.key_vault = r.text("key_vault");
    out.application_insights = r.text("application_insights");
    out.container_registry = r.text("container_registry");
    out.image_build_compute = r.text("image_build_compute");
    out.hbi_workspace = r.boolean("hbi_workspace");
    const auto access = r.word("public_network_access");
    out.public_network_access = access ? std::optional(*access == 0) : std::nullopt;
    out.primary_user_assigned_identity = r.text("primary_user_assigned_identity");
    read_identities(r, out.system_assigned_identity, out.user_assigned_identities);
    return out;
}

} // namespace aml
