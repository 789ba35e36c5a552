#include "base/real_files.hpp"
#include "base/real_process.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
    base::forbid_core_dumps();
    base::RealFiles files;
    base::ProcessEnviron environ;
    base::ProcessTerminal terminal;
    cli::Env env{files, environ, terminal};
    return cli::run(argc, argv, env);
}
