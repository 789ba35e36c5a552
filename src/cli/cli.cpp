// The tree of commands and the one ladder of failures.

#include "cli/cli.hpp"

#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "base/version.hpp"
#include "cli/cluster.hpp"
#include "cli/commands.hpp"
#include "cli/experiment.hpp"
#include "cli/workspace.hpp"
#include "translate/codes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace cli {

namespace {

constexpr std::string_view k_description =
    "Moves Azure Batch AI definitions to Azure Machine Learning: reads jobs and clusters, writes "
    "v2 "
    "YAML\n(and ARM bodies), says what became of every field, and makes workspaces and clusters.";

constexpr std::string_view k_footer =
    "Exit codes: 0 done; 1 internal error; 2 usage; 3 input invalid or not readable; 4 a finding "
    "is "
    "at or\nabove --fail-on; 5 differences; 6 not signed in or not allowed; 7 the service refused; "
    "8 the service\ncannot be reached, or time is over; 9 some of several could be read and some "
    "could not; 130 interrupted.\nMore: man batchai-to-amlcompute";

// The commands that there are, each with its options and what runs it.
class Tree {
  public:
    Tree(CLI::App& app, int argc, const char* const* argv, Env& env)
        : m_app(app),
          m_words(argv + std::min(argc, 1), argv + argc),
          m_env(env) {}

    // A command that only has others below it.
    CLI::App* group(const char* name, const char* help) {
        CLI::App* group = m_app.add_subcommand(name, help);
        group->require_subcommand(1);
        return group;
    }

    template <class Options, class Setup, class Run>
    CLI::App* add(CLI::App* parent, const char* name, const char* help, Setup setup, Run run,
                  Options first = {}) {
        CLI::App* app = (parent == nullptr ? &m_app : parent)->add_subcommand(name, help);
        // Hundreds of flags take longer than most commands: those of others are left out.
        if (std::find(m_words.begin(), m_words.end(), name) == m_words.end()) {
            return app;
        }
        const auto options = std::make_shared<Options>(std::move(first));
        setup(*app, *options);
        m_verbs.push_back({app, [this, options, run] { return run(*options, m_env); }});
        return app;
    }

    // The one that was called; nothing where none was.
    [[nodiscard]] std::optional<base::Exit> call() const {
        for (const Verb& verb : m_verbs) {
            if (verb.app->parsed()) {
                return verb.call();
            }
        }
        return std::nullopt;
    }

  private:
    struct Verb {
        CLI::App* app;
        std::function<base::Exit()> call;
    };

    CLI::App& m_app;
    std::vector<std::string_view> m_words; // of the command line
    Env& m_env;
    std::vector<Verb> m_verbs;
};

void add_clusters(Tree& tree) {
    CLI::App* cluster = tree.group("cluster", "Clusters");
    tree.add<OneKindOptions>(cluster, "convert", "A cluster as AmlCompute, to standard output",
                             setup_one_kind, run_one_kind, {.kind = OneKindOptions::Kind::cluster});
    tree.add<ClusterCreateOptions>(cluster, "create", "Make clusters, or change what is there",
                                   setup_cluster_create, run_cluster_create);
    tree.add<ClusterUpdateOptions>(cluster, "update", "Change the scale or the tags of clusters",
                                   setup_cluster_update, run_cluster_update);
    tree.add<ClusterDeleteOptions>(cluster, "delete", "Delete clusters", setup_cluster_delete,
                                   run_cluster_delete);
    tree.add<ClusterNamesOptions>(cluster, "status",
                                  "The state of clusters, their nodes and errors",
                                  setup_cluster_status, run_cluster_status);
    tree.add<ClusterListOptions>(cluster, "list", "The computes of the workspace",
                                 setup_cluster_list, run_cluster_list);
    tree.add<ClusterNamesOptions>(cluster, "nodes", "The nodes of clusters", setup_cluster_nodes,
                                  run_cluster_nodes);
    tree.add<ClusterNamesOptions>(cluster, "wait", "Wait until clusters are ready",
                                  setup_cluster_wait, run_cluster_wait);
    tree.add<ClusterDiffOptions>(cluster, "diff", "Definitions against what is live",
                                 setup_cluster_diff, run_cluster_diff);
    tree.add<SizesOptions>(cluster, "sizes", "VM sizes and what became of them", setup_sizes,
                           run_sizes);
}

void add_workspaces(Tree& tree) {
    CLI::App* workspace = tree.group("workspace", "Workspaces");
    tree.add<WorkspaceCreateOptions>(workspace, "create", "Make a workspace and what it stands on",
                                     setup_workspace_create, run_workspace_create);
    tree.add<WorkspaceShowOptions>(workspace, "show", "One workspace; --check: can you work there?",
                                   setup_workspace_show, run_workspace_show);
    tree.add<WorkspaceShowOptions>(workspace, "list", "Those of a group or a subscription",
                                   setup_workspace_list, run_workspace_list);
    tree.add<WorkspaceDeleteOptions>(workspace, "delete", "Delete a workspace",
                                     setup_workspace_delete, run_workspace_delete);
    tree.add<WorkspaceConfigOptions>(workspace, "config", "Show or write .azureml/config.json",
                                     setup_workspace_config, run_workspace_config);
    CLI::App* experiment = tree.group("experiment", "Experiments");
    tree.add<ExperimentOptions>(experiment, "create", "Make experiments; jobs do it by themselves",
                                setup_experiment_create, run_experiment_create);
    tree.add<ExperimentOptions>(experiment, "list", "The experiments of the workspace",
                                setup_experiment_list, run_experiment_list);
    tree.add<ExperimentOptions>(experiment, "show", "Experiments by name", setup_experiment_show,
                                run_experiment_show);
}

void add_others(Tree& tree) {
    CLI::App* datastore = tree.group("datastore", "Datastores");
    tree.add<OneKindOptions>(datastore, "convert", "The volumes of definitions as datastores",
                             setup_one_kind, run_one_kind,
                             {.kind = OneKindOptions::Kind::datastore});
    tree.add<OneKindOptions>(nullptr, "submit", "A job as it would be sent", setup_one_kind,
                             run_one_kind, {.kind = OneKindOptions::Kind::job});
}

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
    bool version = false;
    std::string code;
    CLI::App app{std::string(k_description), std::string(base::k_tool)};
    app.footer(std::string(k_footer));
    app.add_flag("--version", version, "Print the version");
    app.add_option("--explain", code, "Print the page on a diagnostic code");
    Tree tree(app, argc, argv, env);
    tree.add<ConvertOptions>(nullptr, "convert",
                             "Files and folders of definitions into a bundle and a report",
                             setup_convert, run_convert);
    add_workspaces(tree);
    add_clusters(tree);
    add_others(tree);
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
    if (version) {
        env.terminal.out(fmt::format("{} {}\n", base::k_tool, base::k_version));
        return base::Exit::done;
    }
    if (!code.empty()) {
        return explain(code, env);
    }
    if (const auto end = tree.call()) {
        return *end;
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
