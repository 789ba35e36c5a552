#pragma once
// From a document to Batch AI's objects: what kind it is, whether its keys and types are known, and
// its values. Accepts what the old CLI accepted and says what that silently did. Pure.

#include "base/diagnostic.hpp"
#include "batchai/batchai.hpp"
#include "batchai/keys.hpp"

#include <string_view>
#include <vector>

namespace batchai {

struct Recognised {
    ObjectKind kind = ObjectKind::unknown;
    Shape shape = Shape::wrapped;
    NodeId outer = k_no_node; // the object that may have `name`, `id`, `$schema`
    NodeId body = k_no_node;  // the object that has the fields; `outer` itself in the flat shape
    std::string_view api_version; // "2018-05-01" unless the file shows another
};

// By content, never by name. A `properties` that is not an object is a wrong type, later.
Recognised recognise(const document::Document& document);

// The rule of every node: an index into the rules, or one of the values of keys.hpp.
using RuleOfNode = std::vector<std::uint16_t>;
// Walks the whole object. Codes: BA101 unknown key, BA102 a type that the old CLI changed silently,
// BA103 a type that it refused.
RuleOfNode check_keys(const document::Document& document, const Recognised& what,
                      const KeyTree& outer_keys, const KeyTree& keys,
                      std::vector<base::Finding>& findings);

Job read_job(const document::Document& document, const Recognised& what);
Cluster read_cluster(const document::Document& document, const Recognised& what);

} // namespace batchai
