#include "batchai/read.hpp"
#include "batchai/variables.hpp"
#include "support/catch.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

using base::Finding;
using batchai::Key;
using batchai::KeyTree;
using batchai::literal_root;
using batchai::ObjectKind;
using batchai::Recognised;
using batchai::RuleOfNode;
using batchai::Shape;
using batchai::Type;
using batchai::variable_kind;
using batchai::VariableKind;

namespace {

document::Parsed parsed(std::string_view json) {
    document::Parsed out = document::parse(std::string(json), "x.json");
    INFO(json);
    REQUIRE(out.ok);
    return out;
}

// The only object of the file; kind unknown when there is none.
Recognised only(document::Document& document) {
    const batchai::Found found = batchai::find_objects(document);
    REQUIRE(found.objects.size() <= 1);
    Recognised out;
    out.shape = found.shape;
    return found.objects.empty() ? out : found.objects.front();
}

ObjectKind kind(std::string_view json) {
    document::Parsed file = parsed(json);
    return only(file.document).kind;
}

// One definition with small trees of keys, checked.
struct Checked {
    document::Parsed file;
    Recognised what;
    RuleOfNode rules;
    std::vector<Finding> findings;

    explicit Checked(std::string_view json)
        : file(parsed(json)),
          what(only(file.document)),
          rules(file.document.size(), batchai::k_no_rule) {
        const KeyTree outer({{"name", Type::text, 100}, {"$schema", Type::text, 101}});
        const KeyTree keys({{"nodeCount", Type::integer, 1},
                            {"cluster.id", Type::text, 2},
                            {"inputDirectories[].id", Type::text, 3},
                            {"inputDirectories[].path", Type::text, 4},
                            {"flag", Type::boolean, 5},
                            {"free", Type::anything, 6},
                            {"words[]", Type::text, 7}});
        batchai::check_keys(file.document, what, outer, keys, {}, rules, findings);
    }

    // The source text that the only finding is about.
    [[nodiscard]] std::string place() const {
        REQUIRE(findings.size() == 1);
        return std::string(file.document.source().substr(findings[0].offset, findings[0].length));
    }

    [[nodiscard]] std::string code() const {
        return findings.empty() ? std::string() : std::string(findings.front().code);
    }

    [[nodiscard]] std::uint16_t rule_of(std::string_view pointer) const {
        for (document::NodeId id = 0; id < file.document.size(); ++id) {
            if (file.document.pointer(id) == pointer) {
                return rules[id];
            }
        }
        FAIL("nothing stands at " << pointer);
        return 0;
    }
};

// A flat job with these members.
Checked flat(std::string_view members) {
    return Checked("{\"nodeCount\": 1, " + std::string(members) + "}");
}

} // namespace

TEST_CASE("jobs and clusters are known by their fields", "[batchai]") {
    CHECK(kind(R"({"properties": {"nodeCount": 1}})") == ObjectKind::job);
    CHECK(kind(R"({"properties": {"customToolkitSettings": {}}})") == ObjectKind::job);
    CHECK(kind(R"({"properties": {"horovodSettings": {}}})") == ObjectKind::job);
    CHECK(kind(R"({"properties": {"vmSize": "Standard_NC6"}})") == ObjectKind::cluster);
    CHECK(kind(R"({"properties": {"scaleSettings": {}}})") == ObjectKind::cluster);
    CHECK(kind(R"({"properties": {"vmSize": "Standard_D2", "dataDisks": {}}})") ==
          ObjectKind::file_server);
    CHECK(kind(R"({"nodeCount": 1})") == ObjectKind::job);
    CHECK(kind(R"({"scaleSettings": {}})") == ObjectKind::cluster);
    CHECK(kind(R"({"sshConfiguration": {}})") == ObjectKind::file_server);
}

TEST_CASE("what is none of these is unknown", "[batchai]") {
    CHECK(kind("{}") == ObjectKind::unknown);
    CHECK(kind("[]") == ObjectKind::unknown);
    CHECK(kind("17") == ObjectKind::unknown);
    CHECK(kind(R"({"name": "demo", "properties": {"a": 1}})") == ObjectKind::unknown);
    CHECK(kind(R"({"NodeCount": 1})") == ObjectKind::unknown);
    // A wrapped body is what counts, not what stands beside it.
    CHECK(kind(R"({"nodeCount": 1, "properties": {"vmSize": "x"}})") == ObjectKind::cluster);
    document::Document none;
    CHECK(only(none).kind == ObjectKind::unknown);
}

