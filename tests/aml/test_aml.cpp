#include "aml/aml.hpp"
#include "support/catch.hpp"

TEST_CASE("the command of a job is its lines joined by spaces") {
    aml::CommandJob job;
    CHECK(aml::command_text(job).empty());
    job.command = {"DATA=${{inputs.data}}", "bash launch.sh"};
    CHECK(aml::command_text(job) == "DATA=${{inputs.data}} bash launch.sh");
}

TEST_CASE("what a path may be") {
    CHECK(aml::is_arm_id("/subscriptions/s/x"));
    CHECK(aml::is_arm_id("/Subscriptions/s"));
    CHECK_FALSE(aml::is_arm_id("/subscription"));
    for (const char* asset : {"azureml:a:1", "a:1", "a@latest"}) {
        CHECK(aml::is_asset(asset));
        CHECK_FALSE(aml::is_local(asset));
    }
    for (const char* local : {"data", "./data", "../a/b", "/abs/path", "."}) {
        CHECK(aml::is_local(local));
        CHECK_FALSE(aml::is_asset(local));
    }
    for (const char* other :
         {"", "azureml://datastores/a/paths/b", "https://x/y:z", "/subscriptions/s"}) {
        CHECK_FALSE(aml::is_local(other));
        CHECK_FALSE(aml::is_asset(other));
    }
}
