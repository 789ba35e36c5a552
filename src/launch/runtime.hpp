#pragma once
// What Azure ML starts for a command job: its processes, the variables that the service sets for
// each, and the command with the bindings in their place. Sources: the documentation of command
// jobs and distributed training (2024-10-01), Microsoft's samples and SDK; what none of them says
// is marked as an assumption below. Pure.

#include "aml/aml.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace launch {

using Environment = std::vector<std::pair<std::string, std::string>>;

// What the service knows and the job's file does not.
struct Runtime {
    std::string run_id;                            // AZUREML_RUN_ID
    std::vector<std::string> hosts;                // address of each node; one for each instance
    std::uint16_t port = 6105;                     // MASTER_PORT; first port of TF_CONFIG's hosts
    std::map<std::string, std::string> inputs;     // by name: the local path that it is bound to
    std::map<std::string, std::string> outputs;    // likewise
    std::map<std::string, std::string> identity{}; // MSI_ENDPOINT and the like, where it has one
};

struct AzureProcess {
    std::int64_t node = 0;
    std::int64_t index = 0;      // in its role: the rank, the number of the worker
    std::int64_t local_rank = 0; // on its node, among those of its role
    std::string role;            // "" alone on its node, "rank", "worker", "ps"
    std::string log;             // "user_logs/std_log_process_0.txt"
    Environment environment;     // the service's, then the job's; each name once
    std::string command;         // ${{inputs.x}} and ${{outputs.y}} replaced
    bool operator==(const AzureProcess&) const = default;
};

// In the order of their ranks; workers before parameter servers. A distribution's counts below 1
// start nothing of that role. Literal inputs stand for themselves.
//
// Assumptions: without a distribution every node runs the command; tensorflow's tasks take the
// nodes in turn, workers first, and those that share a node have ports of their own; the logs of
// parameter servers are counted by themselves.
std::vector<AzureProcess> azureml_processes(const aml::CommandJob& job, const Runtime& runtime);

// The text with each ${{inputs.x}} and ${{outputs.y}} that the runtime (or the job, as a literal)
// knows replaced, and optional parts, $[[…]], left out where one of theirs is not known.
std::string substituted(std::string_view text, const aml::CommandJob& job, const Runtime& runtime);

// The last value of a name; nothing: not set.
const std::string* find(const Environment& environment, std::string_view name);
// Sets or replaces.
void set(Environment& environment, std::string_view name, std::string_view value);

} // namespace launch
