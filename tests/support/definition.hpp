#pragma once
// The only object of a small file, found and checked with the keys of the rules. For tests of
// folders from translate on.

#include "batchai/read.hpp"
#include "document/document.hpp"
#include "translate/rules.hpp"

#include <vector>

namespace support {

struct Definition {
    batchai::Recognised what;
    batchai::RuleOfNode rules;
    std::vector<base::Finding> findings;

    Definition() = default;

    // `document` outlives it.
    explicit Definition(document::Document& document) {
        batchai::Found found = batchai::find_objects(document);
        rules = std::move(found.rules);
        findings = std::move(found.findings);
        if (found.objects.size() == 1) {
            what = found.objects.front();
            batchai::check_keys(document, what, translate::keys_around(),
                                translate::keys_of(what.kind, what.flat()), {}, rules, findings);
        }
    }
};

} // namespace support
