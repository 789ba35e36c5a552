#include "aml/duration.hpp"
#include "aml/reader.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aml {

namespace {
using base::Class;

// What az ml takes where nothing is said (azure-ai-ml 1.35).
constexpr const char* k_default_size = "STANDARD_DS3_V2";
constexpr std::int64_t k_default_max = 4;
constexpr std::int64_t k_default_idle = 120;

void read_scale(const Reader& r, AmlCompute& compute) {
    compute.min_instances = r.number("min_instances").value_or(0);
    compute.max_instances = r.number("max_instances").value_or(k_default_max);
    const NodeId place =
        r.says("max_instances") ? r.find("max_instances") : r.find("min_instances");
    if (place != k_no_node &&
        (compute.min_instances < 0 || compute.max_instances < compute.min_instances)) {
        r.not_allowed(place, fmt::format("from {} to {} instances is no range",
                                         compute.min_instances, compute.max_instances));
    }
    if (r.v2()) {
        compute.idle_time_before_scale_down =
            r.number("idle_time_before_scale_down").value_or(k_default_idle);
        return;
    }
    constexpr std::string_view k_path =
        "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown";
    const auto seconds = seconds_of(r.text(k_path));
    compute.idle_time_before_scale_down = seconds.value_or(0);
    if (!seconds && r.says(k_path)) {
        r.findings().at_value("AZ103", Class::error, r.find(k_path),
                              "the duration is not one of whole seconds, like PT2M");
    }
}

void read_access(const Reader& r, AmlCompute& compute) {
    const std::string user = r.text("ssh_settings.admin_username");
    const std::string key = r.text("ssh_settings.ssh_key_value");
    std::string password = r.text("ssh_settings.admin_password");
    if (has_placeholder(password)) {
        password.clear();
    }
    if (!user.empty() || !key.empty() || r.says("ssh_settings.admin_password")) {
        compute.ssh_settings = SshSettings{user, key, base::Secret(std::move(password))};
    }
    if (!user.empty() && key.empty() && !r.says("ssh_settings.admin_password") && r.v2()) {
        r.findings().at_value("AZ105", Class::error, r.find("ssh_settings.admin_username"),
                              "the account has neither a key nor a password, which the service "
                              "refuses",
                              "write ssh_key_value");
    }
    compute.ssh_public_access = r.boolean("ssh_public_access_enabled");
    const auto access = r.word("properties.properties.remoteLoginPortPublicAccess");
    if (access && *access < 2) { // the third says nothing
        compute.ssh_public_access = *access == 0;
    }
    const bool implied = !compute.ssh_settings.has_value();
    const auto said = r.boolean("properties.disableLocalAuth");
    compute.disable_local_auth = said == implied ? std::nullopt : said;
    if (said == true && !implied) {
        r.findings().at_key("AZ114", Class::dropped, r.find("properties.disableLocalAuth"),
                            "v2 YAML has no key for \"disableLocalAuth\": only the body (-o json) "
                            "keeps it");
    }
}

void read_network(const Reader& r, AmlCompute& compute) {
    compute.subnet = r.text("network_settings.subnet");
    compute.node_public_ip = r.boolean("enable_node_public_ip").value_or(true);
    const std::string network = r.text("network_settings.vnet_name");
    if (!r.v2() || compute.subnet.starts_with('/')) {
        return;
    }
    compute.vnet_name = network;
    if (compute.subnet.empty() != network.empty()) {
        const NodeId said = network.empty() ? r.find("network_settings.subnet")
                                            : r.find("network_settings.vnet_name");
        r.findings().at_value("AZ105", Class::error, said,
                              "a subnet is named by vnet_name and subnet together, or by its id");
    }
}
} // namespace

void read_identities(const Reader& r, bool& system, std::vector<std::string>& users) {
    const auto type = r.word("identity.type");
    if (!type) {
        return;
    }
    system = *type == 1 || *type >= 3;
    for (const NodeId id : r.identity_nodes()) {
        const document::Node& node = r.document().at(id);
        const NodeId resource = r.document().find(id, "resource_id");
        users.emplace_back(resource == k_no_node ? node.key : r.document().at(resource).text);
    }
    const bool wants_users = *type >= 2;
    if (wants_users != !users.empty()) {
        r.findings().at_value(wants_users ? "AZ105" : "AZ112", Class::error,
                              r.find("identity.type"),
                              wants_users ? "the identities of users are missing"
                                          : "an identity of this type has no identities of users");
    }
}

AmlCompute read_compute(const Reader& r) {
    AmlCompute compute;
    compute.name = r.name(NameKind::compute);
    compute.description = r.text("description");
    compute.location = r.text("location");
    compute.tags = r.map("tags.*");
    compute.size = r.text("size");
    if (compute.size.empty() && r.v2()) {
        compute.size = k_default_size;
    }
    compute.low_priority = r.word("tier") == 1;
    read_scale(r, compute);
    read_access(r, compute);
    read_network(r, compute);
    read_identities(r, compute.system_assigned_identity, compute.user_assigned_identities);
    return compute;
}

} // namespace aml
