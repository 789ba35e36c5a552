#include "translate/mpi_line.hpp"

#include "base/secret_text.hpp"
#include "base/shell.hpp"
#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "batchai/variables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::ShellScan;
using base::ShellWord;
using batchai::VariableKind;

bool starts_mpi(std::string_view program) {
    return base::is_one_of(program, {"mpirun", "mpiexec", "mpiexec.hydra", "orterun",
                                     "mpirun.openmpi", "mpiexec.openmpi"});
}

// What only changes the shell that goes on: each process can do it for itself.
bool changes_the_shell(std::string_view program) {
    return base::is_one_of(program, {"source", ".", "cd", "export", "unset", "set", "ulimit",
                                     "umask", ":", "true", "echo"});
}

bool stands_before(std::string_view word) {
    return base::is_one_of(word, {"time", "exec", "nohup", "env", "command"});
}

bool is_redirection(const ShellWord& word) {
    return word.redirection != ShellWord::Redirection::none;
}

bool is_local(std::string_view host) {
    return host.empty() || base::is_one_of(host, {"localhost", "127.0.0.1"});
}

class Reading {
  public:
    explicit Reading(std::string_view line)
        : m_line(line),
          m_scan(base::scan_shell(line)),
          m_secrets(base::find_secrets(line)) {}

    MpiLine run() {
        find();
        if (!m_out.starts) {
            return std::move(m_out);
        }
        for (const base::ShellVariable& variable : m_scan.variables) {
            const VariableKind kind = batchai::variable_kind(variable.name);
            m_out.names_nodes = m_out.names_nodes || kind == VariableKind::mpi_host_file ||
                                kind == VariableKind::host_list;
        }
        m_out.obstacle = whole();
        if (m_out.obstacle.empty()) {
            m_out.obstacle = before();
        }
        if (m_out.obstacle.empty()) {
            m_out.obstacle = options();
        }
        return std::move(m_out);
    }

  private:
    [[nodiscard]] std::string_view text(const ShellWord& word) const {
        return m_line.substr(word.begin, word.end - word.begin);
    }

    [[nodiscard]] MpiWord read(const ShellWord& word) const {
        const base::Dequoted plain =
            base::dequote(m_line, word.begin, word.end, base::Quoting::none);
        return {word.begin, word.end, plain.text, plain.end < word.end};
    }

    // A word of the line in a message; nothing of a secret is shown.
    [[nodiscard]] std::string quoted(std::string_view word) const {
        const bool secret = std::any_of(m_secrets.begin(), m_secrets.end(), [&](base::Span span) {
            const std::string_view hidden = m_line.substr(span.begin, span.end - span.begin);
            return word.find(hidden) != std::string_view::npos ||
                   hidden.find(word) != std::string_view::npos;
        });
        return fmt::format("\"{}\"", secret ? "…" : base::printable(word, 60));
    }

    // The words that stand in no other word, and those that are mpirun.
    void find() {
        std::size_t inside = 0;
        for (const ShellWord& word : m_scan.words) {
            const bool top = word.begin >= inside;
            if (top) {
                m_words.push_back(&word);
                inside = word.end;
            }
            const bool is_run = word.place == 0 && !word.assignment && !is_redirection(word);
            if (is_run) {
                m_programs.resize(std::max<std::size_t>(m_programs.size(), word.command + 1U));
                m_programs[word.command] = base::program_name(m_line, word);
            }
            if (!starts_mpi(base::program_name(m_line, word)) ||
                (!is_run && !runs_another(word.command))) {
                continue;
            }
            m_out.starts = true;
            ++m_count;
            if (top && is_run) {
                m_mpirun = m_words.size() - 1;
                m_out.mpirun = word.begin;
            }
        }
    }

    // "sudo -E mpirun", "timeout 60 mpirun": the scan passes over `sudo` and its like.
    [[nodiscard]] bool runs_another(std::uint32_t command) const {
        const std::string_view program =
            command < m_programs.size() ? m_programs[command] : std::string_view{};
        return program.starts_with('-') ||
               base::is_one_of(program, {"timeout", "numactl", "nice", "stdbuf", "taskset"});
    }

