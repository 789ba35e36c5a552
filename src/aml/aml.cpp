#include "aml/aml.hpp"

#include "base/strings.hpp"

namespace aml {

std::string command_text(const CommandJob& job) {
    return base::join(job.command, " ");
}

} // namespace aml
