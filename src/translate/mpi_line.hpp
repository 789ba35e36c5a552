#pragma once
// A command line that starts MPI itself, taken apart: what stands before mpirun, its options, and
// what it starts. A line is understood to the last word or not at all. Pure.

#include "translate/mpi_options.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace translate {

struct MpiWord {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string text;  // without quotes, up to what only the node knows
    bool live = false; // something in it is known only on the node
};

// An option with its values; all places are bytes of the line.
struct MpiOption {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string name; // as it is written, with its dashes
    const MpiOptionRow* row = nullptr;
    std::vector<MpiWord> values;
};

struct MpiLine {
    bool starts = false;      // some word of it is mpirun or mpiexec
    bool names_nodes = false; // more than the node it runs on is meant
    std::string obstacle;     // a clause: why it is not understood; empty: it is
    std::size_t command = 0;  // where the simple command of mpirun begins
    std::size_t mpirun = 0;   // where its word does
    std::size_t program = 0;  // where what it starts does
    std::size_t end = 0;      // behind the last word of that
    std::vector<MpiOption> options;
};

MpiLine read_mpi_line(std::string_view line);

} // namespace translate
