#include "aml/names.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/real_clock.hpp"
#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "local/folders.hpp"
#include "local/launcher.hpp"
#include "local/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace local {

namespace {

// What bash has itself.
constexpr std::string_view k_builtins =
    " ! . : [ [[ alias bg break builtin case cd command continue coproc declare do done echo elif "
    "else esac eval exec exit export false fi for function getopts hash if jobs kill let local "
    "mapfile popd printf pushd pwd read readonly return select set shift shopt source test then "
    "time times trap true type typeset ulimit umask unset until wait while ";
// Functions of a launcher that hold the user's lines.
constexpr std::string_view k_functions = " master worker server prepare set_up job_line ";

bool is_listed(std::string_view list, std::string_view word) {
    return list.find(fmt::format(" {} ", word)) != std::string_view::npos;
}

[[noreturn]] void refuse(base::Exit code, const std::string& what, const std::string& help) {
    throw base::Error(code, what, help);
}

// A name that can be part of a path, of a run's id and of a pipe's.
std::string run_name(const std::string& job) {
    base::RealRandom random;
    std::string stem = aml::legal_name(aml::NameKind::job, job).substr(0, 60);
    return fmt::format("{}-{:08x}", stem, static_cast<std::uint32_t>(random.next()));
}

const std::string& text_of(const bundle::JobFile& file) {
    return file.shared ? *file.shared : file.text;
}

class Planner {
  public:
    Planner(const bundle::JobFolder& job, const Options& options, const Machine& machine) {
        m_plan.job = job;
        m_plan.options = options;
        m_plan.machine = machine;
    }

    Plan run() {
        check_placeholders();
        const aml::CommandJob& job = m_plan.job.job;
        m_plan.run = job.name.empty() ? run_name(m_plan.job.name)
                                      : aml::legal_name(aml::NameKind::job, job.name);
        const std::string top =
            m_plan.options.out.empty() ? m_plan.machine.temp : m_plan.options.out;
        m_plan.folder = std::filesystem::absolute(base::join_path(top, m_plan.run)).string();
        if (exists(m_plan.folder)) {
            refuse(base::Exit::invalid,
                   fmt::format("{} exists: a run of that name was here before",
                               base::printable(m_plan.folder, 400)),
                   "remove it, or choose another folder with --out");
        }
        m_plan.bindings =
            bind_data(job, m_plan.job.folder, m_plan.run, m_plan.folder, m_plan.options.data);
        change_code();
        processes();
        interpreter();
        notes();
        return std::move(m_plan);
    }

  private:
    // Those that a folder can take the place of do not matter here.
    void check_placeholders() const {
        const aml::CommandJob& job = m_plan.job.job;
        const auto check = [](std::string_view where, const std::string& text) {
            if (aml::has_placeholder(text)) {
                refuse(base::Exit::invalid,
                       fmt::format("{} still holds a placeholder: {}", where,
                                   base::printable(text, 120)),
                       "replace it in the definition or in job.yml");
            }
        };
        check("the command", aml::command_text(job));
        for (const auto& [name, value] : job.environment_variables) {
            check(fmt::format("the variable {}", base::printable(name, 60)), value);
        }
        for (const auto& [name, input] : job.inputs) {
            if (input.literal) {
                check(fmt::format("the input {}", name), input.literal->text);
            }
        }
    }

    // Launchers are changed as little as a rehearsal needs.
    void change_code() {
        const std::string& path = m_plan.job.job.code_path;
        if (!path.empty() && !aml::is_local(path)) {
            refuse(base::Exit::invalid,
                   fmt::format("the code of the job is {}, which cannot be had here",
                               base::printable(path, 200)),
                   "name a local folder as its code");
        }
        for (const bundle::JobFile& file : m_plan.job.code) {
            bundle::JobFile copy = file;
            if (file.path.ends_with(".sh")) { // whatever somebody called it
                std::string text = file.from.empty() ? text_of(file) : read_file(file.from);
                if (is_launcher(text)) {
                    copy.text = changed(std::move(text));
                    copy.shared = nullptr;
                    copy.from.clear();
                }
            }
            m_plan.code.push_back(std::move(copy));
        }
    }

