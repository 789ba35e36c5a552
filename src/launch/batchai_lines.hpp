#pragma once
// The lines that Batch AI ran for a job, by toolkit, and how many processes ran each. Pure.

#include "launch/batchai.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace launch {

// The processes of one line.
struct Group {
    std::string role; // "process", "worker", "ps"
    std::int64_t first = 0;
    std::int64_t count = 1;
    std::string line;
};

struct Plan {
    std::int64_t nodes = 1;
    std::vector<Group> groups;
    std::int64_t total =
        1;                 // processes of the role "process"; workers and servers, counted together
    std::int64_t each = 1; // processes on a node, where they fill the nodes in turn
    bool mpi = false;      // an MPI launcher starts them
    bool distributed = false; // of TensorFlow
    std::optional<OwnMpirun> mpirun;
    std::vector<std::string> assumptions;
    std::vector<std::string_view> differences;
    std::string fault;
};

Plan plan_of(const Definition& definition, bool mpirun_is_ours);

// A path field as one word of shell in which variables live: itself, or in double quotes.
std::string path_as_word(std::string_view path);

} // namespace launch
