#include "azure/compute.hpp"

#include "aml/read.hpp"
#include "base/strings.hpp"
#include "document/document.hpp"
#include "emit/arm.hpp"
#include "rest/json.hpp"
#include "rest/pages.hpp"
#include "rest/url.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace azure {

namespace {

using nlohmann::json;

emit::arm::Scope scope_of(const Client& client) {
    return {.subscription = client.place.subscription,
            .resource_group = client.place.resource_group,
            .workspace = client.place.workspace};
}

// Errors stand in the list as they are, or each in an "error" of its own.
std::vector<Problem> problems(const json& object, std::string_view path) {
    std::vector<Problem> out;
    const json* list = at(object, path);
    if (list == nullptr || !list->is_array()) {
        return out;
    }
    for (const json& entry : *list) {
        const json* inner = rest::member(entry, "error");
        const json& said = inner != nullptr ? *inner : entry;
        Problem problem{base::printable(rest::text_of(said, "code"), 100),
                        base::printable(rest::text_of(said, "message"), 1000)};
        if (!problem.code.empty() || !problem.message.empty()) {
            out.push_back(std::move(problem));
        }
    }
    return out;
}

// The object as aml reads it; its findings are about what people write, not about answers.
aml::AmlCompute spec_of(const json& body) {
    const document::Parsed parsed = document::parse(body.dump(), "answer.json");
    for (const aml::Recognised& found : aml::recognise(parsed.document)) {
        if (found.kind == aml::ObjectKind::compute) {
            aml::Read read = aml::read(parsed.document, found);
            if (auto* compute = std::get_if<aml::AmlCompute>(&read.object)) {
                return std::move(*compute);
            }
        }
    }
    return {};
}

NodeCounts counts_of(const json& body) {
    const auto count = [&](const char* name) {
        return number_at(body, fmt::format("properties.properties.nodeStateCounts.{}", name))
            .value_or(0);
    };
    return {.idle = count("idleNodeCount"),
            .running = count("runningNodeCount"),
            .preparing = count("preparingNodeCount"),
            .unusable = count("unusableNodeCount"),
            .leaving = count("leavingNodeCount"),
            .preempted = count("preemptedNodeCount")};
}

void read_cluster(const json& body, Compute& out) {
    out.spec = spec_of(body);
    out.spec.name = out.name;
    out.spec.location = out.location;
    const json* access = at(body, "properties.disableLocalAuth");
    out.spec.disable_local_auth.reset();
    if (access != nullptr && access->is_boolean()) {
        out.spec.disable_local_auth = access->get<bool>();
    }
    constexpr const char* k_allocation = "properties.properties.allocationState";
    out.allocation_state = text_at(body, k_allocation);
    out.allocation_state_since =
        text_at(body, "properties.properties.allocationStateTransitionTime");
    out.current_nodes = number_at(body, "properties.properties.currentNodeCount");
    out.target_nodes = number_at(body, "properties.properties.targetNodeCount");
    out.nodes = counts_of(body);
    out.errors = problems(body, "properties.properties.errors");
}

Compute compute_of(const json& body, const rest::Outcome& outcome, std::string_view doing) {
    Compute out;
    out.name = required(body, "name", outcome, doing);
    out.id = text_at(body, "id");
    out.type = required(body, "properties.computeType", outcome, doing);
    out.location = text_at(body, "location");
    out.provisioning_state = text_at(body, "properties.provisioningState");
    out.created = text_at(body, "properties.createdOn");
    out.modified = text_at(body, "properties.modifiedOn");
    out.provisioning_errors = problems(body, "properties.provisioningErrors");
    if (out.is_cluster()) {
        required(body, "properties.properties.vmSize", outcome, doing);
        read_cluster(body, out);
    }
    return out;
}

std::string location_url(const Client& client, std::string_view location, std::string_view what) {
    return ml_url(client,
                  fmt::format("{}/providers/Microsoft.MachineLearningServices/locations/{}/{}",
                              subscription_id(client.place), rest::encode(location), what));
}

RegionSize size_of(const json& item) {
    RegionSize out{.name = rest::text_of(item, "name"),
                   .family = rest::text_of(item, "family"),
                   .cores = number_at(item, "vCPUs"),
                   .gpus = number_at(item, "gpus")};
    if (const json* memory = at(item, "memoryGB"); memory != nullptr && memory->is_number()) {
        out.memory_gb = memory->get<double>();
    }
    if (const json* low = at(item, "lowPriorityCapable"); low != nullptr && low->is_boolean()) {
        out.low_priority = low->get<bool>();
    }
    if (const json* types = at(item, "supportedComputeTypes");
        types != nullptr && types->is_array() && !types->empty()) {
        out.clusters = std::any_of(types->begin(), types->end(), [](const json& type) {
            return type.is_string() && base::iequals(type.get<std::string>(), "AmlCompute");
        });
    }
    return out;
}

} // namespace

