#pragma once
// The commands: an options struct, a set-up of its flags, a run.

#include "bundle/bundle.hpp"
#include "cli/cli.hpp"
#include "cli/cluster_options.hpp"
#include "cli/connection.hpp"
#include "cli/output.hpp"
#include "emit/arm.hpp"
#include "translate/translate.hpp"
#include "translate/vm_sizes.hpp"

#include <memory>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): CLI11 is called so
class App;
}

namespace cli {

// Flags that change a translation; every command that translates has them.
struct TranslateOptions {
    translate::Options translate;
    std::string storage_key;                  // only whether it is there counts; never written
    std::string batchai_version;              // forced; empty: what each file shows
    std::vector<std::string> secrets;         // [OWNER/]NAME=URL, as said
    std::vector<std::string> map_volume = {}; // NAME=URI
    std::vector<std::string> writable = {};
    std::vector<std::string> read_only = {};
    std::string code = {}; // FOLDER[=VOLUME/PATH]
    std::string provide_variables = "needed";
    std::string tf_config = "azureml";
    std::string map = {}; // the mapping file
    emit::arm::Scope scope;
    const CLI::App* command = nullptr;             // that has the flags
    std::shared_ptr<bundle::Mapping> mapping = {}; // once it is read
};

void add_translate_options(CLI::App& app, TranslateOptions& options);
// Those of them that mean the same where a cluster is made of flags (cluster_options.hpp).
void add_common_options(CLI::App& app, TranslateOptions& options);
// Where ARM ids lead: of commands that ask no service, which need not know.
void add_scope_options(CLI::App& app, TranslateOptions& options);
// Reads what names volumes and secrets. Throws base::Error (usage).
void read_values(TranslateOptions& options);
// The same, with what the mapping file says, and fills from the environment what nothing said.
// Throws base::Error (usage; invalid for a mapping file that is none, once its findings are told).
void complete(TranslateOptions& options, Env& env);

struct ConvertOptions {
    std::vector<std::string> paths;
    std::string output_dir = "azureml";
    bool check = false;
    bool force = false;
    bool verify = false;
    std::string formats = "v2";
    std::string fail_on = "error";
    std::string output = "text";
    TranslateOptions translate;
};

void setup_convert(CLI::App& app, ConvertOptions& options);
base::Exit run_convert(ConvertOptions& options, Env& env);

// `cluster convert`, `datastore convert`, `submit`: one kind, to standard output or --out.
struct OneKindOptions {
    enum class Kind : unsigned char { cluster, datastore, job } kind = Kind::cluster;
    std::vector<std::string> files = {};
    std::string out = {};
    std::string fail_on = "error";
    std::string output = "yaml";
    bool verify = false; // of `submit`
    TranslateOptions translate = {};
    ClusterOptions cluster = {}; // of `cluster convert`
};

void setup_one_kind(CLI::App& app, OneKindOptions& options);
base::Exit run_one_kind(OneKindOptions& options, Env& env);
// The bundle of its files, rendered; findings are said.
bundle::Bundle convert_files(OneKindOptions& options, Env& env);

// `submit`: a job as it would be sent, or run here.
struct SubmitOptions {
    OneKindOptions job{.kind = OneKindOptions::Kind::job};
    bool dry_run = false;
    bool local = false;
    // Of --local.
    std::vector<std::string> bind; // NAME=FOLDER
    std::string sample;
    std::string interpreter;
    std::vector<std::string> secret_env;
    bool run_preparation = false;
    bool propagate_exit_code = false;
    bool yes = false;
};

void setup_submit(CLI::App& app, SubmitOptions& options);
// The job's own exit code with --propagate-exit-code, which may be any.
base::Exit run_submit(SubmitOptions& options, Env& env);

// `cluster sizes`: the table of VM sizes in this program, or what a region has.
struct SizesOptions {
    ConnectionOptions connection = {};
    std::vector<std::string> sizes = {}; // all where none is named
    bool offline = false;
    std::string location = {};
    bool gpu = false;
    bool retired = false;
    std::string family = {};
    std::string cuda = {};
    OutputOptions output = {};
};

void setup_sizes(CLI::App& app, SizesOptions& options);
base::Exit run_sizes(SizesOptions& options, Env& env);
// Those that the options choose, of the table in this program. Throws base::Error (usage).
std::vector<const translate::VmSize*> chosen_sizes(const SizesOptions& options);
// What the region lists, with the quota there is. Asks the service.
base::Exit run_sizes_of_region(SizesOptions& options, Env& env);

// What a run's files and findings make of the exit code. Throws base::Error (usage) for an unknown
// class.
base::Exit exit_of(const bundle::Bundle& bundle, const std::string& fail_on);

} // namespace cli
