#include "launch/compare.hpp"

#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "batchai/variables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch {

namespace {

// As arguments; nothing: the line is more than one plain command.
std::optional<std::vector<std::string>> arguments_of(const Reading& reading) {
    const base::ShellScan scan = base::scan_shell(reading.text);
    const bool plain =
        scan.complete && !scan.background && !scan.here_document && !scan.words.empty() &&
        std::all_of(scan.words.begin(), scan.words.end(), [&](const base::ShellWord& word) {
            return word.command == scan.words[0].command && !word.assignment &&
                   word.redirection == base::ShellWord::Redirection::none;
        });
    if (!plain) {
        return std::nullopt;
    }
    shell::Tree nothing({});
    shell::Machine machine(nothing);
    machine.variables = reading.variables;
    machine.folder = k_working_folder;
    try {
        return machine.arguments(reading.text);
    } catch (const shell::Unreadable&) {
        return std::nullopt;
    }
}

// The line with its mount roots as paths, whatever variable or quoting they came by.
std::string normal_text(const Reading& reading) {
    const std::string& text = reading.text;
    std::string out;
    std::size_t at = 0;
    for (const base::ShellVariable& variable : base::scan_shell(text).variables) {
        const bool root =
            variable.name == batchai::k_mount_root || variable.name == batchai::k_job_mount_root;
        const auto value = reading.variables.find(variable.name);
        if (!root || !variable.simple || value == reading.variables.end() || variable.begin < at) {
            continue;
        }
        std::size_t begin = variable.begin;
        std::size_t end = variable.end;
        // '"$ROOT"' between single quotes, which a literal path there has become.
        if (begin >= at + 2 && text.compare(begin - 2, 2, "'\"") == 0 &&
            text.compare(end, 2, "\"'") == 0) {
            begin -= 2;
            end += 2;
        }
        out.append(text, at, begin - at);
        out += value->second.value;
        at = end;
    }
    return out.append(text, at);
}

// Paths that begin in the code folder, in full.
std::string in_code(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = at == 0 || text[at - 1] == ' ' || text[at - 1] == '=' ||
                            text[at - 1] == '"' || text[at - 1] == '\'' || text[at - 1] == '\n';
        const std::string_view rest = text.substr(at);
        if (begins && (rest.starts_with("./") || rest == ".")) {
            out += k_working_folder;
            ++at;
        } else {
            out.push_back(text[at++]);
        }
    }
    return out;
}

// Equal as they are said, or once the code folder stands for where the scripts lay.
bool same(Context& context, const Seen& left, std::string_view l, const Seen& right,
          std::string_view r) {
    const std::string said = left.said(l);
    if (said == right.said(r)) {
        return true;
    }
    if (said == right.said(in_code(r))) {
        context.met.insert("scripts-travel");
        return true;
    }
    return false;
}

// The names of variables that are live in a text.
std::set<std::string, std::less<>> named_in(std::string_view text) {
    std::set<std::string, std::less<>> out;
    for (const base::ShellVariable& variable : base::scan_shell(text).variables) {
        out.emplace(variable.name);
    }
    return out;
}

// The names that a text sets, or reads, before it uses them.
std::set<std::string, std::less<>> set_in(std::string_view text) {
    std::set<std::string, std::less<>> out;
    const base::ShellScan scan = base::scan_shell(text);
    bool named = false; // the word before was `for` or `read`
    for (const base::ShellWord& word : scan.words) {
        const std::string_view whole = text.substr(word.begin, word.end - word.begin);
        const std::string_view name = whole.substr(0, whole.find('='));
        const bool used_before =
            std::any_of(scan.variables.begin(), scan.variables.end(), [&](const auto& variable) {
                return variable.name == name && variable.begin < word.end;
            });
        if ((word.assignment || named) && !used_before) {
            out.emplace(name);
        }
        named = base::is_one_of(whole, {"for", "read", "export"});
    }
    return out;
}

} // namespace

