#pragma once
// Where the inputs and outputs of a job lie on this machine.

#include "aml/aml.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace local {

// What the user says about data.
struct DataOptions {
    // NAME=FOLDER. A datastore's name: the folder is its root, paths of inputs and outputs lie
    // below it. Else the name of an input or output: the folder (or file) is what it leads to.
    std::vector<std::pair<std::string, std::string>> bind = {};
    // A folder of folders, each named after a datastore or an input, whose content the fresh
    // folders begin with. Empty: they begin empty.
    std::string sample = {};
};

struct Place {
    std::string name; // of the input or output
    bool output = false;
    std::string said;      // the path in the job's file, the run's name in it; may be empty
    std::string target;    // where it lies here
    std::string at;        // the path that the job is given: a link to the target
    std::string from{};    // copied into the target first; empty: nothing
    bool bound = false;    // the user's own folder, by --bind or by a local path in the job's file
    bool fresh = false;    // made for this run, and empty where nothing is copied
    bool file = false;     // a file, not a folder
    bool original = false; // `at` is a path on the compute that the job asks for
    std::string above{};   // then: the folder above it that was there before; set by make_places()
};

struct Bindings {
    std::vector<Place> places;
    // Fresh roots of datastores, and what is copied into each (empty: nothing).
    std::map<std::string, std::string> stores;
};

// `folder`: of the job's file, which local paths count from; empty: it has none. `run_folder`:
// where fresh folders and links will be made. Throws base::Error (usage) for names that the job
// does not have and for inputs that cannot be had here, (invalid) for folders that are not there.
Bindings bind_data(const aml::CommandJob& job, const std::string& folder, const std::string& run,
                   const std::string& run_folder, const DataOptions& options);

// Makes folders, copies and links.
void make_places(Bindings& bindings);
// Takes away what lies outside the run's folder.
void remove_places(const Bindings& bindings) noexcept;

} // namespace local
