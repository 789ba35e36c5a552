#include "base/real_files.hpp"
#include "cli/cli.hpp"
#include "cli/process.hpp"

int main(int argc, char** argv) {
    cli::forbid_core_dumps();
    base::RealFiles files;
    cli::ProcessEnviron environ;
    cli::ProcessTerminal terminal;
    cli::Env env{files, environ, terminal};
    return cli::run(argc, argv, env);
}
