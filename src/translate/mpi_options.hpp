#pragma once
// The options of mpirun that command lines of Batch AI used: how many words each takes, and what it
// is about. Pure.

#include <cstdint>
#include <string_view>

namespace translate {

enum class MpiMeaning : std::uint8_t {
    total,      // processes in all
    per_node,   // processes on each node
    pernode,    // one process on each node
    hosts_file, // a file that names the nodes
    hosts,      // the nodes themselves, or a file of them
    variable,   // NAME or NAME=VALUE
    pair,       // NAME VALUE, or NAME=VALUE
    parameter,  // a parameter of Open MPI's: KEY VALUE
    directory,  // where the processes run
    binding,    // to what each process is bound
    mapping,    // how the processes are laid out
    no_meaning  // of none for what the processes do
};

struct MpiOptionRow {
    std::string_view names; // without dashes, separated by blanks: one dash or two is the same
    unsigned values = 0;    // words that follow
    MpiMeaning meaning = MpiMeaning::no_meaning;
    std::string_view why; // of those without meaning: a clause
};

// `name` without its dashes; case counts. Null for an option that is not known.
const MpiOptionRow* find_mpi_option(std::string_view name);

} // namespace translate
