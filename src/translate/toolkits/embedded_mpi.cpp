// A custom toolkit's own mpirun over all nodes. Azure ML starts MPI itself: what the line says to
// its mpirun is said to the distribution and to variables, and what stays is the line that each
// process runs.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace translate {

namespace {

using base::Class;

// A variable that the line must export itself: only the node knows its value, or the job has one of
// that name already.
struct Export {
    std::string before; // "NAME=" where the words of the line do not say it
    std::size_t begin = 0;
    std::size_t end = 0;
};

class Replacement {
  public:
    Replacement(JobWork& work, const batchai::Toolkit& settings, const MpiLine& line)
        : m_work(work),
          m_settings(settings),
          m_line(line) {
        m_whole.append(settings.command_line.value, settings.command_line.node);
    }

    void run() {
        for (const MpiOption& option : m_line.options) {
            take(option);
        }
        m_work.layout.without_mpirun = true;
        m_work.layout.roles.push_back(role());
        lay_out();
    }

  private:
    void tell(const MpiOption& option, Class cls, std::string message, std::string help = {}) {
        m_work.say_at("TR332", cls, m_whole, option.begin, option.end, std::move(message),
                      std::move(help));
    }

    static std::int64_t number(std::string_view text) {
        std::int64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }

    void take(const MpiOption& option) {
        switch (option.row->meaning) {
        case MpiMeaning::total:
            m_total = number(option.values[0].text);
            tell(option, Class::rewritten, fmt::format("{} processes in all", m_total));
            break;
        case MpiMeaning::per_node:
            take_each(option, number(option.values[0].text));
            break;
        case MpiMeaning::pernode:
            take_each(option, 1);
            break;
        case MpiMeaning::hosts_file:
        case MpiMeaning::hosts:
            tell(option, Class::rewritten, "Azure ML's mpirun has its own list of the nodes");
            break;
        case MpiMeaning::variable:
        case MpiMeaning::pair:
            take_variable(option);
            break;
        case MpiMeaning::parameter:
            tell(option, Class::rewritten,
                 fmt::format("the variable OMPI_MCA_{} says it", option.values[0].text));
            give("OMPI_MCA_" + option.values[0].text, option.values[1]);
            break;
        case MpiMeaning::directory:
            m_directory = option.values[0];
            tell(option, Class::rewritten, "each process goes there itself");
            break;
        case MpiMeaning::binding:
            take_binding(option);
            break;
        case MpiMeaning::mapping:
            take_mapping(option);
            break;
        case MpiMeaning::no_meaning:
            tell(option, Class::dropped,
                 fmt::format("{} is left out: {}", option.name, option.row->why));
            break;
        }
    }

    void take_each(const MpiOption& option, std::int64_t each) {
        m_each = each;
        tell(option, Class::rewritten, fmt::format("{} on each node", each));
    }

    // NAME alone, NAME=VALUE in one word, or NAME VALUE.
    void take_variable(const MpiOption& option) {
        const MpiWord& first = option.values[0];
        const auto equals = first.text.find('=');
        const std::string name = first.text.substr(0, equals);
        if (option.values.size() == 1 && equals == std::string::npos) {
            tell(option, Class::dropped,
                 fmt::format("{} {} is left out: every process has the environment of the job",
                             option.name, name));
            return;
        }
        tell(option, Class::rewritten, fmt::format("{} is a variable of the job", name));
        if (option.values.size() == 2) {
            give(name, option.values[1]);
        } else if (is_known(name, first)) {
            m_work.layout.variables.push_back(
                {name, first.text.substr(equals + 1), m_settings.command_line.node});
        } else {
            m_exports.push_back({{}, first.begin, first.end});
        }
    }

    // Nothing in the value is for the node to expand, and nobody else sets the variable.
    [[nodiscard]] bool is_known(std::string_view name, const MpiWord& value) const {
        return !value.live && value.text.find('$') == std::string::npos &&
               std::none_of(m_work.in.variables.begin(), m_work.in.variables.end(),
                            [&](const batchai::Variable& v) { return v.name.value == name; }) &&
               std::none_of(m_work.layout.variables.begin(), m_work.layout.variables.end(),
                            [&](const ToolkitVariable& v) { return v.name == name; });
    }

    void give(const std::string& name, const MpiWord& value) {
        if (is_known(name, value)) {
            m_work.layout.variables.push_back({name, value.text, m_settings.command_line.node});
        } else {
            m_exports.push_back({name + "=", value.begin, value.end});
        }
    }

