#include "launch/azureml.hpp"

#include "aml/read.hpp"
#include "base/files.hpp"
#include "base/shell.hpp"
#include "document/document.hpp"
#include "launch/batchai.hpp"
#include "launch/runtime.hpp"
#include "launch/shell/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace launch {

namespace {

constexpr std::int64_t k_followed = 64; // ranks; of more, some stand for all

// The one object of that kind in a text; nothing: it holds none, or what is wrong with it.
template <class T> std::optional<T> object_of(const std::string& text) {
    const document::Parsed parsed = document::parse(text, "x.yml");
    if (!parsed.ok || !parsed.findings.empty()) { // a key that stands twice, too
        return std::nullopt;
    }
    const auto found = aml::recognise(parsed.document);
    if (found.size() != 1) {
        return std::nullopt;
    }
    aml::Read read = aml::read(parsed.document, found[0]);
    auto* object = std::get_if<T>(&read.object);
    const bool sound =
        std::none_of(read.findings.begin(), read.findings.end(),
                     [](const base::Finding& one) { return one.cls == base::Class::error; });
    return object == nullptr || !sound ? std::nullopt : std::optional(std::move(*object));
}

std::string with_run(std::string path) {
    constexpr std::string_view k_name = "${{name}}";
    for (std::size_t at = path.find(k_name); at != std::string::npos; at = path.find(k_name)) {
        path.replace(at, k_name.size(), k_run_segment);
    }
    return path;
}

// Our part of a command without launcher, one piece at a time: `export NAME=word &&` and the like.
class Head {
  public:
    explicit Head(std::string_view text)
        : m_text(text) {}

    // Runs the next piece on the machine. False: what follows is the user's.
    bool step(shell::Machine& machine) {
        constexpr std::string_view k_cntk =
            "[ ! -f /cntk/activate-cntk ] || source /cntk/activate-cntk; ";
        if (m_text.starts_with(k_cntk)) {
            machine.run(k_cntk);
            m_text.remove_prefix(k_cntk.size());
            return true;
        }
        constexpr std::string_view k_export = "export ";
        constexpr std::string_view k_chmod = "chmod +x ";
        const bool exported = m_text.starts_with(k_export);
        const bool chmod = m_text.starts_with(k_chmod);
        const std::size_t begin = exported ? k_export.size() : chmod ? k_chmod.size() : 0;
        const std::size_t end = shell::word_end(m_text, begin);
        const std::string_view word = m_text.substr(begin, end - begin);
        const std::size_t equals = word.find('=');
        const bool assigns = !chmod && equals != std::string_view::npos &&
                             base::is_variable_name(word.substr(0, equals));
        constexpr std::string_view k_and = " && ";
        if (!m_text.substr(end).starts_with(k_and) || !(assigns || chmod) ||
            (assigns && !exported && word.substr(equals) != "=$PWD")) {
            return false;
        }
        if (assigns) {
            machine.assign(word, exported);
        }
        m_text.remove_prefix(end + k_and.size());
        return true;
    }

    [[nodiscard]] std::string_view text() const { return m_text; }

  private:
    std::string_view m_text;
};

class Follower {
  public:
    Follower(const Emitted& emitted, const Surroundings& around)
        : m_emitted(emitted),
          m_around(around) {}

    AzureSide run() {
        auto job = object_of<aml::CommandJob>(m_emitted.job);
        if (!job) {
            m_out.fault = "job.yml is no command job";
            return std::move(m_out);
        }
        m_out.job = std::move(*job);
        m_out.nodes = m_out.job.instance_count;
        if (m_out.nodes < 1 || m_out.nodes > 65000) {
            m_out.fault = fmt::format("a job cannot run on {} nodes", m_out.nodes);
            return std::move(m_out);
        }
        for (const std::string& text : m_emitted.datastores) {
            if (auto store = object_of<aml::Datastore>(text)) {
                m_stores.emplace(store->name, std::move(*store));
            }
        }
        environment();
        bind();
        follow();
        return std::move(m_out);
    }

