#pragma once
// What happened to every field of every definition, ready to be written: report.json, report.md and
// the text on a terminal. May include: base, document, batchai, aml, translate, emit. Pure.

#include "base/diagnostic.hpp"
#include "batchai/read.hpp"
#include "document/document.hpp"
#include "report/cores.hpp"
#include "translate/translate.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace report {

struct OutputFile {
    std::string path;
    std::string sha256; // of what we wrote, or would have written over a file changed by hand
    bool kept = false;  // changed by hand: ours lies beside it as <path>.new
    bool users = false; // a file of the code folder that the user gave
};

// An object of a file, where it holds several or not.
struct ObjectLine {
    batchai::ObjectKind kind = batchai::ObjectKind::unknown;
    std::string name;
    std::string pointer;
    bool submittable = false;
};

struct File {
    std::string path;    // relative to the argument that reached it
    std::string display; // as the user can open it
    batchai::ObjectKind kind = batchai::ObjectKind::unknown;
    std::string_view api_version;
    batchai::Shape shape = batchai::Shape::wrapped;
    bool readable = true;
    bool mapping = false; // the mapping file of the run
    std::vector<ObjectLine> objects;
    std::vector<OutputFile> outputs;
    std::vector<base::Finding> findings;
    const document::Document* document = nullptr; // outlives the report
    const batchai::RuleOfNode* rules = nullptr;
    const translate::Ledger* ledger = nullptr; // null: the file has no fates

    // The kind of its objects, "mixed" where they differ, "mapping" of a mapping file.
    [[nodiscard]] std::string_view kind_name() const;
    // It holds jobs, and all of them are written.
    [[nodiscard]] bool submittable() const;
};

struct Origin {
    std::string field;
    std::string_view rule;
};

struct Assumption {
    std::string name;
    std::vector<std::string> jobs;
};

// The first thing in which a job and its translation differ, and what it is on both sides.
struct Witness {
    std::string process; // empty: of the job
    std::string what;
    std::string batchai;
    std::string azureml;
};

// Of a job that was compared with its translation (--verify).
struct Verdict {
    std::string job;
    std::string_view verdict; // "equal", "equal but for", "different"
    std::vector<std::string_view> differences;
    std::optional<Witness> witness;
    std::vector<std::string> assumptions;
};

// Variables that Batch AI set, and the jobs that they are not set for any more.
struct LeftOut {
    std::vector<std::string> variables;
    std::vector<std::string> jobs;
};

using Counts = std::array<std::int64_t, base::k_class_count>;

struct Totals {
    std::int64_t files = 0;
    std::int64_t clusters = 0;
    std::int64_t jobs = 0;
    std::int64_t datastores = 0;
    std::int64_t connections = 0;
    std::int64_t environments = 0;
    std::int64_t file_servers = 0;
    std::int64_t workspaces = 0;
    std::int64_t experiments = 0;
    std::int64_t configurations = 0;
    std::int64_t azureml = 0; // objects that are Azure ML's already
    std::int64_t unknown = 0;
    std::int64_t input_fields = 0;
    std::int64_t with_fate = 0;
    std::int64_t output_fields = 0;
    std::int64_t with_origin = 0;
    Counts fates{};
    Counts findings{};
};

struct Report {
    std::vector<File> files;         // sorted by path
    std::vector<OutputFile> outputs; // of the bundle as a whole
    std::vector<Origin> origins;
    std::vector<translate::Task> tasks;
    std::vector<Assumption> assumptions;
    std::vector<LeftOut> left_out;
    std::vector<Verdict> verdicts;     // sorted by job; empty: nobody asked
    std::vector<Cores> cores;          // that the clusters need
    std::vector<std::string> commands; // the exact `az ml …` lines, in order
    Totals totals;
};

// Counts fates and findings (`output_fields` and `with_origin` are the bundle's to say).
void count(Report& report);

// A line for each verdict, up to `limit` of them: what may differ, or the witness.
std::string verdicts_text(const Report& report, std::size_t limit);

std::string to_json(const Report& report);
std::string to_markdown(const Report& report);
// The few lines that a person reads first. `where`: the bundle's folder, empty with --check.
std::string summary(const Report& report, std::string_view where);
// Findings with their source lines, at most `limit` of them; notes (exact) are left out.
std::string findings_text(const Report& report, std::size_t limit, bool colour);

// The source line with a caret line below; what may be a secret is left out of it. Empty when the
// line is not text.
std::string excerpt(const File& file, const base::Finding& finding);

} // namespace report
