#include "launch/batchai_lines.hpp"

#include "base/shell.hpp"
#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "translate/mpi_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace launch {

namespace {

using batchai::ToolkitKind;

std::string with_arguments(std::string line, const batchai::Text& arguments) {
    if (!base::is_blank(arguments.value)) {
        line += " ";
        line += arguments.value;
    }
    return line;
}

std::string python_line(const batchai::Toolkit& settings, const batchai::Text& arguments) {
    return with_arguments(fmt::format("{} {}",
                                      settings.interpreter.given()
                                          ? path_as_word(settings.interpreter.value)
                                          : "python",
                                      path_as_word(settings.script.value)),
                          arguments);
}

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// mpirun, its options, and what it starts; nothing where the line has none.
class MpirunReader {
  public:
    explicit MpirunReader(std::string_view line)
        : m_line(line),
          m_scan(base::scan_shell(line)) {}

    std::optional<OwnMpirun> run() {
        const auto start = std::find_if(
            m_scan.words.begin(), m_scan.words.end(), [&](const base::ShellWord& word) {
                return !word.assignment && word.place == 0 &&
                       base::is_one_of(base::program_name(m_line, word),
                                       {"mpirun", "mpiexec", "mpiexec.hydra", "orterun",
                                        "mpirun.openmpi", "mpiexec.openmpi"});
            });
        if (start == m_scan.words.end()) {
            return std::nullopt;
        }
        m_out.head = m_line.substr(0, start->begin);
        std::vector<const base::ShellWord*> words;
        std::size_t inside = 0;
        for (auto word = start + 1; word != m_scan.words.end(); ++word) {
            if (word->begin >= inside) {
                words.push_back(&*word);
                inside = word->end;
            }
        }
        std::size_t at = 0;
        while (at < words.size() && option(words, at)) {
        }
        if (at == words.size()) {
            return std::nullopt;
        }
        m_out.program = m_line.substr(words[at]->begin);
        return m_out;
    }

  private:
    [[nodiscard]] std::string text(const base::ShellWord& word) const {
        return std::string(m_line.substr(word.begin, word.end - word.begin));
    }

    bool option(const std::vector<const base::ShellWord*>& words, std::size_t& at) {
        std::string name = text(*words[at]);
        if (!name.starts_with('-')) {
            return false;
        }
        name.erase(0, name.starts_with("--") ? 2 : 1);
        std::vector<std::string> values;
        const std::size_t equals = name.find('=');
        if (equals != std::string::npos) {
            values.push_back(name.substr(equals + 1));
            name.resize(equals);
        }
        const translate::MpiOptionRow* row = translate::find_mpi_option(name);
        if (row == nullptr) {
            return false;
        }
        ++at;
        while (values.size() < row->values && at < words.size()) {
            values.push_back(text(*words[at++]));
            const bool pair = row->meaning == translate::MpiMeaning::pair;
            if (pair && values.size() == 1 && values[0].find('=') != std::string::npos) {
                break; // -env NAME=VALUE
            }
        }
        take(*row, name, values);
        return true;
    }

    void take(const translate::MpiOptionRow& row, std::string_view name,
              const std::vector<std::string>& values) {
        using enum translate::MpiMeaning;
        switch (row.meaning) {
        case total:
            m_out.total = number(values[0]);
            break;
        case per_node:
            m_out.each = number(values[0]);
            break;
        case pernode:
            m_out.each = 1;
            break;
        case variable:
        case pair:
            add_variable(values);
            break;
        case parameter:
            m_out.variables.emplace_back("OMPI_MCA_" + values[0], values[1]);
            break;
        case directory:
            m_out.folder = values[0];
            break;
        case mapping:
            if (const auto parts =
                    values.empty() ? std::vector<std::string_view>{} : base::split(values[0], ':');
                parts.size() == 3 && parts[0] == "ppr" && parts[2] == "node") {
                m_out.each = number(parts[1]);
            }
            break;
        case binding:
            m_out.variables.emplace_back(
                "OMPI_MCA_hwloc_base_binding_policy",
                values.empty() ? std::string(name.substr(name.rfind('-') + 1)) : values[0]);
            break;
        case hosts_file:
        case hosts:
        case no_meaning:
            break;
        }
    }

