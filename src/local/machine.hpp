#pragma once
// What this machine is, as far as a rehearsal has to say it or needs it.

#include "base/environ.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace local {

struct Machine {
    std::string path = {};   // PATH
    std::string home = {};   // empty: not known
    std::string temp = {};   // where temporary folders go
    std::string mpirun = {}; // of Open MPI, whole path; empty: none
    std::size_t gpus = 0;
    bool infiniband = false;
    // Of our own environment, what a job's processes get: names that tell where programs and
    // libraries are, and how people write. Nothing else leaks in, as nothing would in the cloud.
    std::vector<std::pair<std::string, std::string>> handed_on = {};
};

Machine look(const base::Environ& environ);

// Where a program is; empty: not in PATH. A name with a slash is itself, where it can be run.
std::string find_program(std::string_view name, std::string_view path);

// The first of `count` ports in a row that nobody uses on 127.0.0.1 just now. Throws base::Error
// (internal) where there are none.
std::uint16_t free_ports(std::size_t count);

} // namespace local
