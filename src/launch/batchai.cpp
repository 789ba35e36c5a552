#include "launch/batchai.hpp"

#include "base/files.hpp"
#include "base/shell.hpp"
#include "base/strings.hpp"
#include "batchai/variables.hpp"
#include "launch/batchai_lines.hpp"
#include "launch/batchai_storage.hpp"
#include "translate/job_work.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launch {

namespace {

using batchai::ToolkitKind;

constexpr std::int64_t k_week = 7L * 86400;
constexpr std::int64_t k_most = 21L * 86400; // Azure ML's own limit
constexpr std::int64_t k_followed = 64;      // processes; of more, some stand for all

// "$NAME" and "${NAME}" of names that are known; Batch AI left any other as it stood.
class Expansion {
  public:
    Expansion(const shell::Variables& known, const batchai::Job& job)
        : m_known(known),
          m_job(job) {}

    [[nodiscard]] std::string run(std::string_view text, unsigned depth = 0) const {
        std::string out;
        std::size_t at = 0;
        while (at < text.size()) {
            const std::size_t dollar = std::min(text.find('$', at), text.size());
            out.append(text, at, dollar - at);
            if (dollar == text.size()) {
                break;
            }
            const bool brace = text.substr(dollar + 1).starts_with('{');
            const std::size_t begin = dollar + (brace ? 2 : 1);
            std::size_t end = begin;
            while (end < text.size() &&
                   base::is_variable_name(text.substr(begin, end + 1 - begin))) {
                ++end;
            }
            const bool closed = !brace || text.substr(end).starts_with('}');
            const auto value = end > begin && closed
                                   ? value_of(text.substr(begin, end - begin), depth)
                                   : std::nullopt;
            at = value ? end + (brace ? 1 : 0) : dollar + 1;
            out += value ? *value : "$";
        }
        return out;
    }

  private:
    [[nodiscard]] std::optional<std::string> value_of(std::string_view name, unsigned depth) const {
        for (const batchai::Variable& own : m_job.variables) {
            if (own.name.value == name && depth < 8) {
                return run(with_own_root(own.value.value), depth + 1);
            }
        }
        const auto found = m_known.find(name);
        const bool secret =
            std::any_of(m_job.secrets.begin(), m_job.secrets.end(),
                        [&](const batchai::Variable& one) { return one.name.value == name; }) &&
            found != m_known.end() && found->second.value.starts_with("{secret:https://");
        return found == m_known.end() || !(secret || name.starts_with("AZ_BATCH"))
                   ? std::nullopt
                   : std::optional(found->second.value);
    }

    const shell::Variables& m_known;
    const batchai::Job& m_job;
};

void give(shell::Variables& to, std::string_view name, std::string value) {
    to.insert_or_assign(std::string(name), shell::Variable{std::move(value), true});
}

class Reader {
  public:
    Reader(const Definition& definition, bool mpirun_is_ours)
        : m_definition(definition),
          m_job(*definition.job),
          m_ours(mpirun_is_ours) {}

    BatchaiSide run() {
        if (m_job.toolkits.empty()) {
            m_out.fault = "the job names no toolkit";
            return std::move(m_out);
        }
        m_plan = plan_of(m_definition, m_ours);
        m_out.fault = m_plan.fault;
        m_out.nodes = m_plan.nodes;
        m_out.needs_mpi = m_plan.mpi;
        m_out.mpirun = m_plan.mpirun;
        m_out.assumptions = m_plan.assumptions;
        m_out.differences = m_plan.differences;
        machine();
        limits();
        image();
        for (const batchai::Variable& one : m_job.secrets) {
            m_out.secrets.emplace(one.name.value);
        }
        for (const batchai::Variable& one : m_job.variables) {
            m_out.own_names.emplace(one.name.value);
        }
        what_runs_before();
        std::int64_t behind = 0; // processes of the groups before
        for (const Group& group : m_plan.groups) {
            m_out.counts[group.role] += group.count;
            start(group, behind);
            behind += group.count;
        }
        return std::move(m_out);
    }

  private:
    [[nodiscard]] ToolkitKind toolkit() const { return m_job.toolkits[0].kind; }

