#pragma once
// A translated job, run on this machine as Azure ML would run it: the same processes with the same
// variables and the same command, folders in the place of datastores and of nodes. First planned,
// so that everything can be said before anything happens; then run.

#include "base/children.hpp"
#include "base/environ.hpp"
#include "base/secret.hpp"
#include "bundle/job_folder.hpp"
#include "launch/runtime.hpp"
#include "local/bindings.hpp"
#include "local/machine.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace local {

struct Options {
    DataOptions data = {};
    std::string interpreter = {}; // in the place of every python; empty: as PATH has it
    bool run_preparation = false;
    std::vector<std::pair<std::string, base::Secret>> secrets = {}; // variables of --secret-env
    std::string out = {}; // the runs' folder; empty: a temporary one
    // Between asking a process to end and killing it.
    base::Milliseconds grace{5'000};
};

struct Process {
    launch::AzureProcess azure;
    std::string name; // "worker_0"; empty: the only one
};

struct Plan {
    bundle::JobFolder job;
    std::string run;    // the run's name
    std::string folder; // the run's: logs, fresh data, nodes
    Machine machine;
    Bindings bindings;
    std::vector<Process> processes;
    bool mpirun = false;               // ranks are started by the machine's own
    std::vector<bundle::JobFile> code; // as it is copied: with a changed launcher
    std::vector<std::string> lines;    // the user's, that will run
    std::vector<std::string> pythons;  // names under which the interpreter is found
    std::vector<std::string> notes;    // what is not as in the cloud
    bool preparation_left_out = false;
    Options options;
};

// Decides everything and touches nothing. Throws base::Error (usage or invalid) for what cannot be
// run here, with the remedy.
Plan plan(const bundle::JobFolder& job, const Options& options, const Machine& machine);

// What will happen, for people: folders, lines, and what cannot be had here.
std::string describe(const Plan& plan, std::string_view account);

struct Outcome {
    bool interrupted = false;
    bool out_of_time = false;
    std::optional<std::size_t> failed;          // the first process that did
    int exit = 0;                               // its exit code
    std::vector<std::optional<int>> exits = {}; // of each process; nothing: not known
};

// Throws base::Error when folders cannot be made or programs cannot be started; then too nothing
// is left running. The node folders of the launcher are removed, the run's folder stays.
Outcome rehearse(Plan& plan, base::Children& children, base::Terminal& terminal);

// How it went, and where its logs and outputs are.
std::string tell(const Plan& plan, const Outcome& outcome);

// Of one node, in the run's folder.
std::string node_folder(const Plan& plan, std::int64_t node);
// AZUREML_RUN_ID of a node: nodes are folders here, and what a launcher keeps in /tmp under the
// run's id would be one for all of them.
std::string run_id(const Plan& plan, std::int64_t node);

} // namespace local
