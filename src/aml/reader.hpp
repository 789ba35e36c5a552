#pragma once
// Looks up the values of an object by the paths of its rows, whatever form the object has. What is
// missing, null or of the wrong type is "not said": the check has told. Pure.

#include "aml/check.hpp"
#include "aml/names.hpp"
#include "aml/read.hpp"
#include "aml/table.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aml {

class Reader {
  public:
    Reader(const document::Document& document, const Recognised& what, const Table& table,
           Findings& findings)
        : m_document(document),
          m_what(what),
          m_table(table),
          m_findings(findings),
          m_object(what.object) {}

    // What is below an item ("inputs.*"): paths are then those of its rows, in full.
    [[nodiscard]] Reader below(NodeId item, std::string_view container) const;

    [[nodiscard]] bool v2() const { return m_what.form == Form::v2; }

    [[nodiscard]] const Recognised& what() const { return m_what; }

    [[nodiscard]] const document::Document& document() const { return m_document; }

    [[nodiscard]] Findings& findings() const { return m_findings; }

    [[nodiscard]] NodeId object() const { return m_object; }

    // k_no_node where nothing, or null, is said.
    [[nodiscard]] NodeId find(std::string_view path) const;

    [[nodiscard]] bool says(std::string_view path) const { return find(path) != k_no_node; }

    [[nodiscard]] std::string text(std::string_view path) const;
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view path) const;
    [[nodiscard]] std::optional<bool> boolean(std::string_view path) const;
    // Which of the row's words stands there.
    [[nodiscard]] std::optional<std::size_t> word(std::string_view path) const;
    // Members with strings, in the order of the file; `path` ends in ".*".
    [[nodiscard]] std::vector<std::pair<std::string, std::string>>
    strings(std::string_view path) const;
    [[nodiscard]] Strings map(std::string_view path) const;
    // The members of an object, of whatever kind; `path` ends in ".*".
    [[nodiscard]] std::vector<NodeId> members(std::string_view path) const;

    // The items of a list or of a map, whichever the form has: the identities of a resource.
    [[nodiscard]] std::vector<NodeId> identity_nodes() const;

    template <class Enum> [[nodiscard]] std::optional<Enum> as(std::string_view path) const {
        const auto index = word(path);
        return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
    }

    // The object's name: `name`, or the last segment of `id`; a finding where it is not legal.
    [[nodiscard]] std::string name(NameKind kind) const;
    void check_name(NameKind kind, NodeId node, std::string_view name) const;

    // A value that cannot be: AZ104.
    void not_allowed(NodeId node, std::string message, std::string help = {}) const;

  private:
    [[nodiscard]] std::string_view path_of(std::string_view row) const;
    [[nodiscard]] NodeId find_string(std::string_view path) const;

    const document::Document& m_document;
    const Recognised& m_what;
    const Table& m_table;
    Findings& m_findings;
    NodeId m_object;
    std::string_view m_base; // the path of m_object in this form
};

// One reader for each kind.
CommandJob read_job(const Reader& r);
AmlCompute read_compute(const Reader& r);
Datastore read_datastore(const Reader& r);
EnvironmentVersion read_environment(const Reader& r);
Connection read_connection(const Reader& r);
Workspace read_workspace(const Reader& r);
// Of a resource: a compute or a workspace.
void read_identities(const Reader& r, bool& system, std::vector<std::string>& users);

} // namespace aml