  private:
    void environment() {
        m_out.dockerfile = m_emitted.dockerfile;
        if (const auto* image = std::get_if<aml::Image>(&m_out.job.environment)) {
            m_out.image = image->image;
            return;
        }
        std::size_t at = 0;
        while (at < m_out.dockerfile.size()) {
            const std::size_t end =
                std::min(m_out.dockerfile.find('\n', at), m_out.dockerfile.size());
            constexpr std::string_view k_from = "FROM ";
            const std::string_view line = std::string_view(m_out.dockerfile).substr(at, end - at);
            if (line.starts_with(k_from)) {
                m_out.image = line.substr(k_from.size());
            }
            at = end + 1;
        }
    }

    // azureml://[subscriptions/…/]datastores/<name>/paths/<path>
    [[nodiscard]] std::string location_of(std::string_view uri) const {
        constexpr std::string_view k_stores = "datastores/";
        constexpr std::string_view k_paths = "/paths";
        const std::size_t at = uri.find(k_stores);
        if (!uri.starts_with("azureml://") || at == std::string_view::npos) {
            return fmt::format("/{}/{}", k_datastore, uri);
        }
        std::string_view rest = uri.substr(at + k_stores.size());
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string name(rest.substr(0, end));
        rest.remove_prefix(end);
        if (rest.starts_with(k_paths)) {
            rest.remove_prefix(k_paths.size());
        }
        return base::join_path(root_of(name), base::without_slashes(with_run(std::string(rest))));
    }

    [[nodiscard]] std::string root_of(const std::string& name) const {
        constexpr std::string_view k_open = "REPLACE_ME_";
        const auto found = m_stores.find(name);
        if (found == m_stores.end()) {
            return fmt::format("/{}/{}", k_datastore, name);
        }
        const aml::Datastore& store = found->second;
        if (store.container == "REPLACE-ME" && name.starts_with(k_open) &&
            store.account_name == "REPLACE-ME") {
            return fmt::format("/{}/{}", k_unnamed, name.substr(k_open.size()));
        }
        return fmt::format("/{}/{}/{}",
                           store.type == aml::DatastoreType::azure_blob ? k_blob : k_share,
                           store.account_name, store.container);
    }

    void add_binding(const std::string& name, const std::string& uri, bool output,
                     std::optional<aml::Mode> mode) {
        Bound bound{.name = name, .output = output};
        const auto& properties = m_out.job.properties;
        const auto placed = properties.find(
            fmt::format("AZURE_ML_{}_PathOnCompute_{}", output ? "OUTPUT" : "INPUT", name));
        bound.path = placed != properties.end()
                         ? placed->second
                         : fmt::format("/mnt/azureml/{}/{}", output ? "outputs" : "inputs", name);
        bound.location = uri.empty() ? fmt::format("/{}/{}", k_of_run, name) : location_of(uri);
        // Without a mount or a copy on the node the job is given the address itself.
        using enum aml::Mode;
        if (mode && *mode != ro_mount && *mode != rw_mount && *mode != download &&
            *mode != upload) {
            bound.path = uri;
        }
        m_out.bindings.push_back(std::move(bound));
    }

    void bind() {
        for (const auto& [name, input] : m_out.job.inputs) {
            if (!input.literal) {
                add_binding(name, input.path, false, input.mode);
            }
        }
        for (const auto& [name, output] : m_out.job.outputs) {
            add_binding(name, output.path, true, output.mode);
        }
    }

