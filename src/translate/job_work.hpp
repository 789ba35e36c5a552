#pragma once
// Everything that is known of one job while it is translated. The steps (toolkit, references,
// binding, environment, launcher, account) are free functions over it, in the order of job.cpp.
// Pure.

#include "translate/images.hpp"
#include "translate/references.hpp"
#include "translate/secrets.hpp"
#include "translate/storage.hpp"
#include "translate/translate.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace translate {

// One user line that a process runs. Jobs with one role have one; TensorFlow has up to three.
struct Role {
    std::string name; // of the launcher's function: "master", "worker", "server"
    Line line;
    std::vector<document::NodeId> fields; // the input fields it is made of
};

// How ranks and roles are known on the node.
enum class Ranks : std::uint8_t { single, mpi, pytorch, tensorflow };

// A variable of the job that its definition does not list: mpirun's -x, for one.
struct ToolkitVariable {
    std::string name;
    std::string value;
    document::NodeId node = document::k_no_node; // the field that asks for it
};

// What a toolkit asks for.
struct Layout {
    std::optional<aml::Distribution> distribution;
    Ranks ranks = Ranks::single;
    std::vector<Role> roles;
    std::int64_t instances = 1;
    std::int64_t world = 0;       // processes asked for; 0: as the distribution starts them
    bool first_rank_only = false; // custom toolkit on several nodes
    bool needs_mpi = false;       // the image must hold it
    bool needs_launcher = false;
    bool without_mpirun = false;             // the line started MPI itself
    std::set<batchai::VariableKind> provide; // what the toolkit implies
    std::vector<ToolkitVariable> variables;
    // Fields that went into the distribution: node and the leaf of job.yml.
    std::vector<std::pair<document::NodeId, std::string>> counts;
};

// A place below one of the mount roots.
struct RootPath {
    bool cluster_level = false;
    std::string path; // without slashes at the ends; empty: the root itself
};

// A place in a mount.
struct Place {
    std::size_t mount = k_bare; // index
    std::string path;
};

// One input or output of the command job.
struct Binding {
    bool output = false;
    std::string name;           // aml's, unique among inputs or outputs
    std::size_t mount = k_bare; // index; k_bare: without a datastore (the service chooses)
    std::string path;           // in the datastore
    bool file = false;
    std::string variable;       // handed to the launcher; of directories the one the user knows
    std::string original;       // what its name comes from, for hashes
    std::string place;          // of direct ones: where the links put it, below the mount
    bool directory = false;     // an input or output directory of the definition
    bool root_of_mount = false; // the read references of a volume
    bool own_place = false;     // an output directory at its path as it is: lines reach it there
    std::string on_compute;     // where it is mounted; empty: where the service likes
};

// AZ_BATCHAI_INPUT_<id> or AZ_BATCHAI_OUTPUT_<id>, always given.
struct DirectoryVariable {
    std::string variable;
    std::size_t binding = k_bare; // k_bare: `value` instead
    std::string suffix;           // behind the binding, for files that are read in place
    bool code = false;            // in the code folder, at `suffix`
    std::string constant;         // with --mount-at-original-paths: its value, where it is known
    std::optional<RootPath> at;   // of an input: where it lay
    Line value;                   // a template, where the path is nobody's mount
    document::NodeId id_node = document::k_no_node;
    std::vector<document::NodeId> path_nodes;
};

struct UserVariable {
    std::string name;
    document::NodeId name_node = document::k_no_node;
    document::NodeId value_node = document::k_no_node;
    Line line;         // template
    bool live = false; // refers to something: exported by the command, else environment_variables
    std::optional<std::string> constant = {}; // with --mount-at-original-paths: the value it has
};

// Where the files of the code folder lay, and what becomes of the references to them.
struct CodePlan {
    std::optional<RootPath> at; // nothing: the lines name them without a place
    bool travels = false;       // something of the job lies in the folder
    bool linked = false;        // the folder appears at its old place, too (launchers)
    std::string variable;       // holds the folder, where a line changes its directory
};

// A variable that the launcher reads from a Key Vault.
struct SecretVariable {
    std::string name;
    VaultSecret from;
};

// The set-up task of the job's cluster, in front of the preparation. What it says lies in another
// document, so no part of a line has a node.
struct SetUp {
    Line line;
    std::vector<UserVariable> variables;
    std::vector<SecretVariable> secrets;
};

struct JobWork {
    JobWork(const Source& s, const batchai::Job& j, const JobContext& c)
        : source(s),
          document(*s.document),
          in(j),
          context(c),
          options(*c.options) {
        out.ledger = Ledger(document, s.what.outer);
        job_file = out.ledger.file("jobs/" + c.name + "/job.yml");
    }

    const Source& source;
    const document::Document& document;
    const batchai::Job& in;
    const JobContext& context;
    const Options& options;

    JobResult out;
    aml::CommandJob job;
    bool failed = false;

