#include "base/real_files.hpp"
#include "base/real_process.hpp"
#include "cli/cli.hpp"
#include "cli/network.hpp"

int main(int argc, char** argv) {
    base::forbid_core_dumps();
    base::RealFiles files;
    base::ProcessEnviron variables;
    base::ProcessTerminal terminal;
    cli::RealNetwork network;
    cli::Env env{files, variables, terminal, &network};
    return cli::run(argc, argv, env);
}
