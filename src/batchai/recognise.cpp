#include "base/strings.hpp"
#include "batchai/read.hpp"

#include <algorithm>
#include <array>

namespace batchai {

namespace {

using document::Document;
using document::Kind;

bool has(const Document& d, NodeId object, std::string_view key) {
    return d.find(object, key) != k_no_node;
}

std::string_view text_of(const Document& d, NodeId object, std::string_view key) {
    const NodeId node = d.find(object, key);
    return node != k_no_node && d.at(node).kind == Kind::string ? d.at(node).text
                                                                : std::string_view{};
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

std::string_view version_of_schema(std::string_view schema) {
    for (const std::string_view version : {"2017-09-01-preview", "2018-03-01", "2018-05-01"}) {
        if (schema.find(version) != std::string_view::npos) {
            return version;
        }
    }
    return "2018-05-01";
}

} // namespace

Recognised recognise(const Document& d) {
    Recognised out;
    const NodeId root = d.root();
    if (root == k_no_node || d.at(root).kind != Kind::object) {
        return out;
    }
    out.outer = root;
    const std::string_view schema = text_of(d, root, "$schema");
    out.api_version = version_of_schema(schema);
    if (schema.find("azuremlschemas") != std::string_view::npos) {
        out.kind = ObjectKind::azureml;
        out.body = root;
        return out;
    }
    const NodeId properties = d.find(root, "properties");
    if (properties != k_no_node && d.at(properties).kind == Kind::object) {
        out.body = properties;
        out.kind = kind_of_body(d, properties);
        if (out.kind == ObjectKind::unknown) {
            out.kind = kind_of_schema(schema);
        }
        return out;
    }
    out.shape = Shape::flat;
    out.body = root;
    out.kind = kind_of_body(d, root);
    if (out.kind == ObjectKind::unknown) {
        out.kind = kind_of_schema(schema);
    }
    return out;
}

} // namespace batchai
