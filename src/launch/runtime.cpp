#include "launch/runtime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <optional>

namespace launch {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

const std::string* find(const std::map<std::string, std::string>& map, std::string_view name) {
    const auto found = map.find(std::string(name));
    return found == map.end() ? nullptr : &found->second;
}

// What an expression becomes; nothing: it is not known.
std::optional<std::string> value_of(std::string_view expression, const aml::CommandJob& job,
                                    const Runtime& runtime) {
    constexpr std::string_view k_inputs = "inputs.";
    constexpr std::string_view k_outputs = "outputs.";
    if (expression.starts_with(k_outputs)) {
        const std::string* path = find(runtime.outputs, expression.substr(k_outputs.size()));
        return path == nullptr ? std::nullopt : std::optional(*path);
    }
    if (!expression.starts_with(k_inputs)) {
        return std::nullopt;
    }
    const std::string_view name = expression.substr(k_inputs.size());
    if (const std::string* path = find(runtime.inputs, name)) {
        return *path;
    }
    for (const auto& [own, input] : job.inputs) {
        if (own == name && input.literal) {
            return input.literal->text;
        }
    }
    return std::nullopt;
}

struct Piece {
    std::string text;
    bool known = true; // every expression in it had a value
};

Piece replace_expressions(std::string_view text, const aml::CommandJob& job,
                          const Runtime& runtime) {
    Piece out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find("${{", at);
        const std::size_t end =
            begin == std::string_view::npos ? begin : text.find("}}", begin + 3);
        if (end == std::string_view::npos) {
            break;
        }
        out.text.append(text, at, begin - at);
        const std::string_view inner = trimmed(text.substr(begin + 3, end - begin - 3));
        if (const auto value = value_of(inner, job, runtime)) {
            out.text += *value;
        } else {
            out.text.append(text, begin, end + 2 - begin);
            out.known = false;
        }
        at = end + 2;
    }
    out.text.append(text, at);
    return out;
}

// The parts in $[[ ]] first: one whose expressions are not known is left out.
std::string without_optional(std::string_view text, const aml::CommandJob& job,
                             const Runtime& runtime) {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find("$[[", at);
        const std::size_t end =
            begin == std::string_view::npos ? begin : text.find("]]", begin + 3);
        if (end == std::string_view::npos) {
            break;
        }
        out.append(text, at, begin - at);
        const std::string_view inner = text.substr(begin + 3, end - begin - 3);
        if (replace_expressions(inner, job, runtime).known) {
            out += inner;
        }
        at = end + 2;
    }
    return out.append(text, at);
}

// "process_0", and with as many digits as the highest has.
std::string log_name(std::int64_t index, std::int64_t count, std::string_view end) {
    const std::size_t digits = fmt::format("{}", count - 1).size();
    return fmt::format("user_logs/std_log_process_{:0{}}{}.txt", index, digits, end);
}

// What does not depend on the process.
class Maker {
  public:
    Maker(const aml::CommandJob& job, const Runtime& runtime)
        : m_job(job),
          m_runtime(runtime),
          m_command(substituted(aml::command_text(job), job, runtime)) {
        assert(runtime.hosts.size() == static_cast<std::size_t>(job.instance_count));
    }

    std::vector<AzureProcess> run() {
        if (!m_job.distribution) {
            on_each_node();
        } else if (m_job.distribution->type == aml::DistributionType::tensorflow) {
            tasks();
        } else {
            ranks(*m_job.distribution);
        }
        return std::move(m_out);
    }

  private:
    [[nodiscard]] std::int64_t nodes() const { return m_job.instance_count; }

    [[nodiscard]] const std::string& host(std::int64_t node) const {
        return m_runtime.hosts[static_cast<std::size_t>(node)];
    }

    // The variables of every job; the distribution's are set behind them, then the job's.
    [[nodiscard]] AzureProcess begin(std::int64_t node) const {
        AzureProcess out;
        out.node = node;
        out.command = m_command;
        Environment& e = out.environment;
        e.emplace_back("AZUREML_RUN_ID", m_runtime.run_id);
        e.emplace_back("AZUREML_EXPERIMENT_NAME", m_job.experiment_name);
        e.emplace_back("AZUREML_NODE_COUNT", std::to_string(nodes()));
        e.emplace_back("AZUREML_CR_NODE_RANK", std::to_string(node));
        for (const auto& [name, path] : m_runtime.inputs) {
            e.emplace_back("AZURE_ML_INPUT_" + name, path);
        }
        for (const auto& [name, path] : m_runtime.outputs) {
            e.emplace_back("AZURE_ML_OUTPUT_" + name, path);
        }
        e.insert(e.end(), m_runtime.identity.begin(), m_runtime.identity.end());
        if (nodes() > 1) { // seen, not documented
            std::string list;
            for (const std::string& one : m_runtime.hosts) {
                list += (list.empty() ? "" : ",") + one;
            }
            e.emplace_back("AZ_BATCH_HOST_LIST", list);
        }
        return out;
    }

    void end(AzureProcess process) {
        for (const auto& [name, value] : m_job.environment_variables) {
            set(process.environment, name, value);
        }
        m_out.push_back(std::move(process));
    }

    void on_each_node() {
        for (std::int64_t node = 0; node < nodes(); ++node) {
            AzureProcess process = begin(node);
            process.index = node;
            process.log = nodes() == 1 ? "user_logs/std_log.txt"
                                       : log_name(node, nodes(), std::string_view{});
            end(std::move(process));
        }
    }

