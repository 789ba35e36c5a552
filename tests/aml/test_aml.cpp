#include "aml/aml.hpp"
#include "support/catch.hpp"

TEST_CASE("the command of a job is its lines joined by spaces") {
    aml::CommandJob job;
    CHECK(aml::command_text(job).empty());
    job.command = {"DATA=${{inputs.data}}", "bash launch.sh"};
    CHECK(aml::command_text(job) == "DATA=${{inputs.data}} bash launch.sh");
}
