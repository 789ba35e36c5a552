#include "base/strings.hpp"
#include "report/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace report {

namespace {

std::string plural(std::int64_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string list(const Counts& counts) {
    std::string out;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] != 0) {
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ",
                               base::name(static_cast<base::Class>(i)), counts[i]);
        }
    }
    return out.empty() ? "none" : out;
}

// "Standard NCASv3_T4 Family 16, low priority 48"
std::string quota_list(const std::vector<Cores>& cores) {
    std::string out;
    for (const Quota& quota : quotas_needed(cores)) {
        const std::string amount = !quota.unknown     ? fmt::format("{}", quota.cores)
                                   : quota.cores == 0 ? std::string("unknown")
                                                      : fmt::format("{} and unknown", quota.cores);
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", base::printable(quota.name, 80),
                           amount);
    }
    return out;
}

// "3 equal, 1 different"
std::string verdict_list(const std::vector<Verdict>& verdicts) {
    std::string out;
    for (const std::string_view name : {"equal", "equal but for", "different"}) {
        const auto count = std::count_if(verdicts.begin(), verdicts.end(),
                                         [&](const Verdict& v) { return v.verdict == name; });
        if (count != 0) {
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count,
                               name == "equal but for" ? "equal but for what may differ" : name);
        }
    }
    return out;
}

std::string_view colour_of(base::Class cls) {
    const std::string_view severity = base::severity(cls);
    return severity == "error" ? "\x1b[1;31m" : severity == "warning" ? "\x1b[1;33m" : "\x1b[1;36m";
}

} // namespace

std::string summary(const Report& report, std::string_view where) {
    const Totals& t = report.totals;
    std::string out = fmt::format("{}: {}, {}, {}", plural(t.files, "file"), plural(t.jobs, "job"),
                                  plural(t.clusters, "cluster"), plural(t.datastores, "datastore"));
    out += t.environments != 0 ? fmt::format(", {}", plural(t.environments, "environment")) : "";
    const auto also = [&](std::int64_t count, std::string_view what, std::string_view more = {}) {
        out += count != 0 ? fmt::format(", {}{}", plural(count, what), more) : "";
    };
    also(t.file_servers, "file server");
    also(t.workspaces, "workspace");
    also(t.experiments, "experiment");
    also(t.configurations, "configuration");
    also(t.azureml, "object", " already Azure ML's");
    out += t.unknown != 0 ? fmt::format("; {} of no kind that is read", t.unknown) : "";
    out += where.empty() ? "\n" : fmt::format("  ->  {}\n", where);
    out += fmt::format("  input fields   {} of {} have a fate: {}\n", t.with_fate, t.input_fields,
                       list(t.fates));
    if (!where.empty()) {
        out += fmt::format("  output fields  {} of {} have an origin\n", t.with_origin,
                           t.output_fields);
    }
    out += fmt::format("  findings       {}\n", list(t.findings));
    if (!report.verdicts.empty()) {
        out += fmt::format("  verified       {}\n", verdict_list(report.verdicts));
    }
    if (!report.cores.empty()) {
        out += fmt::format("  cores needed   {}\n", quota_list(report.cores));
    }
    if (!report.tasks.empty()) {
        out += fmt::format("  to do by hand  {}{}\n",
                           plural(static_cast<std::int64_t>(report.tasks.size()), "task"),
                           where.empty() ? "" : fmt::format(", listed in {}/report.md", where));
    }
    return out;
}

std::string verdicts_text(const Report& report, std::size_t limit) {
    std::string out;
    std::size_t shown = 0;
    for (const Verdict& verdict : report.verdicts) {
        if (shown++ >= limit) {
            return out + "… and more; all of them: -o json, or report.json\n";
        }
        out += fmt::format("{}: {}", base::printable(verdict.job, 200), verdict.verdict);
        if (verdict.witness) {
            const Witness& w = *verdict.witness;
            out += fmt::format(" in {}{}: \"{}\" in Batch AI, \"{}\" in Azure ML",
                               w.process.empty() ? "" : w.process + ", ", w.what, w.batchai,
                               w.azureml);
        }
        std::string_view gap = " ";
        for (const std::string_view difference : verdict.differences) {
            if (!verdict.witness) {
                out += fmt::format("{}{}", std::exchange(gap, ", "), difference);
            }
        }
        out += '\n';
    }
    return out;
}

std::string findings_text(const Report& report, std::size_t limit, bool colour) {
    std::string out;
    std::size_t shown = 0;
    std::size_t hidden = 0;
    for (const File& file : report.files) {
        for (const base::Finding& finding : file.findings) {
            if (finding.cls == base::Class::exact) {
                continue;
            }
            if (shown++ >= limit) {
                ++hidden;
                continue;
            }
            out += base::printable(file.display, 400);
            if (file.document != nullptr && finding.offset != base::k_no_offset) {
                const document::Position p = file.document->position(finding.offset);
                fmt::format_to(std::back_inserter(out), ":{}:{}", p.line, p.column);
            }
            fmt::format_to(std::back_inserter(out), ": {}{}{} [{}]: {}\n",
                           colour ? colour_of(finding.cls) : "", base::name(finding.cls),
                           colour ? "\x1b[0m" : "", finding.code, finding.message);
            out += excerpt(file, finding);
            if (!finding.help.empty()) {
                fmt::format_to(std::back_inserter(out), "  help: {}\n", finding.help);
            }
        }
    }
    if (hidden != 0) {
        fmt::format_to(std::back_inserter(out),
                       "… and {} more findings; all of them: -o json, or report.json\n", hidden);
    }
    return out;
}

} // namespace report
