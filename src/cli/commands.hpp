#pragma once
// The commands: an options struct, a set-up of its flags, a run.

#include "bundle/bundle.hpp"
#include "cli/cli.hpp"
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
    std::vector<std::string> map_volume = {}; // NAME=URI
    std::vector<std::string> writable = {};
    std::vector<std::string> read_only = {};
    std::string code = {}; // FOLDER[=VOLUME/PATH]
    emit::arm::Scope scope;
};

void add_translate_options(CLI::App& app, TranslateOptions& options);
// Reads what names volumes, and fills from the environment what no flag said. Throws base::Error
// (usage).
void complete(TranslateOptions& options, const Env& env);

struct ConvertOptions {
    std::vector<std::string> paths;
    std::string output_dir = "azureml";
    bool check = false;
    bool force = false;
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
    TranslateOptions translate = {};
};

void setup_one_kind(CLI::App& app, OneKindOptions& options);
base::Exit run_one_kind(OneKindOptions& options, Env& env);

// What a run's files and findings make of the exit code. Throws base::Error (usage) for an unknown
// class.
base::Exit exit_of(const bundle::Bundle& bundle, const std::string& fail_on);

} // namespace cli
