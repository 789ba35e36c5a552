#pragma once
// Reads one object from text, and shows what was found as lines.

#include "aml/read.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>
#include <variant>

namespace reading {

// "AZ101 3:1 unknown key …", one finding a line, in the order of the file.
inline std::string lines_of(const document::Document& document,
                            const std::vector<base::Finding>& findings) {
    std::string out;
    for (const base::Finding& finding : findings) {
        const document::Position at = document.position(finding.offset);
        out += std::string(finding.code) + " " + std::to_string(at.line) + ":" +
               std::to_string(at.column) + " " + finding.message + "\n";
    }
    return out;
}

template <class T> struct Result {
    T object;
    std::string findings;
    std::vector<base::Finding> all;
};

template <class T> Result<T> read(const std::string& text, const char* file = "x.yml") {
    const document::Parsed parsed = document::parse(text, file);
    REQUIRE(parsed.ok);
    const auto found = aml::recognise(parsed.document);
    REQUIRE(found.size() == 1);
    aml::Read read = aml::read(parsed.document, found[0]);
    REQUIRE(std::holds_alternative<T>(read.object));
    return {std::get<T>(std::move(read.object)), lines_of(parsed.document, read.findings),
            read.findings};
}

// The findings of a job that is sound but for these lines at its end.
inline std::string job_findings(const std::string& lines) {
    return read<aml::CommandJob>("command: a\nenvironment: azureml:e:1\ncompute: gpu\n" + lines)
        .findings;
}

} // namespace reading
