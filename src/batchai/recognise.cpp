// Which objects a file holds, in which of the shapes that Batch AI's tools left behind.
// Sources: Microsoft.BatchAI specifications and their examples, the output of azure-cli-batchai.

#include "base/strings.hpp"
#include "batchai/frames.hpp"
#include "batchai/read.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace batchai {

using document::Document;
using document::Kind;

namespace {

bool has(const Document& d, NodeId object, std::string_view key) {
    return d.find(object, key) != k_no_node;
}

// Keys that only one kind of object has.
ObjectKind kind_of_body(const Document& d, NodeId body) {
    constexpr std::array<std::string_view, 15> k_job = {
        "cntkSettings",     "pyTorchSettings",     "tensorFlowSettings", "caffeSettings",
        "caffe2Settings",   "chainerSettings",     "customMpiSettings",  "customToolkitSettings",
        "horovodSettings",  "stdOutErrPathPrefix", "containerSettings",  "jobPreparation",
        "inputDirectories", "outputDirectories",   "nodeCount"};
    constexpr std::array<std::string_view, 2> k_file_server = {"dataDisks", "sshConfiguration"};
    constexpr std::array<std::string_view, 6> k_cluster = {
        "scaleSettings", "userAccountSettings",
        "nodeSetup",     "virtualMachineConfiguration",
        "vmPriority",    "vmSize"};
    const auto any = [&](auto& keys) {
        return std::any_of(keys.begin(), keys.end(),
                           [&](std::string_view k) { return has(d, body, k); });
    };
    if (any(k_job)) {
        return ObjectKind::job;
    }
    if (any(k_file_server)) {
        return ObjectKind::file_server;
    }
    return any(k_cluster) ? ObjectKind::cluster : ObjectKind::unknown;
}

// The `$schema` that the recipes carry names the kind's file, or the toolkit's.
ObjectKind kind_of_schema(std::string_view schema) {
    if (schema.find("BatchAI") == std::string_view::npos) {
        return ObjectKind::unknown;
    }
    const auto slash = schema.rfind('/');
    const std::string_view file =
        slash == std::string_view::npos ? schema : schema.substr(slash + 1);
    if (file == "cluster.json") {
        return ObjectKind::cluster;
    }
    if (file == "nfs.json") {
        return ObjectKind::file_server;
    }
    return file.ends_with(".json") ? ObjectKind::job : ObjectKind::unknown;
}

// What the notebooks of the recipes read; no other file has these keys together.
bool is_configuration(const Document& d, NodeId root) {
    return has(d, root, "subscription_id") && has(d, root, "resource_group") &&
           (has(d, root, "aad_client_id") || has(d, root, "storage_account") ||
            has(d, root, "admin_user"));
}

// A configuration of Azure ML (config.json) or one of its definitions.
bool is_azureml(const Document& d, NodeId root) {
    return frames::text_of(d, root, "$schema").find("azuremlschemas") != std::string_view::npos;
}

bool is_output_of_the_service(const Document& d, NodeId outer, NodeId body) {
    return has(d, body, "provisioningState") || has(d, body, "creationTime") ||
           frames::kind_of_type(frames::text_of(d, outer, "type")) != ObjectKind::unknown;
}

class Finder {
  public:
    explicit Finder(Document& document)
        : m_document(document) {}

    Found run() {
        const NodeId root = m_document.root();
        m_found.rules.assign(m_document.size(), k_no_rule);
        if (root == k_no_node) {
            return std::move(m_found);
        }
        if (m_document.at(root).kind == Kind::array) {
            m_found.shape = Shape::cli_list;
            list(root);
        } else if (m_document.at(root).kind == Kind::object) {
            object_or_frame(root);
        }
        return std::move(m_found);
    }

  private:
    void object_or_frame(NodeId root) {
        if (frames::is_template(m_document, root)) {
            m_found = frames::find_in_template(m_document);
            return;
        }
        const NodeId value = m_document.find(root, "value");
        if (value != k_no_node && m_document.at(value).kind == Kind::array) {
            m_found.shape = Shape::rest_list;
            if (list(value)) {
                frames::mark_around(m_document, root, value, k_list_frame, m_found.rules);
            }
            return;
        }
        if (frames::is_example(m_document, root)) {
            m_found = frames::find_in_example(m_document);
            return;
        }
        Recognised one = frames::recognise_object(m_document, root);
        if (one.kind != ObjectKind::unknown) {
            m_found.shape = one.shape;
            m_found.objects.push_back(one);
        } else {
            m_found.shape = one.shape;
        }
    }

    // Whether one of the items is ours; then those that are not are said.
    bool list(NodeId array) {
        std::vector<NodeId> others;
        for (NodeId item = m_document.at(array).first_child; item != k_no_node;
             item = m_document.at(item).next) {
            Recognised one = frames::recognise_object(m_document, item);
            if (one.kind == ObjectKind::unknown || one.kind == ObjectKind::azureml) {
                others.push_back(item);
                continue;
            }
            one.shape = m_found.shape;
            m_found.objects.push_back(one);
        }
        if (m_found.objects.empty()) {
            return false;
        }
        for (const NodeId item : others) {
            const document::Node& node = m_document.at(item);
            frames::mark(m_document, item, k_unknown_key, m_found.rules);
            m_found.findings.push_back({.code = "BA143",
                                        .cls = base::Class::dropped,
                                        .node = item,
                                        .offset = node.offset,
                                        .length = 1,
                                        .message = "this item of the list is no Batch AI object",
                                        .help = {}});
        }
        return true;
    }

