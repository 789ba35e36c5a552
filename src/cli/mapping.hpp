#pragma once
// The mapping file (--map FILE): in YAML what flags say, for all jobs and for some of them, and
// what takes the place of images, sizes and names. Every flag that changes a translation can stand
// in it: its keys are the flags' names, and their values are read by the flags themselves. A file
// with a mistake changes nothing.

#include "base/diagnostic.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "document/document.hpp"
#include "translate/translate.hpp"

#include <string>
#include <vector>

namespace cli {

// The flags of one job or cluster.
struct MappingEntry {
    std::string name;
    document::NodeId node = document::k_no_node;
    std::vector<std::string> flags; // "--name=value"
};

struct MappingFile {
    document::Parsed parsed;
    std::vector<base::Finding> findings; // errors; none: the file is sound
    std::vector<std::string> flags;      // "--name=value", for all
    std::vector<MappingEntry> jobs;
    std::vector<MappingEntry> clusters;
    translate::Substitutes replace;
};

// Throws base::Error when the file cannot be read; what is wrong in it is in `findings`.
MappingFile read_mapping(const std::string& path, base::Files& files);

// What the file of --map says goes into the options, below what the command line said; each job and
// cluster that it names gets options of its own. Throws base::Error.
void apply_mapping(TranslateOptions& options, Env& env);

// The keys that the file takes at its top, those of the flags and its own: for help and tests.
std::vector<std::string> mapping_keys();

} // namespace cli
