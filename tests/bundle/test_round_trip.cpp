// What emit writes, aml reads back: for every case of testdata/convert, and for bodies that others
// sent and answered.

#include "aml/read.hpp"
#include "base/real_files.hpp"
#include "bundle/bundle.hpp"
#include "emit/arm.hpp"
#include "emit/v2.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <variant>

namespace fs = std::filesystem;

namespace {

const emit::arm::Scope k_scope{"sub", "group", "ws", "westeurope"};

// The one object of the text; REQUIREs that nothing is found in it, but for what `expected` names.
template <class T>
T read_one(const std::string& text, const char* file, const std::set<std::string>& expected = {}) {
    const document::Parsed parsed = document::parse(text, file);
    REQUIRE(parsed.ok);
    const auto found = aml::recognise(parsed.document);
    REQUIRE(found.size() == 1);
    aml::Read read = aml::read(parsed.document, found[0]);
    for (const base::Finding& finding : read.findings) {
        INFO(finding.code << " " << finding.message);
        CHECK(expected.contains(std::string(finding.code)));
    }
    REQUIRE(std::holds_alternative<T>(read.object));
    return std::get<T>(std::move(read.object));
}

// A reader knows where a Dockerfile is, not what is in it.
void fill(aml::Environment& environment, const aml::Environment& from) {
    auto* context = std::get_if<aml::BuildContext>(&environment);
    const auto* known = std::get_if<aml::BuildContext>(&from);
    if (context != nullptr && known != nullptr) {
        context->dockerfile = known->dockerfile;
    }
}

void check_job(aml::CommandJob job) {
    job.comments.clear();
    const std::string text = emit::write(emit::v2::job(job), {"A comment."});
    INFO(text);
    auto back = read_one<aml::CommandJob>(text, "job.yml");
    fill(back.environment, job.environment);
    CHECK(back.command == job.command);
    CHECK(back == job);
    CHECK(emit::write(emit::v2::job(back), {"A comment."}) == text);

    // In a body the environment and the code are ids, and a command has no lines.
    const std::string body = emit::arm::job(job, k_scope, job.code ? "abc" : "");
    auto sent = read_one<aml::CommandJob>(body, "job.json");
    CHECK(std::holds_alternative<aml::EnvironmentReference>(sent.environment));
    CHECK(sent.code_path ==
          (job.code ? emit::arm::workspace_id(k_scope) + "/codes/abc/versions/1" : std::string{}));
    sent.environment = job.environment;
    sent.code_path.clear();
    job.command = {aml::command_text(job)};
    CHECK(sent == job);
}

void check_compute(const aml::AmlCompute& compute) {
    const std::string text = emit::write(emit::v2::compute(compute), {});
    INFO(text);
    CHECK(read_one<aml::AmlCompute>(text, "x.yml") == compute);
    auto sent = read_one<aml::AmlCompute>(emit::arm::compute(compute, k_scope), "x.json");
    CHECK(sent.location == (compute.location.empty() ? k_scope.location : compute.location));
    sent.location = compute.location;
    sent.name = compute.name; // is in the address
    CHECK(sent == compute);
}

void check_datastore(const aml::Datastore& datastore) {
    const std::string text = emit::write(emit::v2::datastore(datastore), {});
    INFO(text);
    CHECK(read_one<aml::Datastore>(text, "x.yml") == datastore);
    auto sent = read_one<aml::Datastore>(emit::arm::datastore(datastore), "x.json");
    sent.name = datastore.name;
    CHECK(sent == datastore);
}

void check_environment(const aml::BuildContext& context) {
    const std::string text = emit::write(emit::v2::environment(context), {});
    INFO(text);
    auto back = read_one<aml::EnvironmentVersion>(text, "x.yml");
    fill(back.environment, context);
    CHECK(back.name == context.name);
    CHECK(std::get<aml::BuildContext>(back.environment) == context);
    CHECK(back.name + "/versions/" + back.version == emit::arm::environment_version(context));
}

void check_workspace(const aml::Workspace& workspace) {
    const std::string text = emit::write(emit::v2::workspace(workspace), {});
    INFO(text);
    CHECK(read_one<aml::Workspace>(text, "x.yml") == workspace);
    auto sent = read_one<aml::Workspace>(emit::arm::workspace(workspace), "x.json");
    CHECK(sent.display_name == workspace.name);
    CHECK(sent.storage_account == "REPLACE-ME");
    CHECK(sent.system_assigned_identity);
    CHECK(sent.location == workspace.location);
    CHECK(sent.tags == workspace.tags);
}

// How many objects besides a job were made of it.
int check_object(const bundle::Object& object) {
    int count = 0;
    if (object.job_result.job) {
        check_job(*object.job_result.job);
        const aml::Environment& environment = object.job_result.job->environment;
        if (const auto* context = std::get_if<aml::BuildContext>(&environment)) {
            check_environment(*context);
            ++count;
        }
    }
    if (object.cluster_result.compute) {
        check_compute(*object.cluster_result.compute);
        ++count;
    }
    if (object.other_result.workspace) {
        check_workspace(*object.other_result.workspace);
        ++count;
    }
    for (const auto* uses : {&object.job_result.datastores, &object.cluster_result.datastores}) {
        for (const translate::DatastoreUse& use : *uses) {
            check_datastore(use.datastore);
            ++count;
        }
    }
    return count;
}

// Lines that are comments, and comments behind values, are not part of what a file says.
std::string without_comments(const std::string& text) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with('#')) {
            out += line.substr(0, line.find("   # ")) + "\n";
        }
    }
    return out;
}