    Document& m_document;
    Found m_found;
};

} // namespace

namespace frames {

std::string_view text_of(const Document& d, NodeId object, std::string_view key) {
    const NodeId node = d.find(object, key);
    return node != k_no_node && d.at(node).kind == Kind::string ? d.at(node).text
                                                                : std::string_view{};
}

void mark(const Document& d, NodeId node, std::uint16_t rule, RuleOfNode& rules) {
    rules[node] = rule;
    for (NodeId child = d.at(node).first_child; child != k_no_node; child = d.at(child).next) {
        mark(d, child, rule, rules);
    }
}

void mark_around(const Document& d, NodeId object, NodeId except, std::uint16_t rule,
                 RuleOfNode& rules) {
    for (NodeId child = d.at(object).first_child; child != k_no_node; child = d.at(child).next) {
        if (child != except) {
            mark(d, child, rule, rules);
        }
    }
}

std::string_view segment_after(std::string_view id, std::string_view collection) {
    const std::string low = base::lower(id);
    const std::string key = "/" + std::string(collection) + "/";
    const auto at = low.find(key);
    if (at == std::string::npos) {
        return {};
    }
    const std::string_view rest = id.substr(at + key.size());
    return rest.substr(0, rest.find('/'));
}

ObjectKind kind_of_type(std::string_view type) {
    constexpr std::string_view k_provider = "microsoft.batchai/";
    const std::string low = base::lower(type);
    if (!low.starts_with(k_provider)) {
        return ObjectKind::unknown;
    }
    return kind_of_collection(std::string_view(low).substr(low.rfind('/') + 1));
}

ObjectKind kind_of_collection(std::string_view name) {
    const std::string low = base::lower(name);
    // The specification's examples say "Microsoft.BatchAI/Job" too.
    if (low == "jobs" || low == "job") {
        return ObjectKind::job;
    }
    if (low == "clusters" || low == "cluster") {
        return ObjectKind::cluster;
    }
    if (low == "fileservers" || low == "fileserver") {
        return ObjectKind::file_server;
    }
    if (low == "experiments" || low == "experiment") {
        return ObjectKind::experiment;
    }
    return low == "workspaces" || low == "workspace" ? ObjectKind::workspace : ObjectKind::unknown;
}

std::string_view version_in(std::string_view text) {
    for (const std::string_view version : {k_2017, k_2018_03, k_2018_05}) {
        if (text.find(version) != std::string_view::npos) {
            return version;
        }
    }
    return {};
}

// Workspaces came with the last version.
std::string_view version_of_id(std::string_view id) {
    const std::string low = base::lower(id);
    if (low.find("microsoft.batchai/workspaces") != std::string::npos) {
        return k_2018_05;
    }
    return {};
}

void place_by_id(const Document& d, Recognised& out) {
    const std::string_view id = text_of(d, out.outer, "id");
    if (base::lower(id).find("microsoft.batchai/") == std::string::npos) {
        return;
    }
    out.workspace = segment_after(id, "workspaces");
    out.experiment = segment_after(id, "experiments");
    if (out.hinted_version.empty()) {
        out.hinted_version = version_of_id(id);
    }
}

Recognised recognise_object(const Document& d, NodeId root) {
    Recognised out;
    if (d.at(root).kind != Kind::object) {
        return out;
    }
    out.outer = root;
    out.body = root;
    out.shape = Shape::flat;
    if (is_azureml(d, root)) {
        out.kind = ObjectKind::azureml;
        return out;
    }
    if (is_configuration(d, root)) {
        out.kind = ObjectKind::configuration;
        return out;
    }
    const std::string_view schema = text_of(d, root, "$schema");
    const std::string_view type = text_of(d, root, "type");
    const NodeId properties = d.find(root, "properties");
    if (properties != k_no_node && d.at(properties).kind == Kind::object) {
        out.body = properties;
        out.shape = Shape::wrapped;
    }
    out.kind = kind_of_type(type);
    if (out.kind == ObjectKind::unknown) {
        out.kind = kind_of_body(d, out.body);
    }
    if (out.kind == ObjectKind::unknown) {
        out.kind = kind_of_schema(schema);
    }
    if (is_output_of_the_service(d, out.outer, out.body)) {
        out.shape = out.flat() ? Shape::cli : Shape::rest;
    }
    out.hinted_version = version_in(schema);
    if (out.hinted_version.empty()) {
        out.hinted_version = version_in(text_of(d, root, "apiVersion"));
    }
    if (out.hinted_version.empty()) {
        out.hinted_version = version_of_id(type);
    }
    place_by_id(d, out);
    return out;
}

} // namespace frames

Found find_objects(Document& document) {
    return Finder(document).run();
}

} // namespace batchai
