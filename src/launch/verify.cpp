#include "launch/verify.hpp"

#include "base/json_text.hpp"
#include "base/secret_text.hpp"
#include "base/strings.hpp"
#include "batchai/variables.hpp"
#include "launch/batchai_storage.hpp"
#include "launch/compare.hpp"
#include "launch/differences.hpp"
#include "launch/shell/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace launch {

namespace {

constexpr std::size_t k_longest = 300; // bytes of a value in a witness
constexpr std::string_view k_typed = "{secret}";

// A line with its own mount roots in full.
std::string with_roots(const Reading& reading) {
    std::string out = reading.text;
    for (const std::string_view root : {batchai::k_job_mount_root, batchai::k_mount_root}) {
        for (const std::string& form : {fmt::format("${{{}}}", root), fmt::format("${}", root)}) {
            out = base::replace_all(
                out, form, root == batchai::k_job_mount_root ? k_job_root : k_cluster_root);
        }
    }
    return out;
}

// The location that the code folder stands for; empty: there is none, or it cannot be told.
std::string code_location(const Definition& definition, const BatchaiSide& side) {
    const auto& code = definition.options->code;
    if (!code || side.starts.empty()) {
        return {};
    }
    const Start& start = side.starts.front();
    if (code->at) {
        for (const bool cluster_level : {false, true}) {
            if (code->at->cluster_level.value_or(cluster_level) != cluster_level) {
                continue;
            }
            const std::string path =
                fmt::format("{}/{}", cluster_level ? k_cluster_root : k_job_root, code->at->path);
            std::string said = start.locations->said(path);
            if (said.starts_with("/")) {
                return said;
            }
        }
        return {};
    }
    // By the script: the longest file of the folder that a path of the line ends with.
    std::string found;
    std::size_t longest = 0;
    const std::string line = start.locations->said([&] {
        std::string text = start.line->readings[0].text;
        for (const auto& [name, variable] : start.line->readings[0].variables) {
            for (const std::string& form : {"${" + name + "}", "$" + name}) {
                for (std::size_t at = text.find(form); at != std::string::npos;
                     at = text.find(form, at + variable.value.size())) {
                    text.replace(at, form.size(), variable.value);
                }
            }
        }
        return text;
    }());
    for (const std::string_view word : base::split(line, ' ')) {
        for (const std::string& file : code->files) {
            if (word.starts_with('/') && word.ends_with("/" + file) && file.size() > longest) {
                found = word.substr(0, word.size() - file.size() - 1);
                longest = file.size();
            }
        }
    }
    return found;
}

class Comparison {
  public:
    Comparison(const Definition& definition, const Emitted& emitted)
        : m_definition(definition),
          m_emitted(emitted) {}

    Verdict run() {
        // Whether a custom toolkit's mpirun made way for the service's, the emitted job shows.
        m_batchai = batchai_side(m_definition, starts_mpi(m_emitted));
        Surroundings around{cntk(), {}, stored()};
        if (m_emitted.travels) {
            around.code_at = code_location(m_definition, m_batchai);
        }
        m_azureml = azureml_side(m_emitted, around);
        m_context = {&m_definition, &m_batchai, &m_azureml, !m_emitted.launcher.empty(), {}};
        m_context.met.insert(m_batchai.differences.begin(), m_batchai.differences.end());
        std::optional<Witness> witness = compare();
        Verdict out;
        out.assumptions = m_batchai.assumptions;
        std::sort(out.assumptions.begin(), out.assumptions.end());
        out.differences.assign(m_context.met.begin(), m_context.met.end());
        out.judgement = witness                   ? Judgement::different
                        : out.differences.empty() ? Judgement::equal
                                                  : Judgement::equal_but_for;
        if (witness) {
            witness->batchai = shown(witness->batchai);
            witness->azureml = shown(witness->azureml);
            out.witness = std::move(witness);
        }
        return out;
    }

