#pragma once
// From a document to Batch AI's objects: which there are, whether their keys and types are known,
// and their values. Accepts what the old CLI accepted and says what that silently did. Pure.

#include "base/diagnostic.hpp"
#include "batchai/batchai.hpp"
#include "batchai/keys.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace batchai {

// One object, and where in its file it stands.
struct Recognised {
    ObjectKind kind = ObjectKind::unknown;
    Shape shape = Shape::wrapped;
    NodeId outer = k_no_node; // the object that may have `name`, `id`, `$schema`
    NodeId body = k_no_node;  // the object that has the fields; `outer` itself in the flat shape
    NodeId name_node = k_no_node;    // of a name that stands elsewhere (examples)
    std::string_view hinted_version; // what the file says: $schema, apiVersion, type, id
    std::string_view api_version;    // what it is read as, once its keys are known
    std::string_view workspace;      // from its id, its full name or what it is nested in
    std::string_view experiment;
    bool written = true; // false: a loop of a template, of which there may be none or many

    [[nodiscard]] bool flat() const { return body == outer; }
};

// The rule of every node: an index into the rules, or one of the values of keys.hpp.
using RuleOfNode = std::vector<std::uint16_t>;

struct Found {
    std::vector<Recognised> objects; // in the file's order, parents before what is nested in them
    Shape shape = Shape::wrapped;    // of the file
    // What belongs to none of the objects has the rule of the frame that it is part of.
    RuleOfNode rules;
    std::vector<base::Finding> findings;
};

// By content, never by name. Of an ARM template the expressions are resolved first, in the
// document: what they stand for takes their place, as far as the template tells.
Found find_objects(document::Document& document);

// Walks the whole object; says the rule of each of its nodes and settles its version: the one that
// is `forced`, else what the file says, unless its keys are newer. Codes: BA101 unknown key, BA102
// a type that the old CLI changed silently, BA103 a type that it refused, BA117 a key of another
// version.
void check_keys(const document::Document& document, Recognised& what, const KeyTree& outer_keys,
                const KeyTree& keys, std::string_view forced, RuleOfNode& rules,
                std::vector<base::Finding>& findings);

// Keys that the object's version did not have are not read.
Job read_job(const document::Document& document, const Recognised& what, const RuleOfNode& rules);
Cluster read_cluster(const document::Document& document, const Recognised& what,
                     const RuleOfNode& rules);
FileServer read_file_server(const document::Document& document, const Recognised& what,
                            const RuleOfNode& rules);
Workspace read_workspace(const document::Document& document, const Recognised& what,
                         const RuleOfNode& rules);
Experiment read_experiment(const document::Document& document, const Recognised& what,
                           const RuleOfNode& rules);
Configuration read_configuration(const document::Document& document, const Recognised& what,
                                 const RuleOfNode& rules);

} // namespace batchai