    // A node before anything of the job runs there.
    [[nodiscard]] shell::Tree node() const {
        shell::Tree tree(shared_roots());
        for (const std::string_view folder :
             {std::string_view("/tmp"), std::string_view("/root"), k_working_folder}) {
            tree.make_folder(folder, true);
        }
        if (m_around.cntk) {
            tree.make_folder("/cntk", true);
            tree.write("/cntk/activate-cntk", {}, false);
        }
        if (m_out.dockerfile.find("bashrc") != std::string::npos ||
            m_out.dockerfile.find("RUN [\"bash\", \"-c\"") != std::string::npos) {
            tree.write("/root/.bashrc", {}, false);
        }
        if (!m_emitted.launcher_name.empty() && m_out.job.code) {
            tree.write(fmt::format("{}/{}", k_working_folder, m_emitted.launcher_name),
                       m_emitted.launcher, false);
        }
        std::vector<const Bound*> all;
        for (const Bound& bound : m_out.bindings) {
            all.push_back(&bound);
        }
        std::stable_sort(all.begin(), all.end(), [](const Bound* a, const Bound* b) {
            return a->path.size() < b->path.size();
        });
        for (const std::string& path : m_around.stored) {
            store(tree, path);
        }
        for (const Bound* bound : all) {
            store(tree, bound->location);
            if (!bound->path.starts_with('/')) {
                continue;
            }
            tree.make_folder(base::parent_path(bound->path), true);
            tree.link(bound->location, bound->path);
        }
        return tree;
    }

    // A folder in storage, with something in it that stands for all else that lies there.
    static void store(shell::Tree& tree, std::string_view location) {
        tree.make_folder(location, true);
        while (std::count(location.begin(), location.end(), '/') > 1) {
            tree.write(fmt::format("{}/{}", location, k_all_else), {}, false);
            location = base::parent_path(location);
        }
    }

    [[nodiscard]] Runtime runtime() const {
        Runtime out;
        out.run_id = "run";
        out.hosts = host_names(m_out.nodes);
        out.port = k_port;
        for (const Bound& bound : m_out.bindings) {
            (bound.output ? out.outputs : out.inputs)[bound.name] = bound.path;
        }
        if (m_out.job.managed_identity) {
            out.identity = {{"MSI_ENDPOINT", "http://localhost/identity"}, {"MSI_SECRET", "given"}};
        }
        return out;
    }

    [[nodiscard]] bool stands_for_others(const AzureProcess& process, std::int64_t count) const {
        if (count <= k_followed || process.role != "rank") {
            return true;
        }
        const std::int64_t each = m_out.job.distribution->process_count_per_instance;
        return process.index <= 1 || process.index == each - 1 || process.index == each ||
               process.index == count - 1;
    }

    void follow() {
        m_base = std::make_unique<shell::Tree>(node());
        const std::vector<AzureProcess> all = azureml_processes(m_out.job, runtime());
        for (const AzureProcess& process : all) {
            ++m_out.counts[process.role == "worker" || process.role == "ps" ? process.role
                                                                            : "process"];
        }
        const auto count = static_cast<std::int64_t>(all.size());
        // A parameter server waits for the workers: they run when it first sleeps.
        bool workers_ran = false;
        const auto run_workers = [&] {
            if (!std::exchange(workers_ran, true)) {
                for (const AzureProcess& process : all) {
                    if (process.role != "ps" && stands_for_others(process, count)) {
                        start(process, {});
                    }
                }
            }
        };
        for (const AzureProcess& process : all) {
            if (process.role == "ps") {
                start(process, run_workers);
            }
        }
        run_workers();
        std::stable_sort(m_out.starts.begin(), m_out.starts.end(),
                         [](const Start& a, const Start& b) {
                             return std::tie(b.role, a.index) < std::tie(a.role, b.index);
                         });
    }

    struct NodeState {
        std::shared_ptr<shell::Tree> tree;
        std::shared_ptr<shell::Tree> preparing; // as it was while the first process prepared it
    };

    // Whether the process runs its line although what runs before has failed, or hides that.
    [[nodiscard]] bool ignores_failure(const AzureProcess& process) const {
        shell::Tree tree(*m_base);
        shell::Machine machine(tree);
        prepare(machine, process);
        constexpr int k_code = 7;
        machine.preparation_status = k_code;
        try {
            return machine.run(process.command) != k_code ||
                   std::any_of(
                       machine.handed.begin(), machine.handed.end(),
                       [](const shell::HandOver& one) { return !runs_before(one.function); });
        } catch (const shell::Unreadable&) {
            return true;
        }
    }