    Layout layout;
    std::optional<SetUp> set_up;     // on the node
    std::optional<Line> preparation; // on the node
    std::vector<std::string> baked;  // shell text that runs while the image is built, in order
    bool set_up_baked = false;
    bool bashrc_from_image = false; // what was baked may have changed ~/.bashrc
    std::vector<Mount> mounts;
    std::vector<Binding> bindings;
    std::vector<DirectoryVariable> directories;
    std::vector<UserVariable> variables;
    std::vector<Place> written;        // beside output directories
    std::optional<CodePlan> code_plan; // with --code
    std::string job_folder;            // with --mount-at-original-paths: of the job, on the node
    std::size_t stdouterr = k_bare;    // binding, with --keep-stdouterr
    bool launcher = false;
    std::vector<SecretVariable> secrets;
    std::vector<std::string> hidden_secrets; // their hashes; the n-th is BATCHAI_SECRET_n
    bool activates_cntk = false;             // the image may keep CNTK in an environment of its own
    std::set<batchai::VariableKind> named;   // variables of Batch AI's that the lines name
    std::set<batchai::VariableKind> given;   // those, what the toolkit implies, or all
    std::uint16_t job_file = 0;
    std::uint16_t launcher_file = 0; // valid when there is a launcher

    [[nodiscard]] batchai::ToolkitKind toolkit() const { return in.toolkits[0].kind; }

    [[nodiscard]] bool several_nodes() const { return layout.instances > 1; }

    // A finding at a field (or at the whole object when the node is none).
    void say(std::string_view code, base::Class cls, document::NodeId node, std::string message,
             std::string help = {});
    // The same at a part of a field's text, where the text stands as it is in the file.
    void say_at(std::string_view code, base::Class cls, const Line& line, std::size_t begin,
                std::size_t end, std::string message, std::string help = {});
    void assume(std::string_view name);
    void task(std::string title, std::string where, std::string how);
    // The name, or the next one that neither a variable of the user's nor a binding's has.
    [[nodiscard]] std::string free_variable(std::string name) const;
    // Where the command's parts go: the launcher, else the command of job.yml.
    [[nodiscard]] Target command_target() const;

    [[nodiscard]] Target in_job(std::string pointer) const {
        return {job_file, std::move(pointer)};
    }

    // All lines that are run or expanded, in order: roles, preparation, variables, directories.
    std::vector<Line*> lines();
    [[nodiscard]] std::vector<const Line*> lines() const;
};

// The steps. Each may set `failed` (with a finding of class error).
void plan_toolkit(JobWork& work);
void read_mounts(JobWork& work);
void read_secrets(JobWork& work);
// The set-up task where it is asked for, and the job's own preparation; after the variables.
void read_preparation(JobWork& work);
void bind(JobWork& work);
void provide(JobWork& work);
void find_code(JobWork& work);
void bind_directories(JobWork& work);
void bind_references(JobWork& work);
void choose_job_folder(JobWork& work);
void place_at_original_paths(JobWork& work);
void check_links(JobWork& work);
void choose_environment(JobWork& work);
void connect_registry(JobWork& work, std::string_view image);
bool wants_launcher(const JobWork& work);
void write_plain_command(JobWork& work);
void write_launcher(JobWork& work);
void account(JobWork& work);
void account_for_secrets(JobWork& work);
void tell_left_out(JobWork& work);

// Secrets that a person typed into a line are left out; a variable stands in their place. `what`:
// what the line is, for the finding.
void hide_secrets(JobWork& work, Line& line, std::string_view what);
// The job reads that vault: with the identity of its compute.
void need_vault(JobWork& work, const VaultSecret& from);
// Whether the launcher gives the variable its value.
bool is_read_from_vault(const JobWork& work, std::string_view name);
// Batch AI's shell heard what a preparation wrote to ~/.bashrc.
bool may_change_bashrc(std::string_view preparation);
// Package lists in images of before 27 April 2022 carry a key of NVIDIA that is no longer valid.
bool has_stale_lists(const ImageFacts& facts);
// What the preparation fetches in a way that an old image no longer can.
void tell_about_preparation(JobWork& work, const ImageFacts& facts);

// A size of shared memory as Azure ML takes it, \d+[bkmg], of the forms that docker took: "16gb",
// "64m", "1.5g", "67108864". Nothing for what is no size.
std::optional<std::string> shm_size(std::string_view text);
// Seconds of Batch AI's durations: "7.00:00:00", "P7D", "PT1H30M", "7 days, 0:00:00", "1:00:00".
std::optional<std::int64_t> duration_seconds(std::string_view text);

// "${{inputs.x}}" or "${{outputs.x}}".
std::string expression(const Binding& binding);
// The line as it stands in the command: references into volumes replaced by expressions.
std::string with_expressions(const JobWork& work, const Line& line);
// The line as it stands in the launcher: letter for letter, but literal mount roots become
// variables, and what lies in the code folder is named there.
std::string with_roots(const JobWork& work, const Line& line);
// Lines that the code folder needs before anything of the user's runs.
std::vector<std::string> code_preparation(const JobWork& work);
// What follows the binding in a directory's variable, with its slash: shell.
std::string suffix_word(const DirectoryVariable& directory);
// `$NAME` at a place of a line where this quoting holds.
std::string live_word(std::string_view variable, base::Quoting quoting);
// The value of a directory's variable that lies in the code folder: one word of shell.
std::string code_value(const DirectoryVariable& directory);
// A template as one word in double quotes; `expressions` as above, else variables.
std::string template_word(const JobWork& work, const Line& line, bool expressions);

} // namespace translate