    // Mounts, and what they and the node's folders are called.
    void machine() {
        auto tree = std::make_shared<shell::Tree>(shared_roots());
        for (const std::string_view folder : {k_cluster_root, k_job_root}) {
            tree->make_folder(folder, true);
        }
        tree->make_folder(fmt::format("{}/shared", k_job_folder), true);
        tree->write(fmt::format("{}/hostfile", k_job_folder), {}, false);
        m_out.mounts = mounted(m_definition);
        for (const Mounted& one : m_out.mounts) {
            tree->make_folder(one.location, true);
            tree->make_folder(base::parent_path(one.path), true);
            tree->link(one.location, one.path);
        }
        auto names = std::make_shared<Locations>(*tree);
        names->name_path(k_cluster_root, "{cluster mount root}");
        names->name_path(k_job_root, "{job mount root}");
        names->name_path(k_job_folder, "{temporary folder}");
        names->name_path(fmt::format("{}/shared", k_job_folder), "{shared temporary folder}");
        names->name_path(fmt::format("{}/hostfile", k_job_folder), "{host file}");
        m_tree = std::move(tree);
        m_names = names;
        m_fixed = fixed_variables();
        const std::string& standard = m_fixed.at("AZ_BATCHAI_STDOUTERR_DIR").value;
        m_out.stdouterr = names->said(standard);
        if (!m_definition.options->keep_stdouterr || !m_out.stdouterr.starts_with("/azure_")) {
            names->name_value(standard, "{standard output}");
        }
    }

    // Those that all processes have.
    shell::Variables fixed_variables() {
        shell::Variables out;
        give(out, "HOME", "/root");
        give(out, batchai::k_mount_root, std::string(k_cluster_root));
        give(out, batchai::k_job_mount_root, std::string(k_job_root));
        give(out, "AZ_BATCHAI_JOB_TEMP", std::string(k_job_folder));
        give(out, "AZ_BATCHAI_JOB_TEMP_DIR", std::string(k_job_folder));
        give(out, "AZ_BATCHAI_SHARED_JOB_TEMP", fmt::format("{}/shared", k_job_folder));
        give(out, "AZ_BATCHAI_MPI_HOST_FILE", fmt::format("{}/hostfile", k_job_folder));
        give(out, "AZ_BATCHAI_NUM_GPUS", std::to_string(k_gpus));
        give(out, "AZ_BATCHAI_NUM_GPUS_PER_NODE", std::to_string(k_gpus));
        const auto hosts = host_names(m_plan.nodes);
        give(out, "AZ_BATCH_HOST_LIST",
             m_plan.nodes > 1 ? base::join({hosts.begin(), hosts.end()}, ",") : "localhost");
        const Expansion expansion(out, m_job);
        give(out, batchai::k_stdouterr_dir,
             fmt::format("{}/{}/stdouterr", path_of(expansion, m_job.std_out_err_path_prefix.value),
                         k_run_segment));
        for (const batchai::InputDirectory& one : m_job.inputs) {
            give(out, fmt::format("{}{}", batchai::k_input_prefix, one.id.value),
                 path_of(Expansion(out, m_job), one.path.value));
        }
        for (const batchai::OutputDirectory& one : m_job.outputs) {
            const std::string name = fmt::format("{}{}", batchai::k_output_prefix, one.id.value);
            std::string path = path_of(Expansion(out, m_job), one.path_prefix.value);
            if (!one.create_new.given() || one.create_new.value) {
                path += fmt::format("/{}/outputs", k_run_segment);
            } else {
                assume("output-mount-shows-existing-files");
            }
            const std::string_view suffix = base::without_slashes(one.path_suffix.value);
            give(out, name, suffix.empty() ? path : fmt::format("{}/{}", path, suffix));
            m_out.outputs.push_back(name);
        }
        return out;
    }

    [[nodiscard]] static std::string path_of(const Expansion& expansion, std::string_view said) {
        std::string out = expansion.run(with_own_root(said));
        while (out.size() > 1 && out.ends_with('/')) {
            out.pop_back();
        }
        return out;
    }

    void assume(std::string_view name) {
        auto& all = m_out.assumptions;
        if (std::find(all.begin(), all.end(), name) == all.end()) {
            all.emplace_back(name);
        }
    }

    void limits() {
        const auto said = m_job.max_wall_clock_time.given()
                              ? translate::duration_seconds(m_job.max_wall_clock_time.value)
                              : std::nullopt;
        m_out.seconds = std::min(said.value_or(k_week), k_most);
        if (m_job.container && m_job.container->shm_size.given()) {
            m_out.shm_size =
                translate::shm_size(m_job.container->shm_size.value).value_or(std::string{});
        }
    }

    // A private registry's images are named with it.
    void image() {
        if (!m_job.container) {
            return;
        }
        const std::string_view image = m_job.container->image.value;
        std::string_view server = m_job.container->server_url.value;
        const std::size_t scheme = server.find("://");
        server = base::without_slashes(
            scheme == std::string_view::npos ? server : server.substr(scheme + 3));
        const bool hub =
            server.empty() || server.ends_with("docker.io") || server == "hub.docker.com";
        m_out.image = hub || image.starts_with(server) ? std::string(image)
                                                       : fmt::format("{}/{}", server, image);
    }