    std::string changed(std::string text) {
        const bool preparation = m_plan.options.run_preparation;
        for (const std::string& name : secret_names(text, preparation)) {
            const auto& given = m_plan.options.secrets;
            if (std::none_of(given.begin(), given.end(),
                             [&](const auto& one) { return one.first == name; })) {
                refuse(base::Exit::usage,
                       fmt::format("the job reads the secret {} from a Key Vault, and cannot here",
                                   name),
                       fmt::format("put it into the environment and say --secret-env {}", name));
            }
        }
        text = with_given_secrets(text);
        m_plan.lines = user_lines(text, preparation);
        if (!preparation && prepares(text)) {
            auto without = without_preparation(text);
            if (!without) {
                refuse(base::Exit::invalid,
                       "launch.sh holds text that looks like its own: the job preparation cannot "
                       "be left out safely",
                       "--run-preparation runs it");
            }
            text = *std::move(without);
            m_plan.preparation_left_out = true;
        }
        return text;
    }

    void processes() {
        const aml::CommandJob& job = m_plan.job.job;
        const auto& distribution = job.distribution;
        const bool mpi = distribution && distribution->type == aml::DistributionType::mpi;
        m_plan.mpirun = mpi && !m_plan.machine.mpirun.empty();
        launch::Runtime runtime;
        runtime.run_id = m_plan.run;
        runtime.hosts.assign(static_cast<std::size_t>(job.instance_count), "127.0.0.1");
        const std::int64_t tasks =
            distribution ? distribution->worker_count + distribution->parameter_server_count : 0;
        runtime.port = free_ports(static_cast<std::size_t>(std::max<std::int64_t>(tasks, 1)));
        for (const Place& place : m_plan.bindings.places) {
            (place.output ? runtime.outputs : runtime.inputs)[place.name] = place.at;
        }
        for (launch::AzureProcess& one : launch::azureml_processes(job, runtime)) {
            Process process{.azure = std::move(one), .name = {}};
            process.name = process.azure.role.empty()
                               ? fmt::format("node_{}", process.azure.node)
                               : fmt::format("{}_{}", process.azure.role, process.azure.index);
            if (job.instance_count > 1) {
                launch::set(process.azure.environment, "AZUREML_RUN_ID",
                            run_id(m_plan, process.azure.node));
            }
            m_plan.processes.push_back(std::move(process));
        }
        if (m_plan.processes.size() == 1) {
            m_plan.processes[0].name.clear();
        }
        if (m_plan.processes.empty()) {
            refuse(base::Exit::invalid, "the job starts no process", "");
        }
    }

    // Every word that is run in the command and the user's lines, as far as it is plain.
    [[nodiscard]] std::set<std::string> programs() const {
        std::vector<std::string> texts = m_plan.lines;
        texts.push_back(m_plan.processes[0].azure.command);
        std::set<std::string> out;
        for (const std::string& text : texts) {
            for (const base::ShellWord& word : base::scan_shell(text).words) {
                if (word.place != 0 || word.assignment ||
                    word.redirection != base::ShellWord::Redirection::none) {
                    continue;
                }
                const base::Dequoted program =
                    base::dequote(text, word.begin, word.end, base::Quoting::none);
                if (program.end == word.end && !program.text.empty() &&
                    program.text.find_first_of(" \n(){}$`;&|") == std::string::npos &&
                    !is_listed(k_builtins, program.text) && !is_listed(k_functions, program.text)) {
                    out.insert(program.text);
                }
            }
        }
        return out;
    }

