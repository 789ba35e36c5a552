#pragma once
// `experiment create|list|show`.

#include "cli/output.hpp"
#include "cli/session.hpp"

#include <string>
#include <vector>

namespace cli {

struct ExperimentOptions {
    ConnectionOptions connection;
    OutputOptions output;
    std::vector<std::string> names;
    bool dry_run = false;
    bool exit_code = false;
};

void setup_experiment_create(CLI::App& app, ExperimentOptions& options);
base::Exit run_experiment_create(ExperimentOptions& options, Env& env);
void setup_experiment_show(CLI::App& app, ExperimentOptions& options);
base::Exit run_experiment_show(ExperimentOptions& options, Env& env);
void setup_experiment_list(CLI::App& app, ExperimentOptions& options);
base::Exit run_experiment_list(ExperimentOptions& options, Env& env);

} // namespace cli
