#pragma once
// The program as a process, for the few things that only a process shows.

#include "support/process.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace e2e {

std::filesystem::path program();

// The program with these arguments.
support::ProcessResult run(const std::vector<std::string>& arguments,
                           const support::ProcessOptions& options = {});

// Empty when two folders hold the same files, else what `diff -r` says.
std::string difference(const std::filesystem::path& a, const std::filesystem::path& b);

} // namespace e2e
