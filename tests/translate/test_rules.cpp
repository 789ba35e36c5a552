#include "support/catch.hpp"
#include "translate/rules.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

using batchai::KeyTree;
using batchai::ObjectKind;
using translate::On;
using translate::output_rule;
using translate::Rule;
using translate::rule_at;
using translate::rules;

namespace {

// Walks "a.b[].c" through the tree; the branch, or k_no_rule.
std::uint16_t branch_of(const KeyTree& tree, std::string_view path) {
    std::uint16_t at = 0;
    while (!path.empty() && at != batchai::k_no_rule) {
        const auto end = path.starts_with("[]") ? 2 : path.find_first_of(".[");
        at = tree.child(at, path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
        if (path.starts_with('.')) {
            path.remove_prefix(1);
        }
    }
    return at;
}

bool leads_to(const KeyTree& tree, const Rule& rule) {
    const std::uint16_t branch = branch_of(tree, rule.path);
    if (branch == batchai::k_no_rule) {
        return false;
    }
    const Rule* found = rule_at(tree.at(branch).rule);
    return found == &rule && tree.at(branch).type == rule.type;
}

} // namespace

TEST_CASE("every rule has an id of its own", "[translate]") {
    std::set<std::string> seen;
    for (const Rule& rule : rules()) {
        INFO(rule.id);
        CHECK_FALSE(rule.id.empty());
        CHECK(seen.insert(rule.id).second);
    }
    CHECK(rules().size() < batchai::k_wrong_type);
}

TEST_CASE("every key's rule is found by walking the keys", "[translate]") {
    int walked = 0;
    for (const Rule& rule : rules()) {
        INFO(rule.id << " " << rule.path);
        switch (rule.on) {
        case On::job:
            CHECK(leads_to(translate::keys_of(ObjectKind::job, false), rule));
            CHECK(leads_to(translate::keys_of(ObjectKind::job, true), rule));
            ++walked;
            break;
        case On::cluster:
            CHECK(leads_to(translate::keys_of(ObjectKind::cluster, false), rule));
            CHECK(leads_to(translate::keys_of(ObjectKind::cluster, true), rule));
            ++walked;
            break;
        case On::around:
            CHECK(leads_to(translate::keys_around(), rule));
            ++walked;
            break;
        default:
            break;
        }
    }
    CHECK(walked > 100);
}

TEST_CASE("keys of one kind are not keys of the other", "[translate]") {
    const KeyTree& job = translate::keys_of(ObjectKind::job, false);
    const KeyTree& cluster = translate::keys_of(ObjectKind::cluster, false);
    CHECK(branch_of(job, "vmSize") == batchai::k_no_rule);
    CHECK(branch_of(cluster, "vmSize") != batchai::k_no_rule);
    CHECK(branch_of(cluster, "nodeCount") == batchai::k_no_rule);
    CHECK(branch_of(job, "mountVolumes.azureFileShares[].accountName") != batchai::k_no_rule);
    CHECK(branch_of(cluster, "mountVolumes") == batchai::k_no_rule);
    CHECK(branch_of(cluster, "nodeSetup.mountVolumes.azureFileShares[].accountName") !=
          batchai::k_no_rule);
}

TEST_CASE("what is dropped or left to people says why", "[translate]") {
    for (const Rule& rule : rules()) {
        INFO(rule.id);
        if (rule.cls == base::Class::dropped || rule.cls == base::Class::manual) {
            CHECK_FALSE(rule.why.empty());
        }
    }
}

TEST_CASE("the reader's special values have rules", "[translate]") {
    std::set<std::string> ids;
    for (const std::uint16_t special :
         {batchai::k_unknown_key, batchai::k_comment_key, batchai::k_null, batchai::k_wrong_type}) {
        const Rule* rule = rule_at(special);
        REQUIRE(rule != nullptr);
        CHECK(rule->on == On::any);
        CHECK(ids.insert(rule->id).second);
    }
    CHECK(rule_at(batchai::k_no_rule) == nullptr);
    CHECK(rule_at(static_cast<std::uint16_t>(rules().size())) == nullptr);
    CHECK(rule_at(0) == rules().data());
}

TEST_CASE("fields that may hold a secret are known", "[translate]") {
    std::set<std::string> secret;
    for (std::uint16_t i = 0; i < rules().size(); ++i) {
        const Rule& rule = *rule_at(i);
        if ((rule.on == On::job || rule.on == On::cluster) && translate::holds_secret(i)) {
            secret.insert(rule.path.substr(rule.path.rfind('.') + 1));
        }
    }
    CHECK(secret == std::set<std::string>{
                        "accountKey", "accountKeySecretReference", "adminUserPassword",
                        "instrumentationKey", "instrumentationKeySecretReference", "mountCommand",
                        "password", "passwordSecretReference", "value", "valueSecretReference"});
    for (const std::uint16_t special :
         {batchai::k_unknown_key, batchai::k_comment_key, batchai::k_wrong_type,
          batchai::k_template_value, batchai::k_other_resource, batchai::k_no_rule}) {
        CHECK(translate::holds_secret(special));
    }
    CHECK_FALSE(translate::holds_secret(batchai::k_null));
}

TEST_CASE("a star in an output rule stands for one name", "[translate]") {
    const Rule* rule = output_rule(On::job_file, "/inputs/data/mode");
    REQUIRE(rule != nullptr);
    CHECK(rule->path == "/inputs/*/mode");
    CHECK(output_rule(On::job_file, "/inputs/a~1b/mode") == rule);
    CHECK(output_rule(On::job_file, "/outputs/data/mode") != rule);
    CHECK(output_rule(On::job_file, "/inputs/a/b/mode") == nullptr);
    CHECK(output_rule(On::job_file, "/inputs/mode") == nullptr);
    CHECK(output_rule(On::job_file, "/inputs/data/mode/x") == nullptr);
    CHECK(output_rule(On::job_file, "/inputs/data") == nullptr);
    CHECK(output_rule(On::job_file, "/environment_variables/HOME") != nullptr);
    CHECK(output_rule(On::job_file, "") == nullptr);
}

TEST_CASE("an output rule is of its file alone", "[translate]") {
    CHECK(output_rule(On::compute_file, "/size") != nullptr);
    CHECK(output_rule(On::job_file, "/size") == nullptr);
    CHECK(output_rule(On::compute_file, "/inputs/data/mode") == nullptr);
    const Rule* of_job = output_rule(On::job_file, "/type");
    const Rule* of_compute = output_rule(On::compute_file, "/type");
    REQUIRE(of_job != nullptr);
    REQUIRE(of_compute != nullptr);
    CHECK(of_job->id == "out.job.type");
    CHECK(of_compute->id == "out.compute.type");
}
