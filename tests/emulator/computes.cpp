// Microsoft.MachineLearningServices/workspaces/computes: AmlCompute clusters. Codes and texts of
// the refusals are those that the service was seen to give (2019 to August 2026); where none was
// seen the sentence is our own.

#include "base/strings.hpp"
#include "emulator/call.hpp"
#include "emulator/duration.hpp"
#include "emulator/sizes.hpp"

#include <fmt/format.h>

#include <optional>

namespace emulator {

namespace {

constexpr double k_creation = 15; // seconds
constexpr double k_resize = 10;
constexpr const char* k_type = "Microsoft.MachineLearningServices/workspaces/computes";

Response refuse(const Call& call, const char* code, const std::string& message) {
    return ml_error(call.state, 400, code, message, {"BadRequest"});
}

Response busy(const Call& call) {
    return ml_error(
        call.state, 409, "AnotherOperationInProgress",
        fmt::format("Another operation on the compute '{}' is in progress.", call.name("compute")),
        {"Conflict"});
}

Response poll(Call& call, Response response, const Operation& operation,
              const std::string& location, Poll which) {
    const std::string base = fmt::format("/subscriptions/{}/providers/"
                                         "Microsoft.MachineLearningServices/locations/{}/",
                                         call.name("sub"), location);
    add_poll(call, response, operation, base + "computeOperationsStatus",
             base + "computeOperationsResults", which);
    return response;
}

std::optional<Response> refuse_scale(const Call& call, const json& scale) {
    const int least = scale.value("minNodeCount", 0);
    const int most = scale["maxNodeCount"].get<int>();
    if (least < 0 || most < 1 || least > most) {
        return refuse(call, "InvalidPropertyValue",
                      fmt::format("The specified value {} for property "
                                  "Cluster.Properties.ScaleSettings.MinNodeCount is not valid: "
                                  "0 <= minNodeCount <= maxNodeCount ({}), and that at least 1.",
                                  least, most));
    }
    const std::string idle = scale.value("nodeIdleTimeBeforeScaleDown", "PT2M");
    if (!seconds_of(idle)) {
        return refuse(call, "InvalidPropertyValue",
                      fmt::format("The specified value {} for property "
                                  "Cluster.Properties.ScaleSettings.NodeIdleTimeBeforeScaleDown "
                                  "is not a duration.",
                                  idle));
    }
    return std::nullopt;
}

std::string supported_list() {
    std::string list;
    for (const Size& size : sizes()) {
        if (size.takes_clusters) {
            list += (list.empty() ? "" : ",") + base::upper(size.name);
        }
    }
    return list;
}

std::optional<Response> refuse_quota(const Call& call, const Size& size, int least, bool low) {
    const int nodes = std::max(least, 1); // one node is looked at even where none is wanted
    const int cores = nodes * size.vcpus;
    const int limit =
        low ? call.state.settings.low_priority_quota : quota_of(call.state, size.family);
    // Low priority is looked at only when there is none at all.
    if (low ? limit > 0 : cores <= limit) {
        return std::nullopt;
    }
    return refuse(call, "ClusterMinNodesExceedCoreQuota",
                  fmt::format("The specified subscription has a {} vCPU quota of {} and cannot "
                              "accomodate for at least {} requested managed compute nodes which "
                              "maps to {} vCPUs. Talk to your Subscription Admin to increase the "
                              "quota.",
                              low ? "total" : spoken_name(size.family), limit, nodes, cores));
}

// ^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9\-]{2,23}$
bool is_compute_name(const std::string& name) {
    const auto hyphen = name.rfind('-');
    const bool ends_in_number =
        hyphen != std::string::npos && hyphen + 1 < name.size() &&
        name.find_first_not_of("0123456789", hyphen + 1) == std::string::npos;
    return is_name(name, 3, 24, "-") && !(name[0] >= '0' && name[0] <= '9') && !ends_in_number;
}

std::optional<Response> refuse_compute(const Call& call, const std::optional<Size>& size) {
    const json& wanted = call.body["properties"]["properties"];
    if (!is_compute_name(call.name("compute"))) {
        return refuse(
            call, "InvalidComputeName",
            fmt::format("Compute name '{}' is invalid. It must be 3 to 24 letters, digits "
                        "or hyphens, begin with a letter and not end with a hyphen and "
                        "digits.",
                        call.name("compute")));
    }
    if (call.body.contains("location") &&
        region(call.body["location"].get<std::string>()).empty()) {
        return refuse(call, "InvalidLocation",
                      fmt::format("The location '{}' is not available for computes.",
                                  call.body["location"].get<std::string>()));
    }
    if (!size || !size->takes_clusters) {
        return refuse(call, "InvalidPropertyValue",
                      fmt::format("The specified value {} for property Cluster.Properties.VMSize "
                                  "is not a supported VM size. Supported VM sizes: {}",
                                  wanted["vmSize"].get<std::string>(), supported_list()));
    }
    if (auto refused = refuse_scale(call, wanted["scaleSettings"])) {
        return refused;
    }
    if (wanted.contains("userAccountCredentials") &&
        !wanted["userAccountCredentials"].contains("adminUserPassword") &&
        !wanted["userAccountCredentials"].contains("adminUserSshPublicKey")) {
        return refuse(call, "InvalidPropertyValue",
                      "A password or an SSH public key is required with adminUserName.");
    }
    return refuse_quota(call, *size, wanted["scaleSettings"].value("minNodeCount", 0),
                        wanted.value("vmPriority", "Dedicated") == "LowPriority");
}

json shown_scale(const json& scale) {
    return {{"maxNodeCount", scale["maxNodeCount"]},
            {"minNodeCount", scale.value("minNodeCount", 0)},
            {"nodeIdleTimeBeforeScaleDown",
             duration(*seconds_of(scale.value("nodeIdleTimeBeforeScaleDown", "PT2M")))}};
}

std::string location_of(const Call& call) {
    const std::string own = region(call.body.value("location", ""));
    return !own.empty()
               ? own
               : call.state.find(call.workspace_id())->document["location"].get<std::string>();
}

// Credentials go in and do not come out; the size is in capitals; an open choice of the SSH port is
// settled by whether there is a subnet.
json compute_document(const Call& call) {
    json document = envelope(call.id, k_type);
    document["location"] = location_of(call);
    copy_members(call.body, document, {"tags"});
    if (call.body.contains("identity")) {
        document["identity"] = granted_identity(call.state, call.id, call.body["identity"]);
    }
    const json& outer = call.body["properties"];
    json properties = {{"computeType", "AmlCompute"},
                       {"computeLocation", document["location"]},
                       {"description", outer.value("description", "")},
                       {"disableLocalAuth", outer.value("disableLocalAuth", false)},
                       {"resourceId", nullptr},
                       {"isAttachedCompute", false},
                       {"provisioningErrors", nullptr},
                       {"createdOn", call.state.timestamp()},
                       {"modifiedOn", call.state.timestamp()}};
    json inner = outer["properties"];
    inner.erase("userAccountCredentials");
    inner["vmSize"] = base::upper(inner["vmSize"].get<std::string>());
    inner["scaleSettings"] = shown_scale(inner["scaleSettings"]);
    if (inner.value("remoteLoginPortPublicAccess", "NotSpecified") == "NotSpecified") {
        inner["remoteLoginPortPublicAccess"] = inner.contains("subnet") ? "Disabled" : "Enabled";
    }
    for (const auto& [name, value] : {std::pair<const char*, json>{"vmPriority", "Dedicated"},
                                      {"osType", "Linux"},
                                      {"enableNodePublicIp", true},
                                      {"isolatedNetwork", false}}) {
        if (!inner.contains(name)) {
            inner[name] = value;
        }
    }
    properties["properties"] = inner;
    document["properties"] = properties;
    return document;
}

// The first member that a compute keeps for ever and that would change; "" when there is none.
std::string changed_for_ever(const json& before, const json& after) {
    for (const char* name : {"vmSize", "vmPriority", "subnet", "osType", "enableNodePublicIp",
                             "remoteLoginPortPublicAccess"}) {
        const json& old = before["properties"]["properties"];
        const json& now = after["properties"]["properties"];
        if (base::lower(old.value(name, json(nullptr)).dump()) !=
            base::lower(now.value(name, json(nullptr)).dump())) {
            return name;
        }
    }
    return before["location"] == after["location"] ? "" : "location";
}

void scale_cluster(State& state, const std::string& id) {
    const json& scale = state.find(id)->document["properties"]["properties"]["scaleSettings"];
    Cluster& cluster = state.clusters.at(base::lower(id));
    cluster.least = scale["minNodeCount"].get<int>();
    cluster.most = scale["maxNodeCount"].get<int>();
    cluster.idle_time = *seconds_of(scale["nodeIdleTimeBeforeScaleDown"].get<std::string>());
}

std::function<void(State&)> become(const std::string& id, const char* word) {
    return [id, word](State& state) {
        if (Resource* compute = state.find(id)) {
            compute->document["properties"]["provisioningState"] = word;
            compute->document["properties"]["modifiedOn"] = state.timestamp();
            if (std::string_view(word) == "Succeeded") {
                scale_cluster(state, id);
            }
        }
    };
}

json shown(const State& state, const std::string& id, json document) {
    show_nodes(state, state.clusters.at(base::lower(id)), document);
    return document;
}

Cluster new_cluster(const Call& call, const Size& size) {
    const bool low =
        call.body["properties"]["properties"].value("vmPriority", "Dedicated") == "LowPriority";
    Cluster cluster{.id = base::lower(call.id),
                    .family = std::string(size.family),
                    .vcpus = size.vcpus,
                    .low_priority = low};
    if (low && size.refused_low) {
        cluster.refused = true;
        cluster.error =
            error_entry("UnsupportedVMSizeForLowPriority",
                        fmt::format("The VM size {} is not allowed for LowPriority. Please convert "
                                    "to Dedicated or use a different VM size.",
                                    base::upper(size.name)));
    }
    return cluster;
}

Response change(Call& call, json document, double seconds, int status, Poll which) {
    document["properties"]["provisioningState"] = "Updating";
    call.state.add(call.id, document);
    const Operation& operation =
        call.state.begin(call.id, seconds, become(call.id, "Succeeded"), become(call.id, "Failed"));
    return poll(call, answer(status, shown(call.state, call.id, document)), operation,
                document["location"].get<std::string>(), which);
}

Response create(Call& call, const json& wanted, const Size& size) {
    json document = wanted;
    document["properties"]["provisioningState"] = "Creating";
    call.state.add(call.id, document);
    call.state.clusters[base::lower(call.id)] = new_cluster(call, size);
    Operation& operation = call.state.begin(call.id, k_creation, become(call.id, "Succeeded"),
                                            become(call.id, "Failed"));
    if (call.state.clusters.size() > call.state.settings.most_computes) {
        operation.error = {{"code", "OperationNotAllowed"},
                           {"message", "Operation results in exceeding quota limits of "
                                       "Microsoft.Batchlusters"}};
    }
    return poll(call, answer(201, shown(call.state, call.id, document)), operation,
                document["location"].get<std::string>(), Poll::async_operation);
}

Response put_compute(Call& call) {
    const std::optional<Size> size =
        find_size(call.state, call.body["properties"]["properties"]["vmSize"].get<std::string>());
    if (auto refused = refuse_compute(call, size)) {
        return std::move(*refused);
    }
    if (call.state.busy(call.id)) {
        return busy(call);
    }
    const json document = compute_document(call);
    const Resource* before = call.state.find(call.id);
    if (before == nullptr || before->document["properties"]["provisioningState"] == "Failed") {
        return create(call, document, *size);
    }
    if (const std::string name = changed_for_ever(before->document, document); !name.empty()) {
        return refuse(call, "InvalidPropertyValue",
                      fmt::format("The property {} of the compute '{}' cannot be changed.", name,
                                  call.name("compute")));
    }
    return change(call, document, k_resize, 200, Poll::async_operation);
}

Response patch_compute(Call& call) {
    Resource* compute = call.state.find(call.id);
    if (compute == nullptr) {
        return not_found(call);
    }
    const json& scale = call.body["properties"]["properties"]["scaleSettings"];
    if (auto refused = refuse_scale(call, scale)) {
        return std::move(*refused);
    }
    if (call.state.busy(call.id)) {
        return busy(call);
    }
    json document = compute->document;
    document["properties"]["properties"]["scaleSettings"] = shown_scale(scale);
    return change(call, document, k_resize, 200, Poll::async_operation);
}

Response get_compute(Call& call) {
    const Resource* compute = call.state.find(call.id);
    return compute == nullptr ? not_found(call)
                              : answer(200, shown(call.state, call.id, compute->document));
}

Response list_computes(Call& call) {
    std::vector<json> all = call.state.list(call.workspace_id(), "/computes");
    for (json& document : all) {
        document = shown(call.state, document["id"].get<std::string>(), document);
    }
    return page(call, all);
}

Response delete_compute(Call& call) {
    const std::string action = call.asked("underlyingresourceaction");
    if (action != "Delete" && action != "Detach") {
        return refuse(
            call, "MissingQueryParameter",
            "The query parameter underlyingResourceAction is required: Delete or Detach.");
    }
    const Resource* compute = call.state.find(call.id);
    if (compute == nullptr) {
        return no_content();
    }
    if (call.state.busy(call.id)) {
        return busy(call);
    }
    const std::string id = call.id;
    const std::string location = compute->document["location"].get<std::string>();
    become(id, "Deleting")(call.state);
    const Operation& operation = call.state.begin(
        id, k_resize,
        [id](State& state) {
            state.resources.erase(base::lower(id));
            state.clusters.erase(base::lower(id));
        },
        become(id, "Failed"));
    return poll(call, no_content(202), operation, location, Poll::both);
}

std::string_view word(Node::State state) {
    switch (state) {
    case Node::State::preparing:
        return "preparing";
    case Node::State::idle:
        return "idle";
    case Node::State::leaving:
        return "leaving";
    case Node::State::preempted:
        break;
    }
    return "preempted";
}

Response list_nodes(Call& call) {
    const std::string id = call.id.substr(0, call.id.rfind('/'));
    const auto cluster = call.state.clusters.find(base::lower(id));
    if (cluster == call.state.clusters.end()) {
        call.id = id;
        return not_found(call);
    }
    std::vector<json> nodes;
    for (const Node& node : cluster->second.nodes) {
        nodes.push_back({{"nodeId", fmt::format("tvmps_{:012x}_d", node.number)},
                         {"nodeState", word(node.state)},
                         {"port", 50000 + node.number},
                         {"publicIpAddress", "203.0.113.7"},
                         {"privateIpAddress", fmt::format("10.0.0.{}", 3 + node.number)},
                         {"runId", nullptr}});
    }
    return page(call, nodes, "nodes");
}

} // namespace

void add_compute_routes(Routes& routes) {
    const std::string computes = "/subscriptions/{sub}/resourceGroups/{rg}/providers/"
                                 "Microsoft.MachineLearningServices/workspaces/{ws}/computes";
    const std::string one = computes + "/{compute}";
    const auto plane = Plane::ml;
    routes.push_back({"PUT", one, plane, put_compute, &compute_body()});
    routes.push_back({"GET", one, plane, get_compute});
    routes.push_back({"PATCH", one, plane, patch_compute, &compute_patch_body()});
    routes.push_back({"DELETE", one, plane, delete_compute});
    routes.push_back({"GET", computes, plane, list_computes});
    // The link to the next page is followed with either.
    routes.push_back({"POST", one + "/listNodes", plane, list_nodes});
    routes.push_back({"GET", one + "/listNodes", plane, list_nodes});
}

} // namespace emulator