    [[nodiscard]] std::string whole() const {
        if (!m_scan.complete) {
            return "a quote or bracket is not closed";
        }
        if (m_scan.background || m_scan.comment || m_scan.here_document) {
            return "it has a background command, a comment or a here-document";
        }
        if (m_count > 1) {
            return "it starts MPI more than once";
        }
        if (m_mpirun == k_none) {
            return "mpirun is not a command of its own";
        }
        return {};
    }

    // Commands follow one another; nothing else stands between them.
    [[nodiscard]] std::string between(std::size_t begin, std::size_t end, bool first) const {
        const std::string gap = base::replace_all(m_line.substr(begin, end - begin), "\\\n", " ");
        const std::string_view sign = base::trim(gap);
        const bool next_line = gap.find('\n') != std::string::npos;
        const bool fits =
            first ? sign.empty() : sign == ";" || sign == "&&" || (sign.empty() && next_line);
        return fits ? std::string{} : fmt::format("{} stands between commands", quoted(sign));
    }

    // Commands before that of mpirun, and the words before it in its own.
    std::string before() {
        const std::uint32_t own = m_words[m_mpirun]->command;
        std::uint32_t command = m_words[0]->command;
        std::size_t end = 0; // of the word before
        bool first = true;   // of its command
        for (std::size_t i = 0; i <= m_mpirun; ++i) {
            const ShellWord& word = *m_words[i];
            if (i == 0 || word.command != command) {
                std::string trouble = between(end, word.begin, i == 0);
                if (!trouble.empty()) {
                    return trouble;
                }
                first = true;
                command = word.command;
                m_out.command = word.begin;
            }
            const bool fits = word.assignment || i == m_mpirun ||
                              (command == own ? stands_before(text(word))
                                              : !first || changes_the_shell(text(word)));
            if (!fits) {
                return fmt::format("{} would run once for each process", quoted(text(word)));
            }
            first = first && word.assignment;
            end = word.end;
        }
        return {};
    }

    std::string options() {
        std::size_t at = m_mpirun + 1;
        const auto word_at = [&](std::size_t i) -> const ShellWord* {
            return i < m_words.size() && m_words[i]->command == m_words[m_mpirun]->command
                       ? m_words[i]
                       : nullptr;
        };
        const ShellWord* word = word_at(at);
        for (; word != nullptr && text(*word).find_first_of("\"'-") == 0; word = word_at(at)) {
            const MpiWord name = read(*word);
            if (!name.text.starts_with('-')) {
                break;
            }
            ++at;
            MpiOption option{name.begin, name.end, name.text, nullptr, {}};
            std::string trouble = one_option(option, name, [&]() -> const ShellWord* {
                return word_at(at) != nullptr ? word_at(at++) : nullptr;
            });
            if (!trouble.empty()) {
                return trouble;
            }
            m_out.options.push_back(std::move(option));
        }
        return program(at);
    }

    template <class Next>
    std::string one_option(MpiOption& option, const MpiWord& word, Next next) {
        std::string_view name = word.text;
        name.remove_prefix(name.starts_with("--") ? 2 : 1);
        option.row = find_mpi_option(name);
        const auto equals = name.find('=');
        if (option.row == nullptr && equals != std::string_view::npos) {
            option.row = find_mpi_option(name.substr(0, equals));
            if (option.row != nullptr && option.row->values == 1) {
                option.name = word.text.substr(0, word.text.find('='));
                option.values.push_back({m_line.find('=', word.begin) + 1, word.end,
                                         std::string(name.substr(equals + 1)), word.live});
            } else {
                option.row = nullptr;
            }
        }
        if (option.row == nullptr || (word.live && option.values.empty())) {
            return fmt::format("{} is not known as an option of mpirun", quoted(word.text));
        }
        while (option.values.size() < option.row->values) {
            const ShellWord* value = next();
            if (value == nullptr || is_redirection(*value)) {
                return fmt::format("{} lacks its value", quoted(word.text));
            }
            option.values.push_back(read(*value));
            option.end = value->end;
            const bool whole_pair = option.row->meaning == MpiMeaning::pair &&
                                    option.values[0].text.find('=') != std::string::npos;
            if (whole_pair) {
                break;
            }
        }
        return sound(option);
    }

