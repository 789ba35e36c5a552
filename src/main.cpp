#include "base/real_children.hpp"
#include "base/real_files.hpp"
#include "base/real_process.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
    base::forbid_core_dumps();
    base::RealFiles files;
    base::ProcessEnviron environ;
    base::ProcessTerminal terminal;
    base::RealChildren children;
    cli::Env env{files, environ, terminal, children};
    return cli::run(argc, argv, env);
}
