#pragma once
// A job of a few lines, translated: what the tests of toolkits and variables look at.

#include "batchai/read.hpp"
#include "document/document.hpp"
#include "support/definition.hpp"
#include "translate/translate.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace translated {

// `body`: members of "properties", without the braces; "'" stands for a double quote.
class Job {
  public:
    explicit Job(std::string_view body, const translate::Options& options = {}) {
        std::string text = "{'properties': {" + std::string(body) + "}}";
        std::replace(text.begin(), text.end(), '\'', '"');
        m_parsed = document::parse(std::move(text), "test.json");
        support::Definition definition(m_parsed.document);
        m_what = definition.what;
        m_rules = std::move(definition.rules);
        findings = std::move(definition.findings);
        m_job = batchai::read_job(m_parsed.document, m_what, m_rules);
        translate::JobContext context;
        context.name = context.display_name = "test";
        context.compute = "gpu";
        context.options = &options;
        result = translate::job({"test.json", "0123456789ab", &m_parsed.document, &m_rules, m_what},
                                m_job, context);
        findings.insert(findings.end(), result.findings.begin(), result.findings.end());
    }

    [[nodiscard]] bool written() const { return result.job.has_value(); }

    [[nodiscard]] std::string command() const {
        return result.job ? aml::command_text(*result.job) : "";
    }

    // "mpi 2 x 4": the distribution, nodes, processes on each; "2" without a distribution.
    [[nodiscard]] std::string layout() const {
        if (!result.job) {
            return "none";
        }
        const std::string nodes = std::to_string(result.job->instance_count);
        const auto& distribution = result.job->distribution;
        if (!distribution) {
            return nodes;
        }
        switch (distribution->type) {
        case aml::DistributionType::mpi:
            return "mpi " + nodes + " x " +
                   std::to_string(distribution->process_count_per_instance);
        case aml::DistributionType::pytorch:
            return "pytorch " + nodes + " x " +
                   std::to_string(distribution->process_count_per_instance);
        default:
            return "tensorflow " + nodes + ": " + std::to_string(distribution->worker_count) + "+" +
                   std::to_string(distribution->parameter_server_count);
        }
    }

    // The findings of a code, as "manual: message".
    [[nodiscard]] std::vector<std::string> said(std::string_view code) const {
        std::vector<std::string> out;
        for (const base::Finding& finding : findings) {
            if (finding.code == code) {
                out.push_back(std::string(base::name(finding.cls)) + ": " + finding.message);
            }
        }
        return out;
    }

    // The text of the file that the first finding of the code points at.
    [[nodiscard]] std::string place(std::string_view code) const {
        for (const base::Finding& finding : findings) {
            if (finding.code == code && finding.offset != base::k_no_offset) {
                return std::string(
                    m_parsed.document.source().substr(finding.offset, finding.length));
            }
        }
        return {};
    }

    [[nodiscard]] bool assumes(std::string_view name) const {
        return std::find(result.assumptions.begin(), result.assumptions.end(), name) !=
               result.assumptions.end();
    }

    // The variables of the job itself, as "NAME=value".
    [[nodiscard]] std::vector<std::string> variables() const {
        std::vector<std::string> out;
        if (result.job) {
            for (const auto& [name, value] : result.job->environment_variables) {
                out.push_back(name + "=" + value);
            }
        }
        return out;
    }

    // The fate of a field, by its JSON pointer below "properties".
    [[nodiscard]] std::string fate(std::string_view pointer) const {
        for (document::NodeId node = 0; node < m_parsed.document.size(); ++node) {
            if (m_parsed.document.pointer(node) == "/properties" + std::string(pointer)) {
                return std::string(base::name(result.ledger.of(node).cls));
            }
        }
        return "no such field";
    }

    std::vector<base::Finding> findings;
    translate::JobResult result;

  private:
    document::Parsed m_parsed;
    batchai::Recognised m_what;
    batchai::RuleOfNode m_rules;
    batchai::Job m_job;
};

} // namespace translated