    // python and python3 always, other versions where the job names them; one that the job names by
    // a path which is not here is replaced as well.
    void interpreter() {
        const std::string& path = m_plan.options.interpreter;
        if (!path.empty() && find_program(path, m_plan.machine.path).empty()) {
            refuse(base::Exit::usage,
                   fmt::format("--interpreter: {} is no program", base::printable(path, 400)),
                   "for example --interpreter /usr/bin/python3");
        }
        std::set<std::string> names = {"python", "python3"};
        for (const std::string& program : programs()) {
            const std::string name(base::base_name(program));
            const bool python = name.starts_with("python") &&
                                name.find_first_not_of("0123456789.", 6) == std::string::npos;
            const bool here = program.starts_with(m_plan.folder) ||
                              !find_program(program, m_plan.machine.path).empty();
            if (!path.empty() && python && (program == name || !here)) {
                names.insert(name);
                if (program != name) {
                    replace_everywhere(program, fmt::format("{}/bin/{}", m_plan.folder, name));
                }
            } else if (!here) {
                m_missing.push_back(program);
            }
        }
        if (!path.empty()) {
            m_plan.pythons.assign(names.begin(), names.end());
        }
    }

    void replace_everywhere(const std::string& from, const std::string& to) {
        for (Process& process : m_plan.processes) {
            process.azure.command = base::replace_all(process.azure.command, from, to);
        }
        for (bundle::JobFile& file : m_plan.code) {
            if (!file.text.empty() && is_launcher(file.text)) {
                file.text = base::replace_all(file.text, from, to);
            }
        }
        for (std::string& line : m_plan.lines) {
            line = base::replace_all(line, from, to);
        }
    }

    void notes() {
        const aml::CommandJob& job = m_plan.job.job;
        const auto say = [&](std::string text) { m_plan.notes.push_back(std::move(text)); };
        if (const auto* image = std::get_if<aml::Image>(&job.environment)) {
            say(fmt::format("the image {} is not used: programs and libraries are this machine's",
                            base::printable(image->image, 200)));
        } else {
            say("the job's environment is not built: programs and libraries are this machine's");
        }
        if (!m_missing.empty()) {
            const bool python = std::any_of(m_missing.begin(), m_missing.end(),
                                            [](const auto& p) { return p.starts_with("python"); });
            say(fmt::format("not on this machine: {}{}",
                            base::printable(base::join(m_missing, ", "), 400),
                            python ? " (--interpreter names another python)" : ""));
        }
        say(fmt::format("GPUs here: {}; InfiniBand: {}",
                        m_plan.machine.gpus == 0 ? "none" : std::to_string(m_plan.machine.gpus),
                        m_plan.machine.infiniband ? "yes" : "none"));
        if (job.instance_count > 1) {
            say(fmt::format("{} nodes are {} folders on this machine, and their addresses "
                            "127.0.0.1",
                            job.instance_count, job.instance_count));
        }
        if (job.distribution && job.distribution->type == aml::DistributionType::mpi) {
            say(m_plan.mpirun
                    ? fmt::format("{} starts the ranks", m_plan.machine.mpirun)
                    : "Open MPI is not installed: each rank starts with the variables that it "
                      "would have, and MPI itself does not connect them");
        }
        if (m_plan.preparation_left_out) {
            say("the job preparation is left out (--run-preparation runs it)");
        }
        if (job.managed_identity) {
            say("the compute's managed identity is not here");
        }
        if (std::any_of(m_plan.bindings.places.begin(), m_plan.bindings.places.end(),
                        [](const Place& p) { return p.bound && !p.output; })) {
            say("inputs are not protected against writing");
        }
    }

    Plan m_plan;
    std::vector<std::string> m_missing;
};

} // namespace

std::string node_folder(const Plan& plan, std::int64_t node) {
    return fmt::format("{}/nodes/{}", plan.folder, node);
}

std::string run_id(const Plan& plan, std::int64_t node) {
    return plan.job.job.instance_count > 1 ? fmt::format("{}-node{}", plan.run, node) : plan.run;
}

Plan plan(const bundle::JobFolder& job, const Options& options, const Machine& machine) {
    return Planner(job, options, machine).run();
}

} // namespace local
