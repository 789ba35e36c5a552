// A cluster becomes an AmlCompute; its volumes become datastores that the jobs bind.

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "translate/storage.hpp"
#include "translate/translate.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using document::k_no_node;
using document::NodeId;

class ClusterWork {
  public:
    ClusterWork(const Source& source, const batchai::Cluster& in, const std::string& name,
                const Options& options)
        : m_source(source),
          m_document(*source.document),
          m_in(in),
          m_options(options) {
        m_out.ledger = Ledger(m_document);
        m_file = m_out.ledger.file(fmt::format("compute/{}.yml", name));
        m_compute.name = name;
    }

    ClusterResult run() {
        const batchai::Text& said = m_in.name.given() ? m_in.name : m_in.id;
        set(said.node, Class::rewritten, "/name");
        if (m_in.name.given()) {
            set(m_in.name.node, m_in.name.value == m_compute.name ? Class::exact : Class::rewritten,
                "/name");
            m_out.ledger.set(m_in.id.node, Class::dropped);
        }
        volumes();
        if (!size()) {
            m_out.ledger.close(m_document, *m_source.rules);
            fail();
            return std::move(m_out);
        }
        location();
        priority();
        scale();
        account();
        m_compute.subnet = std::string(m_in.subnet.value);
        set(m_in.subnet.node, Class::exact, "/network_settings/subnet");
        node_setup();
        m_out.ledger.close(m_document, *m_source.rules);
        m_out.compute = std::move(m_compute);
        return std::move(m_out);
    }

  private:
    void say(std::string_view code, Class cls, NodeId node, std::string message,
             std::string help = {}) {
        base::Finding finding{
            .code = code, .cls = cls, .message = std::move(message), .help = std::move(help)};
        const NodeId at = node == k_no_node ? m_in.body : node;
        const document::Node& n = m_document.at(at);
        finding.node = at;
        finding.offset = n.offset;
        finding.length = n.count != 0 ? 1 : n.end - n.offset;
        m_out.findings.push_back(std::move(finding));
    }

    void set(NodeId node, Class cls, std::string pointer) {
        m_out.ledger.set(node, cls, {{m_file, std::move(pointer)}});
    }

    void task(std::string title, std::string how) {
        m_out.tasks.push_back(
            {std::move(title), fmt::format("compute/{}.yml", m_compute.name), std::move(how)});
    }

    void fail() {
        m_out.ledger.fail(m_document);
        for (DatastoreUse& use : m_out.datastores) {
            if (use.told) {
                m_out.findings.push_back(std::move(*use.told));
            }
        }
        m_out.datastores.clear();
        m_out.tasks.clear();
    }

    void volumes() {
        for (const batchai::Volume& volume : m_in.volumes) {
            const Mount mount = make_mount(m_document, volume, true, m_options, m_out.findings);
            account_for(volume, m_document, mount, m_options, m_out.ledger, {});
            if (!mount.path.empty()) {
                m_out.mounts.push_back({true, mount.path});
            }
            if (mount.task) {
                m_out.tasks.push_back(*mount.task);
            }
            if (mount.mapped != nullptr) {
                continue;
            }
            const document::Node& node = m_document.at(volume.node);
            m_out.datastores.push_back({.datastore = mount.datastore,
                                        .bound = false,
                                        .secret_given = mount.key_given,
                                        .told = mount.told,
                                        .node = volume.node,
                                        .offset = node.offset,
                                        .length = 1});
        }
    }

    bool size() {
        const batchai::Text& said = m_in.vm_size;
        if (!m_options.vm_size.empty()) {
            m_compute.size = m_options.vm_size;
            set(said.node, Class::rewritten, "/size");
            return true;
        }
        if (!said.given() || said.value.empty()) {
            say("TR400", Class::error, k_no_node,
                "the cluster does not say its VM size (\"vmSize\")",
                "say --vm-size SIZE, as the old CLI's -s did");
            return false;
        }
        const VmSize* known = find_vm_size(said.value);
        m_compute.size = known != nullptr && said.value.find("romo") == std::string_view::npos
                             ? std::string(known->name)
                             : std::string(said.value);
        if (known == nullptr) {
            say("TR402", Class::approximated, said.node,
                fmt::format("\"{}\" is not a VM size that this version knows; it is kept as it is",
                            base::printable(said.value, 60)),
                "az ml compute list-sizes shows what the region has");
            set(said.node, Class::approximated, "/size");
            return true;
        }
        if (is_retired(*known, k_vm_table_day)) {
            retired(*known);
            return true;
        }
        if (!known->retired_on.empty()) {
            say("TR402", Class::approximated, said.node,
                fmt::format("{} will be retired on {}", known->name, known->retired_on),
                known->successor.empty() ? ""
                                         : fmt::format("its successor is {}", known->successor));
        }
        set(said.node, m_compute.size == said.value ? Class::exact : Class::rewritten, "/size");
        return true;
    }