std::string emitted_again(const fs::path& path) {
    const std::string text = support::read_file(path);
    const std::string kind = path.parent_path().filename().string();
    if (kind == "compute") {
        return emit::write(emit::v2::compute(read_one<aml::AmlCompute>(text, "x.yml")), {});
    }
    if (kind == "datastores") {
        return emit::write(emit::v2::datastore(read_one<aml::Datastore>(text, "x.yml")), {});
    }
    if (kind == "workspaces") {
        return emit::write(emit::v2::workspace(read_one<aml::Workspace>(text, "x.yml")), {});
    }
    if (kind == "connections") {
        return emit::write(emit::v2::connection(read_one<aml::Connection>(text, "x.yml")), {});
    }
    if (path.filename() == "job.yml") {
        return emit::write(emit::v2::job(read_one<aml::CommandJob>(text, "x.yml")), {});
    }
    auto read = read_one<aml::EnvironmentVersion>(text, "x.yml");
    auto context = std::get<aml::BuildContext>(read.environment);
    context.dockerfile = support::read_file(path.parent_path() / "Dockerfile");
    return emit::write(emit::v2::environment(context), {});
}

} // namespace

TEST_CASE("what the cases become is read back as it was", "[bundle]") {
    int jobs = 0;
    int others = 0;
    for (const auto& folder : fs::directory_iterator(support::testdata() / "convert")) {
        if (!fs::exists(folder.path() / "in")) {
            continue;
        }
        base::RealFiles files;
        bundle::Request request;
        request.paths = {(folder.path() / "in").string()};
        request.options.storage_account = "acct";
        request.options.vm_size = "Standard_NC6s_v3";
        const bundle::Bundle made = bundle::convert(request, files);
        for (const auto& item : made.items) {
            for (const bundle::Object& object : item->objects) {
                INFO(item->path << " of " << folder.path().filename().string());
                jobs += object.job_result.job ? 1 : 0;
                others += check_object(object);
            }
        }
    }
    CHECK(jobs > 30);
    CHECK(others > 30);
}

TEST_CASE("each YAML file of the bundles is read and written to the same text", "[bundle]") {
    int count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(support::testdata() / "convert")) {
        const std::string path = entry.path().string();
        if (!path.ends_with(".yml") || path.find("/out/") == std::string::npos ||
            path.find("/code/") != std::string::npos) { // files of the user's
            continue;
        }
        ++count;
        INFO(path);
        CHECK(emitted_again(entry.path()) == without_comments(support::read_file(entry.path())));
    }
    CHECK(count > 80);
}

namespace {

std::string reference_folder() {
    const char* folder = std::getenv("REFERENCE_DIR");
    return folder == nullptr ? std::string{} : std::string(folder);
}

// The member's object as text of its own.
std::string member_text(const document::Document& document, document::NodeId node) {
    const document::Node& at = document.at(node);
    return std::string(document.source().substr(at.offset, at.end - at.offset));
}

// The findings of a body, as "code pointer" lines.
std::string findings_of(const std::string& body, aml::ObjectKind& kind) {
    const document::Parsed parsed = document::parse(body, "x.json");
    REQUIRE(parsed.ok);
    const auto found = aml::recognise(parsed.document);
    if (found.size() != 1) {
        return "not recognised";
    }
    kind = found[0].kind;
    std::string out;
    for (const base::Finding& finding : aml::read(parsed.document, found[0]).findings) {
        out += std::string(finding.code) + " " + parsed.document.pointer(finding.node) + "\n";
    }
    return out;
}

} // namespace

