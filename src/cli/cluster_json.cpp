// Clusters as they are printed.

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "cli/cluster.hpp"
#include "emit/arm.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;

Json text(const std::string& value) {
    return value.empty() ? Json() : Json(value);
}

Json number(const std::optional<std::int64_t>& value) {
    return value ? Json(*value) : Json();
}

Json problems(const std::vector<azure::Problem>& problems) {
    Json out = Json::array();
    for (const azure::Problem& problem : problems) {
        out.push_back({{"code", text(problem.code)}, {"message", text(problem.message)}});
    }
    return out;
}

} // namespace

Json status_json(const azure::Compute& compute) {
    Json out = {{"name", compute.name},
                {"type", compute.type},
                {"location", text(compute.location)},
                {"provisioningState", text(compute.provisioning_state)},
                {"provisioningErrors", problems(compute.provisioning_errors)},
                {"creationTime", text(compute.created)},
                {"modifiedTime", text(compute.modified)}};
    if (compute.is_cluster()) {
        const aml::AmlCompute& spec = compute.spec;
        const azure::NodeCounts& nodes = compute.nodes;
        out["vmSize"] = spec.size;
        out["vmPriority"] = spec.low_priority ? "LowPriority" : "Dedicated";
        out["allocationState"] = text(compute.allocation_state);
        out["allocationStateTransitionTime"] = text(compute.allocation_state_since);
        out["currentNodeCount"] = number(compute.current_nodes);
        out["targetNodeCount"] = number(compute.target_nodes);
        out["nodeStateCounts"] = {
            {"preparingNodeCount", nodes.preparing}, {"runningNodeCount", nodes.running},
            {"idleNodeCount", nodes.idle},           {"unusableNodeCount", nodes.unusable},
            {"leavingNodeCount", nodes.leaving},     {"preemptedNodeCount", nodes.preempted}};
        out["scaleSettings"] = {
            {"minNodeCount", spec.min_instances},
            {"maxNodeCount", spec.max_instances},
            {"nodeIdleTimeBeforeScaleDown",
             spec.idle_time_before_scale_down > 0
                 ? Json(emit::arm::iso_duration(spec.idle_time_before_scale_down))
                 : Json()}};
        out["errors"] = problems(compute.errors);
        out["tags"] = Json::object();
        for (const auto& [name, value] : spec.tags) {
            out["tags"][name] = value;
        }
    }
    out["id"] = text(compute.id);
    return out;
}

const std::vector<Column>& cluster_columns() {
    static const std::vector<Column> k_columns = {{"Name", "name"},
                                                  {"Type", "type"},
                                                  {"Size", "vmSize"},
                                                  {"Priority", "vmPriority"},
                                                  {"State", "provisioningState"},
                                                  {"Allocation", "allocationState"},
                                                  {"Nodes", "currentNodeCount", true},
                                                  {"Target", "targetNodeCount", true},
                                                  {"Min", "scaleSettings.minNodeCount", true},
                                                  {"Max", "scaleSettings.maxNodeCount", true},
                                                  {"Location", "location"}};
    return k_columns;
}

Json one_or_all(std::vector<Json> items) {
    if (items.size() == 1) {
        return std::move(items.front());
    }
    Json out = Json::array();
    for (Json& item : items) {
        out.push_back(std::move(item));
    }
    return out;
}

std::vector<std::string> compute_names(const std::vector<std::string>& names) {
    std::vector<std::string> out;
    for (const std::string& name : names) {
        if (!aml::is_accepted(aml::NameKind::compute, name)) {
            throw base::Error(
                base::Exit::usage,
                fmt::format("\"{}\" is no name of a compute", base::printable(name, 80)),
                aml::name_rule(aml::NameKind::compute));
        }
        if (std::none_of(out.begin(), out.end(),
                         [&](const std::string& one) { return base::iequals(one, name); })) {
            out.push_back(name);
        }
    }
    return out;
}

} // namespace cli