bool Compute::is_cluster() const {
    return base::iequals(type, "AmlCompute");
}

bool Compute::is_state(std::string_view state) const {
    return base::iequals(provisioning_state, state);
}

std::string compute_id(const Client& client, std::string_view name) {
    return fmt::format("{}/computes/{}", workspace_id(client.place), rest::encode(name));
}

std::string compute_url(const Client& client, std::string_view name) {
    return ml_url(client, compute_id(client, name));
}

rest::Request put_compute(const Client& client, const aml::AmlCompute& compute) {
    return put(client, compute_url(client, compute.name),
               emit::arm::compute(compute, scope_of(client)));
}

rest::Request scale_compute(const Client& client, const aml::AmlCompute& compute) {
    return patch(client, compute_url(client, compute.name), emit::arm::compute_scale(compute));
}

rest::Request delete_compute(const Client& client, std::string_view name) {
    // The service refuses the request without the parameter.
    return remove(
        client, rest::with_query(compute_url(client, name), "underlyingResourceAction", "Delete"));
}

std::optional<Compute> read_compute(const rest::Outcome& outcome, std::string_view name) {
    if (outcome.is(404) && (!outcome.error || is_about_the_object(*outcome.error))) {
        return std::nullopt;
    }
    const std::string doing = fmt::format("read the compute {}", name);
    return compute_of(object_of(outcome, doing), outcome, doing);
}

std::vector<Compute> list_computes(const Client& client) {
    std::vector<Compute> out;
    constexpr std::string_view k_doing = "list the computes";
    rest::for_each_item(
        client.loop, get(client, ml_url(client, workspace_id(client.place) + "/computes")), k_doing,
        [&](const json& item) { out.push_back(compute_of(item, {}, k_doing)); });
    return out;
}

std::vector<Node> list_nodes(const Client& client, std::string_view name) {
    std::vector<Node> out;
    rest::for_each_item(client.loop,
                        post(client, ml_url(client, compute_id(client, name) + "/listNodes")),
                        fmt::format("list the nodes of {}", name), [&](const json& item) {
                            out.push_back({.id = rest::text_of(item, "nodeId"),
                                           .state = rest::text_of(item, "nodeState"),
                                           .public_ip = rest::text_of(item, "publicIpAddress"),
                                           .private_ip = rest::text_of(item, "privateIpAddress"),
                                           .port = number_at(item, "port"),
                                           .run_id = rest::text_of(item, "runId")});
                        });
    return out;
}

std::vector<RegionSize> list_sizes(const Client& client, std::string_view location) {
    std::vector<RegionSize> out;
    rest::for_each_item(client.loop, get(client, location_url(client, location, "vmSizes")),
                        fmt::format("list the VM sizes of {}", location), [&](const json& item) {
                            if (!rest::text_of(item, "name").empty()) {
                                out.push_back(size_of(item));
                            }
                        });
    return out;
}

std::vector<Usage> list_usages(const Client& client, std::string_view location) {
    std::vector<Usage> out;
    rest::for_each_item(client.loop, get(client, location_url(client, location, "usages")),
                        fmt::format("read the quota of {}", location), [&](const json& item) {
                            out.push_back({.name = text_at(item, "name.value"),
                                           .current = number_at(item, "currentValue").value_or(0),
                                           .limit = number_at(item, "limit").value_or(-1)});
                        });
    return out;
}

} // namespace azure