    void add_variable(const std::vector<std::string>& values) {
        const std::size_t equals = values[0].find('=');
        if (values.size() == 2) {
            m_out.variables.emplace_back(values[0], values[1]);
        } else if (equals != std::string::npos) {
            m_out.variables.emplace_back(values[0].substr(0, equals), values[0].substr(equals + 1));
        }
    }

    std::string_view m_line;
    base::ShellScan m_scan;
    OwnMpirun m_out;
};

class Planner {
  public:
    Planner(const Definition& definition, bool mpirun_is_ours)
        : m_definition(definition),
          m_settings(definition.job->toolkits[0]),
          m_ours(mpirun_is_ours) {}

    Plan run() {
        m_plan.nodes = std::max<std::int64_t>(m_definition.job->node_count.value, 1);
        switch (m_settings.kind) {
        case ToolkitKind::tensor_flow:
            tensor_flow();
            break;
        case ToolkitKind::caffe2:
            one_line(python_line(m_settings, m_settings.args));
            m_plan.total = m_plan.nodes;
            break;
        case ToolkitKind::custom:
            custom();
            break;
        case ToolkitKind::custom_mpi:
            one_line(std::string(m_settings.command_line.value));
            spread(m_settings.process_count.given() ? m_settings.process_count.value
                                                    : m_plan.nodes);
            m_plan.mpi = m_plan.total > 1;
            break;
        case ToolkitKind::caffe:
        case ToolkitKind::cntk:
            program_or_script();
            break;
        case ToolkitKind::py_torch:
            scripts();
            m_plan.mpi = m_plan.mpi && base::iequals(m_settings.communication_backend.value, "mpi");
            if (m_plan.total > 1 && base::is_blank(m_settings.communication_backend.value)) {
                assume("pytorch-without-backend-does-not-mean-mpi");
            }
            break;
        case ToolkitKind::chainer:
        case ToolkitKind::horovod:
            scripts();
            break;
        case ToolkitKind::none:
            m_plan.fault = "the job names no toolkit";
            break;
        }
        if (m_settings.kind != ToolkitKind::tensor_flow && !m_plan.groups.empty()) {
            m_plan.groups[0].count = m_plan.total;
        }
        return std::move(m_plan);
    }

  private:
    void assume(std::string_view name) { m_plan.assumptions.emplace_back(name); }

    void one_line(std::string line) {
        m_plan.groups.push_back({.role = "process", .line = std::move(line)});
    }

    // Over the nodes in blocks; --processes-per-node says how many a node has.
    void spread(std::int64_t total) {
        const std::int64_t flag = m_definition.options->processes_per_node;
        m_plan.each = flag > 0 ? flag : (total + m_plan.nodes - 1) / m_plan.nodes;
        m_plan.total = flag > 0 ? flag * m_plan.nodes : total;
        if (m_plan.total != total) {
            m_plan.differences.emplace_back("processes-per-node");
        }
        if (total % m_plan.nodes != 0 && flag == 0) {
            assume("processes-fill-the-nodes-in-turn");
        }
    }

    void scripts() {
        one_line(python_line(m_settings, m_settings.args));
        spread(m_settings.process_count.given() ? m_settings.process_count.value : m_plan.nodes);
        m_plan.mpi = m_plan.total > 1;
    }

    // A configuration for the toolkit's own program, or a script.
    void program_or_script() {
        const bool cntk = m_settings.kind == ToolkitKind::cntk;
        const bool by_language =
            cntk && (base::iequals(m_settings.language_type.value, "Python") ||
                     base::iequals(m_settings.language_type.value, "BrainScript"));
        const bool script = by_language ? base::iequals(m_settings.language_type.value, "Python")
                                        : m_settings.script.given();
        if (script) {
            scripts();
            return;
        }
        scripts();
        m_plan.groups[0].line =
            with_arguments(fmt::format("{}{}", cntk ? "cntk configFile=" : "caffe train --solver=",
                                       path_as_word(m_settings.config_file_path.value)),
                           m_settings.args);
        assume(cntk ? "cntk-brainscript-command-line" : "caffe-solver-command-line");
    }

