#include "base/real_files.hpp"
#include "cli/cli.hpp"
#include "cli/process.hpp"

#include <sys/resource.h>

int main(int argc, char** argv) {
    // Definitions hold secrets, and a core dump would hold them too.
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    base::RealFiles files;
    cli::ProcessEnviron environ;
    cli::ProcessTerminal terminal;
    cli::Env env{files, environ, terminal};
    return cli::run(argc, argv, env);
}
