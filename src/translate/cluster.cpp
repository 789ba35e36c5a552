// A cluster becomes an AmlCompute; its volumes become datastores that the jobs bind.

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "translate/cluster_work.hpp"
#include "translate/storage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

using base::Class;
using document::k_no_node;
using document::NodeId;

void ClusterWork::say(std::string_view code, Class cls, NodeId node, std::string message,
                      std::string help) {
    const NodeId at = node == k_no_node ? in.body : node;
    say_flag(code, cls, std::move(message), std::move(help));
    if (at == k_no_node) { // a cluster of flags alone
        return;
    }
    const document::Node& n = document.at(at);
    base::Finding& finding = out.findings.back();
    finding.node = at;
    finding.offset = n.offset;
    finding.length = n.count != 0 ? 1 : n.end - n.offset;
}

void ClusterWork::say_flag(std::string_view code, Class cls, std::string message,
                           std::string help) {
    out.findings.push_back(
        {.code = code, .cls = cls, .message = std::move(message), .help = std::move(help)});
}

void ClusterWork::set(NodeId node, Class cls, std::string pointer) {
    out.ledger.set(node, cls, {{file, std::move(pointer)}});
}

void ClusterWork::write(const batchai::Text& said, Class cls, const std::string& pointer,
                        std::string help) {
    fill(said, cls, pointer);
    const bool other = !said.flag.empty() && said.node != k_no_node &&
                       !base::iequals(document.at(said.node).text, said.value);
    if (other) {
        replaced(said.flag, said.node, std::move(help));
    }
}

void ClusterWork::replaced(std::string_view flag, NodeId node, std::string help) {
    if (node == k_no_node) {
        return;
    }
    say("TR420", Class::rewritten, node,
        fmt::format("{} takes the place of this \"{}\"", flag,
                    base::printable(document.at(node).key, 60)),
        std::move(help));
    each_leaf(document, node, [&](NodeId leaf) {
        const std::uint16_t rule = rules[leaf];
        const bool known = rule != batchai::k_unknown_key && rule != batchai::k_comment_key &&
                           rule != batchai::k_null && rule != batchai::k_wrong_type;
        if (known) {
            out.ledger.set(leaf, Class::rewritten);
        }
    });
}

void ClusterWork::task(std::string title, std::string how) {
    out.tasks.push_back(
        {std::move(title), fmt::format("compute/{}.yml", compute.name), std::move(how)});
}

