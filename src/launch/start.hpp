#pragma once
// What a service starts for a job, as far as it matters to the job: which processes, where, with
// which line, variables and storage. Both sides say it in these words. Pure.

#include "launch/locations.hpp"
#include "launch/shell/machine.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace launch {

// One way to read what was handed to bash: where our part of a command ends and the user's begins
// cannot be seen in its text alone.
struct Reading {
    std::string text;
    shell::Variables variables;
    std::vector<std::string> heard; // files that the shell has read before
};

struct Handed {
    std::string name = {};              // "prepare", "set_up", or of the job's line: empty
    std::vector<Reading> readings = {}; // the shortest text last
    std::string kept = {};              // where standard output goes as well
    bool background = false;
};

// A process of the job.
struct Start {
    std::string role; // "process", "worker", "ps"
    std::int64_t index = 0;
    std::int64_t node = 0;
    std::int64_t local = 0;          // its place among those of its role on the node
    std::vector<Handed> before;      // what ran on the node before, by this process
    std::optional<Handed> line;      // nothing: it ends at once
    std::string fault;               // why it could not be followed; empty: it was
    bool prepared_by_others = false; // another process of the node runs `before`
    bool waits = true;               // for that one
    std::shared_ptr<const shell::Tree> tree;
    std::shared_ptr<const Locations> locations;
};

struct Side {
    std::int64_t nodes = 1;
    std::map<std::string, std::int64_t> counts; // processes of each role, followed or not
    std::vector<Start> starts;                  // those that stand for all
};

} // namespace launch