    // Whether a parameter server ends although the first worker, or the last, has not.
    [[nodiscard]] bool ends_early(const AzureProcess& server) const {
        const std::int64_t workers = m_out.job.distribution->worker_count;
        for (const std::int64_t missing : {std::int64_t{0}, workers - 1}) {
            shell::Tree tree = node();
            try {
                for (const AzureProcess& process : azureml_processes(m_out.job, runtime())) {
                    if (process.role == "worker" && process.index != missing) {
                        shell::Tree own = tree;
                        shell::Machine machine(own);
                        prepare(machine, process);
                        machine.run(process.command);
                    }
                }
                shell::Machine machine(tree);
                prepare(machine, server);
                machine.run(server.command);
                return true;
            } catch (const shell::Unreadable&) { // it waits for ever, as it should
            }
        }
        return false;
    }

    static bool runs_before(std::string_view function) {
        return function == "prepare" || function == "set_up";
    }

    static void prepare(shell::Machine& machine, const AzureProcess& process) {
        machine.folder = k_working_folder;
        machine.gpus = k_gpus;
        for (const auto& [name, value] : process.environment) {
            machine.variables[name] = {value, true};
        }
        machine.variables["HOME"] = {"/root", true};
        machine.variables["HOSTNAME"] = {fmt::format("node{}", process.node), false};
    }

    void start(const AzureProcess& process, const std::function<void()>& on_sleep) {
        Start out;
        out.role = process.role == "worker" || process.role == "ps" ? process.role : "process";
        out.index = process.index;
        out.node = process.node;
        out.local = process.local_rank;
        NodeState& state = m_nodes[process.node];
        if (!state.tree) {
            state.tree = std::make_shared<shell::Tree>(*m_base);
        }
        out.prepared_by_others = state.preparing != nullptr;
        // One that comes while another prepares the node sees the end of that when it sleeps.
        auto tree =
            out.prepared_by_others ? std::make_shared<shell::Tree>(*state.preparing) : state.tree;
        shell::Machine machine(*tree);
        prepare(machine, process);
        const std::shared_ptr<shell::Tree> prepared = state.tree;
        machine.on_sleep = [&](shell::Tree& here) {
            if (on_sleep) {
                on_sleep();
            } else if (out.prepared_by_others) {
                here.take(*prepared);
            }
        };
        machine.on_hand_over = [&](const shell::HandOver& handed) {
            if (runs_before(handed.function)) {
                state.preparing = std::make_shared<shell::Tree>(*tree);
            }
        };
        try {
            take(machine, process.command, out);
            if (machine.status() != 0) {
                out.fault = fmt::format("it ends with {}", machine.status());
            }
        } catch (const shell::Unreadable& what) {
            out.fault = what.what();
        }
        if (!out.before.empty() && out.fault.empty() && ignores_failure(process)) {
            out.fault = "the line runs although the preparation has failed, or its code is lost";
        }
        if (process.role == "ps" && out.line) {
            out.waits = machine.slept > 0 || process.index > 0;
            if (process.index == 0 && out.fault.empty() && ends_early(process)) {
                out.fault = "the parameter server ends before all workers have ended";
            }
            if (out.line->background && machine.runs_beside() && out.fault.empty()) {
                out.fault = "the parameter server is not ended";
            }
        } else if (out.prepared_by_others) {
            out.waits = machine.slept > 0;
        }
        finish(out, std::make_shared<const shell::Tree>(*tree));
    }

