#pragma once
// The jobs of a bundle as somebody who runs them sees them: what job.yml says, read again from its
// text, and the files of the code folder.

#include "aml/aml.hpp"
#include "bundle/bundle.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bundle {

// A file of the code folder: its text, or where it lies.
struct JobFile {
    std::string path; // below the code folder
    std::string text;
    std::shared_ptr<const std::string> shared = nullptr; // in place of the text
    std::string from = {};                               // in place of both
};

struct JobFolder {
    std::string name;
    aml::CommandJob job;
    std::string folder = {}; // of the user's own job.yml, where its local paths count from
    std::vector<JobFile> code = {};
};

// Of all jobs that could be written, in the order of the bundle; of files that are Azure ML's
// already, those that hold no error. The bundle must be rendered, with Request::azureml
// and without Request::written_to, which moves paths.
std::vector<JobFolder> job_folders(const Bundle& bundle);

} // namespace bundle
