#include "e2e/program.hpp"

namespace e2e {

std::filesystem::path program() {
    return B2A_PROGRAM;
}

support::ProcessResult run(const std::vector<std::string>& arguments,
                           const support::ProcessOptions& options) {
    std::vector<std::string> argv = {program().string()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return support::run_process(argv, options);
}

std::string difference(const std::filesystem::path& a, const std::filesystem::path& b) {
    const auto result = support::run_process({"diff", "-r", a.string(), b.string()});
    return result.exit == 0 ? std::string() : result.out + result.err + "\n";
}

} // namespace e2e
