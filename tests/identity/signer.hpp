#pragma once
// A credential over fakes of everything it reaches the world with.

#include "base/error.hpp"
#include "identity/identity.hpp"
#include "rest/pipeline.hpp"
#include "support/catch.hpp"
#include "support/fakes.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

// Files in memory, as far as a credential reads them.
class MemoryFiles final : public base::Files {
  public:
    std::map<std::string, std::string> content;

    base::FileType type(const std::string& path, bool) override {
        return content.contains(path) ? base::FileType::regular : base::FileType::missing;
    }

    std::string read(const std::string& path, std::uint64_t limit) override {
        if (!content.contains(path) || content[path].size() > limit) {
            throw base::Error(base::Exit::invalid, "cannot read " + path);
        }
        return content[path];
    }

    std::vector<base::Entry> list(const std::string&) override { return {}; }

    void write(const std::string&, std::string_view, bool) override {}

    void make_folder(const std::string&) override {}

    void remove(const std::string&) override {}

    std::string identity(const std::string& path) override { return path; }

    std::string absolute(const std::string& path) override { return path; }
};

// The one program that is asked for. Not installed unless the test says so.
class FakeProcess final : public base::Process {
  public:
    base::CommandResult result{.end = base::CommandResult::End::not_found};
    std::vector<base::Command> commands;

    base::CommandResult run(const base::Command& command) override {
        commands.push_back(command);
        return result;
    }
};

struct Signer {
    Pipeline p;
    MemoryFiles files;
    support::FakeEnviron variables;
    FakeProcess process;
    identity::Options options{.cloud = rest::find_cloud("AzureCloud", files)};
    std::unique_ptr<rest::Credential> credential;

    // What a request for Resource Manager gets: its answer, whatever it is.
    rest::TokenAnswer ask(const std::string& scope = "https://management.azure.com/.default",
                          const std::string& claims = "") {
        if (!credential) {
            credential = identity::make_credential(options, {files, variables, process, p.random});
        }
        std::optional<rest::TokenAnswer> got;
        credential->fetch({scope, claims}, p.loop, [&](rest::TokenAnswer answer) {
            CHECK_FALSE(got);
            got = std::move(answer);
        });
        p.loop.run();
        REQUIRE(got);
        return *got;
    }

    // The token, or "!" and the error with its help.
    std::string token(const std::string& scope = "https://management.azure.com/.default") {
        const rest::TokenAnswer answer = ask(scope);
        return answer.token ? answer.token->value.reveal()
                            : "!" + std::string(answer.error->what()) + "|" + answer.error->help();
    }

    void service_principal() {
        variables.values = {{"AZURE_TENANT_ID", "my-tenant"},
                            {"AZURE_CLIENT_ID", "my-client"},
                            {"AZURE_CLIENT_SECRET", "fake & secret=1"}};
    }

    [[nodiscard]] const support::Seen& seen(std::size_t index) const {
        REQUIRE(p.transport.seen.size() > index);
        return p.transport.seen[index];
    }
};

// The answer of a token endpoint.
inline support::FakeAnswer grants(const std::string& token, const std::string& more = "") {
    return {.body = R"({"token_type": "Bearer", "expires_in": 3599, "access_token": ")" + token +
                    "\"" + more + "}"};
}

// The fields of a form, decoded.
inline std::map<std::string, std::string> form_of(const std::string& body) {
    std::map<std::string, std::string> form;
    std::size_t begin = 0;
    while (begin < body.size()) {
        const std::size_t end = std::min(body.find('&', begin), body.size());
        const std::string part = body.substr(begin, end - begin);
        const auto equals = part.find('=');
        form[rest::decode(part.substr(0, equals))] = rest::decode(part.substr(equals + 1));
        begin = end + 1;
    }
    return form;
}

} // namespace