    void take_binding(const MpiOption& option) {
        MpiWord to{option.begin, option.end, option.name.substr(option.name.rfind('-') + 1), false};
        if (!option.values.empty()) {
            to = option.values[0];
        }
        tell(option, Class::approximated,
             "the variable OMPI_MCA_hwloc_base_binding_policy says it, unless Azure ML's mpirun "
             "says "
             "otherwise");
        if (!option.values.empty() || is_known("OMPI_MCA_hwloc_base_binding_policy", to)) {
            give("OMPI_MCA_hwloc_base_binding_policy", to);
        }
    }

    // ppr:4:node is a number of processes; any other layout is Azure ML's to choose.
    void take_mapping(const MpiOption& option) {
        const auto parts = option.values.empty() ? std::vector<std::string_view>{}
                                                 : base::split(option.values[0].text, ':');
        if (parts.size() == 3 && parts[0] == "ppr" && parts[2] == "node" && number(parts[1]) > 0) {
            take_each(option, number(parts[1]));
            return;
        }
        tell(option, Class::approximated,
             fmt::format("{} is left out: Azure ML's mpirun lays the processes out", option.name),
             "another rank than before may run on a node");
    }

    [[nodiscard]] std::string_view source(std::size_t begin, std::size_t end) const {
        return m_settings.command_line.value.substr(begin, end - begin);
    }

    void append(Role& role, std::size_t begin, std::size_t end) const {
        role.line.append(source(begin, end), m_settings.command_line.node, true, false, begin);
    }

    // What stood before mpirun, the variables, and what it started, as they were written.
    [[nodiscard]] Role role() const {
        Role role;
        role.name = "main";
        role.fields = {m_settings.command_line.node};
        append(role, 0, m_line.command);
        for (const Export& one : m_exports) {
            role.line.append("export " + one.before);
            append(role, one.begin, one.end);
            role.line.append(" && ");
        }
        if (m_directory) {
            role.line.append("cd ");
            append(role, m_directory->begin, m_directory->end);
            role.line.append(" && ");
        }
        append(role, m_line.command, m_line.mpirun);
        append(role, m_line.program, m_line.end);
        return role;
    }

    void lay_out() {
        Layout& layout = m_work.layout;
        const std::int64_t nodes = layout.instances;
        const bool flag = m_work.options.processes_per_node > 0;
        const std::int64_t each = std::max<std::int64_t>(m_each, 1);
        if (!flag && m_total > 0 && m_total % each == 0 && m_total / each < nodes) {
            layout.instances = m_total / each;
            m_work.say(
                "TR334", Class::rewritten, m_settings.command_line.node,
                fmt::format("{} processes, {} on a node, take {} of the {} nodes; the others "
                            "had nothing to do",
                            m_total, each, layout.instances, nodes));
        } else if (!flag && m_total > 0 && m_each > 0 && m_total != m_each * nodes) {
            m_work.say("TR334", Class::approximated, m_settings.command_line.node,
                       fmt::format("{} processes on {} nodes are not {} on each: they are spread "
                                   "evenly",
                                   m_total, nodes, m_each));
        } else if (!flag && m_total == 0 && m_each == 0) {
            tell_no_number();
        }
        const std::int64_t total = m_total > 0 ? m_total : each * nodes;
        spread_processes(m_work, {total, m_settings.command_line.node}, aml::DistributionType::mpi);
    }

    void tell_no_number() {
        m_work.assume("mpirun-without-np-starts-one-process-on-each-node");
        const document::NodeId stray = stray_process_count(m_work, m_settings);
        m_work.say(
            "TR334", Class::approximated, m_settings.command_line.node,
            fmt::format(
                "mpirun is not told how many processes to start: one runs on each of "
                "{} nodes{}",
                m_work.layout.instances,
                stray == document::k_no_node
                    ? std::string{}
                    : fmt::format("; the \"processCount\" of {} in the definition had no effect",
                                  base::printable(m_work.document.at(stray).text, 20))),
            "say --processes-per-node if there were more");
    }

    JobWork& m_work;
    const batchai::Toolkit& m_settings;
    const MpiLine& m_line;
    Line m_whole; // the line as the user wrote it, for the places of findings
    std::int64_t m_total = 0;
    std::int64_t m_each = 0;
    std::vector<Export> m_exports;
    std::optional<MpiWord> m_directory;
};

} // namespace

void replace_mpirun(JobWork& work, const batchai::Toolkit& settings, const MpiLine& line) {
    Replacement(work, settings, line).run();
}

} // namespace translate