    void retired(const VmSize& known) {
        const batchai::Text& said = m_in.vm_size;
        const VmSize* next = known.successor.empty() ? nullptr : find_vm_size(known.successor);
        const std::string change = next == nullptr ? std::string{} : difference(known, *next);
        if (next != nullptr && m_options.replace_retired_sizes) {
            m_compute.size = std::string(next->name);
            say("TR401", Class::rewritten, said.node,
                fmt::format("{} was retired on {}; {} takes its place", known.name,
                            known.retired_on, next->name),
                change);
            set(said.node, Class::rewritten, "/size");
            return;
        }
        say("TR401", Class::manual, said.node,
            fmt::format("{} was retired on {}: a cluster of it cannot be created", known.name,
                        known.retired_on),
            next == nullptr
                ? "choose another with --vm-size"
                : fmt::format("--replace-retired-sizes takes {} ({}), --vm-size decides otherwise",
                              next->name, change));
        task(fmt::format("choose a VM size in place of {}", known.name),
             next == nullptr ? std::string("say --vm-size SIZE")
                             : fmt::format("{}: {}", next->name, change));
        set(said.node, Class::manual, "/size");
    }

    void location() {
        m_compute.location =
            m_in.location.given() ? std::string(m_in.location.value) : m_options.location;
        set(m_in.location.node, Class::exact, "/location");
    }

    void priority() {
        const batchai::Text& said = m_in.vm_priority;
        const std::string_view wanted =
            m_options.vm_priority.empty() ? said.value : m_options.vm_priority;
        m_compute.low_priority =
            base::iequals(wanted, "lowpriority") || base::iequals(wanted, "low_priority");
        if (!m_options.vm_priority.empty()) {
            set(said.node, Class::rewritten, "/tier");
            return;
        }
        if (!said.given()) {
            return;
        }
        if (m_compute.low_priority) {
            say("TR403", Class::manual, said.node,
                "low priority on AmlCompute officially ended on 31 March 2026; it is written as it "
                "was",
                "say --vm-priority dedicated, or check that the service still takes it");
            task("decide about low priority",
                 "it may be refused or never get nodes; --vm-priority dedicated");
            set(said.node, Class::manual, "/tier");
            return;
        }
        if (!base::iequals(said.value, "dedicated")) {
            say("BA107", Class::approximated, said.node,
                fmt::format("\"{}\" is not a priority that Batch AI knew; dedicated is written",
                            base::printable(said.value, 40)));
            set(said.node, Class::approximated, "/tier");
            return;
        }
        set(said.node, Class::exact, "/tier");
    }

    void scale() {
        m_compute.idle_time_before_scale_down = m_options.idle_time;
        const bool manual = m_in.manual != k_no_node;
        if (manual && m_in.auto_scale != k_no_node) {
            say("TR411", Class::approximated, m_in.auto_scale,
                "both manual and automatic scale are given; the automatic one is taken",
                "keep one of the two");
        }
        if (m_in.auto_scale != k_no_node) {
            m_compute.min_instances = m_in.minimum_node_count.value;
            m_compute.max_instances = m_in.maximum_node_count.value;
            set(m_in.minimum_node_count.node, Class::exact, "/min_instances");
            set(m_in.maximum_node_count.node, Class::exact, "/max_instances");
            m_out.ledger.set(m_in.target_node_count.node, Class::dropped);
            m_out.ledger.set(m_in.node_deallocation_option.node, Class::dropped);
            sound_scale(m_in.maximum_node_count.node);
            return;
        }
        if (!manual || !m_in.target_node_count.given()) {
            say("TR411", Class::approximated, m_in.manual,
                "the cluster says no scale: 0 to 1 nodes are written",
                "correct min_instances and max_instances");
            m_compute.min_instances = 0;
            m_compute.max_instances = 1;
            return;
        }
        const std::int64_t target = m_in.target_node_count.value;
        m_compute.max_instances = target;
        m_compute.min_instances = m_options.autoscale ? 0 : target;
        m_out.ledger.set(m_in.target_node_count.node,
                         m_options.autoscale ? Class::rewritten : Class::exact,
                         {{m_file, "/min_instances"}, {m_file, "/max_instances"}});
        if (target > 0 && !m_options.autoscale) {
            say("TR404", Class::exact, m_in.target_node_count.node,
                fmt::format("{} nodes stay on and are paid for, as they were", target),
                "--autoscale lets them go when no job runs");
        }
        sound_scale(m_in.target_node_count.node);
    }

