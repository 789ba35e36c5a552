// report.json: a contract. Add to it, do not rename.

#include "base/json_text.hpp"
#include "base/version.hpp"
#include "report/report.hpp"
#include "translate/rules.hpp"

#include <fmt/format.h>

namespace report {

namespace {

using base::JsonText;

void count(Totals& t, batchai::ObjectKind kind) {
    switch (kind) {
    case batchai::ObjectKind::job:
        ++t.jobs;
        break;
    case batchai::ObjectKind::cluster:
        ++t.clusters;
        break;
    case batchai::ObjectKind::file_server:
        ++t.file_servers;
        break;
    case batchai::ObjectKind::workspace:
        ++t.workspaces;
        break;
    case batchai::ObjectKind::experiment:
        ++t.experiments;
        break;
    case batchai::ObjectKind::configuration:
        ++t.configurations;
        break;
    case batchai::ObjectKind::azureml:
        ++t.azureml;
        break;
    case batchai::ObjectKind::unknown:
        ++t.unknown;
    }
}

void strings(JsonText& json, const auto& all) {
    json.begin_array(true);
    for (const auto& one : all) {
        json.string(one);
    }
    json.end_array();
}

void verdicts(JsonText& json, const std::vector<Verdict>& all) {
    json.key("verdicts").begin_array();
    for (const Verdict& verdict : all) {
        json.begin_object().key("job").string(verdict.job);
        json.key("verdict").string(verdict.verdict);
        json.key("differences");
        strings(json, verdict.differences);
        json.key("witness");
        if (verdict.witness) {
            const Witness& witness = *verdict.witness;
            json.begin_object().key("process").string(witness.process);
            json.key("what").string(witness.what);
            json.key("batchai").string(witness.batchai);
            json.key("azureml").string(witness.azureml).end_object();
        } else {
            json.null();
        }
        json.key("assumptions");
        strings(json, verdict.assumptions);
        json.end_object();
    }
    json.end_array();
}

void counts(JsonText& json, const Counts& values) {
    json.begin_object(true);
    for (std::size_t i = 0; i < values.size(); ++i) {
        json.key(base::name(static_cast<base::Class>(i))).number(values[i]);
    }
    json.end_object();
}

void totals(JsonText& json, const Totals& t) {
    json.begin_object();
    json.key("files").number(t.files);
    json.key("clusters").number(t.clusters);
    json.key("jobs").number(t.jobs);
    json.key("datastores").number(t.datastores);
    json.key("connections").number(t.connections);
    json.key("environments").number(t.environments);
    json.key("file_servers").number(t.file_servers);
    json.key("workspaces").number(t.workspaces);
    json.key("experiments").number(t.experiments);
    json.key("configurations").number(t.configurations);
    json.key("azureml").number(t.azureml);
    json.key("unknown").number(t.unknown);
    json.key("input_fields").begin_object(true);
    json.key("total").number(t.input_fields).key("with_fate").number(t.with_fate).end_object();
    json.key("output_fields").begin_object(true);
    json.key("total").number(t.output_fields).key("with_origin").number(t.with_origin).end_object();
    json.key("fates");
    counts(json, t.fates);
    json.key("findings");
    counts(json, t.findings);
    json.end_object();
}

void outputs(JsonText& json, const std::vector<OutputFile>& files) {
    json.begin_array();
    for (const OutputFile& file : files) {
        json.begin_object(true).key("path").string(file.path).key("sha256").string(file.sha256);
        if (file.kept) {
            json.key("kept").boolean(true);
        }
        json.end_object();
    }
    json.end_array();
}

void place(JsonText& json, const File& file, std::uint32_t offset) {
    document::Position position;
    if (file.document != nullptr && offset != base::k_no_offset) {
        position = file.document->position(offset);
    }
    json.key("line").number(position.line).key("column").number(position.column);
}

void findings(JsonText& json, const File& file) {
    json.begin_array();
    for (const base::Finding& finding : file.findings) {
        json.begin_object(true);
        json.key("code").string(finding.code);
        json.key("class").string(base::name(finding.cls));
        json.key("severity").string(base::severity(finding.cls));
        place(json, file, finding.offset);
        json.key("pointer");
        if (finding.node != base::k_no_node && file.document != nullptr) {
            json.string(file.document->pointer(finding.node));
        } else {
            json.null();
        }
        json.key("message").string(finding.message);
        json.key("help");
        if (finding.help.empty()) {
            json.null();
        } else {
            json.string(finding.help);
        }
        json.key("fix");
        if (finding.fix) {
            json.begin_object().key("replacement").string(finding.fix->replacement);
            json.key("applicability").string(base::name(finding.fix->applicability)).end_object();
        } else {
            json.null();
        }
        json.end_object();
    }
    json.end_array();
}

void fates(JsonText& json, const File& file) {
    json.begin_array();
    if (file.ledger != nullptr) {
        translate::each_leaf(*file.document, file.document->root(), [&](document::NodeId node) {
            const translate::Fate& fate = file.ledger->of(node);
            json.begin_object(true).key("pointer").string(file.document->pointer(node));
            place(json, file, file.document->at(node).offset);
            json.key("class").string(base::name(fate.cls)).key("to").begin_array();
            for (const translate::Target& to : fate.to) {
                const std::string& path = file.ledger->files()[to.file];
                json.string(to.pointer.empty() ? path : path + "#" + to.pointer);
            }
            const translate::Rule* rule = translate::rule_at((*file.rules)[node]);
            json.end_array()
                .key("rule")
                .string(rule != nullptr                    ? std::string_view(rule->id)
                        : file.document->at(node).stand_in ? "any.expression"
                                                           : "any.empty")
                .end_object();
        });
    }
    json.end_array();
}

void objects(JsonText& json, const std::vector<ObjectLine>& lines) {
    json.key("objects").begin_array();
    for (const ObjectLine& line : lines) {
        json.begin_object(true);
        json.key("pointer").string(line.pointer);
        json.key("kind").string(batchai::name(line.kind));
        json.key("name").string(line.name);
        json.key("submittable").boolean(line.submittable).end_object();
    }
    json.end_array();
}

void one_file(JsonText& json, const File& file) {
    json.begin_object();
    json.key("path").string(file.path);
    json.key("kind").string(file.kind_name());
    json.key("api_version");
    if (file.api_version.empty() || !file.readable) {
        json.null();
    } else {
        json.string(file.api_version);
    }
    json.key("shape");
    if (file.objects.empty() || file.kind == batchai::ObjectKind::azureml || !file.readable) {
        json.null();
    } else {
        json.string(batchai::name(file.shape));
    }
    json.key("outputs");
    outputs(json, file.outputs);
    json.key("submittable").boolean(file.submittable());
    if (file.objects.size() > 1) {
        objects(json, file.objects);
    }
    json.key("findings");
    findings(json, file);
    json.key("fates");
    fates(json, file);
    json.end_object();
}

void cores(JsonText& json, const std::vector<Cores>& rows) {
    json.begin_array();
    for (const Cores& row : rows) {
        json.begin_object(true).key("family");
        if (row.family.empty()) {
            json.null();
        } else {
            json.string(row.family);
        }
        json.key("size").string(row.size);
        json.key("tier").string(row.low_priority ? "low_priority" : "dedicated");
        json.key("nodes").number(row.nodes).key("cores");
        if (row.cores < 0) {
            json.null();
        } else {
            json.number(row.cores);
        }
        json.key("clusters").begin_array(true);
        for (const std::string& cluster : row.clusters) {
            json.string(cluster);
        }
        json.end_array().end_object();
    }
    json.end_array();
}

} // namespace

std::string_view File::kind_name() const {
    if (mapping) {
        return "mapping";
    }
    return kind == batchai::ObjectKind::unknown && objects.size() > 1 ? "mixed"
                                                                      : batchai::name(kind);
}

bool File::submittable() const {
    bool all = true;
    bool any = false;
    for (const ObjectLine& object : objects) {
        if (object.kind == batchai::ObjectKind::job) {
            any = true;
            all = all && object.submittable;
        }
    }
    return any && all;
}

void count(Report& report) {
    Totals& t = report.totals;
    for (const File& file : report.files) {
        ++t.files;
        t.unknown += file.objects.empty() && file.readable && !file.mapping ? 1 : 0;
        for (const ObjectLine& object : file.objects) {
            count(t, object.kind);
        }
        for (const base::Finding& finding : file.findings) {
            ++t.findings[static_cast<std::size_t>(finding.cls)];
        }
        if (file.ledger == nullptr) {
            continue;
        }
        translate::each_leaf(*file.document, file.document->root(), [&](document::NodeId node) {
            const translate::Fate& fate = file.ledger->of(node);
            ++t.input_fields;
            t.with_fate += fate.set ? 1 : 0;
            ++t.fates[static_cast<std::size_t>(fate.cls)];
        });
    }
}

std::string to_json(const Report& report) {
    std::string out;
    JsonText json(out);
    json.begin_object();
    json.key("version").number(1);
    json.key("tool")
        .begin_object(true)
        .key("name")
        .string(base::k_tool)
        .key("version")
        .string(base::k_version)
        .end_object();
    json.key("totals");
    totals(json, report.totals);
    json.key("files").begin_array();
    for (const File& file : report.files) {
        one_file(json, file);
    }
    json.end_array();
    json.key("outputs");
    outputs(json, report.outputs);
    json.key("origins").begin_array();
    for (const Origin& origin : report.origins) {
        json.begin_object(true)
            .key("field")
            .string(origin.field)
            .key("rule")
            .string(origin.rule)
            .end_object();
    }
    json.end_array();
    json.key("manual_tasks").begin_array();
    for (const translate::Task& task : report.tasks) {
        json.begin_object()
            .key("title")
            .string(task.title)
            .key("where")
            .string(task.where)
            .key("how")
            .string(task.how);
        if (!task.command.empty()) {
            json.key("command").string(task.command);
        }
        json.end_object();
    }
    json.end_array();
    json.key("cores");
    cores(json, report.cores);
    json.key("assumptions").begin_array();
    for (const Assumption& assumption : report.assumptions) {
        json.begin_object().key("name").string(assumption.name).key("jobs").begin_array(true);
        for (const std::string& job : assumption.jobs) {
            json.string(job);
        }
        json.end_array().end_object();
    }
    json.end_array();
    json.key("variables_left_out").begin_array();
    for (const LeftOut& one : report.left_out) {
        json.begin_object().key("variables").begin_array(true);
        for (const std::string& variable : one.variables) {
            json.string(variable);
        }
        json.end_array().key("jobs").begin_array(true);
        for (const std::string& job : one.jobs) {
            json.string(job);
        }
        json.end_array().end_object();
    }
    json.end_array();
    if (!report.verdicts.empty()) {
        verdicts(json, report.verdicts);
    }
    json.end_object();
    out.push_back('\n');
    return out;
}

} // namespace report
