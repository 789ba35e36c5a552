#pragma once
// The command line: a thin shell. Options become structs, commands call the layers below, and one
// ladder turns what happened into an exit code.

#include "base/environ.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace cli {

class Network; // cli/network.hpp

// Everything that touches the world, by reference; built in main.cpp, faked in tests.
struct Env {
    base::Files& files;
    base::Environ& environ;
    base::Terminal& terminal;
    Network* network = nullptr; // commands that ask a service have one
};

// Returns the process's exit code; never throws.
int run(int argc, const char* const* argv, Env& env);

} // namespace cli
