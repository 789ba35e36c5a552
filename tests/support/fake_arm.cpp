#include "support/fake_arm.hpp"

#include "base/base64.hpp"
#include "base/strings.hpp"
#include "rest/url.hpp"

#include <algorithm>

namespace support {

namespace {

using nlohmann::json;

constexpr const char* k_host = "https://management.azure.com";

FakeAnswer say(int status, const json& body) {
    return {.status = status,
            .body = body.dump(),
            .headers = {{"Content-Type", "application/json"},
                        {"x-ms-request-id", "request-of-the-fake"},
                        {"x-ms-correlation-request-id", "correlation-of-the-fake"}}};
}

FakeAnswer refuse(int status, const std::string& code, const std::string& message) {
    return say(status, {{"error", {{"code", code}, {"message", message}}}});
}

bool ends_with(const std::string& path, const std::string& end) {
    return base::lower(path).ends_with(base::lower(end));
}

bool is_in(const std::string& path, const std::string& segment) {
    return base::lower(path).find("/" + base::lower(segment) + "/") != std::string::npos;
}

std::string parent_of(const std::string& path, int segments) {
    std::string out = path;
    for (int i = 0; i < segments; ++i) {
        out.resize(out.rfind('/'));
    }
    return out;
}

std::string segment(const std::string& path, const std::string& name) {
    const auto parts = base::split(path, '/');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (base::iequals(parts[i], name)) {
            return std::string(parts[i + 1]);
        }
    }
    return {};
}

std::string type_of(const std::string& path) {
    const auto parts = base::split(path, '/');
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i] == "providers") {
            out = std::string(parts[i + 1]);
            for (std::size_t k = i + 2; k < parts.size(); k += 2) {
                out += "/" + std::string(parts[k]);
            }
        }
    }
    return out;
}

// What takes its time, and says so by an operation.
bool is_slow(const std::string& type) {
    return base::is_one_of(type, {"Microsoft.MachineLearningServices/workspaces",
                                  "Microsoft.MachineLearningServices/workspaces/computes",
                                  "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults",
                                  "Microsoft.OperationalInsights/workspaces"});
}

} // namespace

FakeArm::FakeArm(FakeClock& clock)
    : m_clock(clock) {}

void FakeArm::add_group(const std::string& name, const std::string& location) {
    const std::string path =
        std::string("/subscriptions/") + k_subscription + "/resourceGroups/" + name;
    m_resources[base::lower(path)] = {{"id", path},
                                      {"name", name},
                                      {"location", location},
                                      {"properties", {{"provisioningState", "Succeeded"}}}};
}

void FakeArm::add_workspace(const std::string& group, const std::string& name,
                            const std::string& location) {
    const std::string path = std::string("/subscriptions/") + k_subscription + "/resourceGroups/" +
                             group + "/providers/Microsoft.MachineLearningServices/workspaces/" +
                             name;
    m_resources[base::lower(path)] = {
        {"id", path},
        {"name", name},
        {"location", location},
        {"properties",
         {{"provisioningState", "Succeeded"},
          {"workspaceId", "00000000-0000-0000-0000-0000000000ff"},
          {"discoveryUrl", "https://" + location + ".api.azureml.ms/discovery"}}}};
}

json FakeArm::at(const std::string& path) const {
    const auto found = m_resources.find(base::lower(path));
    return found == m_resources.end() ? json() : found->second;
}

json& FakeArm::edit(const std::string& path) {
    return m_resources[base::lower(path)];
}

std::string FakeArm::state() {
    settle();
    std::string out;
    for (const auto& [path, resource] : m_resources) {
        json shown = resource;
        if (shown.contains("properties")) {
            shown["properties"].erase("createdOn");
        }
        out += path + " " + shown.dump() + "\n";
    }
    return out;
}

FakeAnswer FakeArm::answer(const Seen& seen) {
    const rest::Url url = rest::parse_url(seen.url).value();
    settle();
    for (auto one = next.begin(); one != next.end(); ++one) {
        if (ends_with(url.path, one->first)) {
            const FakeAnswer given = one->second;
            next.erase(one);
            return given;
        }
    }
    if (url.host == "login.microsoftonline.com") {
        return token();
    }
    journal.push_back(seen.method + " " + url.path);
    if (url.host.ends_with("api.azureml.ms")) {
        return history(seen, url.path);
    }
    if (seen.header("Authorization").empty()) {
        return url.host == "management.azure.com"
                   ? refuse(401, "AuthenticationFailed", "There is no token.")
                   : FakeAnswer{.status = 400, .body = "storage"};
    }
    return manager(seen, url.path, url.query);
}