  private:
    static std::string shown(const std::string& value) {
        return base::printable(base::without_secrets(value), k_longest);
    }

    [[nodiscard]] bool cntk() const {
        const batchai::Job& job = *m_definition.job;
        return (!job.toolkits.empty() && job.toolkits[0].kind == batchai::ToolkitKind::cntk) ||
               (job.container && job.container->image.value.find("cntk") != std::string::npos) ||
               m_definition.options->image.find("cntk") != std::string::npos;
    }

    static Witness of_job(std::string what, std::string left, std::string right) {
        return {{}, std::move(what), std::move(left), std::move(right)};
    }

    std::optional<Witness> compare() {
        if (!m_batchai.fault.empty() || !m_azureml.fault.empty()) {
            return of_job("the job", m_batchai.fault, m_azureml.fault);
        }
        if (m_batchai.nodes != m_azureml.nodes) {
            return of_job("the number of nodes", std::to_string(m_batchai.nodes),
                          std::to_string(m_azureml.nodes));
        }
        if (auto found = compare_counts()) {
            return found;
        }
        if (auto found = compare_settings(m_context)) {
            return found;
        }
        for (const Start& right : m_azureml.starts) {
            if (auto found = compare_process(right)) {
                found->process = m_azureml.counts.size() == 1 && m_azureml.starts.size() == 1
                                     ? std::string{}
                                     : fmt::format("{} {}", right.role, right.index);
                return found;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::int64_t count(const Side& side, const std::string& role) const {
        const auto found = side.counts.find(role);
        return found == side.counts.end() ? 0 : found->second;
    }

    std::optional<Witness> compare_counts() {
        for (const std::string role : {"process", "worker", "ps"}) {
            const std::int64_t left = count(m_batchai, role);
            const std::int64_t right = count(m_azureml, role);
            if (left == right) {
                continue;
            }
            const auto& distribution = m_azureml.job.distribution;
            const std::int64_t even =
                (left + m_batchai.nodes - 1) / m_batchai.nodes * m_batchai.nodes;
            const bool mpi = distribution && distribution->type == aml::DistributionType::mpi;
            if (role == "process" && right == even && left > 1 && m_batchai.nodes > 1) {
                m_context.met.insert(mpi ? "world-rounded-up" : "surplus-ends");
            } else if (role != "process" || left != 1 || right != m_batchai.nodes || mpi) {
                return of_job(role == "process"  ? "the number of processes"
                              : role == "worker" ? "the number of workers"
                                                 : "the number of parameter servers",
                              std::to_string(left), std::to_string(right));
            }
        }
        return std::nullopt;
    }

    std::optional<Witness> compare_process(const Start& right) {
        if (!right.fault.empty()) {
            return of_job("the launcher", "the line is run", right.fault);
        }
        const auto left =
            std::find_if(m_batchai.starts.begin(), m_batchai.starts.end(), [&](const Start& one) {
                return one.role == right.role && one.index == right.index;
            });
        if (right.index >= count(m_batchai, right.role)) {
            return right.line && !m_context.met.contains("world-rounded-up")
                       ? std::optional(of_job("the line", "(nothing is run)",
                                              right.line->readings.back().text))
                       : std::nullopt;
        }
        if (left == m_batchai.starts.end()) {
            return std::nullopt; // another stands for it
        }
        if (!right.line) {
            return of_job("the line", left->line->readings[0].text, "(nothing is run)");
        }
        if (left->node != right.node) {
            return of_job("the node", std::to_string(left->node), std::to_string(right.node));
        }
        if (auto found = compare_before(*left, right)) {
            return found;
        }
        if (right.role == "ps" && !(right.line->background && right.waits)) {
            return of_job("the end of the parameter server", "when the workers have ended",
                          right.line->background ? "before the workers have ended"
                                                 : "when it ends itself");
        }
        if (auto found = compare_line(*left, *left->line, right, *right.line)) {
            return found;
        }
        if (auto found = compare_kept(right)) {
            return found;
        }
        return compare_volumes(m_context, *left, right);
    }

    // What ran on the node before: once, by the first process, and the others wait for it.
    std::optional<Witness> compare_before(const Start& left, const Start& right) {
        if (right.prepared_by_others) {
            if (!right.before.empty()) {
                return of_job("the preparation", "once on each node", "once for each process");
            }
            return right.waits ? std::nullopt
                               : std::optional(of_job("the preparation", "before any process",
                                                      "while this process runs"));
        }
        std::size_t at = 0;
        const std::vector<Handed> none;
        const std::vector<Handed>& all = m_batchai.baked ? none : left.before;
        if (m_batchai.baked) {
            if (auto found = compare_baked(right)) {
                return found;
            }
            return std::nullopt;
        }
        for (const Handed& one : all) {
            if (at == right.before.size() || right.before[at].name != one.name) {
                return of_job(one.name == "set_up" ? "the set-up task" : "the preparation",
                              one.readings[0].text, "(nothing is run)");
            }
            if (auto found = compare_line(left, one, right, right.before[at])) {
                found->what = fmt::format("{}, before the job", found->what);
                return found;
            }
            ++at;
        }
        if (at != right.before.size()) {
            return of_job("the preparation", "(nothing is run)", right.before[at].readings[0].text);
        }
        return std::nullopt;
    }

    std::optional<Witness> compare_baked(const Start& right) {
        for (const std::string& line : m_batchai.baked_lines) {
            std::string quoted;
            base::append_json_string(quoted, line);
            quoted = quoted.substr(1, quoted.size() - 2);
            const bool on_node =
                std::any_of(right.before.begin(), right.before.end(), [&](const Handed& one) {
                    return one.readings[0].text.ends_with(line);
                });
            if (!on_node && m_azureml.dockerfile.find(quoted) == std::string::npos) {
                return of_job("the preparation", line, "(neither in the image nor on the node)");
            }
            if (!on_node) {
                m_context.met.insert("preparation-baked");
            }
        }
        return std::nullopt;
    }

    // Locations that the job's lines and variables name: their volumes hold them.
    [[nodiscard]] std::vector<std::string> stored() const {
        std::set<std::string> out;
        const auto take = [&](const Start& start, std::string_view text) {
            const std::string said = start.locations->said(text);
            for (const std::string& root : shared_roots()) {
                const std::string begin = fmt::format("/{}/", root);
                for (std::size_t at = said.find(begin); at != std::string::npos;
                     at = said.find(begin, at + 1)) {
                    const std::size_t end = said.find_first_of(" \t\n\"':,;=()|&<>$`{}*?[", at);
                    out.insert(said.substr(at, end - at));
                }
            }
        };
        for (const Start& start : m_batchai.starts) {
            const Reading& line = start.line->readings[0];
            take(start, with_roots(line));
            for (const auto& [name, variable] : line.variables) {
                take(start, variable.value);
            }
            for (const Handed& one : start.before) {
                take(start, with_roots(one.readings[0]));
            }
        }
        return {out.begin(), out.end()};
    }

    // One of the readings must be the same in all; of several the last tells most.
    std::optional<Witness> compare_line(const Start& left, const Handed& l, const Start& right,
                                        const Handed& r) {
        assert(l.readings.size() == 1 && !r.readings.empty());
        const Reading mine = without_typed_secrets(l.readings[0]);
        std::optional<Witness> found;
        for (const Reading& reading : r.readings) {
            const std::set<std::string_view> met = m_context.met;
            Reading own = with_typed_secrets(reading);
            if (l.name == "set_up") {
                take_own_part(own);
            }
            for (const std::string& name : m_batchai.secrets) {
                const auto value = mine.variables.find(name);
                if (value != mine.variables.end() && !own.variables.contains(name)) {
                    m_context.met.insert("secrets-left-to-people");
                    own.variables.emplace(name, value->second);
                }
            }
            found = compare_reading({&left, &mine}, {&right, &own}, l.name.empty());
            if (!found) {
                return std::nullopt;
            }
            m_context.met = met;
        }
        return found;
    }

    // A secret that somebody typed into a text, on Batch AI's side.
    static std::string hidden(const std::string& text) {
        std::string out;
        std::size_t at = 0;
        for (const base::Span& span : base::find_secrets(text)) {
            out.append(text, at, span.begin - at);
            out += k_typed;
            at = span.end;
        }
        return out.append(text, at);
    }

    [[nodiscard]] Reading without_typed_secrets(const Reading& reading) const {
        Reading out = reading;
        out.text = hidden(out.text);
        for (auto& [name, variable] : out.variables) {
            variable.value = hidden(variable.value);
        }
        return out;
    }

    // And on Azure ML's, where a variable stands in its place, or a placeholder.
    Reading with_typed_secrets(const Reading& reading) {
        constexpr std::string_view k_variable = "${BATCHAI_SECRET_";
        Reading out = reading;
        std::size_t at = out.text.find(k_variable);
        for (; at != std::string::npos; at = out.text.find(k_variable, at)) {
            std::size_t end = std::min(out.text.find('}', at), out.text.size() - 1) + 1;
            const std::string name = out.text.substr(at + 2, end - at - 3);
            if (!out.variables.contains(name)) {
                m_context.met.insert("secrets-left-to-people");
            }
            // Its own quotes: "${…}", and '"${…}"' between single ones.
            for (const char quote : {'"', '\''}) {
                if (at > 0 && out.text[at - 1] == quote && end < out.text.size() &&
                    out.text[end] == quote && opens_there(out.text, at - 1, quote)) {
                    --at;
                    ++end;
                } else if (quote == '"') {
                    break;
                }
            }
            out.text.replace(at, end - at, k_typed);
            at += k_typed.size();
        }
        std::set<std::string> from_vaults;
        for (const auto& [name, variable] : out.variables) {
            if (name.starts_with("BATCHAI_SECRET_") && !variable.value.empty()) {
                from_vaults.insert(variable.value);
            }
        }
        for (auto& [name, variable] : out.variables) {
            for (const std::string& value : from_vaults) {
                if (!name.starts_with("BATCHAI_SECRET_")) {
                    variable.value = base::replace_all(variable.value, value, k_typed);
                }
            }
            if (m_batchai.own_names.contains(name) &&
                variable.value.find("REPLACE-ME") != std::string::npos) {
                m_context.met.insert("secrets-left-to-people");
                variable.value = base::replace_all(variable.value, "REPLACE-ME", k_typed);
            }
        }
        return out;
    }

    // Whether the quote there begins a quoted part (a double one), or ends one (a single one).
    static bool opens_there(std::string_view text, std::size_t at, char quote) {
        const auto before =
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), quote);
        return (before % 2 == 0) == (quote == '"');
    }

    std::optional<Witness> compare_reading(const Seen& left, const Seen& right, bool of_the_job) {
        auto found = of_the_job && m_batchai.mpirun
                         ? compare_own_mpirun(m_context, *m_batchai.mpirun, left, right)
                         : compare_lines(m_context, left, right);
        if (!found && of_the_job) {
            found = compare_heard(left, right);
        }
        return found ? found : compare_variables(m_context, left, right);
    }

    // A set-up task does not have the job's variables: `unset` with their names. The length of that
    // line.
    std::size_t leave_the_jobs(std::string_view text, shell::Variables& variables) const {
        constexpr std::string_view k_unset = "unset ";
        const std::size_t end = text.find('\n');
        if (!text.starts_with(k_unset) || end == std::string_view::npos) {
            return 0;
        }
        std::set<std::string, std::less<>> names;
        for (const auto* list : {&m_definition.job->variables, &m_definition.job->secrets}) {
            for (const batchai::Variable& one : *list) {
                names.emplace(one.name.value);
            }
        }
        const auto words = base::split(text.substr(k_unset.size(), end - k_unset.size()), ' ');
        for (const std::string_view word : words) {
            if (!names.contains(word)) {
                return 0;
            }
        }
        for (const std::string_view word : words) {
            variables.erase(std::string(word));
        }
        return text.find_first_not_of(" \n", end);
    }

    // A set-up task has variables of its own, each set once above it in the same function.
    void take_own_part(Reading& reading) const {
        std::set<std::string, std::less<>> names;
        for (const auto* list :
             {&m_definition.cluster->setup_variables, &m_definition.cluster->setup_secrets}) {
            for (const batchai::Variable& one : *list) {
                names.emplace(one.name.value);
            }
        }
        shell::Tree nothing({});
        shell::Machine machine(nothing);
        machine.variables = reading.variables;
        std::string_view rest = reading.text;
        rest.remove_prefix(leave_the_jobs(rest, machine.variables));
        for (;;) {
            constexpr std::string_view k_read = "read_secret ";
            constexpr std::string_view k_export = "export ";
            const bool reads = rest.starts_with(k_read);
            if (!reads && !rest.starts_with(k_export)) {
                break;
            }
            const std::size_t begin = reads ? k_read.size() : k_export.size();
            const std::size_t name_end = rest.find_first_of(reads ? " " : "=", begin);
            const auto own = names.find(rest.substr(begin, name_end - begin));
            if (name_end == std::string_view::npos || own == names.end()) {
                break;
            }
            const std::size_t end = reads ? rest.find('\n') : shell::word_end(rest, begin);
            if (end >= rest.size() || rest[end] != '\n') {
                break;
            }
            if (reads) {
                const auto words = machine.arguments(rest.substr(0, end));
                machine.variables[*own] = {shell::secret_value(words.at(2)), true};
            } else {
                machine.assign(rest.substr(begin, end - begin), true);
            }
            names.erase(own);
            rest.remove_prefix(end + 1);
            rest.remove_prefix(rest.starts_with("  ") ? 2 : 0);
        }
        reading.text = std::string(rest);
        reading.variables = std::move(machine.variables);
    }

    // --keep-stdouterr: Batch AI's name of the file, at its old place.
    std::optional<Witness> compare_kept(const Start& right) {
        if (!m_definition.options->keep_stdouterr || !m_batchai.stdouterr.starts_with("/azure_")) {
            return std::nullopt;
        }
        using enum batchai::ToolkitKind;
        const batchai::ToolkitKind kind = m_definition.job->toolkits[0].kind;
        std::string name;
        if (kind == tensor_flow) {
            name = fmt::format("-{}-{}", right.role == "ps" ? "ps" : "wk", right.index);
        } else if (kind == py_torch || kind == caffe2) {
            name = fmt::format("-{}", right.index);
        } else if (right.index > 0) {
            name = fmt::format("-{}", right.index);
            m_context.met.insert("output-of-each-rank");
        }
        const std::string left = fmt::format("{}/stdout{}.txt", m_batchai.stdouterr, name);
        const std::string kept = right.locations->said(right.line->kept);
        return kept == left ? std::nullopt
                            : std::optional(of_job("the file of standard output", left,
                                                   kept.empty() ? "(none)" : kept));
    }

    const Definition& m_definition;
    const Emitted& m_emitted;
    BatchaiSide m_batchai;
    AzureSide m_azureml;
    Context m_context;
};

} // namespace

std::string_view name(Judgement judgement) {
    switch (judgement) {
    case Judgement::equal:
        return "equal";
    case Judgement::equal_but_for:
        return "equal but for";
    case Judgement::different:
        break;
    }
    return "different";
}

Verdict verify(const Definition& definition, const Emitted& emitted) {
    return Comparison(definition, emitted).run();
}

} // namespace launch
