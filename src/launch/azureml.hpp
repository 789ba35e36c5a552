#pragma once
// What Azure ML will start for a translated job, found by following its command and launcher, as
// they stand in the bundle's files, up to the lines of the user's. Pure.

#include "aml/aml.hpp"
#include "launch/start.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace launch {

// The texts of one job, as they lie in the bundle.
struct Emitted {
    std::string job;                     // job.yml
    std::vector<std::string> datastores; // datastores/*.yml
    std::string launcher_name;           // in the code folder; empty: the job has none
    std::string launcher;
    bool travels = false;   // files of the user's are in the code folder
    std::string dockerfile; // of the environment that it builds; empty: none
};

// A place in storage that the job is bound to.
struct Bound {
    std::string name;
    std::string path = {};     // local
    std::string location = {}; // "/azure_blob/…"
    bool output = false;
};

struct AzureSide : Side {
    aml::CommandJob job;
    std::string dockerfile;
    std::string image; // that the processes run in, or that it is built from
    std::vector<Bound> bindings;
    std::string fault; // the texts are not those of a job that can be followed
};

// What the job finds, and its files do not say.
struct Surroundings {
    bool cntk = false;               // the image keeps CNTK in an environment of its own
    std::string code_at;             // the location that the code folder stands for; empty: none
    std::vector<std::string> stored; // locations that are there: "/azure_blob/…"
};

// Whether the job of those texts is an mpi distribution.
bool starts_mpi(const Emitted& emitted);

AzureSide azureml_side(const Emitted& emitted, const Surroundings& around);

inline constexpr std::string_view k_working_folder = "/mnt/azureml/wd";

} // namespace launch