FakeAnswer FakeArm::token() const {
    const std::string claims =
        base::base64_url(json{{"tid", k_tenant}, {"fakeSecretTokenClaim", 1}}.dump());
    return say(200, {{"token_type", "Bearer"},
                     {"expires_in", 3600},
                     {"access_token", "fakeSecretTokenHead." + claims + ".fakeSecretTokenTail"}});
}

FakeAnswer FakeArm::manager(const Seen& seen, const std::string& path, const std::string& query) {
    if (query.find("api-version=") == std::string::npos) {
        return refuse(400, "MissingApiVersionParameter", "There is no api-version.");
    }
    const json body = seen.body.empty() ? json() : json::parse(seen.body);
    if (seen.method == "PUT") {
        return put(path, body);
    }
    if (seen.method == "PATCH") {
        return patch(path, body);
    }
    if (seen.method == "DELETE") {
        return remove(path, query);
    }
    if (ends_with(path, "/register")) {
        unregistered.erase(segment(path, "providers"));
        return say(200, {{"registrationState", "Registering"}});
    }
    if (ends_with(path, "/listNodes")) {
        const json compute = at(parent_of(path, 1));
        if (compute.is_null()) {
            return refuse(404, "ResourceNotFound", "There is no such compute.");
        }
        json nodes = json::array();
        const int count = compute["properties"]["properties"].value("currentNodeCount", 0);
        for (int i = 0; i < count; ++i) {
            nodes.push_back({{"nodeId", "tvm-" + std::to_string(i)},
                             {"nodeState", "idle"},
                             {"publicIpAddress", "192.0.2.1"},
                             {"privateIpAddress", "10.0.0." + std::to_string(4 + i)},
                             {"port", 50000 + i}});
        }
        return say(200, {{"nodes", nodes}});
    }
    return read(path);
}

FakeAnswer FakeArm::history(const Seen& seen, const std::string& path) {
    if (ends_with(path, "/discovery")) {
        return say(200, {{"api", "https://westeurope.api.azureml.ms"},
                         {"history", "https://westeurope.api.azureml.ms"}});
    }
    if (seen.header("Authorization").empty()) {
        return refuse(401, "AuthenticationFailed", "There is no token.");
    }
    if (ends_with(path, "/experiments:query")) {
        json items = json::array();
        for (const auto& [key, resource] : m_resources) {
            if (is_in(key, "experiments")) {
                items.push_back(resource);
            }
        }
        return say(200, {{"value", items}});
    }
    const std::string key = base::lower(path);
    const bool there = m_resources.count(key) != 0;
    if (seen.method == "POST") {
        if (there) {
            return refuse(409, "Conflict", "The experiment exists.");
        }
        m_resources[key] = {{"experimentId", "e-" + rest::decode(base::split(path, '/').back())},
                            {"name", rest::decode(base::split(path, '/').back())},
                            {"archivedTime", nullptr},
                            {"createdUtc", "2026-08-22T12:00:00Z"}};
        ++created[key];
        return say(200, m_resources[key]);
    }
    return there ? say(200, m_resources[key])
                 : refuse(404, "UserError", "There is no such experiment.");
}

std::optional<FakeAnswer> FakeArm::refused(const std::string& path) const {
    const std::string type = type_of(path);
    const std::string space = type.substr(0, type.find('/'));
    const std::string group = segment(path, "resourceGroups");
    if (!type.empty() && at(path.substr(0, path.find("/providers/"))).is_null()) {
        return refuse(404, "ResourceGroupNotFound",
                      "Resource group '" + group + "' could not be found.");
    }
    if (unregistered.count(space) != 0) {
        return refuse(409, "MissingSubscriptionRegistration",
                      "The subscription is not registered to use namespace '" + space + "'.");
    }
    if (type == "Microsoft.MachineLearningServices/workspaces/computes" &&
        at(parent_of(path, 2)).is_null()) {
        return refuse(404, "ParentResourceNotFound", "The workspace does not exist.");
    }
    return std::nullopt;
}

FakeAnswer FakeArm::begin(const std::string& path, int status, bool removes) {
    const std::string name = "op-" + std::to_string(++m_count);
    m_works[name] = {base::lower(path), m_clock.now() + takes, fail_late, removes};
    fail_late = false;
    FakeAnswer out = say(status, removes ? json::object() : at(path));
    out.headers.push_back(
        {"Azure-AsyncOperation", std::string(k_host) + "/subscriptions/" + k_subscription +
                                     "/providers/Fake/operations/" + name + "?api-version=1"});
    return out;
}

