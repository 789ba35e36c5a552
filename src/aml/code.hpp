#pragma once
// The code folder of a job as Azure ML knows it. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace aml {

struct CodeFile {
    std::string_view path; // below the folder, with `/` between its parts
    std::string_view content;
};

// The content hash of azure-ai-ml, version 202208: under this name the service finds a folder that
// was uploaded before. It covers the number of files, then each path and size, then all contents.
std::string code_hash(std::vector<CodeFile> files);

} // namespace aml
