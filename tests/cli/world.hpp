#pragma once
// The program and an Azure of its own, in one process: commands are run as a user types them, time
// passes only while they wait.

#include "base/random.hpp"
#include "cli/cli.hpp"
#include "cli/network.hpp"
#include "support/fake_arm.hpp"
#include "support/fake_transport.hpp"
#include "support/fakes.hpp"
#include "support/memory_files.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace {

// Nobody is asked: there is no other program on this machine.
class NoPrograms final : public base::Process {
  public:
    base::CommandResult run(const base::Command& /*command*/) override {
        return {.end = base::CommandResult::End::not_found};
    }
};

class FakeNetwork final : public cli::Network {
  public:
    explicit FakeNetwork(support::FakeClock& clock)
        : m_clock(clock) {}

    // Each command gets its own; what it asks is answered here.
    std::function<support::FakeAnswer(const support::Seen&)> answer;
    std::vector<support::Seen> seen; // of the last command
    std::atomic<bool> stop = false;

    std::unique_ptr<rest::Transport> transport(std::optional<std::string> /*ca_file*/) override {
        auto out = std::make_unique<support::FakeTransport>(m_clock);
        seen.clear();
        out->handler = [this](const support::Seen& one) {
            seen.push_back(one);
            return std::optional(answer(one));
        };
        return out;
    }

    [[nodiscard]] std::string transport_name() const override { return "fake/1.0"; }

    base::Clock& clock() override { return m_clock; }

    base::Random& random() override { return m_random; }

    base::Process& process() override { return m_process; }

    const std::atomic<bool>& interrupted() override { return stop; }

  private:
    support::FakeClock& m_clock;
    support::FakeRandom m_random;
    NoPrograms m_process;
};

// A person who gives the same answer to every question.
class AskedTerminal final : public base::Terminal {
  public:
    std::string said_out;
    std::string said_err;
    std::optional<std::string> answer;

    void out(std::string_view text) override { said_out += text; }

    void err(std::string_view text) override { said_err += text; }

    [[nodiscard]] bool err_is_terminal() const override { return false; }

    [[nodiscard]] bool out_is_terminal() const override { return false; }

    std::optional<std::string> ask(std::string_view question) override {
        said_err += question;
        return answer;
    }
};

const std::string k_group =
    "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/demo";
const std::string k_workspace =
    k_group + "/providers/Microsoft.MachineLearningServices/workspaces/lab";
const std::string k_gpu = k_workspace + "/computes/gpu";

struct World {
    support::FakeClock clock;
    support::FakeArm arm{clock};
    FakeNetwork network{clock};
    support::MemoryFiles files;
    support::FakeEnviron environ;
    AskedTerminal terminal;

    World() {
        environ.values = {{"HOME", "/home/demo"},
                          {"AZURE_TENANT_ID", support::FakeArm::k_tenant},
                          {"AZURE_CLIENT_ID", "00000000-0000-0000-0000-00000000000c"},
                          {"AZURE_CLIENT_SECRET", "fakeSecretOfClient"},
                          {"AZURE_SUBSCRIPTION_ID", support::FakeArm::k_subscription},
                          {"AZURE_RESOURCE_GROUP", "demo"},
                          {"AZUREML_WORKSPACE_NAME", "lab"}};
        network.answer = [this](const support::Seen& one) { return arm.answer(one); };
    }

    // With a workspace to work in.
    World& ready() {
        arm.add_group("demo");
        arm.add_workspace("demo", "lab");
        return *this;
    }

    int run(std::vector<std::string> words) {
        terminal.said_out.clear();
        terminal.said_err.clear();
        words.insert(words.begin(), "batchai-to-amlcompute");
        std::vector<const char*> argv;
        for (const std::string& word : words) {
            argv.push_back(word.c_str());
        }
        cli::Env env{files, environ, terminal, &network};
        return cli::run(static_cast<int>(argv.size()), argv.data(), env);
    }

    [[nodiscard]] const std::string& out() const { return terminal.said_out; }

    [[nodiscard]] const std::string& err() const { return terminal.said_err; }

    // "PUT …/computes/gpu", one for each request to Resource Manager and run history.
    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> out;
        for (const support::Seen& one : network.seen) {
            const std::string path = one.url.substr(0, one.url.find('?'));
            if (path.find("oauth2") == std::string::npos) {
                out.push_back(one.method + " " + path.substr(path.find('/', 8)));
            }
        }
        return out;
    }

    [[nodiscard]] int count(const std::string& method) const {
        int count = 0;
        for (const std::string& one : asked()) {
            count += one.starts_with(method + " ") ? 1 : 0;
        }
        return count;
    }
};

// One compute cluster by flags alone.
const std::vector<std::string> k_create = {"cluster",         "create", "-n", "gpu",   "-s",
                                           "Standard_DS3_v2", "--min",  "1",  "--max", "2"};

[[maybe_unused]] std::vector<std::string> with(std::vector<std::string> words,
                                               const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

} // namespace