FakeAnswer FakeArm::put(const std::string& path, const json& body) {
    if (auto refusal = refused(path)) {
        return *refusal;
    }
    const std::string key = base::lower(path);
    const std::string name = rest::decode(base::split(path, '/').back());
    const std::string type = type_of(path);
    if (type == "Microsoft.KeyVault/vaults" && m_resources.count(key) == 0 &&
        kept_vaults.count(base::lower(name)) != 0) {
        if (body["properties"].value("createMode", "") != "recover") {
            return refuse(409, "ConflictError",
                          "A vault with the same name already exists in deleted state.");
        }
        kept_vaults.erase(base::lower(name));
    }
    if (type == "Microsoft.MachineLearningServices/workspaces" &&
        kept_workspaces.count(base::lower(name)) != 0) {
        return refuse(409, "Conflict",
                      "Soft-deleted workspace exists. Please purge or recover it.");
    }
    const bool fresh = m_resources.count(key) == 0;
    json resource = body;
    if (!resource.contains("properties")) {
        resource["properties"] = json::object();
    }
    resource["id"] = path;
    resource["name"] = name;
    resource["type"] = type;
    resource["properties"].erase("createMode");
    resource["properties"]["provisioningState"] = is_slow(type) ? "Creating" : "Succeeded";
    if (type.ends_with("/computes")) {
        resource["properties"]["createdOn"] = "2026-08-22T12:00:00Z";
        json& own = resource["properties"]["properties"];
        own["errors"] = node_errors;
        own["allocationState"] = "Steady";
        own["targetNodeCount"] = own["scaleSettings"].value("minNodeCount", 0);
        own["currentNodeCount"] = 0;
        own.erase("userAccountCredentials");
        m_resized[key] = m_clock.now() + takes + base::Milliseconds(30'000);
    } else if (type.ends_with("/workspaces") && type.starts_with("Microsoft.Mach")) {
        resource["properties"]["workspaceId"] = "00000000-0000-0000-0000-0000000000ff";
        resource["properties"]["discoveryUrl"] = "https://westeurope.api.azureml.ms/discovery";
    }
    m_resources[key] = resource;
    created[key] += fresh ? 1 : 0;
    return is_slow(type) ? begin(path, fresh ? 201 : 200, false) : say(fresh ? 201 : 200, resource);
}

FakeAnswer FakeArm::patch(const std::string& path, const json& body) {
    const auto found = m_resources.find(base::lower(path));
    if (found == m_resources.end()) {
        return refuse(404, "ResourceNotFound", "There is no such resource.");
    }
    found->second.merge_patch(body);
    if (is_in(path, "computes")) {
        json& own = found->second["properties"]["properties"];
        own["targetNodeCount"] = own["scaleSettings"].value("minNodeCount", 0);
        m_resized[base::lower(path)] = m_clock.now() + takes + base::Milliseconds(30'000);
        found->second["properties"]["provisioningState"] = "Updating";
    }
    return begin(path, 200, false);
}

FakeAnswer FakeArm::remove(const std::string& path, const std::string& query) {
    const auto found = m_resources.find(base::lower(path));
    const std::string name = base::lower(rest::decode(base::split(path, '/').back()));
    if (is_in(path, "computes") && query.find("underlyingResourceAction=") == std::string::npos) {
        return refuse(400, "BadRequest", "underlyingResourceAction is required.");
    }
    if (query.find("forceToPurge=true") != std::string::npos) {
        kept_workspaces.erase(name);
    }
    if (found == m_resources.end()) {
        return {.status = 204};
    }
    if (type_of(path) == "Microsoft.KeyVault/vaults") {
        kept_vaults[name] = found->second;
    }
    if (!is_slow(type_of(path))) {
        m_resources.erase(found);
        return {.status = 200};
    }
    found->second["properties"]["provisioningState"] = "Deleting";
    return begin(path, 202, true);
}

FakeAnswer FakeArm::read(const std::string& path) {
    if (is_in(path, "operations")) {
        const Work& work = m_works[segment(path, "operations")];
        if (m_clock.now() < work.ends) {
            FakeAnswer out = say(200, {{"status", "InProgress"}});
            out.headers.push_back({"Retry-After", "5"});
            return out;
        }
        if (work.failed) {
            return say(
                200,
                {{"status", "Failed"},
                 {"error", {{"code", "InternalOperationError"}, {"message", "It failed late."}}}});
        }
        return say(200, {{"status", "Succeeded"}});
    }
    const json found = at(path);
    return found.is_null() ? list(path) : say(200, found);
}

FakeAnswer FakeArm::list(const std::string& path) {
    const std::string low = base::lower(path);
    if (ends_with(path, "/vmSizes")) {
        return say(200, {{"value",
                          {{{"name", "Standard_DS3_v2"},
                            {"family", "standardDSv2Family"},
                            {"vCPUs", 4},
                            {"gpus", 0},
                            {"memoryGB", 14.0},
                            {"lowPriorityCapable", true},
                            {"supportedComputeTypes", {"AmlCompute", "ComputeInstance"}}},
                           {{"name", "Standard_NC4as_T4_v3"},
                            {"family", "standardNCASv3_T4Family"},
                            {"vCPUs", 4},
                            {"gpus", 1},
                            {"memoryGB", 28.0},
                            {"lowPriorityCapable", true},
                            {"supportedComputeTypes", {"AmlCompute"}}}}}});
    }
    if (ends_with(path, "/usages")) {
        return say(
            200,
            {{"value",
              {{{"name", {{"value", "standardDSv2Family"}}}, {"currentValue", 4}, {"limit", 100}},
               {{"name", {{"value", "standardNCASv3_T4Family"}}},
                {"currentValue", 0},
                {"limit", 4}}}}});
    }
    if (ends_with(path, "/permissions")) {
        return say(200, {{"value", {{{"actions", {"*"}}, {"notActions", json::array()}}}}});
    }
    if (ends_with(path, "/computes") || ends_with(path, "/workspaces")) {
        const bool computes = ends_with(path, "/computes");
        const std::string start = computes ? low + "/" : low.substr(0, low.find("/providers/"));
        json items = json::array();
        for (const auto& [key, resource] : m_resources) {
            const std::string kind = computes ? "/computes/" : "learningservices/workspaces/";
            const auto at_kind = key.find(kind);
            if (key.starts_with(start) && at_kind != std::string::npos &&
                key.find('/', at_kind + kind.size()) == std::string::npos) {
                items.push_back(resource);
            }
        }
        return say(200, {{"value", items}});
    }
    const auto parts = base::split(path, '/');
    if (parts.size() == 5 && parts[3] == "providers") {
        const bool missing = unregistered.count(std::string(parts[4])) != 0;
        return say(200, {{"namespace", std::string(parts[4])},
                         {"registrationState", missing ? "NotRegistered" : "Registered"}});
    }
    if (auto refusal = refused(path)) {
        return *refusal;
    }
    return refuse(404, parts.size() == 5 ? "ResourceGroupNotFound" : "ResourceNotFound",
                  "There is no " + path + ".");
}

void FakeArm::settle() {
    for (auto work = m_works.begin(); work != m_works.end(); ++work) {
        const auto found = m_resources.find(work->second.path);
        if (m_clock.now() < work->second.ends || found == m_resources.end()) {
            continue;
        }
        std::string state = found->second["properties"].value("provisioningState", "");
        if (work->second.failed) {
            state = "Failed";
        } else if (work->second.removes && state == "Deleting") {
            m_resources.erase(found);
            continue;
        } else if (state == "Creating" || state == "Updating") {
            state = "Succeeded";
        }
        found->second["properties"]["provisioningState"] = state;
        work->second.path.clear(); // once
    }
    for (auto& [key, resource] : m_resources) {
        if (is_in(key, "computes")) {
            settle_nodes(resource);
        }
    }
}

void FakeArm::settle_nodes(json& compute) {
    json& own = compute["properties"]["properties"];
    const int target = own.value("targetNodeCount", 0);
    const bool there = m_clock.now() >= m_resized[base::lower(compute.value("id", ""))];
    const int ready = ready_nodes < 0 ? target : std::min(target, ready_nodes);
    const bool busy = !there && own.value("currentNodeCount", 0) != target;
    own["allocationState"] = busy || ready < target ? "Resizing" : "Steady";
    own["currentNodeCount"] = there ? ready : own.value("currentNodeCount", 0);
    const int idle = there ? ready : 0;
    own["nodeStateCounts"] = {{"idleNodeCount", idle},
                              {"runningNodeCount", 0},
                              {"preparingNodeCount", busy ? target : 0},
                              {"unusableNodeCount", 0},
                              {"leavingNodeCount", 0},
                              {"preemptedNodeCount", 0}};
}

} // namespace support
