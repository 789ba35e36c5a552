#pragma once
// From arguments to a bundle: finds the definitions, names and resolves them together, translates
// them, lays out the files, and puts them where they belong without losing anybody's work. Reaches
// the world only through base::Files. May include everything below cli.

#include "aml/read.hpp"
#include "base/environ.hpp"
#include "base/files.hpp"
#include "batchai/old_cli.hpp"
#include "emit/arm.hpp"
#include "report/report.hpp"
#include "translate/translate.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bundle {

// What a mapping file says of one job or cluster.
struct Entry {
    std::string name;                     // as the definition has it, or as it is written
    std::uint32_t node = base::k_no_node; // of the mapping file
    translate::Options all;               // what holds for it: its own, and what holds for all
    translate::Options own;               // what the entry says
};

// The mapping file (--map), read and found sound.
struct Mapping {
    std::string path;     // as reported
    std::string display;  // as the user can open it
    std::string identity; // a definition folder may hold it: it is none
    document::Parsed parsed;
    std::vector<base::Finding> findings; // of reading it; none is an error
    std::vector<Entry> jobs;
    std::vector<Entry> clusters;
};

struct Request {
    std::vector<std::string> paths;
    std::string output_dir; // skipped while looking for definitions
    translate::Options options;
    emit::arm::Scope scope;
    bool arm = false;                 // --format arm
    bool render = true;               // false: report only, no texts are made
    bool verify = false;              // each job against what Batch AI did; wants the texts
    std::string batchai_version = {}; // forced; empty: what each file shows
    std::shared_ptr<Mapping> mapping = {};
    // Merged into every cluster; without paths they are one. Settled, and there as long as the
    // bundle is.
    const batchai::OldCliFlags* cluster_flags = nullptr;
    // Files that are Azure ML's already are written again, not only checked; `written_to`: the
    // folder, which local paths in them then count from. Empty: they stay as they are.
    bool azureml = false;
    std::string written_to = {};
};

// One Batch AI object of a file, and what became of it.
struct Object {
    batchai::Recognised what;
    std::optional<batchai::Job> job;
    std::optional<batchai::Cluster> cluster;
    std::optional<batchai::FileServer> file_server;
    std::optional<batchai::Workspace> workspace;
    std::optional<batchai::Experiment> experiment;
    std::optional<batchai::Configuration> configuration;
    std::string original_name;
    std::string name;               // legal, unique in its kind
    const Object* ran_on = nullptr; // of a job: its cluster, where that is given
    translate::JobResult job_result;
    translate::ClusterResult cluster_result;
    translate::OtherResult other_result;
    // Output fields whose value a flag gave: "compute/x.yml#/size" and the flag.
    std::vector<std::pair<std::string, std::string_view>> of_flags;

    [[nodiscard]] const batchai::Text& said_name() const;
    [[nodiscard]] const batchai::Text& said_id() const;
};

// One object of a file that is Azure ML's already.
struct AzuremlObject {
    aml::Recognised what;
    aml::Object object;
    bool sound = true;             // nothing in it is an error
    std::string name;              // legal, unique in its kind
    std::vector<std::string> code; // files of a job's code folder, as the user can open them
    std::string code_hash;         // for its body
};

// One file that was looked at; it owns what the report points into.
struct Item {
    std::string path;
    std::string display;
    std::string folder;     // the name of the folder it lies in
    std::string folder_key; // the folder itself, to find clusters beside jobs
    bool named = false;     // given on the command line, not found in a folder
    bool mapping = false;   // the mapping file itself
    std::string hash;       // empty: a cluster of flags alone
    document::Parsed parsed;
    bool readable = true;
    batchai::Shape shape = batchai::Shape::wrapped;
    batchai::RuleOfNode rules;
    std::vector<Object> objects; // their number is settled once the file is read
    std::vector<AzuremlObject> azureml;
    translate::Ledger ledger; // of the whole file
    std::vector<base::Finding> findings;

