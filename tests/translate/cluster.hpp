#pragma once
// One cluster's definition, translated.

#include "base/strings.hpp"
#include "batchai/old_cli.hpp"
#include "batchai/read.hpp"
#include "support/catch.hpp"
#include "support/definition.hpp"
#include "translate/translate.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace tests {

struct TranslatedCluster {
    document::Parsed parsed;
    translate::Source source;
    batchai::RuleOfNode rules;
    translate::ClusterResult result;

    // `body` is the whole file; empty: flags alone.
    explicit TranslatedCluster(const std::string& body, const batchai::OldCliFlags& flags = {},
                               const translate::Options& options = {},
                               const std::string& name = "gpu") {
        batchai::Cluster cluster;
        if (!body.empty()) {
            parsed = document::parse(body, "cluster.json");
            INFO(body);
            REQUIRE(parsed.ok);
            support::Definition definition(parsed.document);
            source.what = definition.what;
            rules = std::move(definition.rules);
            cluster = batchai::read_cluster(parsed.document, source.what, rules);
        }
        source.document = &parsed.document;
        source.rules = &rules;
        if (flags.any()) {
            const auto refusal = batchai::merge(cluster, flags);
            INFO((refusal ? refusal->what : ""));
            REQUIRE_FALSE(refusal);
        }
        result = translate::cluster(source, cluster, name, {}, options);
    }

    [[nodiscard]] const aml::AmlCompute& compute() const {
        REQUIRE(result.compute);
        return *result.compute;
    }

    // The codes in their order: "TR401 TR406".
    [[nodiscard]] std::string codes() const {
        std::string out;
        for (const base::Finding& finding : result.findings) {
            out += out.empty() ? "" : " ";
            out += finding.code;
        }
        return out;
    }

    [[nodiscard]] const base::Finding& finding(std::string_view code) const {
        const auto found =
            std::find_if(result.findings.begin(), result.findings.end(),
                         [&](const base::Finding& finding) { return finding.code == code; });
        INFO(code << " in " << codes());
        REQUIRE(found != result.findings.end());
        return *found;
    }

    // "exact /size": the class of the leaf, and the leaves of the compute's file that it became.
    [[nodiscard]] std::string fate(std::string_view pointer) const {
        std::string out;
        translate::each_leaf(parsed.document, parsed.document.root(), [&](document::NodeId node) {
            if (parsed.document.pointer(node) == pointer) {
                const translate::Fate& fate = result.ledger.of(node);
                out = base::name(fate.cls);
                for (const translate::Target& to : fate.to) {
                    out += " " + to.pointer;
                }
            }
        });
        INFO(pointer);
        REQUIRE_FALSE(out.empty());
        return out;
    }

    // The flag that gave the leaf of the compute's file; empty where none did.
    [[nodiscard]] std::string flag_of(std::string_view leaf) const {
        for (const translate::FlagOrigin& origin : result.flags) {
            if (origin.leaf.pointer == leaf) {
                return std::string(origin.flag);
            }
        }
        return {};
    }
};

// A file with a living size and these other properties.
inline std::string living(std::string_view properties) {
    std::string out = R"({"properties": {"vmSize": "Standard_NC4as_T4_v3")";
    out += properties.empty() ? "" : ", ";
    return out.append(properties).append("}}");
}

inline std::string scaled(std::string_view scale) {
    return living(R"("scaleSettings": )" + std::string(scale));
}

} // namespace tests