    void sound_scale(NodeId node) {
        if (m_compute.min_instances < 0 || m_compute.max_instances < 0 ||
            m_compute.min_instances > m_compute.max_instances) {
            say("TR411", Class::approximated, node,
                fmt::format("{} to {} nodes is not a scale", m_compute.min_instances,
                            m_compute.max_instances),
                "correct the definition");
            m_compute.min_instances = std::clamp<std::int64_t>(
                m_compute.min_instances, 0, std::max<std::int64_t>(m_compute.max_instances, 0));
            m_out.ledger.set(node, Class::approximated);
        }
        if (m_compute.max_instances < 1) {
            m_compute.max_instances = 1;
            say("TR405", Class::approximated, node,
                "an AmlCompute needs a maximum of at least 1 node: 1 is written", "");
            m_out.ledger.set(node, Class::approximated);
        }
    }

    void account() {
        if (m_in.admin_ssh_key.given() && !m_in.admin_ssh_key.value.empty() &&
            m_in.admin_user_name.given()) {
            m_compute.ssh_settings = aml::SshSettings{std::string(m_in.admin_user_name.value),
                                                      std::string(m_in.admin_ssh_key.value)};
            set(m_in.admin_user_name.node, Class::exact, "/ssh_settings/admin_username");
            set(m_in.admin_ssh_key.node, Class::exact, "/ssh_settings/ssh_key_value");
        } else if (m_in.admin_user_name.given()) {
            say("TR406", Class::manual, m_in.admin_user_name.node,
                "the admin account has no ssh key: the service refuses an account without one, so "
                "none is written",
                "add ssh_settings with a public key if somebody must log in to nodes");
            m_out.ledger.set(m_in.admin_user_name.node, Class::manual);
            m_out.ledger.set(m_in.admin_ssh_key.node, Class::manual);
        } else {
            m_out.ledger.set(m_in.admin_ssh_key.node, Class::manual);
        }
        m_out.ledger.set(m_in.admin_password.node, Class::manual);
    }

    void node_setup() {
        if (m_in.setup_task != k_no_node) {
            say("TR408", Class::manual, m_in.setup_task,
                "AmlCompute runs no set-up task on its nodes",
                "move its command into the jobs' preparation, or into their image");
            task("find a place for the set-up task",
                 "its command belongs into the jobs' preparation or image");
            const NodeId command = m_in.setup_command.node;
            m_out.ledger.set(command, Class::manual);
            for (const std::string_view key : {"environmentVariables", "secrets"}) {
                m_out.ledger.rest(m_document, m_document.find(m_in.setup_task, key), Class::manual);
            }
        }
        if (m_in.image != k_no_node) {
            const NodeId custom = m_document.find(m_in.image, "virtualMachineImageId");
            if (custom != k_no_node && m_document.at(custom).kind == document::Kind::string) {
                say("TR407", Class::manual, custom,
                    "AmlCompute takes no custom image for its nodes",
                    "what it held must come with the jobs' container");
                task("replace the custom VM image",
                     "put what it held into the jobs' container image");
                m_out.ledger.set(custom, Class::manual);
            }
        }
    }

    const Source& m_source;
    const document::Document& m_document;
    const batchai::Cluster& m_in;
    const Options& m_options;
    ClusterResult m_out;
    aml::AmlCompute m_compute;
    std::uint16_t m_file = 0;
};

} // namespace

ClusterResult cluster(const Source& source, const batchai::Cluster& in, const std::string& name,
                      const Options& options) {
    return ClusterWork(source, in, name, options).run();
}

} // namespace translate