std::optional<std::string> Seen::variable(std::string_view name) const {
    const auto found = reading->variables.find(name);
    return found == reading->variables.end() ? std::nullopt
                                             : std::optional(said(found->second.value));
}

std::optional<Witness> compare_lines(Context& context, const Seen& left, const Seen& right) {
    const auto l = arguments_of(*left.reading);
    const auto r = arguments_of(*right.reading);
    if (l && r) {
        for (std::size_t i = 0; i < std::max(l->size(), r->size()); ++i) {
            const bool both = i < l->size() && i < r->size();
            if (!both || !same(context, left, (*l)[i], right, (*r)[i])) {
                return Witness{{},
                               i == 0 ? "the program" : fmt::format("argument {}", i),
                               i < l->size() ? left.said((*l)[i]) : "(none)",
                               i < r->size() ? right.said((*r)[i]) : "(none)"};
            }
        }
        return std::nullopt;
    }
    const std::string l_text = normal_text(*left.reading);
    const std::string r_text = normal_text(*right.reading);
    if (!same(context, left, l_text, right, r_text)) {
        return Witness{{}, "the line", left.said(l_text), right.said(r_text)};
    }
    // The line is the same; what it names must be, too, unless it sets that itself.
    const auto own = set_in(left.reading->text);
    for (const std::string& name : named_in(left.reading->text)) {
        if (own.contains(name)) {
            continue;
        }
        const auto l_value = left.variable(name);
        const auto r_value = right.variable(name);
        if (l_value.value_or("") != r_value.value_or("") &&
            named_in(right.reading->text).contains(name)) {
            return Witness{{}, name, l_value.value_or("(not set)"), r_value.value_or("(not set)")};
        }
    }
    return std::nullopt;
}

std::optional<Witness> compare_heard(const Seen& left, const Seen& right) {
    const std::set<std::string> l(left.reading->heard.begin(), left.reading->heard.end());
    const std::set<std::string> r(right.reading->heard.begin(), right.reading->heard.end());
    if (l == r) {
        return std::nullopt;
    }
    const auto list = [](const std::set<std::string>& all) {
        std::string out;
        for (const std::string& one : all) {
            out += (out.empty() ? "" : ", ") + one;
        }
        return out.empty() ? std::string("(nothing)") : out;
    };
    return Witness{{}, "what the shell has read", list(l), list(r)};
}

namespace {

class Variables {
  public:
    Variables(Context& context, const Seen& left, const Seen& right)
        : m_context(context),
          m_left(left),
          m_right(right),
          m_named(named_in(right.reading->text)) {}

    std::optional<Witness> run() {
        for (const auto& [name, variable] : m_left.reading->variables) {
            if (auto found = given(name, variable)) {
                return found;
            }
        }
        for (const auto& [name, variable] : m_right.reading->variables) {
            if (variable.exported && !m_left.reading->variables.contains(name) &&
                !may_be_there(name, variable.value)) {
                return Witness{{}, name, "(not set)", m_right.said(variable.value)};
            }
        }
        return std::nullopt;
    }

  private:
    // A variable that Batch AI set.
    std::optional<Witness> given(const std::string& name, const shell::Variable& variable) {
        const auto found = m_right.reading->variables.find(name);
        const std::string left = m_left.said(variable.value);
        if (found == m_right.reading->variables.end() || !found->second.exported) {
            return missing(name, left);
        }
        const std::string right = m_right.said(found->second.value);
        if (left == right || is_allowed(name, left, right)) {
            note(name);
            return std::nullopt;
        }
        return Witness{{}, name, left, right};
    }

