// The tree of commands and the one ladder of failures.

#include "cli/cli.hpp"

#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "translate/codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

namespace {

constexpr std::string_view k_description = "Moves Azure Batch AI definitions to Azure Machine "
                                           "Learning: reads jobs and clusters, writes v2 YAML\n"
                                           "(and ARM bodies), and says what became of every field.";

constexpr std::string_view k_footer =
    "Exit codes: 0 done; 1 internal error; 2 usage; 3 input invalid or not readable; 4 a finding "
    "is at or\n"
    "above --fail-on; 9 some files could be read and some could not; 10 a rehearsed job failed; "
    "130\n"
    "interrupted. More: man batchai-to-amlcompute";

struct Commands {
    bool version = false;
    std::string explain;
    ConvertOptions convert;
    OneKindOptions cluster{.kind = OneKindOptions::Kind::cluster};
    SizesOptions sizes;
    OneKindOptions datastore{.kind = OneKindOptions::Kind::datastore};
    SubmitOptions submit;
};

base::Exit explain(const std::string& code, Env& env) {
    const translate::Code* found = translate::find_code(code);
    if (found == nullptr) {
        throw base::Error(
            base::Exit::usage,
            fmt::format("--explain: there is no code \"{}\"", base::printable(code, 40)),
            "codes look like TR401; findings show theirs in brackets");
    }
    env.terminal.out(translate::explain(*found));
    return base::Exit::done;
}

base::Exit dispatch(int argc, const char* const* argv, Env& env) {
    Commands commands;
    CLI::App app{std::string(k_description), std::string(base::k_tool)};
    app.footer(std::string(k_footer));
    app.add_flag("--version", commands.version, "Print the version");
    app.add_option("--explain", commands.explain, "Print the page on a diagnostic code");
    CLI::App* convert = app.add_subcommand(
        "convert", "Files and folders of definitions into a bundle and a report");
    setup_convert(*convert, commands.convert);
    CLI::App* cluster = app.add_subcommand("cluster", "Clusters");
    CLI::App* cluster_convert =
        cluster->add_subcommand("convert", "A cluster as AmlCompute, to standard output");
    CLI::App* cluster_sizes = cluster->add_subcommand("sizes", "VM sizes and what became of them");
    cluster->require_subcommand(1);
    setup_sizes(*cluster_sizes, commands.sizes);
    setup_one_kind(*cluster_convert, commands.cluster);
    CLI::App* datastore = app.add_subcommand("datastore", "Datastores");
    CLI::App* datastore_convert =
        datastore->add_subcommand("convert", "The volumes of definitions as datastores");
    datastore->require_subcommand(1);
    setup_one_kind(*datastore_convert, commands.datastore);
    CLI::App* submit =
        app.add_subcommand("submit", "A job as it would be sent, or run on this machine");
    setup_submit(*submit, commands.submit);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        env.terminal.out(app.help()); // of the command that was asked
        return base::Exit::done;
    } catch (const CLI::ParseError& error) {
        // What is unknown is told before what is missing: it is usually the cause.
        std::vector<std::string> extra = app.remaining(true);
        for (std::string& word : extra) { // what follows the = may be a key or a password
            word = word.starts_with('-') ? word.substr(0, word.find('=')) : word;
        }
        const std::string what = extra.empty()
                                     ? std::string(error.what())
                                     : fmt::format("not understood: {}", base::join(extra, " "));
        throw base::Error(base::Exit::usage, base::printable(what, 400),
                          fmt::format("{} --help shows what there is", base::k_tool));
    }
    if (commands.version) {
        env.terminal.out(fmt::format("{} {}\n", base::k_tool, base::k_version));
        return base::Exit::done;
    }
    if (!commands.explain.empty()) {
        return explain(commands.explain, env);
    }
    if (convert->parsed()) {
        return run_convert(commands.convert, env);
    }
    if (cluster_convert->parsed()) {
        return run_one_kind(commands.cluster, env);
    }
    if (cluster_sizes->parsed()) {
        return run_sizes(commands.sizes, env);
    }
    if (datastore_convert->parsed()) {
        return run_one_kind(commands.datastore, env);
    }
    if (submit->parsed()) {
        return run_submit(commands.submit, env);
    }
    throw base::Error(base::Exit::usage, "no command is given",
                      fmt::format("{} --help shows what there is", base::k_tool));
}

// --version is asked in loops by scripts: it does not wait for the tree.
bool is_version(int argc, const char* const* argv) {
    return argc == 2 && std::string_view(argv[1]) == "--version";
}

} // namespace

int run(int argc, const char* const* argv, Env& env) {
    const auto say = [&](std::string_view what, const std::string& help) {
        env.terminal.err(fmt::format("{}: {}\n", base::k_tool, base::without_secrets(what)));
        if (!help.empty()) {
            env.terminal.err(fmt::format("  help: {}\n", base::without_secrets(help)));
        }
    };
    try {
        if (is_version(argc, argv)) {
            env.terminal.out(fmt::format("{} {}\n", base::k_tool, base::k_version));
            return 0;
        }
        return static_cast<int>(dispatch(argc, argv, env));
    } catch (const base::Error& error) {
        try {
            say(error.what(), error.help());
        } catch (const std::exception&) { // standard error is gone: the code still tells
        }
        return static_cast<int>(error.code());
    } catch (const std::exception& error) {
        say(fmt::format("internal error: {}", error.what()),
            "this is a mistake of the tool: please report it with the definition, its secrets "
            "removed");
        return static_cast<int>(base::Exit::internal);
    }
}

} // namespace cli