    void what_runs_before() {
        const batchai::Cluster* cluster = m_definition.cluster;
        if (m_definition.options->setup_task_in_preparation && cluster != nullptr &&
            !base::is_blank(cluster->setup_command.value)) {
            Handed task{.name = "set_up"};
            shell::Variables variables = m_fixed;
            add_own(variables, cluster->setup_variables);
            for (const batchai::Variable& one : cluster->setup_secrets) {
                add_secret(variables, one, m_definition.cluster_owner);
            }
            task.readings.push_back(
                {with_own_root(cluster->setup_command.value), std::move(variables), {}});
            m_before.push_back(std::move(task));
        }
        if (!base::is_blank(m_job.job_preparation.value)) {
            Handed task{.name = "prepare"};
            shell::Variables variables = m_fixed;
            add_secrets(variables);
            add_own(variables, m_job.variables);
            task.readings.push_back(
                {with_own_root(m_job.job_preparation.value), std::move(variables), {}});
            m_before.push_back(std::move(task));
        }
        for (const Handed& task : m_before) {
            if (shell::changes_bashrc(task.readings[0].text)) {
                m_hears_bashrc = true;
            }
            m_out.baked_lines.push_back(task.readings[0].text);
        }
        if (m_hears_bashrc) {
            assume("job-shell-reads-bashrc");
        }
        const bool indexed =
            base::is_one_of(batchai::name(toolkit()), {"tensorFlow", "pyTorch", "caffe2"});
        for (const Group& group : m_plan.groups) {
            if (!indexed && group.line.find("AZ_BATCHAI_TASK_INDEX") != std::string::npos) {
                assume("task-index-with-every-toolkit");
            }
        }
        m_out.baked = m_definition.options->bake_preparation && !m_before.empty();
    }

    void add_own(shell::Variables& to, const std::vector<batchai::Variable>& own) const {
        shell::Variables expanded;
        for (const batchai::Variable& one : own) {
            give(expanded, one.name.value,
                 Expansion(to, m_job).run(with_own_root(one.value.value)));
        }
        for (auto& [name, value] : expanded) {
            to.insert_or_assign(name, value);
        }
    }

    void add_secret(shell::Variables& to, const batchai::Variable& one,
                    const std::string& owner) const {
        const auto from = translate::source_of_secret(*m_definition.options, owner, one.name.value,
                                                      &one.reference);
        give(to, one.name.value,
             shell::secret_value(from ? from->url : std::string(one.name.value)));
    }

    void add_secrets(shell::Variables& to) const {
        for (const batchai::Variable& one : m_job.secrets) {
            add_secret(to, one, m_definition.owner);
        }
    }

    // "host:port" of the task at that place among all; those that share a node have ports of their
    // own.
    [[nodiscard]] std::string addresses(std::int64_t first, std::int64_t count) const {
        const auto hosts = host_names(m_plan.nodes);
        std::string out;
        for (std::int64_t place = first; place < first + count; ++place) {
            out += fmt::format("{}{}:{}", out.empty() ? "" : ",",
                               hosts[static_cast<std::size_t>(place % m_plan.nodes)],
                               k_port + place / m_plan.nodes);
        }
        return out;
    }

    void add_tensor_flow(shell::Variables& to, const Group& group, std::int64_t index) const {
        const auto count = [&](std::string_view role) {
            std::int64_t n = 0;
            for (const Group& one : m_plan.groups) {
                n += one.role == role ? one.count : 0;
            }
            return n;
        };
        const std::int64_t workers = count("worker");
        const std::string worker_hosts =
            m_plan.distributed ? addresses(0, workers) : std::string("localhost:2222");
        const std::string server_hosts =
            m_plan.distributed ? addresses(workers, count("ps")) : std::string{};
        give(to, "AZ_BATCHAI_TASK_INDEX", std::to_string(index));
        give(to, "AZ_BATCHAI_WORKER_HOSTS", worker_hosts);
        give(to, "AZ_BATCHAI_PS_HOSTS", server_hosts);
        if (m_plan.distributed) {
            const auto quoted = [](std::string_view list) {
                std::string out;
                for (const std::string_view one : base::split(list, ',')) {
                    out += fmt::format("{}\"{}\"", out.empty() ? "" : ",", one);
                }
                return out;
            };
            const bool master = group.role == "worker" && index == 0;
            give(
                to, "TF_CONFIG",
                fmt::format(
                    R"({{"cluster":{{"worker":[{}]{}}},"task":{{"type":"{}","index":{}}},"environment":"cloud"}})",
                    quoted(worker_hosts),
                    server_hosts.empty() ? "" : fmt::format(",\"ps\":[{}]", quoted(server_hosts)),
                    master ? "master" : group.role, index));
        }
    }

