#pragma once
// From arguments to a bundle: finds the definitions, names and resolves them together, translates
// them, lays out the files, and puts them where they belong without losing anybody's work. Reaches
// the world only through base::Files. May include everything below cli.

#include "base/environ.hpp"
#include "base/files.hpp"
#include "emit/arm.hpp"
#include "report/report.hpp"
#include "translate/translate.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bundle {

struct Request {
    std::vector<std::string> paths;
    std::string output_dir; // skipped while looking for definitions
    translate::Options options;
    emit::arm::Scope scope;
    bool arm = false;   // --format arm
    bool render = true; // false: report only, no texts are made
};

// One file that was looked at; it owns what the report points into.
struct Item {
    std::string path;
    std::string display;
    std::string folder;     // the name of the folder it lies in
    std::string folder_key; // the folder itself, to find clusters beside jobs
    bool named = false;     // given on the command line, not found in a folder
    std::string hash;
    document::Parsed parsed;
    bool readable = true;
    batchai::Recognised what;
    batchai::RuleOfNode rules;
    std::optional<batchai::Job> job;
    std::optional<batchai::Cluster> cluster;
    std::string original_name;
    std::string name; // legal, unique in its kind
    std::vector<base::Finding> findings;
    translate::JobResult job_result;
    translate::ClusterResult cluster_result;
};

// One file of the folder that --code names; all jobs that it travels with share its bytes.
struct CodeFile {
    std::string path; // below the folder, with `/` between its parts
    std::shared_ptr<const std::string> content;
};

struct Code {
    std::vector<CodeFile> files; // sorted by path
    std::vector<base::Finding> findings;
};

struct Text {
    std::string path;
    std::string content;
    std::size_t owner = 0;                              // index of the item; npos: the bundle's own
    std::shared_ptr<const std::string> users = nullptr; // a file of the user's: in place of content

    [[nodiscard]] const std::string& bytes() const { return users ? *users : content; }
};

struct Bundle {
    std::vector<std::unique_ptr<Item>> items; // sorted by path
    std::vector<Text> texts;                  // sorted by path
    Code code;                                // with --code
    report::Report report;
    std::vector<std::string> unreadable; // display paths
    std::vector<std::string> not_ours;   // named on the command line, and none of ours
};

// Looks at files and folders; reads. What cannot be read is an item with a finding.
std::vector<std::unique_ptr<Item>> collect(const Request& request, base::Files& files);

// The files of a code folder, as Azure ML's client would take them: without what the .amlignore at
// its top leaves out, or where there is none the .gitignore; without both of these, .git, the
// folder `output` and bundles of earlier runs. Links are followed to files inside only. Throws
// base::Error (invalid) for a folder that is missing, empty or too big.
Code read_code(const std::string& folder, const std::string& output, base::Files& files);

// Everything but writing. `progress(done, total)` is called now and then; may be empty.
Bundle convert(const Request& request, base::Files& files,
               const std::function<void(std::size_t, std::size_t)>& progress = {});

// Renders the texts of all items and fills the report's origins (render.cpp).
void render(Bundle& bundle, const Request& request);

// Puts the bundle into the folder: files that still have the content we wrote are replaced or
// removed; one changed by hand stays, and ours lies beside it as <name>.new with a finding. Throws
// base::Error (invalid) for a folder that holds other work, unless `force`.
void store(Bundle& bundle, const std::string& folder, base::Files& files, bool force);

inline constexpr std::size_t k_nobody = static_cast<std::size_t>(-1);

} // namespace bundle