TEST_CASE("the bodies that Microsoft's SDK sent are read without a finding", "[bundle]") {
    if (reference_folder().empty()) {
        WARN("REFERENCE_DIR is not set: no recorded traffic");
        return;
    }
    std::set<aml::ObjectKind> kinds;
    int count = 0;
    for (const auto& entry :
         fs::directory_iterator(fs::path(reference_folder()) / "oracles/sdk-traffic")) {
        std::istringstream lines(support::read_file(entry.path()));
        for (std::string line; std::getline(lines, line);) {
            const document::Parsed parsed = document::parse(line, "x.json");
            const document::Document& request = parsed.document;
            const document::NodeId body = request.find(request.root(), "body");
            if (request.at(request.find(request.root(), "m")).text != "PUT") {
                continue;
            }
            aml::ObjectKind kind{};
            // The password and the keys are there, and said.
            std::string found = findings_of(member_text(request, body), kind);
            for (const char* secret :
                 {"AZ111 /properties/properties/userAccountCredentials/adminUserPassword\n",
                  "AZ111 /properties/credentials/secrets/key\n"}) {
                const std::size_t at = found.find(secret);
                found.erase(std::min(at, found.size()),
                            at == std::string::npos ? 0 : std::string(secret).size());
            }
            INFO(entry.path().filename().string() << ": " << line);
            CHECK(found.empty());
            kinds.insert(kind);
            ++count;
        }
    }
    CHECK(count > 8);
    CHECK(kinds == std::set<aml::ObjectKind>{
                       aml::ObjectKind::job, aml::ObjectKind::compute, aml::ObjectKind::datastore,
                       aml::ObjectKind::environment, aml::ObjectKind::other}); // code versions
}

TEST_CASE("answers of the published specification are read", "[bundle]") {
    if (reference_folder().empty()) {
        WARN("REFERENCE_DIR is not set: no published examples");
        return;
    }
    const fs::path examples = fs::path(reference_folder()) /
                              "oracles/openapi/specification/machinelearningservices/"
                              "resource-manager/Microsoft.MachineLearningServices/stable/"
                              "2023-04-01/examples";

    struct Case {
        const char* file;
        aml::ObjectKind kind;
        const char* findings; // the examples fill in every field there is
    };

    const Case cases[] = {
        {"Compute/get/AmlCompute.json", aml::ObjectKind::compute,
         "AZ106 /properties/properties/osType\n"},
        {"Datastore/get.json", aml::ObjectKind::datastore, ""},
        {"Job/CommandJob/get.json", aml::ObjectKind::job,
         "AZ104 /properties/services/string/jobServiceType\n"
         "AZ106 /properties/resources/properties\n"
         "AZ106 /properties/inputs/string/description\n"
         "AZ106 /properties/outputs/string/description\n"},
        {"Workspace/EnvironmentVersion/get.json", aml::ObjectKind::environment, "not recognised"},
        {"Workspace/get.json", aml::ObjectKind::workspace,
         "AZ106 /properties/encryption\nAZ106 /properties/sharedPrivateLinkResources\n"},
        {"WorkspaceConnection/get.json", aml::ObjectKind::connection,
         "AZ106 /properties/authType\n"},
        {"Compute/get/KubernetesCompute.json", aml::ObjectKind::other, ""},
        {"Job/PipelineJob/get.json", aml::ObjectKind::other, ""},
    };
    for (const Case& c : cases) {
        INFO(c.file);
        const document::Parsed parsed =
            document::parse(support::read_file(examples / c.file), "x.json");
        document::NodeId at = parsed.document.root();
        for (const char* key : {"responses", "200", "body"}) {
            at = parsed.document.find(at, key);
        }
        REQUIRE(at != document::k_no_node);
        aml::ObjectKind kind = c.kind;
        CHECK(findings_of(member_text(parsed.document, at), kind) == c.findings);
        CHECK(kind == c.kind);
    }
}
