#pragma once
// Azure in memory, as far as the commands use it: tokens, Resource Manager with operations that
// take their time, computes whose nodes come and go, discovery and experiments. It keeps a journal
// of what it did, and does not do twice what it is asked twice.

#include "support/fake_transport.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace support {

class FakeArm {
  public:
    static constexpr const char* k_subscription = "00000000-0000-0000-0000-000000000001";
    static constexpr const char* k_tenant = "00000000-0000-0000-0000-00000000000a";
    static constexpr const char* k_token = "fakeSecretTokenHead.payload.fakeSecretTokenTail";

    explicit FakeArm(FakeClock& clock);

    // What the service says; the handler of a FakeTransport.
    FakeAnswer answer(const Seen& seen);

    // Puts things there without a request.
    void add_group(const std::string& name, const std::string& location = "westeurope");
    void add_workspace(const std::string& group, const std::string& name,
                       const std::string& location = "westeurope");

    // The resource at the path, in any case; null where there is none.
    [[nodiscard]] nlohmann::json at(const std::string& path) const;
    nlohmann::json& edit(const std::string& path);
    // All there is, as one text without times: two services with the same have had the same done.
    [[nodiscard]] std::string state();

    // How often each path was made, where nothing was before.
    std::map<std::string, int> created;
    std::vector<std::string> journal;   // "PUT /subscriptions/…", each request that was taken
    base::Milliseconds takes{12'000};   // an operation
    std::set<std::string> unregistered; // providers
    std::map<std::string, nlohmann::json> kept_vaults; // deleted ones, by lower-case name
    std::set<std::string> kept_workspaces;
    // The answer to the next request whose path ends so, once.
    std::map<std::string, FakeAnswer> next;
    nlohmann::json node_errors = nlohmann::json::array(); // of computes that are made from now on
    bool fail_late = false; // the next operation that begins fails at its end
    int ready_nodes = -1;   // more never come; -1: all

  private:
    struct Work {
        std::string path; // of the object
        base::Instant ends;
        bool failed = false;
        bool removes = false;
    };

    FakeAnswer token() const;
    FakeAnswer manager(const Seen& seen, const std::string& path, const std::string& query);
    FakeAnswer history(const Seen& seen, const std::string& path);
    FakeAnswer put(const std::string& path, const nlohmann::json& body);
    FakeAnswer patch(const std::string& path, const nlohmann::json& body);
    FakeAnswer remove(const std::string& path, const std::string& query);
    FakeAnswer read(const std::string& path);
    FakeAnswer list(const std::string& path);
    std::optional<FakeAnswer> refused(const std::string& path) const;
    FakeAnswer begin(const std::string& path, int status, bool removes);
    void settle();
    void settle_nodes(nlohmann::json& compute);

    FakeClock& m_clock;
    std::map<std::string, nlohmann::json> m_resources; // by path in lower case
    std::map<std::string, base::Instant> m_resized;    // computes, when their nodes are there
    std::map<std::string, Work> m_works;               // by the name of the operation
    int m_count = 0;
};

} // namespace support
