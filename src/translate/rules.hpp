#pragma once
// Mapping is data. Each rule stands once, here: the reader's key check, the report, the man page's
// mapping table and the schema-coverage test all read these rows. Pure.

#include "base/diagnostic.hpp"
#include "batchai/keys.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace translate {

enum class On : std::uint8_t {
    job,     // under `properties` of a job
    cluster, // under `properties` of a cluster
    file_server,
    workspace,
    experiment,
    configuration,
    around,   // beside `properties`, of any of them
    any,      // a property of the file, not of a key (nulls, unknown keys)
    job_file, // jobs/<name>/job.yml
    compute_file,
    datastore_file,
    connection_file,
    environment_file,
    workspace_file
};

struct Rule {
    std::string id; // "job.node-count"; stable, in report.json
    On on = On::any;
    std::string path; // Batch AI's key, or the output's pointer ("/inputs/*/type")
    batchai::Type type = batchai::Type::text;
    std::string_view output; // where it goes, for people; of an output rule: why it is there
    base::Class cls = base::Class::exact; // the usual class
    std::string_view why;                 // one clause; for dropped and manual the reason
};

// All rows; a rule's index is what RuleOfNode holds.
std::span<const Rule> rules();
// Also for batchai's special values; nullptr for k_no_rule.
const Rule* rule_at(std::uint16_t rule);
// Whether a value under this rule may be a secret: it is never shown.
bool holds_secret(std::uint16_t rule);
// The row of an output leaf ("/inputs/data/mode" matches "/inputs/*/mode"); nullptr when there is
// none.
const Rule* output_rule(On file, std::string_view pointer);

// For the reader's check.
const batchai::KeyTree& keys_around();
// `flat`: of an object whose fields stand beside its name.
const batchai::KeyTree& keys_of(batchai::ObjectKind kind, bool flat);

} // namespace translate