namespace {

// The flags that replace a field of every cluster.
void apply_options(ClusterWork& work) {
    const auto put = [](batchai::Text& field, const std::string& value, std::string_view flag) {
        if (!value.empty()) {
            field = {value, field.node, flag};
        }
    };
    put(work.in.vm_size, work.options.vm_size, "--vm-size");
    const Substitute* size = replaced_size(work.options, work.in.vm_size.value);
    if (size != nullptr && work.in.vm_size.flag.empty()) {
        put(work.in.vm_size, size->to, "--map");
        work.out.replaced.push_back(size->node);
    }
    put(work.in.vm_priority, work.options.vm_priority, "--vm-priority");
    if (!work.in.location.given()) {
        put(work.in.location, work.options.location, "--location");
    }
}

void fail(ClusterWork& work) {
    work.out.ledger.fail(work.document);
    for (DatastoreUse& use : work.out.datastores) {
        if (use.told) {
            work.out.findings.push_back(std::move(*use.told));
        }
    }
    work.out.datastores.clear();
    work.out.tasks.clear();
    work.out.flags.clear();
}

void choose_name(ClusterWork& work) {
    const batchai::Text& name = work.in.name;
    const batchai::Text& said = name.given() ? name : work.in.id;
    if (!said.given()) {
        return;
    }
    std::string_view original = said.value;
    while (original.ends_with('/')) {
        original.remove_suffix(1);
    }
    original.remove_prefix(original.rfind('/') + 1); // of none: 0
    const bool same = original == work.compute.name;
    work.write(said, same && name.given() ? Class::exact : Class::rewritten, "/name");
    if (name.given()) {
        work.out.ledger.set(work.in.id.node, Class::dropped);
    }
    const bool mapped = substitute_for(work.options.replace.clusters, original) != nullptr;
    if (!same && !mapped && !original.empty()) {
        const bool legal = aml::is_legal(aml::NameKind::compute, original);
        work.say_of(
            "TR421", Class::rewritten, said,
            fmt::format("{} \"{}\": {} is written",
                        legal ? "more than one cluster is called" : "a compute cannot be called",
                        base::printable(original, 60), work.compute.name),
            legal ? std::string()
                  : "3 to 24 letters, digits and hyphens; a letter first, and not a hyphen "
                    "with digits alone at the end");
    }
}

void volume_of_flag(ClusterWork& work, const batchai::Volume& volume, const Mount& mount) {
    const aml::Datastore& store = mount.datastore;
    const bool share = store.type == aml::DatastoreType::azure_file;
    const std::uint16_t at = work.out.ledger.file(fmt::format("datastores/{}.yml", store.name));
    if (!volume.account_name.flag.empty()) {
        work.out.flags.push_back({{at, "/account_name"}, volume.account_name.flag});
    }
    work.out.flags.push_back({{at, share ? "/file_share_name" : "/container_name"}, volume.flag});
    work.say_flag("TR426", Class::rewritten,
                  fmt::format("the jobs mount \"{}\" themselves, as the datastore {} ({})",
                              base::printable(mount.path, 60), store.name, volume.flag),
                  "AmlCompute mounts nothing on its nodes");
}

// Of a volume that a flag names nothing is left but this.
void tell_mapped_flag(ClusterWork& work, const batchai::Volume& volume, const Mount& mount) {
    if (volume.node == k_no_node) {
        work.say_flag("TR426", Class::rewritten,
                      fmt::format("the jobs mount \"{}\" themselves, from {} ({})",
                                  base::printable(mount.path, 60), uri_in(mount, {}), volume.flag),
                      "AmlCompute mounts nothing on its nodes");
    }
}

void volumes(ClusterWork& work) {
    for (const batchai::Volume& volume : work.in.volumes) {
        const Mount mount =
            make_mount(work.document, volume, true, work.options, work.out.findings);
        account_for(volume, work.document, mount, work.options, work.out.ledger, {});
        if (!mount.path.empty()) {
            work.out.mounts.push_back({true, mount.path});
        }
        if (mount.task) {
            work.out.tasks.push_back(*mount.task);
        }
        if (mount.mapped != nullptr) {
            tell_mapped_flag(work, volume, mount);
            continue;
        }
        DatastoreUse use{.datastore = mount.datastore,
                         .bound = false,
                         .secret_given = mount.key_given,
                         .renamed = mount.renamed,
                         .told = mount.told,
                         .node = volume.node};
        if (volume.node != k_no_node) {
            use.offset = work.document.at(volume.node).offset;
            use.length = 1;
        } else if (!mount.manual) {
            volume_of_flag(work, volume, mount);
        }
        work.out.datastores.push_back(std::move(use));
    }
}

// 8-4-4-4-12 hexadecimal digits.
bool is_guid(std::string_view text) {
    constexpr std::string_view k_form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == k_form.size() &&
           std::equal(text.begin(), text.end(), k_form.begin(), [](char c, char form) {
               constexpr std::string_view k_digits = "0123456789abcdefABCDEF";
               return form == '-' ? c == '-' : k_digits.find(c) != std::string_view::npos;
           });
}

// /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/virtualNetworks/<name>/
// subnets/<name>. azure-ai-ml takes it for a name where the subscription is no GUID.
bool is_subnet_id(std::string_view id) {
    const auto form = base::split("/subscriptions/*/resourceGroups/*/providers/Microsoft.Network/"
                                  "virtualNetworks/*/subnets/*",
                                  '/');
    const auto parts = base::split(id, '/');
    return parts.size() == form.size() &&
           std::equal(parts.begin(), parts.end(), form.begin(),
                      [](std::string_view part, std::string_view wanted) {
                          return wanted == "*" ? !base::is_blank(part)
                                               : base::iequals(part, wanted);
                      }) &&
           is_guid(parts[2]) && !has_user_placeholder(id);
}

// Still an id in its form: anything else would be taken for the name of a subnet.
constexpr std::string_view k_open_subnet =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/REPLACE-ME/providers/"
    "Microsoft.Network/virtualNetworks/REPLACE-ME/subnets/REPLACE-ME";

void subnet(ClusterWork& work) {
    const batchai::Text& said = work.in.subnet;
    if (base::is_blank(said.value)) {
        work.out.ledger.set(said.node, Class::dropped);
        return;
    }
    if (is_subnet_id(said.value)) {
        work.compute.subnet = std::string(said.value);
        work.write(said, Class::exact, "/network_settings/subnet");
        return;
    }
    work.compute.subnet = k_open_subnet;
    work.write(said, Class::manual, "/network_settings/subnet");
    work.say_of("TR423", Class::manual, said,
                fmt::format("\"{}\" is not the id of a subnet: REPLACE-ME is written",
                            base::printable(said.value, 80)),
                "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Network/"
                "virtualNetworks/<network>/subnets/<subnet>");
    work.task("name the subnet of the cluster", "its full ARM id into network_settings.subnet");
}

// What the nodes were started from. AmlCompute chooses the system itself, and jobs bring
// containers.
void os_image(ClusterWork& work) {
    const batchai::Text& said = work.in.os_image;
    const bool flag = !said.flag.empty();
    if (flag) {
        work.replaced(said.flag, work.in.image);
    }
    if (base::lower(said.value).find("data-science-vm") != std::string::npos) {
        work.say_of("TR424", Class::approximated, said,
                    "the nodes ran the Data Science Virtual Machine, and AmlCompute chooses their "
                    "system itself",
                    "what jobs without a container used of it must come with an image");
    } else if (flag) {
        work.say_of("TR424", Class::dropped, said,
                    "AmlCompute chooses the system of its nodes itself",
                    "what a job needs comes with its container");
    }
    const batchai::Text& custom = work.in.custom_image;
    if (!base::is_blank(custom.value)) {
        work.say_of("TR407", Class::manual, custom,
                    "AmlCompute takes no custom image for its nodes",
                    "what it held must come with the jobs' container");
        work.task("replace the custom VM image", "put what it held into the jobs' container image");
        if (!flag) {
            work.out.ledger.set(custom.node, Class::manual);
        }
    }
}

} // namespace

ClusterResult cluster(const Source& source, const batchai::Cluster& in, const std::string& name,
                      const ClusterContext& context, const Options& options) {
    ClusterWork work(source, in, name, context, options);
    apply_options(work);
    choose_name(work);
    volumes(work);
    if (!choose_size(work)) {
        work.out.ledger.close(work.document, *source.rules);
        fail(work);
        return std::move(work.out);
    }
    work.compute.location = std::string(work.in.location.value);
    work.write(work.in.location, Class::exact, "/location");
    choose_priority(work);
    choose_scale(work);
    choose_account(work);
    subnet(work);
    work.compute.system_assigned_identity = context.needs_identity;
    tell_setup(work);
    os_image(work);
    for (const batchai::IdleFlag& idle : work.in.idle_flags) {
        work.say_flag("TR422", Class::dropped,
                      fmt::format("{} has no effect here: {}", idle.flag, idle.why));
    }
    work.out.ledger.close(work.document, *source.rules);
    work.out.compute = std::move(work.compute);
    return std::move(work.out);
}

} // namespace translate
