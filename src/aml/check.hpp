#pragma once
// Holds an object to its rows: keys, types, words, what is required, what is not understood. Pure.

#include "aml/read.hpp"
#include "aml/table.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aml {

// Where the checks of all readers put what they find.
class Findings {
  public:
    Findings(const document::Document& document, std::vector<base::Finding>& out)
        : m_document(document),
          m_out(out) {}

    void at_value(std::string_view code, base::Class cls, NodeId node, std::string message,
                  std::string help = {});
    void at_key(std::string_view code, base::Class cls, NodeId node, std::string message,
                std::string help = {});
    // The finding said last gets a fix: this text in the place of it.
    void fix(std::string replacement);

  private:
    const document::Document& m_document;
    std::vector<base::Finding>& m_out;
};

// Codes: AZ101 unknown key, AZ102 a value that `az ml` reads as another, AZ103 wrong type, AZ104 no
// word that may stand there, AZ105 missing, AZ106 not understood, AZ111 a secret, AZ114 a key that
// YAML does not have.
void check(const document::Document& document, const Recognised& what, const Table& table,
           Findings& findings);

} // namespace aml
