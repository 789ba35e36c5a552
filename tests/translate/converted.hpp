#pragma once
// A job or cluster read from text and translated, for tests.

#include "batchai/read.hpp"
#include "document/document.hpp"
#include "support/catch.hpp"
#include "support/definition.hpp"
#include "translate/translate.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace support {

// A definition's text, and what is found in it.
struct Read {
    document::Parsed parsed;
    Definition found;

    explicit Read(std::string_view text)
        : parsed(document::parse(std::string(text), "test.json")) {
        REQUIRE(parsed.ok);
        found = Definition(parsed.document);
    }

    [[nodiscard]] translate::Source source() const {
        return {"test.json", "0123456789abcdef", &parsed.document, &found.rules, found.what};
    }
};

// The cluster, where one is given, explains the job's mounts below its root.
inline translate::JobResult converted(std::string_view job, const translate::Options& options = {},
                                      std::string_view cluster = {}) {
    const Read read(job);
    const batchai::Job in =
        batchai::read_job(read.parsed.document, read.found.what, read.found.rules);
    translate::JobContext context;
    context.name = "train";
    context.display_name = "train";
    context.compute = "gpu";
    context.options = &options;
    if (cluster.empty()) {
        return translate::job(read.source(), in, context);
    }
    const Read beside(cluster);
    const batchai::Cluster of =
        batchai::read_cluster(beside.parsed.document, beside.found.what, beside.found.rules);
    context.cluster = &of;
    context.cluster_document = &beside.parsed.document;
    return translate::job(read.source(), in, context);
}

inline std::vector<const base::Finding*> all_of(const std::vector<base::Finding>& findings,
                                                std::string_view code) {
    std::vector<const base::Finding*> found;
    for (const base::Finding& finding : findings) {
        if (finding.code == code) {
            found.push_back(&finding);
        }
    }
    return found;
}

// The path of an input or output; "none" where there is none of that name.
template <class Pairs> std::string path_of(const Pairs& pairs, std::string_view name) {
    const auto found = std::find_if(pairs.begin(), pairs.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    return found == pairs.end() ? "none" : found->second.path;
}

} // namespace support
