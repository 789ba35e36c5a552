#pragma once
// All that the stand-in remembers. Its time is its own: it moves with the requests, so that the
// same requests give the same answers on every machine, and an hour of a cluster takes no time.

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

using nlohmann::json;

// What a run may set, by options of the program or through /_emulator/settings.
struct Settings {
    std::string subscription = "00000000-0000-0000-0000-000000000001";
    std::string tenant = "11111111-1111-1111-1111-111111111111";
    std::string client = "22222222-2222-2222-2222-222222222222";
    std::string client_secret = "stand-in-secret";
    std::string certificate = {};               // PEM; whose assertions are taken
    std::string federated_token = {};           // the assertion that workload identity may send
    std::string base_url = "https://localhost"; // of links in answers
    double time_scale = 5;                      // seconds of its time that pass with each request
    int retry_after_ms = 10;                    // between polls; whole seconds go into Retry-After
    std::size_t page_size = 30;
    bool soft_delete = true; // of ML workspaces
    std::size_t most_computes = 500;
    std::map<std::string, int> quota = {};      // vCPUs by family; absent: that of the table
    std::map<std::string, int> more_sizes = {}; // that clusters may have besides: name → vCPUs
    int low_priority_quota = 100;               // for all families together
    std::set<std::string> unregistered = {};    // providers, in lower case
};

struct Resource {
    std::string id; // as it was first written
    json document;  // what GET gives
};

struct Node {
    int number = 0;
    enum class State : std::uint8_t {
        preparing,
        idle,
        leaving,
        preempted
    } state = State::preparing;
    double since = 0;
};

// The nodes behind an AmlCompute.
struct Cluster {
    std::string id; // of the compute, lower case
    std::string family;
    int vcpus = 0; // of a node
    bool low_priority = false;
    int least = 0;
    int most = 0;
    double idle_time = 120; // seconds
    int next_number = 1;
    std::vector<Node> nodes = {};
    json error = nullptr; // what keeps it from its size
    bool refused = false; // no node will ever come
};

struct State;

// Work that goes on after the answer.
struct Operation {
    std::string id;
    std::string resource; // lower-case id
    double begins = 0;
    double due = 0;
    json error = nullptr; // it fails with this
    bool ended = false;
    // What becomes of the resource when it ends well, or badly.
    std::function<void(State&)> succeed = {};
    std::function<void(State&)> fail = {};
};

struct State {
    Settings settings;
    double now = 0; // seconds since it began
    int next_operation = 1;
    bool fail_next_operation = false;               // by a fault
    std::map<std::string, Resource> resources = {}; // by lower-case id
    std::map<std::string, Cluster> clusters = {};
    std::map<std::string, Operation> operations = {};
    std::map<std::string, Resource> deleted_vaults = {};     // by lower-case name
    std::map<std::string, Resource> deleted_workspaces = {}; // by lower-case id
    std::map<std::string, double> registering = {};          // provider → when it is done
    std::map<std::string, std::string> tokens = {};          // granted ones → the audience
    std::map<std::string, int> device_polls = {};
    std::vector<std::string> created = {}; // ids, by the request being answered

    // Moves time, ends what is due, moves nodes.
    void advance(double seconds);
    // Until nothing moves any more, at most a day.
    void settle();

    Resource* find(std::string_view id);
    // The children and what is in them, but not the thing itself.
    void remove_below(std::string_view id);
    Resource& add(const std::string& id, json document);
    // Those below the scope whose ids end with the type ("/computes", "/providers/…/vaults") and a
    // name, in order of their ids.
    [[nodiscard]] std::vector<json> list(std::string_view scope, std::string_view type) const;

    // Its time, as services write it.
    [[nodiscard]] std::string timestamp() const;
    // The operation, running. It is over after `seconds`.
    Operation& begin(std::string resource, double seconds, std::function<void(State&)> succeed,
                     std::function<void(State&)> fail = {});
    // Whether something goes on with the resource.
    [[nodiscard]] bool busy(std::string_view id) const;
};

// For /_emulator/state: everything that lasts, without times and counters.
json summary(const State& state);
// A GUID that belongs to the text.
std::string guid_of(std::string_view text);

// nodes.cpp
void step_nodes(State& state, Cluster& cluster);
// What a compute says about its nodes, written into its document.
void show_nodes(const State& state, const Cluster& cluster, json& document);
int cores_in_use(const State& state, std::string_view family, bool low_priority);

} // namespace emulator