    std::optional<Witness> missing(const std::string& name, const std::string& left) {
        if (m_context.batchai->secrets.contains(name)) {
            m_context.met.insert("secrets-left-to-people");
            return std::nullopt;
        }
        const bool promised = name.starts_with(batchai::k_input_prefix) ||
                              name.starts_with(batchai::k_output_prefix) ||
                              m_context.batchai->own_names.contains(name) ||
                              name.starts_with("OMPI_");
        // A launcher gives folders to scripts that read their variables themselves.
        const bool by_launcher =
            m_context.launcher &&
            (name == "AZ_BATCHAI_JOB_TEMP" || name == "AZ_BATCHAI_JOB_TEMP_DIR" ||
             name == batchai::k_job_mount_root ||
             (name == batchai::k_mount_root &&
              std::any_of(m_context.batchai->mounts.begin(), m_context.batchai->mounts.end(),
                          [](const Mounted& one) { return one.cluster_level; })));
        if (promised || by_launcher || (m_context.launcher && is_of_toolkit(name)) ||
            m_named.contains(name)) {
            return Witness{{}, name, left, "(not set)"};
        }
        if (name.starts_with("AZ_BATCH")) {
            m_context.met.insert("variables-left-out");
        }
        return std::nullopt;
    }

    // What the toolkit's scripts live on, whether a line names it or not.
    [[nodiscard]] bool is_of_toolkit(std::string_view name) const {
        using enum batchai::ToolkitKind;
        const BatchaiSide& side = *m_context.batchai;
        switch (m_context.definition->job->toolkits[0].kind) {
        case tensor_flow:
            return side.counts.contains("worker") &&
                   base::is_one_of(name, {"AZ_BATCHAI_TASK_INDEX", "AZ_BATCHAI_WORKER_HOSTS",
                                          "AZ_BATCHAI_PS_HOSTS"});
        case caffe2:
            return side.nodes > 1 &&
                   base::is_one_of(name, {"AZ_BATCHAI_TASK_INDEX", "AZ_BATCHAI_SHARED_JOB_TEMP"});
        case py_torch:
            return side.counts.at("process") > 1 &&
                   (name == "AZ_BATCHAI_TASK_INDEX" ||
                    (name == "AZ_BATCHAI_PYTORCH_INIT_METHOD" && !side.needs_mpi));
        default:
            return false;
        }
    }

    bool is_allowed(const std::string& name, const std::string& left, const std::string& right) {
        if (name == "TF_CONFIG") {
            std::string as_worker = left;
            constexpr std::string_view k_master = "\"type\":\"master\"";
            if (const std::size_t at = as_worker.find(k_master); at != std::string::npos) {
                as_worker.replace(at, k_master.size(), "\"type\":\"worker\"");
            }
            if (as_worker == right && !m_context.definition->options->batchai_tf_config) {
                m_context.met.insert("tf-config-says-worker");
                return true;
            }
            return false;
        }
        if (name.starts_with(batchai::k_output_prefix) && !is_storage(left) &&
            right.starts_with(fmt::format("/{}/", k_of_run))) {
            m_context.met.insert("output-kept-with-the-run");
            return true;
        }
        if (name == "AZ_BATCHAI_SHARED_JOB_TEMP") {
            return is_shared(right);
        }
        if (name == "AZ_BATCHAI_PYTORCH_BACKEND") {
            return !m_named.contains(name) || (left == "tcp" && right == "gloo");
        }
        if (name == "OMPI_COMM_WORLD_SIZE" || name == "OMPI_COMM_WORLD_LOCAL_SIZE") {
            return m_context.met.contains("world-rounded-up");
        }
        return m_context.met.contains("world-rounded-up") && name.starts_with("OMPI_");
    }

    static bool is_storage(const std::string& said) {
        return said.starts_with("/azure_") || said.starts_with(fmt::format("/{}/", k_unnamed)) ||
               said.starts_with(fmt::format("/{}/", k_datastore));
    }

    // Of several nodes, an output of the run's own does it; of one, any folder.
    bool is_shared(const std::string& right) {
        if (m_context.azureml->nodes == 1) {
            return right == "{temporary folder}";
        }
        return false;
    }

    void note(const std::string& name) {
        if (name == "AZ_BATCHAI_PYTORCH_INIT_METHOD") {
            m_context.met.insert("meeting-point");
        }
        if ((name == "AZ_BATCHAI_WORKER_HOSTS" || name == "AZ_BATCH_HOST_LIST") &&
            m_context.batchai->nodes > 1) {
            m_context.met.insert("host-names");
        }
    }