    void ranks(const aml::Distribution& distribution) {
        const std::int64_t each = distribution.process_count_per_instance;
        const std::int64_t world = each * nodes();
        for (std::int64_t rank = 0; rank < world; ++rank) {
            AzureProcess process = begin(rank / each);
            process.role = "rank";
            process.index = rank;
            process.local_rank = rank % each;
            process.log = world == 1 ? "user_logs/std_log.txt" : log_name(rank, world, "");
            if (distribution.type == aml::DistributionType::mpi) {
                add_mpi(process, world, each);
            } else {
                add_pytorch(process, world);
            }
            end(std::move(process));
        }
    }

    // What Open MPI sets for a rank, and what the service says of the first node.
    void add_mpi(AzureProcess& process, std::int64_t world, std::int64_t each) const {
        Environment& e = process.environment;
        e.emplace_back("OMPI_COMM_WORLD_RANK", std::to_string(process.index));
        e.emplace_back("OMPI_COMM_WORLD_SIZE", std::to_string(world));
        e.emplace_back("OMPI_COMM_WORLD_LOCAL_RANK", std::to_string(process.local_rank));
        e.emplace_back("OMPI_COMM_WORLD_LOCAL_SIZE", std::to_string(each));
        e.emplace_back("OMPI_COMM_WORLD_NODE_RANK", std::to_string(process.local_rank));
        e.emplace_back("OMPI_UNIVERSE_SIZE", std::to_string(world));
        if (nodes() > 1) {
            e.emplace_back("AZ_BATCH_MASTER_NODE", fmt::format("{}:{}", host(0), m_runtime.port));
            e.emplace_back("AZ_BATCHAI_MPI_MASTER_NODE", host(0));
        }
    }

    void add_pytorch(AzureProcess& process, std::int64_t world) const {
        Environment& e = process.environment;
        e.emplace_back("MASTER_ADDR", host(0));
        e.emplace_back("MASTER_PORT", std::to_string(m_runtime.port));
        e.emplace_back("WORLD_SIZE", std::to_string(world));
        e.emplace_back("NODE_RANK", std::to_string(process.node));
        e.emplace_back("RANK", std::to_string(process.index));
        e.emplace_back("LOCAL_RANK", std::to_string(process.local_rank));
        e.emplace_back("AZUREML_PROCESS_NAME", fmt::format("rank_{}", process.index));
    }

    // "host:port" of the task at that place among all. Tasks that share an address have ports of
    // their own, be it that of a node or that of all nodes (a rehearsal has one machine).
    [[nodiscard]] std::string address(std::int64_t place) const {
        const bool one = std::all_of(m_runtime.hosts.begin(), m_runtime.hosts.end(),
                                     [&](const std::string& h) { return h == host(0); });
        return fmt::format("{}:{}", host(place % nodes()),
                           m_runtime.port + (one ? place : place / nodes()));
    }

    [[nodiscard]] std::string addresses(std::int64_t first, std::int64_t count) const {
        std::string out;
        for (std::int64_t place = first; place < first + count; ++place) {
            out += fmt::format("{}\"{}\"", out.empty() ? "" : ",", address(place));
        }
        return out;
    }

    void tasks() {
        const std::int64_t workers = std::max<std::int64_t>(m_job.distribution->worker_count, 0);
        const std::int64_t servers =
            std::max<std::int64_t>(m_job.distribution->parameter_server_count, 0);
        const std::string cluster =
            fmt::format(R"({{"worker":[{}]{}}})", addresses(0, workers),
                        servers == 0 ? "" : ",\"ps\":[" + addresses(workers, servers) + "]");
        for (std::int64_t place = 0; place < workers + servers; ++place) {
            const bool server = place >= workers;
            AzureProcess process = begin(place % nodes());
            process.role = server ? "ps" : "worker";
            process.index = server ? place - workers : place;
            process.local_rank = process.index / nodes();
            process.log = workers + servers == 1 ? "user_logs/std_log.txt"
                          : server               ? log_name(process.index, servers, "_ps")
                                                 : log_name(process.index, workers, "");
            process.environment.emplace_back(
                "TF_CONFIG",
                fmt::format(
                    R"({{"cluster":{},"task":{{"type":"{}","index":{}}},"environment":"cloud"}})",
                    cluster, process.role, process.index));
            end(std::move(process));
        }
    }

    const aml::CommandJob& m_job;
    const Runtime& m_runtime;
    std::string m_command;
    std::vector<AzureProcess> m_out;
};

} // namespace

std::string substituted(std::string_view text, const aml::CommandJob& job, const Runtime& runtime) {
    return replace_expressions(without_optional(text, job, runtime), job, runtime).text;
}

std::vector<AzureProcess> azureml_processes(const aml::CommandJob& job, const Runtime& runtime) {
    return Maker(job, runtime).run();
}

const std::string* find(const Environment& environment, std::string_view name) {
    const auto found = std::find_if(environment.rbegin(), environment.rend(),
                                    [&](const auto& variable) { return variable.first == name; });
    return found == environment.rend() ? nullptr : &found->second;
}

void set(Environment& environment, std::string_view name, std::string_view value) {
    for (auto& [own, old] : environment) {
        if (own == name) {
            old = value;
            return;
        }
    }
    environment.emplace_back(name, value);
}

} // namespace launch