    void add_of_process(shell::Variables& to, const Group& group, std::int64_t index,
                        std::int64_t local) const {
        if (m_plan.mpi) {
            give(to, "OMPI_COMM_WORLD_RANK", std::to_string(index));
            give(to, "OMPI_COMM_WORLD_SIZE", std::to_string(m_plan.total));
            give(to, "OMPI_COMM_WORLD_LOCAL_RANK", std::to_string(local));
            give(to, "OMPI_COMM_WORLD_LOCAL_SIZE", std::to_string(m_plan.each));
        } else if (toolkit() == ToolkitKind::custom_mpi) { // MPI started the one process, too
            give(to, "OMPI_COMM_WORLD_RANK", "0");
            give(to, "OMPI_COMM_WORLD_SIZE", "1");
            give(to, "OMPI_COMM_WORLD_LOCAL_RANK", "0");
        }
        switch (toolkit()) {
        case ToolkitKind::tensor_flow:
            add_tensor_flow(to, group, index);
            break;
        case ToolkitKind::py_torch:
            give(to, "AZ_BATCHAI_PYTORCH_INIT_METHOD", "{meeting-point}");
            give(to, "AZ_BATCHAI_PYTORCH_BACKEND",
                 base::is_blank(m_job.toolkits[0].communication_backend.value)
                     ? "gloo"
                     : base::lower(m_job.toolkits[0].communication_backend.value));
            give(to, "AZ_BATCHAI_TASK_INDEX", std::to_string(index));
            break;
        case ToolkitKind::caffe2:
            give(to, "AZ_BATCHAI_TASK_INDEX", std::to_string(index));
            break;
        default: // not documented; a line that names it was written by someone who had it
            if (group.line.find("AZ_BATCHAI_TASK_INDEX") != std::string::npos) {
                give(to, "AZ_BATCHAI_TASK_INDEX", std::to_string(index));
            }
            break;
        }
    }

    [[nodiscard]] bool stands_for_others(const Group& group, std::int64_t index) const {
        const std::int64_t last = group.first + group.count - 1;
        return m_plan.total <= k_followed || index <= group.first + 1 || index == last ||
               index == m_plan.each || index == m_plan.each - 1;
    }

    void start(const Group& group, std::int64_t behind) {
        for (std::int64_t index = group.first; index < group.first + group.count; ++index) {
            if (!stands_for_others(group, index)) {
                continue;
            }
            Start out;
            out.role = group.role;
            out.index = index;
            const bool task = m_plan.distributed;
            const std::int64_t place = behind + index - group.first;
            out.node = task ? place % m_plan.nodes : index / m_plan.each;
            out.local = task ? index / m_plan.nodes : index % m_plan.each;
            shell::Variables variables = m_fixed;
            add_of_process(variables, group, index, out.local);
            add_secrets(variables);
            add_own(variables, m_job.variables);
            std::vector<std::string> heard;
            if (m_out.image.find("cntk") != std::string::npos || toolkit() == ToolkitKind::cntk ||
                m_definition.options->image.find("cntk") != std::string::npos) {
                heard.emplace_back("/cntk/activate-cntk");
            }
            if (m_hears_bashrc) {
                heard.emplace_back("/root/.bashrc");
            }
            out.line = Handed{};
            out.line->readings.push_back(
                {with_own_root(group.line), std::move(variables), std::move(heard)});
            out.before = m_out.baked ? std::vector<Handed>{} : m_before;
            out.tree = m_tree;
            out.locations = m_names;
            m_out.starts.push_back(std::move(out));
        }
    }

    const Definition& m_definition;
    const batchai::Job& m_job;
    bool m_ours;
    Plan m_plan;
    BatchaiSide m_out;
    std::shared_ptr<const shell::Tree> m_tree;
    std::shared_ptr<const Locations> m_names;
    shell::Variables m_fixed;
    std::vector<Handed> m_before;
    bool m_hears_bashrc = false;
};

} // namespace

std::vector<std::string> host_names(std::int64_t nodes) {
    std::vector<std::string> out;
    for (std::int64_t node = 0; node < nodes; ++node) {
        out.push_back(fmt::format("10.0.{}.{}", (node + 4) / 250, (node + 4) % 250));
    }
    return out;
}

BatchaiSide batchai_side(const Definition& definition, bool mpirun_is_ours) {
    return Reader(definition, mpirun_is_ours).run();
}

} // namespace launch
