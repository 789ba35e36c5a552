#pragma once
// The rows of one kind of object and the two trees of keys made of them. Pure.

#include "aml/read.hpp"
#include "aml/rows.hpp"
#include "document/key_tree.hpp"

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace aml {

class Table {
  public:
    explicit Table(std::initializer_list<std::span<const Row>> parts);

    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }

    [[nodiscard]] const document::KeyTree& keys(Form form) const {
        return form == Form::v2 ? m_v2 : m_arm;
    }

    // The row of a key of YAML; of one that only bodies have, by its path there. One of the two
    // exists: the readers ask for nothing else.
    [[nodiscard]] const Row& row(std::string_view path) const;

  private:
    std::vector<Row> m_rows;
    document::KeyTree m_v2;
    document::KeyTree m_arm;
};

// As the file was recognised: what its `type` says may be wrong.
DatastoreType datastore_type(const Recognised& what);

// Of any kind but `other`; a datastore's depends on its type.
const Table& table_of(const Recognised& what);

} // namespace aml
