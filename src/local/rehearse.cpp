// A planned rehearsal, run: folders, processes, what they say, their end.

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"
#include "local/folders.hpp"
#include "local/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>

namespace local {

namespace {

using base::ChildEvent;
using Kind = ChildEvent::Kind;

// Of a rank; mpirun sets them itself, and the others as if all ranks were on one node.
bool is_of_the_world(std::string_view name) {
    return base::is_one_of(name,
                           {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_UNIVERSE_SIZE"});
}

class Rehearsal {
  public:
    Rehearsal(Plan& plan, base::Children& children, base::Terminal& terminal)
        : m_plan(plan),
          m_children(children),
          m_terminal(terminal) {
        m_outcome.exits.resize(plan.processes.size());
    }

    ~Rehearsal() {
        if (!m_done) { // an error is on its way up: nothing may run in what is taken away now
            m_children.end(base::Milliseconds(0));
            while (m_children.next(base::Instant::max()).kind != Kind::none) {
            }
        }
        for (std::int64_t node = 0; node < nodes(); ++node) {
            remove_tree("/tmp/batchai-" + run_id(m_plan, node));
        }
        remove_tree(m_plan.folder + "/ranks");
        remove_places(m_plan.bindings);
    }

    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    Outcome run() {
        prepare();
        const std::int64_t limit = m_plan.job.job.timeout;
        m_deadline = limit > 0 ? std::chrono::steady_clock::now() + std::chrono::seconds(limit)
                               : base::Instant::max();
        start();
        hear_all();
        // What they left behind ends with the job, as a container would.
        m_ending = true;
        m_children.end(m_plan.options.grace);
        hear_all();
        m_done = true;
        return std::move(m_outcome);
    }

  private:
    [[nodiscard]] std::int64_t nodes() const { return m_plan.job.job.instance_count; }

    [[nodiscard]] std::string at(std::string_view below) const {
        return fmt::format("{}/{}", m_plan.folder, below);
    }

    void prepare() {
        make_folder(m_plan.folder, true);
        // Not links: an interpreter finds its packages by the path that it was started by.
        for (const std::string& name : m_plan.pythons) {
            const std::string path = find_program(m_plan.options.interpreter, m_plan.machine.path);
            write_file(at("bin/" + name),
                       fmt::format("#!/bin/sh\nexec {} \"$@\"\n", base::shell_quote(path)), true);
        }
        make_places(m_plan.bindings);
        for (std::int64_t node = 0; node < nodes(); ++node) {
            const std::string folder = node_folder(m_plan, node);
            make_folder(folder + "/home");
            make_folder(folder + "/wd");
            for (const bundle::JobFile& file : m_plan.code) {
                const std::string to = fmt::format("{}/wd/{}", folder, file.path);
                if (file.from.empty()) {
                    write_file(to, file.shared ? *file.shared : file.text, false);
                } else {
                    copy_into(file.from, to);
                }
            }
        }
        for (const Process& process : m_plan.processes) {
            open_log(process.azure.log);
        }
        if (m_plan.mpirun) {
            open_log("system_logs/mpirun.txt");
        }
    }

    void open_log(const std::string& name) {
        write_file(at(name), "", false);
        m_logs.emplace_back(at(name), std::ios::binary | std::ios::app);
    }

    // Of one process, as its own; of mpirun, without what differs between ranks.
    [[nodiscard]] launch::Environment environment(const Process* process) const {
        launch::Environment out = m_plan.machine.handed_on;
        launch::set(out, "PATH", m_plan.machine.path);
        launch::set(out, "HOME",
                    node_folder(m_plan, process != nullptr ? process->azure.node : 0) + "/home");
        if (process != nullptr) {
            for (const auto& [name, value] : process->azure.environment) {
                launch::set(out, name, value);
            }
        }
        if (!m_plan.pythons.empty()) {
            launch::set(out, "PATH", fmt::format("{}:{}", at("bin"), *launch::find(out, "PATH")));
        }
        for (const auto& [name, value] : m_plan.options.secrets) {
            if (process == nullptr || !m_plan.mpirun) { // ranks have them from mpirun
                launch::set(out, name, value.reveal());
            }
        }
        return out;
    }

    void start() {
        if (m_plan.mpirun) {
            start_mpirun();
            return;
        }
        for (const Process& process : m_plan.processes) {
            m_children.start({.argv = {"bash", "-c", process.azure.command},
                              .directory = node_folder(m_plan, process.azure.node) + "/wd",
                              .environment = environment(&process)});
        }
    }

    // mpirun knows one node, this machine: a script for each rank puts it on its own.
    void start_mpirun() {
        const std::string ranks = at("ranks");
        make_folder(ranks);
        for (std::size_t i = 0; i < m_plan.processes.size(); ++i) {
            const std::string pipe = fmt::format("{}/{}", ranks, i);
            m_children.listen(pipe + ".out", pipe + ".err");
            write_file(pipe + ".sh", rank_script(m_plan.processes[i], pipe), false);
        }
        m_children.start(
            {.argv = {m_plan.machine.mpirun, "--allow-run-as-root", "--oversubscribe", "--bind-to",
                      "none", "-np", std::to_string(m_plan.processes.size()), "bash", "-c",
                      "exec bash \"$0/${OMPI_COMM_WORLD_RANK:?}.sh\"", ranks},
             .directory = m_plan.folder,
             .environment = environment(nullptr)});
    }

    [[nodiscard]] std::string rank_script(const Process& process, const std::string& pipe) const {
        std::string out =
            fmt::format("exec > {} 2> {}\ncd {} || exit\nexec env",
                        base::shell_quote(pipe + ".out"), base::shell_quote(pipe + ".err"),
                        base::shell_quote(node_folder(m_plan, process.azure.node) + "/wd"));
        for (const auto& [name, value] : environment(&process)) {
            if (!is_of_the_world(name)) {
                out += " " + base::shell_quote(fmt::format("{}={}", name, value));
            }
        }
        return out + fmt::format(" bash -c {}\n", base::shell_quote(process.azure.command));
    }

    void hear_all() {
        for (;;) {
            const ChildEvent event = m_children.next(m_deadline);
            switch (event.kind) {
            case Kind::line:
                say(event);
                break;
            case Kind::ended:
                ended(event);
                break;
            case Kind::interrupted:
                interrupted();
                break;
            case Kind::time:
                m_outcome.out_of_time = true;
                m_deadline = base::Instant::max();
                end_all();
                break;
            case Kind::none:
                return;
            }
        }
    }

    void say(const ChildEvent& event) {
        const bool mpirun = event.child >= m_plan.processes.size();
        const std::string& name = mpirun ? k_mpirun : m_plan.processes[event.child].name;
        m_logs[event.child] << event.text << (event.whole ? "\n" : "") << std::flush;
        const std::string line =
            name.empty() ? event.text + "\n" : fmt::format("[{}] {}\n", name, event.text);
        if (event.err || mpirun) {
            m_terminal.err(line);
        } else {
            m_terminal.out(line);
        }
    }

    void ended(const ChildEvent& event) {
        if (event.child < m_outcome.exits.size()) {
            m_outcome.exits[event.child] = event.exit;
        }
        if (event.exit != 0 && !m_ending) {
            m_outcome.failed = event.child;
            m_outcome.exit = event.exit;
            end_all();
        }
    }

    void interrupted() {
        const bool again = m_outcome.interrupted;
        m_outcome.interrupted = true;
        m_terminal.err(again ? "killing all processes\n"
                             : "ending all processes (once more kills them)\n");
        m_ending = true;
        m_children.end(again ? base::Milliseconds(0) : m_plan.options.grace);
    }

    void end_all() {
        m_ending = true;
        m_children.end(m_plan.options.grace);
    }

    inline static const std::string k_mpirun = "mpirun";

    Plan& m_plan;
    base::Children& m_children;
    base::Terminal& m_terminal;
    base::Instant m_deadline{};
    bool m_done = false;
    bool m_ending = false;             // whatever ends now does so because we want it
    std::vector<std::ofstream> m_logs; // of each process; then that of mpirun
    Outcome m_outcome;
};

} // namespace

Outcome rehearse(Plan& plan, base::Children& children, base::Terminal& terminal) {
    return Rehearsal(plan, children, terminal).run();
}

} // namespace local