    bool may_be_there(const std::string& name, const std::string& value) {
        for (const std::string_view begin :
             {"AZUREML_", "AZURE_ML_", "AZ_BATCH_", "OMPI_COMM_", "OMPI_UNIVERSE", "MSI_"}) {
            if (name.starts_with(begin)) {
                return true;
            }
        }
        if (base::is_one_of(name, {"RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT",
                                   "NODE_RANK", "TF_CONFIG", "HOME"})) {
            return true;
        }
        if (name.starts_with("AZ_BATCHAI_")) {
            return !name.starts_with(batchai::k_input_prefix) &&
                   !name.starts_with(batchai::k_output_prefix);
        }
        if (name.starts_with("BATCHAI_SECRET_")) {
            m_context.met.insert("secrets-left-to-people");
            return true;
        }
        const auto& own = m_context.batchai->mpirun;
        if (own && std::any_of(own->variables.begin(), own->variables.end(),
                               [&](const auto& one) { return one.first == name; })) {
            return true; // compared with the line
        }
        const auto& all = m_context.azureml->bindings;
        return value == k_working_folder ||
               std::any_of(all.begin(), all.end(),
                           [&](const Bound& bound) { return value == bound.path; });
    }

    Context& m_context;
    const Seen& m_left;
    const Seen& m_right;
    std::set<std::string, std::less<>> m_named;
};

} // namespace

std::optional<Witness> compare_variables(Context& context, const Seen& left, const Seen& right) {
    return Variables(context, left, right).run();
}

std::optional<Witness> compare_own_mpirun(Context& context, const OwnMpirun& own, const Seen& left,
                                          const Seen& right) {
    const auto part = [&](const std::string& text) {
        return left.said(normal_text({text, left.reading->variables, {}}));
    };
    std::string head = part(own.head);
    const std::string program = part(own.program);
    std::string rest = right.said(normal_text(*right.reading));
    const Witness lines{{}, "the line", head + program, rest};
    if (!rest.starts_with(head) || !rest.ends_with(program) ||
        rest.size() < head.size() + program.size()) {
        return lines;
    }
    rest = rest.substr(head.size(), rest.size() - head.size() - program.size());
    // Between them stands what mpirun did for each process.
    std::map<std::string, std::string, std::less<>> exported;
    std::string folder;
    constexpr std::string_view k_export = "export ";
    constexpr std::string_view k_cd = "cd ";
    while (!rest.empty()) {
        const bool is_export = rest.starts_with(k_export);
        const std::size_t begin = is_export ? k_export.size() : k_cd.size();
        const std::size_t end = rest.find(" && ");
        if (end == std::string::npos || !(is_export || rest.starts_with(k_cd))) {
            return lines;
        }
        const std::string word = rest.substr(begin, end - begin);
        if (is_export) {
            const std::size_t equals = word.find('=');
            exported[word.substr(0, equals)] = word.substr(std::min(equals, word.size() - 1) + 1);
        } else {
            folder = word;
        }
        rest.erase(0, end + 4);
    }
    if (folder != part(own.folder)) {
        return Witness{{}, "the folder of mpirun", part(own.folder), folder};
    }
    for (const auto& [name, word] : own.variables) {
        const auto in_line = exported.find(name);
        const auto there = right.reading->variables.find(name);
        shell::Tree nothing({});
        shell::Machine machine(nothing);
        machine.variables = left.reading->variables;
        const std::string value = left.said(machine.value(word));
        const bool same_word = in_line != exported.end() && in_line->second == part(word);
        const bool same_value = in_line == exported.end() &&
                                there != right.reading->variables.end() && there->second.exported &&
                                right.said(there->second.value) == value;
        if (!same_word && !same_value) {
            return Witness{{},
                           name,
                           value,
                           in_line != exported.end() ? in_line->second
                           : there == right.reading->variables.end()
                               ? "(not set)"
                               : right.said(there->second.value)};
        }
    }
    (void)context;
    return std::nullopt;
}

} // namespace launch
