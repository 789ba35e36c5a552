#include "cli/world.hpp"
#include "support/catch.hpp"

TEST_CASE("experiments are made, listed and shown over the data plane", "[cli]") {
    World world;
    world.ready();
    CHECK(world.run({"experiment", "create", "mnist", "--dry-run", "--exit-code"}) == 5);
    REQUIRE(world.run({"experiment", "create", "mnist", "cifar", "-o", "tsv"}) == 0);
    CHECK(world.out() == "mnist\tcreated\t2026-08-22T12:00:00Z\t\te-mnist\n"
                         "cifar\tcreated\t2026-08-22T12:00:00Z\t\te-cifar\n");
    REQUIRE(world.run({"experiment", "create", "mnist", "-o", "json", "--query", "action"}) == 0);
    CHECK(world.out() == "\"unchanged\"\n");
    REQUIRE(world.run({"experiment", "list", "-o", "tsv", "--query", "name"}) == 0);
    CHECK(world.out() == "cifar\nmnist\n");
    REQUIRE(world.run({"experiment", "show", "mnist"}) == 0);
    CHECK_THAT(world.out(), ContainsSubstring("id: e-mnist\n"));
    CHECK(world.run({"experiment", "show", "gone"}) == 7);
    CHECK(world.run({"experiment", "create", "no/name"}) == 2);
}

TEST_CASE("the discovery address is asked without a token", "[cli]") {
    World world;
    world.ready();
    REQUIRE(world.run({"experiment", "list"}) == 0);
    bool asked = false;
    for (const support::Seen& one : world.network.seen) {
        if (one.url.ends_with("/discovery")) {
            asked = true;
            CHECK(one.header("Authorization").empty());
        }
    }
    CHECK(asked);
}

TEST_CASE("a list of experiments is read to its last page", "[cli]") {
    World world;
    world.ready();
    const auto usual = world.network.answer;
    int page = 0;
    world.network.answer = [&](const support::Seen& one) -> support::FakeAnswer {
        if (!one.url.ends_with("experiments:query")) {
            return usual(one);
        }
        ++page;
        CHECK((page == 1 ? one.body == "{}" : one.body == R"({"continuationToken":"next"})"));
        return {.body = page == 1 ? R"({"value": [{"name": "a"}], "continuationToken": "next"})"
                                  : R"({"value": [{"name": "b"}]})"};
    };
    REQUIRE(world.run({"experiment", "list", "-o", "tsv", "--query", "name"}) == 0);
    CHECK(world.out() == "a\nb\n");
}
