#pragma once
// Runs another program and catches what it says: for judges, the launcher and end to end tests.

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace support {

struct ProcessOptions {
    std::string folder;                             // where it runs; empty: here
    std::map<std::string, std::string> environment; // added to ours; an empty value unsets
    std::string input;                              // its standard input
    std::chrono::seconds timeout{60};               // then it and its children are killed
};

struct ProcessResult {
    int exit = -1; // 128 + the signal's number when one ended it, as shells say it
    bool timed_out = false;
    std::string out;
    std::string err;
};

// argv[0] is looked up in PATH; exit 127 when it cannot be started.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options = {});

} // namespace support
