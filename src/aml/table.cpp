#include "aml/table.hpp"

#include "aml/rows_job.hpp"
#include "aml/rows_other.hpp"
#include "base/strings.hpp"

#include <algorithm>
#include <cassert>

namespace aml {

namespace {
std::vector<Row> joined(std::initializer_list<std::span<const Row>> parts) {
    std::vector<Row> out;
    for (const std::span<const Row> part : parts) {
        out.insert(out.end(), part.begin(), part.end());
    }
    return out;
}

std::vector<document::Key> keys_of(const std::vector<Row>& rows, std::string_view Row::*path) {
    std::vector<document::Key> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!(rows[i].*path).empty()) {
            out.push_back({rows[i].*path, rows[i].type, static_cast<std::uint16_t>(i)});
        }
    }
    return out;
}
} // namespace

Table::Table(std::initializer_list<std::span<const Row>> parts)
    : m_rows(joined(parts)),
      m_v2(keys_of(m_rows, &Row::v2)),
      m_arm(keys_of(m_rows, &Row::arm)) {}

const Row& Table::row(std::string_view path) const {
    auto found = std::find_if(m_rows.begin(), m_rows.end(),
                              [path](const Row& row) { return row.v2 == path; });
    if (found == m_rows.end()) {
        found = std::find_if(m_rows.begin(), m_rows.end(),
                             [path](const Row& row) { return row.arm == path; });
    }
    assert(found != m_rows.end());
    return *found;
}

DatastoreType datastore_type(const Recognised& what) {
    const Word& file = word_of(k_datastore_types, DatastoreType::azure_file);
    return base::iequals(what.type, what.form == Form::v2 ? file.v2 : file.arm)
               ? DatastoreType::azure_file
               : DatastoreType::azure_blob;
}

const Table& table_of(const Recognised& what) {
    using namespace rows;
    static const Table k_jobs({k_job, k_job_environment, k_around});
    static const Table k_computes({k_compute, k_resource_identity, k_identity_list, k_around});
    static const Table k_blobs({k_datastore, k_container, k_around});
    static const Table k_files({k_datastore, k_share, k_around});
    static const Table k_environments({k_environment, k_around});
    static const Table k_connections({k_connection, k_around});
    static const Table k_workspaces({k_workspace, k_resource_identity, k_identity_map, k_around});
    switch (what.kind) {
    case ObjectKind::compute:
        return k_computes;
    case ObjectKind::datastore:
        return datastore_type(what) == DatastoreType::azure_file ? k_files : k_blobs;
    case ObjectKind::environment:
        return k_environments;
    case ObjectKind::connection:
        return k_connections;
    case ObjectKind::workspace:
        return k_workspaces;
    default:
        return k_jobs;
    }
}

} // namespace aml
