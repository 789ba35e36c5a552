#include "rest/pages.hpp"
#include "rest/pipeline.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using rest::Repeat;
using support::FakeAnswer;
using support::Seen;

namespace {

std::string list(Pipeline& p, rest::Request first) {
    std::string all;
    rest::for_each_item(p.loop, std::move(first), "list the computes",
                        [&](const nlohmann::json& item) { all += item.dump() + " "; });
    return all;
}

std::string list(Pipeline& p) {
    return list(p, rest::get(k_arm + "/computes?api-version=1", ""));
}

} // namespace

TEST_CASE("a list is all its pages in their order", "[rest]") {
    Pipeline p;
    p.transport.script = {
        {.body =
             R"({"value": [1, 2], "nextLink": "https://management.azure.com/computes?$skip=2"})"},
        {.body = R"({"value": [], "nextLink": "/computes?$skip=3"})"}, // empty, and not the end
        {.body = R"({"value": [{"a": "b"}], "nextLink": null})"}};
    CHECK(list(p) == "1 2 {\"a\":\"b\"} ");
    CHECK(p.transport.seen[1].url == k_arm + "/computes?$skip=2"); // as it was given
    CHECK(p.transport.seen[2].url == k_arm + "/computes?$skip=3");
}

TEST_CASE("nodes stand under their own name", "[rest]") {
    Pipeline p;
    p.transport.script = {{.body = R"({"nodes": [1], "nextLink": ""})"}};
    CHECK(list(p, rest::post(k_arm + "/listNodes", "", "", Repeat::repeatable)) == "1 ");
}

TEST_CASE("the next page of a POST is asked with POST, else with GET", "[rest]") {
    Pipeline p;
    p.transport.handler = [](const Seen& seen) -> FakeAnswer {
        if (seen.url == k_arm + "/listNodes") {
            return {.body = R"({"nodes": [1], "nextLink": "/next"})"};
        }
        if (seen.method == "POST") {
            return {.status = 405};
        }
        return {.body = R"({"nodes": [2]})"};
    };
    CHECK(list(p, rest::post(k_arm + "/listNodes", "", "", Repeat::repeatable)) == "1 2 ");
    CHECK(p.transport.seen.size() == 3);
}

TEST_CASE("a page on another host is not asked, token or not", "[rest]") {
    for (const char* link : {"https://evil.example.com/x", "http://management.azure.com/x",
                             "https://management.azure.com.evil.example.com/", "//evil/x", "x"}) {
        INFO(link);
        Pipeline p;
        p.credential.answers = {p.token("fake-token")};
        p.transport.script = {
            {.body = std::string(R"({"value": [], "nextLink": ")") + link + "\"}"}};
        try {
            list(p, rest::get(k_arm + "/x", "s/.default"));
            FAIL("it was followed");
        } catch (const base::Error& error) {
            CHECK(error.code() == base::Exit::refused);
            CHECK_THAT(error.what(), StartsWith("cannot list the computes: nextLink of https://"
                                                "management.azure.com:443 leads to "));
        }
        CHECK(p.transport.seen.size() == 1);
    }
}

TEST_CASE("pages that lead in a circle or never end are an error", "[rest]") {
    Pipeline circle;
    circle.transport.handler = [](const Seen& seen) {
        return FakeAnswer{.body = std::string(R"({"value": [], "nextLink": "/)") +
                                  (seen.url.ends_with("/a") ? "b" : "a") + "\"}"};
    };
    CHECK_THROWS_WITH(list(circle), ContainsSubstring("in a circle"));
    CHECK(circle.transport.seen.size() == 3);
    Pipeline endless;
    endless.transport.handler = [number = 0](const Seen&) mutable {
        return FakeAnswer{.body =
                              R"({"value": [], "nextLink": "/)" + std::to_string(++number) + "\"}"};
    };
    CHECK_THROWS_WITH(list(endless), ContainsSubstring("more than 1000 pages"));
}

TEST_CASE("what is no list is an error", "[rest]") {
    for (const char* body : {"", "<html>", "[]", "{}", R"({"value": 5})"}) {
        Pipeline p;
        p.transport.script = {{.body = body}};
        CHECK_THROWS_AS(list(p), base::Error);
    }
    Pipeline refused;
    refused.transport.script = {{.status = 404}};
    CHECK_THROWS_WITH(list(refused), "cannot list the computes: the service answers 404");
}
