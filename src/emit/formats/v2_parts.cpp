#include "emit/formats/v2_parts.hpp"

#include "aml/words.hpp"
#include "document/document.hpp"
#include "emit/tree.hpp"

#include <optional>
#include <variant>

namespace emit::v2 {

namespace {
void add_mode(Yaml& binding, const std::optional<aml::Mode>& mode) {
    if (mode) {
        add_word(binding, "mode", aml::word_of(aml::k_modes, *mode).v2);
    }
}

void add_image(Yaml& node, const aml::Image& image) {
    node.add("image", Yaml::string(image.image));
    if (!image.conda_file.empty()) {
        node.add("conda_file", Yaml::string(image.conda_file));
    } else if (!image.conda.empty()) {
        node.add("conda_file", tree_of(image.conda));
    }
}

// Of a resource; null where it has no identity. The pointer holds until the next key is added.
Yaml* add_identity_type(Yaml& to, bool system, const std::vector<std::string>& users) {
    if (!system && users.empty()) {
        return nullptr;
    }
    Yaml& identity = to.add("identity", Yaml::map());
    add_word(identity, "type",
             users.empty() ? "system_assigned"
             : system      ? "system_assigned,user_assigned"
                           : "user_assigned");
    return &identity;
}

void add_build(Yaml& node, const aml::BuildContext& context) {
    Yaml& build = node.add("build", Yaml::map());
    build.add("path", Yaml::string(context.path.empty() ? "../../environments/" + context.name
                                                        : context.path));
    add_text(build, "dockerfile_path", context.dockerfile_path);
}
} // namespace

std::string reference(const std::string& id) {
    return aml::is_arm_id(id) ? "azureml:" + id : id;
}

void add_environment(Yaml& job, const aml::Environment& environment) {
    if (const auto* known = std::get_if<aml::EnvironmentReference>(&environment)) {
        job.add("environment", Yaml::string(reference(known->id)));
        return;
    }
    Yaml& node = job.add("environment", Yaml::map());
    if (const auto* image = std::get_if<aml::Image>(&environment)) {
        add_image(node, *image);
    } else {
        add_build(node, std::get<aml::BuildContext>(environment));
    }
}

void add_command(Yaml& job, const aml::CommandJob& from) {
    const std::string text = aml::command_text(from);
    job.add("command", text.find('\n') == std::string::npos ? Yaml::folded(from.command)
                                                            : Yaml::literal(text));
}

Yaml input_of(const aml::Input& input) {
    if (input.literal) {
        return input.literal->kind == aml::Literal::Kind::string
                   ? Yaml::string(input.literal->text)
                   : Yaml::as_written(input.literal->text);
    }
    Yaml out = Yaml::flow_map();
    add_word(out, "type", aml::word_of(aml::k_data_types, input.type).v2);
    add_mode(out, input.mode);
    add_text(out, "path", input.path);
    return out;
}

Yaml output_of(const aml::Output& output) {
    Yaml out = Yaml::flow_map();
    add_word(out, "type", aml::word_of(aml::k_data_types, output.type).v2);
    add_mode(out, output.mode);
    add_text(out, "path", output.path);
    add_text(out, "name", output.asset_name);
    add_text(out, "version", output.asset_version);
    return out;
}

void add_identity(Yaml& job, const aml::CommandJob& from) {
    if (!from.managed_identity && !from.user_identity) {
        return;
    }
    Yaml& identity = job.add("identity", Yaml::map());
    add_word(identity, "type", from.managed_identity ? "managed" : "user_identity");
    if (from.managed_identity) {
        add_text(identity, "client_id", from.identity.client_id);
        add_text(identity, "object_id", from.identity.object_id);
    }
}

void add_services(Yaml& job, const aml::CommandJob& from) {
    if (from.services.empty()) {
        return;
    }
    Yaml& services = job.add("services", Yaml::map());
    for (const auto& [name, service] : from.services) {
        Yaml& node = services.add(name, Yaml::map());
        add_word(node, "type", aml::word_of(aml::k_services, service.type).v2);
        if (service.port) {
            node.add("port", Yaml::integer(*service.port));
        }
        if (service.all_nodes) {
            add_word(node, "nodes", "all");
        }
        add_text(node, "ssh_public_keys", service.ssh_public_keys);
        add_text(node, "log_dir", service.log_dir);
        add_strings(node, "properties", service.properties);
    }
}

void add_identity(Yaml& compute, const aml::AmlCompute& from) {
    Yaml* identity =
        add_identity_type(compute, from.system_assigned_identity, from.user_assigned_identities);
    if (identity == nullptr || from.user_assigned_identities.empty()) {
        return;
    }
    Yaml& list = identity->add("user_assigned_identities", Yaml::sequence());
    for (const std::string& id : from.user_assigned_identities) {
        list.items.push_back(Yaml::map());
        list.items.back().add("resource_id", Yaml::string(id));
    }
}

void add_workspace_parts(Yaml& workspace, const aml::Workspace& from) {
    add_text(workspace, "storage_account", from.storage_account);
    add_text(workspace, "key_vault", from.key_vault);
    add_text(workspace, "application_insights", from.application_insights);
    add_text(workspace, "container_registry", from.container_registry);
    add_text(workspace, "image_build_compute", from.image_build_compute);
    if (from.hbi_workspace) {
        workspace.add("hbi_workspace", Yaml::boolean(*from.hbi_workspace));
    }
    if (from.public_network_access) {
        add_word(workspace, "public_network_access",
                 *from.public_network_access ? "Enabled" : "Disabled");
    }
    add_text(workspace, "primary_user_assigned_identity", from.primary_user_assigned_identity);
    Yaml* identity =
        add_identity_type(workspace, from.system_assigned_identity, from.user_assigned_identities);
    if (identity == nullptr || from.user_assigned_identities.empty()) {
        return;
    }
    Yaml& map = identity->add("user_assigned_identities", Yaml::map()); // a list for computes
    for (const std::string& id : from.user_assigned_identities) {
        map.add(id, Yaml::map());
    }
}

} // namespace emit::v2