    // Counts are numbers, names are names, lists of nodes are all of the job's or none but this
    // one.
    std::string sound(MpiOption& option) {
        const auto is_number = [](const MpiWord& word) {
            return !word.live && !word.text.empty() && word.text.size() < 6 &&
                   word.text.find_first_not_of("0123456789") == std::string::npos;
        };
        switch (option.row->meaning) {
        case MpiMeaning::total:
        case MpiMeaning::per_node:
            return is_number(option.values[0])
                       ? std::string{}
                       : fmt::format("the number behind {} is known only on the node", option.name);
        case MpiMeaning::hosts_file:
        case MpiMeaning::hosts:
            return sound_nodes(option.values[0], option.row->meaning);
        case MpiMeaning::variable:
        case MpiMeaning::pair: {
            const std::string_view name = option.values[0].text;
            return base::is_variable_name(name.substr(0, name.find('=')))
                       ? std::string{}
                       : fmt::format("{} is no name of a variable", quoted(name));
        }
        case MpiMeaning::parameter:
            return base::is_variable_name(option.values[0].text) && !option.values[0].live
                       ? std::string{}
                       : fmt::format("{} is no parameter of MPI", quoted(option.values[0].text));
        default:
            return {};
        }
    }

    std::string sound_nodes(const MpiWord& word, MpiMeaning meaning) {
        if (!word.live && meaning == MpiMeaning::hosts) {
            const auto list = base::split(word.text, ',');
            if (std::all_of(list.begin(), list.end(), is_local)) {
                return {};
            }
        }
        m_out.names_nodes = true;
        for (const base::ShellVariable& variable : m_scan.variables) {
            const VariableKind kind = batchai::variable_kind(variable.name);
            const std::string_view source = m_line.substr(word.begin, word.end - word.begin);
            const std::string_view bare =
                m_line.substr(variable.begin, variable.end - variable.begin);
            const bool of_the_job =
                kind == VariableKind::mpi_host_file || kind == VariableKind::host_list;
            if (of_the_job && variable.begin >= word.begin && variable.end <= word.end &&
                (source == bare || source == fmt::format("\"{}\"", bare))) {
                return {};
            }
        }
        return "the nodes are named in some other way than by the list of Batch AI";
    }

    // 2>&1: each process can do that for itself.
    [[nodiscard]] bool joins_descriptors(const ShellWord& word) const {
        return word.begin > 0 && m_line[word.begin - 1] == '&' &&
               text(word).find_first_not_of("0123456789") == std::string_view::npos;
    }

    // What is started goes on to the end of the line.
    std::string program(std::size_t at) {
        if (at >= m_words.size() || m_words[at]->command != m_words[m_mpirun]->command) {
            return "nothing stands behind the options of mpirun";
        }
        const MpiWord first = read(*m_words[at]);
        if (first.live && first.text.empty() &&
            text(*m_words[at]).find('/') == std::string_view::npos) {
            return fmt::format("only the node knows whether {} is an option",
                               quoted(text(*m_words[at])));
        }
        m_out.program = m_words[at]->begin;
        for (std::size_t i = at; i < m_words.size(); ++i) {
            const ShellWord& word = *m_words[i];
            if (word.command != m_words[m_mpirun]->command) {
                return fmt::format("more follows behind it: {}", quoted(text(word)));
            }
            if (is_redirection(word) && !joins_descriptors(word)) {
                return fmt::format(
                    "its output or input is redirected: {}",
                    quoted(base::trim(m_line.substr(m_out.end, word.end - m_out.end))));
            }
            if (text(word) == ":") {
                return "it starts several programs";
            }
            m_out.end = word.end;
        }
        const std::string_view rest = base::trim(m_line.substr(m_out.end));
        return rest.empty() || rest == ";"
                   ? std::string{}
                   : fmt::format("more follows behind it: {}", quoted(rest));
    }

    static constexpr std::size_t k_none = static_cast<std::size_t>(-1);

    std::string_view m_line;
    ShellScan m_scan;
    std::vector<base::Span> m_secrets;
    std::vector<const ShellWord*> m_words;    // of the line itself, in order
    std::vector<std::string_view> m_programs; // what each simple command runs
    std::size_t m_mpirun = k_none;            // index into the words
    std::size_t m_count = 0;
    MpiLine m_out;
};

} // namespace

MpiLine read_mpi_line(std::string_view line) {
    return Reading(line).run();
}

} // namespace translate
