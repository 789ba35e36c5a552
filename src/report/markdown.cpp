#include "base/strings.hpp"
#include "base/version.hpp"
#include "report/report.hpp"

#include <fmt/format.h>

namespace report {

namespace {

// Nothing that a user wrote may become markup, a link or a table cell's end.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : base::printable(text, 500)) {
        if (std::string_view("\\`*_[]<>|#!").find(c) != std::string_view::npos) {
            out.push_back('\\');
        }
        out.push_back(c);
    }
    return out;
}

void table_of_files(const Report& report, std::string& out) {
    out += "| file | kind | written | findings |\n|---|---|---|---|\n";
    for (const File& file : report.files) {
        Counts counts{};
        for (const base::Finding& finding : file.findings) {
            ++counts[static_cast<std::size_t>(finding.cls)];
        }
        std::string found;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] != 0) {
                found += fmt::format("{}{} {}", found.empty() ? "" : ", ", counts[i],
                                     base::name(static_cast<base::Class>(i)));
            }
        }
        std::string written;
        std::size_t users = 0;
        for (const OutputFile& output : file.outputs) {
            users += output.users ? 1 : 0;
            if (!output.users && !output.path.starts_with("datastores/") &&
                !output.path.starts_with("arm/")) {
                written += fmt::format("{}{}", written.empty() ? "" : ", ", cell(output.path));
            }
        }
        written += users == 0 ? ""
                              : fmt::format(", {} of --code",
                                            users == 1 ? "1 file" : fmt::format("{} files", users));
        out += fmt::format("| {} | {} | {} | {} |\n", cell(file.path),
                           file.readable ? file.kind_name() : "unreadable", written, found);
    }
}

void findings_of_files(const Report& report, std::string& out) {
    for (const File& file : report.files) {
        if (file.findings.empty()) {
            continue;
        }
        out += fmt::format("\n### {}\n\n", cell(file.path));
        for (const base::Finding& finding : file.findings) {
            std::string place;
            if (file.document != nullptr && finding.offset != base::k_no_offset) {
                const document::Position p = file.document->position(finding.offset);
                place = fmt::format("{}:{}: ", p.line, p.column);
            }
            out += fmt::format("* {}**{}** ({}) {}{}{}\n", place, base::name(finding.cls),
                               finding.code, cell(finding.message),
                               finding.help.empty() ? "" : " — ", cell(finding.help));
        }
    }
}

void cores_of_clusters(const Report& report, std::string& out) {
    if (report.cores.empty()) {
        return;
    }
    out +=
        "\n## Cores needed\n\n"
        "With every cluster at its maximum. Quota is given for each family, low priority has one "
        "for all; that of GPU families is zero until it is asked for, and a dedicated cluster "
        "without quota is refused even at a minimum of 0 nodes.\n\n"
        "| quota | size | nodes | cores | clusters |\n|---|---|---|---|---|\n";
    for (const Cores& row : report.cores) {
        const std::string_view quota = row.low_priority     ? "low priority"
                                       : row.family.empty() ? "not known"
                                                            : std::string_view(row.family);
        out += fmt::format("| {} | {} | {} | {} | {} |\n", cell(quota), cell(row.size), row.nodes,
                           row.cores < 0 ? std::string("not known") : fmt::format("{}", row.cores),
                           cell(base::join(row.clusters, ", ")));
    }
}

void table_of_verdicts(const Report& report, std::string& out) {
    if (report.verdicts.empty()) {
        return;
    }
    out += "\n## Verified\n\nEach job against what Batch AI started for it. The manual says what "
           "the verdicts promise, and what the names of differences mean.\n\n"
           "| job | verdict | |\n|---|---|---|\n";
    for (const Verdict& verdict : report.verdicts) {
        std::string what;
        if (verdict.witness) {
            const Witness& w = *verdict.witness;
            what = fmt::format("{}{}: \"{}\" in Batch AI, \"{}\" in Azure ML",
                               w.process.empty() ? "" : w.process + ", ", w.what, w.batchai,
                               w.azureml);
        } else {
            for (const std::string_view difference : verdict.differences) {
                what += fmt::format("{}{}", what.empty() ? "" : ", ", difference);
            }
        }
        out += fmt::format("| {} | {} | {} |\n", cell(verdict.job), verdict.verdict, cell(what));
    }
}

} // namespace

std::string to_markdown(const Report& report) {
    std::string out = fmt::format("# What became of it\n\nMade by {} {}.\n\n```\n{}```\n\n",
                                  base::k_tool, base::k_version, summary(report, ""));
    table_of_files(report, out);
    if (!report.tasks.empty()) {
        out += "\n## To do by hand\n\n";
        for (const translate::Task& task : report.tasks) {
            out +=
                fmt::format("- [ ] {} (`{}`): {}\n", cell(task.title), task.where, cell(task.how));
            if (!task.command.empty()) {
                // Indented: nothing in it is markup.
                out += fmt::format("\n      {}\n\n",
                                   base::replace_all(task.command, "\n", "\n      "));
            }
        }
    }
    if (!report.assumptions.empty()) {
        out += "\n## Assumptions\n\n";
        for (const Assumption& assumption : report.assumptions) {
            out += fmt::format("* {}: {}\n", cell(assumption.name),
                               cell(base::join(assumption.jobs, ", ")));
        }
    }
    table_of_verdicts(report, out);
    if (!report.left_out.empty()) {
        out += "\n## Variables of Batch AI that are left out\n\nNothing in these jobs names them. "
               "`--provide-variables all` gives them to scripts that read them.\n\n";
        for (const LeftOut& one : report.left_out) {
            out += fmt::format("* {}: {}\n", cell(base::join(one.variables, ", ")),
                               cell(base::join(one.jobs, ", ")));
        }
    }
    cores_of_clusters(report, out);
    out += "\n## Findings\n";
    findings_of_files(report, out);
    if (!report.commands.empty()) {
        out += "\n## With the CLI alone\n\nIn this folder, with `az configure --defaults group=… "
               "workspace=…` done:\n\n```sh\n";
        for (const std::string& command : report.commands) {
            out += command + "\n";
        }
        out += "```\n";
    }
    return out;
}

} // namespace report
