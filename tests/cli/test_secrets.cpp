// Secrets in every place that can hold one; none of them may be printed, logged or written,
// whatever goes wrong.

#include "cli/world.hpp"
#include "support/catch.hpp"

namespace {

using Kind = rest::Failure::Kind;

// The service, and a proxy before it, repeat what they were sent and what they know.
support::FakeAnswer gossip(const support::Seen& one, int status) {
    const std::string said = one.header("Authorization") + " " + one.body + " " + one.url +
                             " AccountKey=fakeSecretKeyfakeSecretKeyfakeSecretKeyfakeSecretKey; "
                             "https://x.blob.core.windows.net/c?sig=fakeSecretSignature";
    return {.status = status,
            .body = nlohmann::json({{"error", {{"code", "Bad"}, {"message", said}}}}).dump(),
            .headers = {{"x-ms-request-id", "id"},
                        {"Set-Cookie", "fakeSecretCookie"},
                        {"WWW-Authenticate", "Bearer fakeSecretChallenge"}}};
}

const std::vector<std::vector<std::string>> k_commands = {
    {"cluster", "create", "-n", "gpu", "-s", "Standard_DS3_v2", "-t", "1", "-u", "demo", "-p",
     "fakeSecretPassword", "--storage-account-key", "fakeSecretStorageKey"},
    {"cluster", "update", "gpu", "--max", "3"},
    {"cluster", "delete", "gpu", "--yes"},
    {"cluster", "status", "gpu"},
    {"cluster", "list"},
    {"cluster", "nodes", "gpu"},
    {"workspace", "create", "other", "-l", "westeurope"},
    {"workspace", "show", "lab"},
    {"workspace", "show", "lab", "--check"},
    {"workspace", "list"},
    {"workspace", "delete", "lab", "--yes"},
    {"experiment", "create", "mnist"},
    {"experiment", "list"},
};

void check_silence(World& world) {
    CHECK((world.out() + world.err()).find("fakeSecret") == std::string::npos);
    for (const auto& [path, text] : world.files.files) {
        CHECK(text.find("fakeSecret") == std::string::npos);
    }
}

} // namespace

TEST_CASE("no secret gets out of any command, with --debug and in each fault", "[cli]") {
    for (const std::vector<std::string>& words : k_commands) {
        INFO(words[0] << " " << words[1]);
        for (const int status : {0, 200, 400, 401, 403, 404, 409, 429, 500, -1, -2}) {
            INFO(status);
            World world;
            world.ready();
            REQUIRE(world.run(k_create) == 0);
            const auto usual = world.network.answer;
            world.network.answer = [&](const support::Seen& one) -> support::FakeAnswer {
                if (status == 0 || one.url.find("oauth2") != std::string::npos) {
                    return usual(one);
                }
                if (status < 0) {
                    return support::fails(status == -1 ? Kind::cut : Kind::no_connection,
                                          "it broke: " + one.header("Authorization"));
                }
                return gossip(one, status);
            };
            const int exit = world.run(with(words, {"--debug", "--verbose"}));
            // To what shall go a 404 is no failure.
            CHECK((status == 0 || (status == 404 && words[1] == "delete")) == (exit == 0));
            check_silence(world);
        }
        // The token endpoint itself repeats the secret.
        World world;
        world.network.answer = [&](const support::Seen& one) { return gossip(one, 401); };
        CHECK(world.run(with(words, {"--debug"})) == 6);
        check_silence(world);
    }
}

TEST_CASE("what an object of the service holds is shown without what looks like a secret",
          "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run(k_create) == 0);
    world.arm.edit(k_gpu)["properties"]["properties"]["errors"] = {
        {{"code", "Bad"},
         {"message", "https://x.blob.core.windows.net/c?sig=fakeSecretSignature"}}};
    CHECK(world.run({"cluster", "status", "gpu", "-o", "json"}) == 0);
    check_silence(world);
    CHECK(world.run({"cluster", "wait", "gpu"}) == 7);
    check_silence(world);
}
