#include "report/cores.hpp"
#include "report/report.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using report::Cores;
using report::cores_needed;
using report::Quota;
using report::quotas_needed;

namespace {

aml::AmlCompute compute(std::string name, std::string size, std::int64_t nodes,
                        bool low_priority = false) {
    aml::AmlCompute out;
    out.name = std::move(name);
    out.size = std::move(size);
    out.max_instances = nodes;
    out.low_priority = low_priority;
    return out;
}

std::vector<Cores> needed(const std::vector<aml::AmlCompute>& computes) {
    std::vector<const aml::AmlCompute*> all;
    for (const aml::AmlCompute& one : computes) {
        all.push_back(&one);
    }
    return cores_needed(all);
}

constexpr const char* k_t4 = "Standard NCASv3_T4 Family";

} // namespace

TEST_CASE("a cluster needs its maximum, times the cores of a node", "[report]") {
    const auto rows = needed({compute("gpu", "Standard_NC8as_T4_v3", 4)});
    REQUIRE(rows.size() == 1);
    CHECK(rows[0] == Cores{.family = k_t4,
                           .size = "Standard_NC8as_T4_v3",
                           .low_priority = false,
                           .nodes = 4,
                           .cores = 32,
                           .clusters = {"gpu"}});
}

TEST_CASE("clusters of one size add up, those of one family stand together", "[report]") {
    const auto rows =
        needed({compute("b", "Standard_NC8as_T4_v3", 1), compute("c", "Standard_D2_v2", 3),
                compute("a", "STANDARD_NC8AS_T4_V3", 2), compute("d", "Standard_NC4as_T4_v3", 5)});
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].family == k_t4);
    CHECK(rows[0].size == "Standard_NC4as_T4_v3");
    CHECK(rows[1].nodes == 3);
    CHECK(rows[1].cores == 24);
    CHECK(rows[1].clusters == std::vector<std::string>{"a", "b"});
    CHECK(rows[2].family == "standardDv2Family");
    CHECK(quotas_needed(rows) == std::vector<Quota>{{.name = k_t4, .cores = 44},
                                                    {.name = "standardDv2Family", .cores = 6}});
}

TEST_CASE("low priority stands apart and has one quota", "[report]") {
    const auto rows =
        needed({compute("a", "Standard_NC4as_T4_v3", 2, true),
                compute("b", "Standard_D2_v2", 1, true), compute("c", "Standard_NC4as_T4_v3", 1)});
    REQUIRE(rows.size() == 3);
    CHECK_FALSE(rows[0].low_priority);
    CHECK(rows[0].cores == 4);
    CHECK(rows[1].low_priority);
    CHECK(quotas_needed(rows) ==
          std::vector<Quota>{{.name = k_t4, .cores = 4}, {.name = "low priority", .cores = 10}});
}

TEST_CASE("what is not known is said, and comes last", "[report]") {
    const auto rows = needed({compute("a", "Standard_XYZ9", 2), compute("b", "Standard_D2", 2),
                              compute("c", "Standard_D2_v2", 1)});
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].family == "standardDv2Family");
    CHECK(rows[1].size == "Standard_D2");
    CHECK(rows[1].family.empty());
    CHECK(rows[1].cores == 4); // the cores are known, the name of the family is not
    CHECK(rows[2].cores == -1);
    CHECK(quotas_needed(rows) ==
          std::vector<Quota>{{.name = "standardDv2Family", .cores = 2},
                             {.name = "Standard_D2 (family not known)", .cores = 4},
                             {.name = "Standard_XYZ9 (family not known)", .unknown = true}});
}

TEST_CASE("promotional sizes have a family of their own", "[report]") {
    const auto rows =
        needed({compute("a", "Standard_NC6_Promo", 1), compute("b", "Standard_NC6", 1)});
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].family == "standardNCFamily");
    CHECK(rows[1].family == "standardNCPromoFamily");
    CHECK(rows[1].cores == 6);
}

TEST_CASE("without clusters nothing is needed", "[report]") {
    CHECK(needed({}).empty());
    CHECK(quotas_needed({}).empty());
    report::Report empty;
    CHECK(report::summary(empty, "").find("cores") == std::string::npos);
    CHECK(report::to_markdown(empty).find("Cores") == std::string::npos);
    CHECK_THAT(report::to_json(empty), ContainsSubstring("\"cores\": []"));
}

TEST_CASE("the reports tell the sums and the rows", "[report]") {
    report::Report report;
    report.cores =
        needed({compute("a", "Standard_NC4as_T4_v3", 2), compute("b", "Standard_XYZ9", 1),
                compute("c", "Standard_D2_v2", 3, true), compute("d", "Standard_XYZ9", 1, true)});
    CHECK_THAT(report::summary(report, ""),
               ContainsSubstring("  cores needed   Standard NCASv3_T4 Family 8, "
                                 "Standard_XYZ9 (family not known) unknown, "
                                 "low priority 6 and unknown\n"));
    const std::string markdown = report::to_markdown(report);
    CHECK_THAT(markdown,
               ContainsSubstring(
                   "| Standard NCASv3\\_T4 Family | Standard\\_NC4as\\_T4\\_v3 | 2 | 8 | a |"));
    CHECK_THAT(markdown, ContainsSubstring("| not known | Standard\\_XYZ9 | 1 | not known | b |"));
    CHECK_THAT(markdown, ContainsSubstring("| low priority | Standard\\_D2\\_v2 | 3 | 6 | c |"));
    const std::string json = report::to_json(report);
    CHECK_THAT(json,
               ContainsSubstring(R"({"family": "standardDv2Family", "size": "Standard_D2_v2", )"
                                 R"("tier": "low_priority", "nodes": 3, "cores": 6, )"
                                 R"("clusters": ["c"]})"));
    CHECK_THAT(json, ContainsSubstring(R"({"family": null, "size": "Standard_XYZ9", )"
                                       R"("tier": "dedicated", "nodes": 1, "cores": null, )"));
}