    // One line on the first node. Where it starts MPI itself, that is what starts processes.
    void custom() {
        one_line(std::string(m_settings.command_line.value));
        const bool one_node = m_definition.options->single_node;
        if (m_ours) {
            m_plan.mpirun = MpirunReader(m_settings.command_line.value).run();
        }
        if (!m_plan.mpirun) {
            if (one_node && m_plan.nodes > 1) {
                m_plan.differences.emplace_back("single-node");
            }
            m_plan.nodes = one_node ? 1 : m_plan.nodes;
            m_plan.total = 1;
            return;
        }
        const OwnMpirun& own = *m_plan.mpirun;
        const std::int64_t flag = m_definition.options->processes_per_node;
        std::int64_t each = std::max<std::int64_t>(own.each, 1);
        if (flag == 0 && own.total > 0 && own.total % each == 0 &&
            own.total / each < m_plan.nodes) {
            m_plan.nodes = own.total / each; // the others had nothing to do
            m_plan.differences.emplace_back("idle-nodes-dropped");
        }
        if (own.total == 0 && own.each == 0) {
            assume("mpirun-without-np-starts-one-process-on-each-node");
        }
        spread(own.total > 0 ? own.total : each * m_plan.nodes);
        m_plan.mpi = m_plan.total > 1;
    }

    void tensor_flow() {
        m_plan.distributed =
            m_plan.nodes > 1 || m_settings.worker_count.given() || m_settings.server_count.given();
        const std::string master = python_line(m_settings, m_settings.master_args);
        if (!m_plan.distributed) {
            one_line(master);
            return;
        }
        const std::int64_t workers =
            m_settings.worker_count.given() ? m_settings.worker_count.value : m_plan.nodes;
        const std::int64_t servers =
            m_settings.server_count.given() ? m_settings.server_count.value : 1;
        m_plan.total = workers + servers;
        m_plan.groups.push_back({.role = "worker", .line = master});
        if (workers > 1) {
            m_plan.groups.push_back({.role = "worker",
                                     .first = 1,
                                     .count = workers - 1,
                                     .line = python_line(m_settings, m_settings.worker_args)});
        }
        if (servers > 0) {
            m_plan.groups.push_back({.role = "ps",
                                     .count = servers,
                                     .line = python_line(m_settings, m_settings.server_args)});
            assume("output-mount-shows-files-of-other-nodes");
        }
        if (m_definition.options->spread_tasks) {
            if (m_plan.nodes != m_plan.total) {
                m_plan.differences.emplace_back("spread-tasks");
            }
            m_plan.nodes = m_plan.total;
        } else if (m_plan.total > m_plan.nodes) {
            assume("tensorflow-tasks-may-exceed-nodes");
        }
    }

    const Definition& m_definition;
    const batchai::Toolkit& m_settings;
    bool m_ours;
    Plan m_plan;
};

} // namespace

std::string path_as_word(std::string_view path) {
    const bool plain = !path.empty() && std::all_of(path.begin(), path.end(), [](char c) {
        return c == '$' || c == '{' || c == '}' || base::is_plain_word(std::string_view(&c, 1));
    });
    if (plain) {
        return std::string(path);
    }
    std::string out = "\"";
    for (std::size_t i = 0; i < path.size(); ++i) {
        const bool variable = path[i] == '$' && i + 1 < path.size() &&
                              (path[i + 1] == '{' || base::is_variable_name(path.substr(i + 1, 1)));
        const std::string_view quoted = "\"\\`$";
        if (quoted.find(path[i]) != std::string_view::npos && !variable) {
            out.push_back('\\');
        }
        out.push_back(path[i]);
    }
    return out + "\"";
}

Plan plan_of(const Definition& definition, bool mpirun_is_ours) {
    return Planner(definition, mpirun_is_ours).run();
}

} // namespace launch