TEST_CASE("specs of Azure ML are told by their schema", "[batchai]") {
    CHECK(kind(R"({"$schema": "https://azuremlschemas.azureedge.net/latest/commandJob.schema.json",
                   "command": "ls", "nodeCount": 1})") == ObjectKind::azureml);
}

TEST_CASE("a schema of Batch AI's decides where the fields do not", "[batchai]") {
    const auto of = [](std::string_view file, std::string_view rest) {
        return kind("{\"$schema\": \"https://example.org/BatchAI/2018-03-01/" + std::string(file) +
                    "\", " + std::string(rest) + "}");
    };
    CHECK(of("job.json", R"("properties": {})") == ObjectKind::job);
    CHECK(of("cntk.json", R"("properties": {})") == ObjectKind::job);
    CHECK(of("cluster.json", R"("properties": {})") == ObjectKind::cluster);
    CHECK(of("cluster.json", R"("a": 1)") == ObjectKind::cluster);
    CHECK(of("nfs.json", R"("properties": {})") == ObjectKind::file_server);
    CHECK(of("readme.md", R"("properties": {})") == ObjectKind::unknown);
    CHECK(of("cluster.json", R"("properties": {"nodeCount": 1})") == ObjectKind::job);
    CHECK(kind(R"({"$schema": "https://example.org/other/job.json"})") == ObjectKind::unknown);
}

TEST_CASE("the version is the schema's, else the last one", "[batchai]") {
    const auto version = [](std::string_view json) {
        return std::string(Checked(json).what.api_version);
    };
    CHECK(version(R"({"nodeCount": 1})") == "2018-05-01");
    CHECK(version(R"({"$schema": "https://h/BatchAI/2018-03-01/job.json"})") == "2018-03-01");
    CHECK(version(R"({"$schema": "https://h/2017-09-01-preview/BatchAI/job.json"})") ==
          "2017-09-01-preview");
    CHECK(version(R"({"$schema": 5, "nodeCount": 1})") == "2018-05-01");
}

TEST_CASE("the body is the properties, or the object itself", "[batchai]") {
    document::Parsed wrapped = parsed(R"({"name": "a", "properties": {"nodeCount": 1}})");
    const Recognised inner = only(wrapped.document);
    CHECK(inner.shape == Shape::wrapped);
    CHECK(inner.outer == wrapped.document.root());
    CHECK(inner.body == wrapped.document.find(wrapped.document.root(), "properties"));
    document::Parsed alone = parsed(R"({"name": "a", "nodeCount": 1})");
    const Recognised outer = only(alone.document);
    CHECK(outer.shape == Shape::flat);
    CHECK(outer.body == outer.outer);
    document::Parsed odd = parsed(R"({"properties": 1, "nodeCount": 1})");
    CHECK(only(odd.document).shape == Shape::flat);
}

TEST_CASE("an unknown key is said at the key, with the likely one", "[batchai]") {
    const Checked near = flat(R"("nodeCuont": 2)");
    CHECK(near.code() == "BA101");
    CHECK(near.place() == "\"nodeCuont\"");
    CHECK(near.findings[0].cls == base::Class::dropped);
    REQUIRE(near.findings[0].fix);
    CHECK(near.findings[0].fix->replacement == "\"nodeCount\"");
    CHECK(near.rule_of("/nodeCuont") == batchai::k_unknown_key);
    const Checked far = flat(R"("somethingElse": {"a": [1]})");
    CHECK(far.code() == "BA101");
    CHECK(far.place() == "\"somethingElse\"");
    CHECK_FALSE(far.findings[0].fix);
    CHECK(far.findings[0].help.empty());
    CHECK(far.rule_of("/somethingElse/a/0") == batchai::k_unknown_key);
    const Checked deep = flat(R"("inputDirectories": [{"id": "A", "paht": "x"}])");
    CHECK(deep.place() == "\"paht\"");
    CHECK(deep.rule_of("/inputDirectories/0/id") == 3);
    CHECK(deep.rule_of("/inputDirectories/0/paht") == batchai::k_unknown_key);
}

TEST_CASE("a type that the old CLI changed is said at the value", "[batchai]") {
    const auto changed = [](std::string_view members, std::string_view place) {
        INFO(members);
        const Checked checked = flat(members);
        CHECK(checked.code() == "BA102");
        CHECK(checked.place() == place);
        CHECK(checked.findings[0].cls == base::Class::rewritten);
    };
    changed(R"("cluster": {"id": 5})", "5");
    changed(R"("cluster": {"id": true})", "true");
    changed(R"("flag": "true")", "\"true\"");
    changed(R"("words": ["a", 2, "c"])", "2");
    CHECK(flat(R"("words": ["a", 2, "c"])").rule_of("/words/1") == 7);
    for (const std::string_view value : {"\"2\"", "2.0", "\"5.7\"", "true", "\"-3\""}) {
        INFO(value);
        const Checked checked("{\"nodeCount\": " + std::string(value) + "}");
        CHECK(checked.code() == "BA102");
        CHECK(checked.place() == value);
        CHECK(checked.rule_of("/nodeCount") == 1);
    }
}

TEST_CASE("a type that it refused is an error at the value", "[batchai]") {
    for (const std::string_view value :
         {"\"two\"", "[2]", "{\"a\": 2}", "\"\"", "\"2 \"", "1e3", "99999999999"}) {
        INFO(value);
        const Checked checked("{\"nodeCount\": " + std::string(value) + "}");
        CHECK(checked.code() == "BA103");
        CHECK(checked.place() == value);
        CHECK(checked.findings[0].cls == base::Class::error);
        CHECK(checked.rule_of("/nodeCount") == batchai::k_wrong_type);
    }
    CHECK(flat(R"("cluster": "x")").place() == "\"x\"");
    CHECK(flat(R"("cluster": {"id": ["x"]})").place() == "[\"x\"]");
    CHECK(flat(R"("flag": "yes")").place() == "\"yes\"");
    CHECK(flat(R"("inputDirectories": {"id": "A"})").place() == "{\"id\": \"A\"}");
    CHECK(flat(R"("inputDirectories": {"id": "A"})").rule_of("/inputDirectories/id") ==
          batchai::k_wrong_type);
    CHECK(flat(R"("inputDirectories": ["A"])").place() == "\"A\"");
    CHECK_THAT(flat(R"("inputDirectories": ["A"])").findings[0].message,
               ContainsSubstring("\"inputDirectories\" must be an object"));
}

TEST_CASE("sound values, nulls and comments are quiet", "[batchai]") {
    const Checked checked = flat(R"("cluster": {"id": "x"}, "inputDirectories": [], "flag": false,
        "free": {"a": [1, {}]}, "words": null, "comment": "a", "$comment": ["b"], "//": 1,
        "commented": 2)");
    CHECK(checked.findings.empty());
    CHECK(checked.rule_of("/nodeCount") == 1);
    CHECK(checked.rule_of("/cluster/id") == 2);
    CHECK(checked.rule_of("/flag") == 5);
    CHECK(checked.rule_of("/free/a/0") == 6);
    CHECK(checked.rule_of("/words") == batchai::k_null);
    CHECK(checked.rule_of("/comment") == batchai::k_comment_key);
    CHECK(checked.rule_of("/$comment/0") == batchai::k_comment_key);
    CHECK(checked.rule_of("/~1~1") == batchai::k_comment_key);
}

TEST_CASE("of a wrapped object both levels are checked, each with its keys", "[batchai]") {
    const Checked checked(
        R"({"name": "a", "nodeCount": 1, "properties": {"nodeCount": 2, "name": "b"}})");
    REQUIRE(checked.findings.size() == 2);
    CHECK(checked.findings[0].code == "BA101");
    CHECK(checked.findings[1].code == "BA101");
    CHECK(checked.rule_of("/name") == 100);
    CHECK(checked.rule_of("/nodeCount") == batchai::k_unknown_key);
    CHECK(checked.rule_of("/properties/nodeCount") == 1);
    CHECK(checked.rule_of("/properties/name") == batchai::k_unknown_key);
    CHECK(checked.rule_of("/properties") == batchai::k_no_rule);
}

TEST_CASE("values are read with their places", "[batchai]") {
    document::Parsed file = parsed(R"({"name": "demo", "properties": {
        "nodeCount": 3, "stdOutErrPathPrefix": "$AZ_BATCHAI_MOUNT_ROOT/x",
        "inputDirectories": [{"id": "A", "path": "p"}, {"id": "B", "path": "q"}],
        "customToolkitSettings": {"commandLine": "ls"}}})");
    const RuleOfNode rules(file.document.size(), batchai::k_no_rule);
    const batchai::Job job = batchai::read_job(file.document, only(file.document), rules);
    CHECK(job.name.value == "demo");
    CHECK(job.node_count.value == 3);
    CHECK(file.document.pointer(job.node_count.node) == "/properties/nodeCount");
    REQUIRE(job.inputs.size() == 2);
    CHECK(job.inputs[1].id.value == "B");
    CHECK(job.inputs[1].path.value == "q");
    REQUIRE(job.toolkits.size() == 1);
    CHECK(job.toolkits[0].kind == batchai::ToolkitKind::custom);
    CHECK(job.toolkits[0].command_line.value == "ls");
    CHECK_FALSE(job.cluster_id.given());
    CHECK_FALSE(job.container);
}

TEST_CASE("variables of Batch AI's are known by name", "[batchai]") {
    CHECK(variable_kind("AZ_BATCHAI_JOB_MOUNT_ROOT") == VariableKind::job_mount_root);
    CHECK(variable_kind("AZ_BATCHAI_MOUNT_ROOT") == VariableKind::mount_root);
    CHECK(variable_kind("AZ_BATCHAI_INPUT_DATA") == VariableKind::input);
    CHECK(variable_kind("AZ_BATCHAI_OUTPUT_MODEL") == VariableKind::output);
    CHECK(variable_kind("AZ_BATCHAI_JOB_TEMP") == VariableKind::temp);
    CHECK(variable_kind("AZ_BATCHAI_JOB_TEMP_DIR") == VariableKind::temp);
    CHECK(variable_kind("AZ_BATCH_HOST_LIST") == VariableKind::host_list);
    CHECK(variable_kind("AZ_BATCHAI_NOVEL") == VariableKind::other);
    CHECK(variable_kind("az_batchai_mount_root") == VariableKind::unknown);
    CHECK(variable_kind("HOME") == VariableKind::unknown);
    CHECK(variable_kind("") == VariableKind::unknown);
}

TEST_CASE("every listed variable has a kind, and stands once", "[batchai]") {
    std::set<std::string_view> seen;
    for (const std::string_view name : batchai::variable_names()) {
        INFO(name);
        CHECK(variable_kind(name) != VariableKind::unknown);
        CHECK(variable_kind(name) != VariableKind::other);
        CHECK(seen.insert(name).second);
    }
    CHECK(seen.contains("AZ_BATCHAI_TASK_INDEX"));
}

TEST_CASE("literal mount roots", "[batchai]") {
    const auto found = [](std::string_view text, VariableKind kind, std::string_view root) {
        INFO(text);
        const auto literal = literal_root(text);
        REQUIRE(literal);
        CHECK(literal->kind == kind);
        CHECK(text.substr(0, literal->length) == root);
    };
    const std::string mounts(batchai::k_literal_mount_root);
    const std::string jobs(batchai::k_literal_jobs);
    found(mounts, VariableKind::mount_root, mounts);
    found(mounts + "/a/b", VariableKind::mount_root, mounts);
    found(jobs + "ws/exp/job/mounts/a", VariableKind::job_mount_root, jobs + "ws/exp/job/mounts");
    found(jobs + "job/mounts", VariableKind::job_mount_root, jobs + "job/mounts");
    found(jobs + "$AZ_X/mounts/a", VariableKind::job_mount_root, jobs + "$AZ_X/mounts");
}

TEST_CASE("what only looks like a mount root", "[batchai]") {
    const std::string mounts(batchai::k_literal_mount_root);
    const std::string jobs(batchai::k_literal_jobs);
    for (const std::string& text :
         {mounts + "x", mounts + "-2/a", std::string("/mnt/batch"), " " + mounts, jobs,
          jobs + "mounts/a", jobs + "ws/exp/mounts/a", jobs + "ws/exp/job/mountsx",
          jobs + "a/b/c/d/mounts", jobs + "/mounts", std::string()}) {
        INFO(text);
        CHECK_FALSE(literal_root(text));
    }
}

TEST_CASE("output directories of the versions until 2018-03-01", "[batchai]") {
    document::Parsed file = parsed(R"({"properties": {"nodeCount": 1, "outputDirectories": [
        {"id": "A", "pathPrefix": "p", "createNew": false, "type": "model"},
        {"id": "B", "pathPrefix": "p", "createNew": "True"},
        {"id": "C", "pathPrefix": "p", "createNew": 0}, {"id": "D", "createNew": null}]}})");
    const RuleOfNode rules(file.document.size(), batchai::k_no_rule);
    const batchai::Job job = batchai::read_job(file.document, only(file.document), rules);
    REQUIRE(job.outputs.size() == 4);
    CHECK(job.outputs[0].create_new.given());
    CHECK_FALSE(job.outputs[0].create_new.value);
    CHECK(job.outputs[0].type.value == "model");
    CHECK(job.outputs[1].create_new.value);
    CHECK_FALSE(job.outputs[2].create_new.given());
    CHECK_FALSE(job.outputs[3].create_new.given());
}
