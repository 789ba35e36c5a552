#pragma once
// From a document to Azure ML's objects: v2 YAML as `az ml` takes it (or prints it), and bodies of
// Azure Resource Manager as they are sent and answered. The inverse of emit/. What `az ml` would
// refuse is a finding with its place, and so is what is legal and not understood here; nothing is
// left out silently. Pure.

#include "aml/aml.hpp"
#include "base/diagnostic.hpp"
#include "document/document.hpp"

#include <string_view>
#include <variant>
#include <vector>

namespace aml {

using document::k_no_node;
using document::NodeId;

// `other`: Azure ML's, and none that is read: a pipeline, a data asset.
enum class ObjectKind : std::uint8_t {
    job,
    compute,
    datastore,
    environment,
    connection,
    workspace,
    other
};
std::string_view name(ObjectKind kind); // "command job", "compute", …

enum class Form : std::uint8_t { v2, arm };

struct Recognised {
    ObjectKind kind = ObjectKind::other;
    Form form = Form::v2;
    NodeId object = k_no_node;
    std::string_view type; // as the file says it: "azure_blob", "Pipeline"; may be empty
};

// By content, never by name: `$schema`, `type`, and keys that only one kind has. A document holds
// one object, or several in a list or in the "value" of an answer. Empty: nothing of Azure ML.
std::vector<Recognised> recognise(const document::Document& document);

using Object = std::variant<std::monostate, CommandJob, AmlCompute, Datastore, EnvironmentVersion,
                            Connection, Workspace>;

struct Read {
    Object object; // none for `other`
    std::vector<base::Finding> findings;
};

// What is wrong is left out of the object, as if not said. Texts of other files (Dockerfiles, conda
// files) are the caller's to fill in. Codes: AZ101 to AZ114.
Read read(const document::Document& document, const Recognised& what);

// Every value below the node that still holds REPLACE-ME or REPLACE_ME, as errors (AZ110): what a
// command that sends must refuse.
std::vector<base::Finding> find_placeholders(const document::Document& document, NodeId node);

} // namespace aml
