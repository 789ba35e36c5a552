#include "aml/read.hpp"

#include "aml/check.hpp"
#include "aml/names.hpp"
#include "aml/reader.hpp"
#include "aml/table.hpp"
#include "base/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aml {

namespace {
Object object_of(const Reader& r, ObjectKind kind) {
    switch (kind) {
    case ObjectKind::job:
        return read_job(r);
    case ObjectKind::compute:
        return read_compute(r);
    case ObjectKind::datastore:
        return read_datastore(r);
    case ObjectKind::environment:
        return read_environment(r);
    case ObjectKind::connection:
        return read_connection(r);
    case ObjectKind::workspace:
        return read_workspace(r);
    case ObjectKind::other:
        break;
    }
    return {};
}

void look_for_placeholders(const document::Document& document, NodeId id, Findings& findings) {
    const document::Node& node = document.at(id);
    if (node.kind == document::Kind::string && has_placeholder(node.text)) {
        findings.at_value("AZ110", base::Class::error, id,
                          fmt::format("\"{}\" still waits for a value",
                                      base::printable(node.key.empty() ? node.text : node.key, 60)),
                          "write what is meant in the place of REPLACE-ME");
    }
    for (NodeId child = node.first_child; child != k_no_node; child = document.at(child).next) {
        look_for_placeholders(document, child, findings);
    }
}
} // namespace

Read read(const document::Document& document, const Recognised& what) {
    Read out;
    if (what.kind == ObjectKind::other) {
        return out;
    }
    const Table& table = table_of(what);
    Findings findings(document, out.findings);
    check(document, what, table, findings);
    out.object = object_of(Reader(document, what, table, findings), what.kind);
    std::stable_sort(
        out.findings.begin(), out.findings.end(),
        [](const base::Finding& a, const base::Finding& b) { return a.offset < b.offset; });
    return out;
}

std::vector<base::Finding> find_placeholders(const document::Document& document, NodeId node) {
    std::vector<base::Finding> out;
    Findings findings(document, out);
    look_for_placeholders(document, node, findings);
    return out;
}

} // namespace aml
