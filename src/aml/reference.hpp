#pragma once
// The ways in which a job refers to what it runs on, in and with. Pure.

#include "aml/reader.hpp"

#include <string>

namespace aml {

// "azureml:gpu", "gpu" and the ARM id of the compute are all "gpu". Empty: none, which is
// serverless compute.
std::string compute_reference(const Reader& r);
// Empty for "code", as ours lie, and where there is none.
std::string code_reference(const Reader& r);
// One that exists, or what stands in the job itself.
Environment environment_reference(const Reader& r);

// What the keys below `path` ("environment.", or nothing in a file of its own) describe. `own`: the
// name of the environment; empty: that of the folder with the Dockerfile.
Environment described_environment(const Reader& r, const std::string& path, const std::string& own);

} // namespace aml
