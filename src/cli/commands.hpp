#pragma once
// The commands: an options struct, a set-up of its flags, a run.

#include "bundle/bundle.hpp"
#include "cli/cli.hpp"
#include "cli/cluster_options.hpp"
#include "emit/arm.hpp"
#include "translate/translate.hpp"

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
    emit::arm::Scope scope;
};

void add_translate_options(CLI::App& app, TranslateOptions& options);
// Those of them that mean the same where a cluster is made of flags (cluster_options.hpp).
void add_common_options(CLI::App& app, TranslateOptions& options);
// Reads what names volumes and secrets, and fills from the environment what no flag said. Throws
// base::Error (usage).
void complete(TranslateOptions& options, const Env& env);

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

// `cluster convert`, `datastore convert`, `submit --dry-run`: one kind, to standard output or
// --out.
struct OneKindOptions {
    enum class Kind : unsigned char { cluster, datastore, job } kind = Kind::cluster;
    std::vector<std::string> files = {};
    std::string out = {};
    std::string fail_on = "error";
    std::string output = "yaml";
    bool dry_run = false;
    bool verify = false; // of `submit`
    TranslateOptions translate = {};
    ClusterOptions cluster = {}; // of `cluster convert`
};

void setup_one_kind(CLI::App& app, OneKindOptions& options);
base::Exit run_one_kind(OneKindOptions& options, Env& env);

// `cluster sizes`: the table of VM sizes.
struct SizesOptions {
    std::vector<std::string> sizes; // all where none is named
    bool offline = false;
    bool gpu = false;
    bool retired = false;
    std::string family;
    std::string cuda;
    std::string output = "table";
};

void setup_sizes(CLI::App& app, SizesOptions& options);
base::Exit run_sizes(const SizesOptions& options, Env& env);

// What a run's files and findings make of the exit code. Throws base::Error (usage) for an unknown
// class.
base::Exit exit_of(const bundle::Bundle& bundle, const std::string& fail_on);

} // namespace cli