    // What is handed over, in order: what runs before, then the line.
    void take(shell::Machine& machine, const std::string& command, Start& out) {
        if (m_emitted.launcher.empty()) {
            Handed line;
            Head head(command);
            const auto read = [&] {
                line.readings.push_back(
                    {std::string(head.text()), machine.variables, machine.heard()});
            };
            read();
            try {
                while (head.step(machine)) {
                    read();
                }
            } catch (const shell::Unreadable&) { // nothing of ours
            }
            out.line = std::move(line);
            return;
        }
        machine.run(command);
        for (const shell::HandOver& one : machine.handed) {
            Handed handed{.name = one.function, .kept = one.kept, .background = one.background};
            handed.readings.push_back({one.text, one.variables, one.heard});
            if (runs_before(one.function)) {
                out.before.push_back(std::move(handed));
            } else if (out.line) {
                out.fault = "two lines are run";
            } else {
                out.line = std::move(handed);
            }
        }
    }

    [[nodiscard]] bool lists_hosts(const shell::Tree& tree, const std::string& file) const {
        std::string all;
        for (const std::string& host : host_names(m_out.nodes)) {
            all += host + "\n";
        }
        const std::string& text = tree.at(file)->text;
        return text == all || (m_out.nodes == 1 && text == "localhost\n");
    }

    void finish(Start& out, std::shared_ptr<const shell::Tree> tree) {
        auto names = std::make_shared<Locations>(*tree);
        out.tree = std::move(tree);
        names->name_path(k_working_folder,
                         m_around.code_at.empty() ? "{working folder}" : m_around.code_at);
        const shell::Variables* variables =
            out.line ? &out.line->readings.back().variables : nullptr;
        if (variables != nullptr) {
            const auto value = [&](std::string_view name) {
                const auto found = variables->find(name);
                return found == variables->end() ? std::string{} : found->second.value;
            };
            for (const auto& [name, called] :
                 {std::pair{"AZ_BATCHAI_MOUNT_ROOT", "{cluster mount root}"},
                  std::pair{"AZ_BATCHAI_JOB_MOUNT_ROOT", "{job mount root}"},
                  std::pair{"AZ_BATCHAI_JOB_TEMP", "{temporary folder}"},
                  std::pair{"AZ_BATCHAI_SHARED_JOB_TEMP", "{shared temporary folder}"},
                  std::pair{"AZ_BATCHAI_MPI_HOST_FILE", "{host file}"}}) {
                const std::string path = value(name);
                const bool of_the_run = path.starts_with("/tmp/") || path.starts_with("/mnt/");
                const bool there = of_the_run && out.tree->at(path) != nullptr &&
                                   (std::string_view(name) != "AZ_BATCHAI_MPI_HOST_FILE" ||
                                    lists_hosts(*out.tree, path));
                if (there) {
                    names->name_path(path, called);
                } else if (path.starts_with("/mnt/batch/") &&
                           std::string_view(name).ends_with("_ROOT")) {
                    names->name_value(path, called); // an original path without volumes
                }
            }
            const std::string meeting = value("AZ_BATCHAI_PYTORCH_INIT_METHOD");
            if (meeting.starts_with(fmt::format("tcp://{}:", host_names(1)[0])) ||
                (m_out.nodes == 1 && (meeting.starts_with("tcp://127.0.0.1:") ||
                                      meeting.starts_with("file:///tmp/")))) {
                names->name_value(meeting, "{meeting-point}");
            }
            const std::string standard = value("AZ_BATCHAI_STDOUTERR_DIR");
            if (!names->said(standard).starts_with("/azure_")) {
                names->name_value(standard, "{standard output}");
            }
        }
        out.locations = std::move(names);
        m_out.starts.push_back(std::move(out));
    }

    const Emitted& m_emitted;
    const Surroundings& m_around;
    AzureSide m_out;
    std::map<std::string, aml::Datastore> m_stores;
    std::unique_ptr<shell::Tree> m_base;
    std::map<std::int64_t, NodeState> m_nodes;
};

} // namespace

bool starts_mpi(const Emitted& emitted) {
    const auto job = object_of<aml::CommandJob>(emitted.job);
    return job && job->distribution && job->distribution->type == aml::DistributionType::mpi;
}

AzureSide azureml_side(const Emitted& emitted, const Surroundings& around) {
    return Follower(emitted, around).run();
}

} // namespace launch