    // Holds something of Batch AI's.
    [[nodiscard]] bool ours() const;
    // Of all its objects; unknown where they differ or there are none.
    [[nodiscard]] batchai::ObjectKind kind() const;
    // What tells its objects apart: the path, and the pointer where there are several.
    [[nodiscard]] std::string place_of(const Object& object) const;
    [[nodiscard]] translate::Source source_of(const Object& object) const;
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
    std::map<std::string, Code> code;         // of --code, by the folder's name
    const Object* configuration = nullptr;    // that .azureml/config.json is made of
    report::Report report;
    std::vector<std::string> role_commands; // `az` lines, between computes and jobs
    std::vector<std::string> unreadable;    // display paths
    std::vector<std::string> not_ours;      // named on the command line, and none of ours
};

// Calls `f` with each object and the item that holds it, in order.
template <class B, class F> void each_object(B& bundle, F&& f) {
    for (const auto& item : bundle.items) {
        for (auto& object : item->objects) {
            f(*item, object);
        }
    }
}

// Looks at files and folders; reads. What cannot be read is an item with a finding.
std::vector<std::unique_ptr<Item>> collect(const Request& request, base::Files& files);

// Whether the file is Azure ML's already; then it is read and checked.
bool read_azureml(Item& item);
// What is said of such files; and where they are written, their names and what lies beside them.
void finish_azureml(Bundle& bundle, const Request& request, base::Files& files);

// The file's name without its endings, unless that only names a kind: then its folder's.
std::string name_from_file(const Item& item);

// Legal names for all objects; those that meet carry a hash of their place.
void name_objects(std::vector<std::unique_ptr<Item>>& items,
                  const translate::Substitutes& replaced);

// Which cluster a job runs on, of those given.
class Clusters {
  public:
    struct Given {
        const Item* item = nullptr;
        const Object* object = nullptr;
    };

    explicit Clusters(const std::vector<std::unique_ptr<Item>>& items);
    // By the job's cluster id where a given cluster has a name; else the one in its folder; else
    // the only one given.
    [[nodiscard]] Given of(const Item& item, const batchai::Job& job) const;

  private:
    std::unordered_map<std::string, std::vector<Given>> m_by_name;
    std::unordered_map<std::string, std::vector<Given>> m_by_folder;
    std::vector<Given> m_all;
};

// The last segment of an id, without slashes.
std::string_view last_segment(std::string_view id);

// The files of a code folder, as Azure ML's client would take them: without what the .amlignore at
// its top leaves out, or where there is none the .gitignore; without both of these, .git, the
// folder `output` and bundles of earlier runs. Links are followed to files inside only. Throws
// base::Error (invalid) for a folder that is missing, empty or too big.
Code read_code(const std::string& folder, const std::string& output, base::Files& files);

// Everything but writing. `progress(done, total)` is called now and then; may be empty. Throws
// base::Error (usage) for flags that do not go with the clusters there are.
Bundle convert(const Request& request, base::Files& files,
               const std::function<void(std::size_t, std::size_t)>& progress = {});

// Renders the texts of all objects and fills the report's origins (render.cpp).
void render(Bundle& bundle, const Request& request);

// Compares each job that is written with what Batch AI did: the report's verdicts, and findings
// where a job is another one now (verify.cpp).
void verify(Bundle& bundle, const Request& request);

// Puts the bundle into the folder: files that still have the content we wrote are replaced or
// removed; one changed by hand stays, and ours lies beside it as <name>.new with a finding. Throws
// base::Error (invalid) for a folder that holds other work, unless `force`.
//
// False, and nothing is written: all there is is Azure ML's already, and a bundle that holds more
// lies there; it would be emptied.
bool store(Bundle& bundle, const std::string& folder, base::Files& files, bool force);

inline constexpr std::size_t k_nobody = static_cast<std::size_t>(-1);

} // namespace bundle
