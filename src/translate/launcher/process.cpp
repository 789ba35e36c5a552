// The process's part of the launcher: role, rank, hosts, and the user's lines.

#include "base/strings.hpp"
#include "translate/launcher/parts.hpp"

#include <fmt/format.h>

namespace translate::launcher {

namespace {

using batchai::VariableKind;

constexpr std::string_view k_tensorflow = R"(
# Role, index and hosts, from TF_CONFIG.
config=${TF_CONFIG//[[:space:]]/}
task='"task":\{[^}]*'
hosts() { [[ $config =~ \"$1\":\[([^]]*)\] ]] && echo "${BASH_REMATCH[1]//\"/}"; }
[[ $config =~ $task\"type\":\"([a-z]+)\" ]]; role=${BASH_REMATCH[1]:?no role in TF_CONFIG}
[[ $config =~ $task\"index\":([0-9]+) ]]; AZ_BATCHAI_TASK_INDEX=${BASH_REMATCH[1]:?no index in TF_CONFIG}
AZ_BATCHAI_WORKER_HOSTS=$(hosts worker)
AZ_BATCHAI_PS_HOSTS=$(hosts ps)
export AZ_BATCHAI_TASK_INDEX AZ_BATCHAI_WORKER_HOSTS AZ_BATCHAI_PS_HOSTS
)";

// Batch AI called the first worker "master" in the task, and listed it among the workers.
constexpr std::string_view k_tf_config = R"(
# TF_CONFIG as Batch AI wrote it: the first worker is the master.
if [ "$role" != ps ] && [ "$AZ_BATCHAI_TASK_INDEX" = 0 ]; then
  export TF_CONFIG=${config/\"type\":\"$role\"/\"type\":\"master\"}
fi
)";

// With MPI the first node is known by variables that the service sets on several nodes, without
// documenting them: a job whose lines name the method fails without them.
std::string init_method(const JobWork& work) {
    switch (work.layout.ranks) {
    case Ranks::pytorch:
        return "export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${MASTER_ADDR:?}:${MASTER_PORT:?}\n";
    case Ranks::mpi:
        if (!work.several_nodes()) {
            return "export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://127.0.0.1:6105\n";
        }
        return std::string("master=${AZ_BATCHAI_MPI_MASTER_NODE:-${AZ_BATCH_MASTER_NODE%%:*}}\n") +
               (work.named.contains(VariableKind::init_method)
                    ? "export AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://${master:?}:6105\n"
                    : "[ -z \"$master\" ] || export "
                      "AZ_BATCHAI_PYTORCH_INIT_METHOD=tcp://$master:6105\n");
    default:
        return "export AZ_BATCHAI_PYTORCH_INIT_METHOD=file://$AZ_BATCHAI_JOB_TEMP/init\n";
    }
}

std::string_view backend(const JobWork& work) {
    const std::string_view said = work.in.toolkits[0].communication_backend.value;
    return base::iequals(said, "nccl") ? "nccl" : base::iequals(said, "mpi") ? "mpi" : "gloo";
}

std::string function(const JobWork& work, const Role& role, std::string_view name) {
    return fmt::format("# shellcheck disable=all\n{}() {{\n  {}\n}}\n", name,
                       with_roots(work, role.line));
}

const Role* find_role(const JobWork& work, std::string_view name) {
    for (const Role& role : work.layout.roles) {
        if (role.name == name) {
            return &role;
        }
    }
    return nullptr;
}

// Equal lines stand once.
bool same_master(const JobWork& work) {
    const Role* worker = find_role(work, "worker");
    return worker != nullptr && worker->line.text == work.layout.roles[0].line.text;
}

std::string server_loop(const JobWork& work) {
    std::string all;
    const std::int64_t workers = work.layout.distribution->worker_count;
    if (workers <= 4) {
        for (std::int64_t i = 0; i < workers; ++i) {
            all += fmt::format("{}[ -e \"$ENDED/worker-{}\" ]", i == 0 ? "" : " && ", i);
        }
    } else {
        all = "all_ended";
    }
    std::string out;
    if (workers > 4) {
        out = fmt::format("all_ended() {{\n  local i\n  for ((i = 0; i < {}; i++)); do [ -e "
                          "\"$ENDED/worker-$i\" ] || return 1; done\n}}\n\n",
                          workers);
    }
    return out + fmt::format(R"(if [ "$role" = ps ]; then
  # A parameter server never ends by itself: it is stopped when all {} workers have left their mark.
  set -m
  {} &
  until {}; do
    kill -0 $! 2>/dev/null || {{ wait $!; exit; }}
    sleep 5
  done
  kill -- -$! 2>/dev/null
  exit 0
fi
rm -f "$ENDED/worker-$AZ_BATCHAI_TASK_INDEX"   # of an earlier attempt of this run
trap 'touch "$ENDED/worker-$AZ_BATCHAI_TASK_INDEX"' EXIT
)",
                             workers, kept(work, process_name(work, "server"), "server"), all);
}

std::string run_tensorflow(const JobWork& work) {
    const Role& master = work.layout.roles[0];
    const Role* worker = find_role(work, "worker");
    const Role* server = find_role(work, "server");
    const bool same = same_master(work);
    std::string out = fmt::format("\n# The job's own lines, as they stand in {}{}.\n",
                                  base::printable(work.source.path, 200),
                                  same ? " (master and workers have the same)" : "");
    if (same || worker == nullptr) {
        out += function(work, master, "worker");
    } else {
        out += function(work, master, "master") + function(work, *worker, "worker");
    }
    out += server != nullptr ? function(work, *server, "server") + "\n" + server_loop(work) : "\n";
    const std::string name = process_name(work, "worker");
    if (same || worker == nullptr) {
        return out + kept(work, name, "worker") + "\n";
    }
    return out +
           fmt::format("if [ \"$role\" = worker ] && [ \"$AZ_BATCHAI_TASK_INDEX\" != 0 ]; then\n"
                       "  {}\nelse\n  {}\nfi\n",
                       kept(work, name, "worker"), kept(work, name, "master"));
}

} // namespace

std::string_view rank_expression(Ranks ranks) {
    switch (ranks) {
    case Ranks::mpi:
        return "${OMPI_COMM_WORLD_RANK:-${PMI_RANK:?no rank from MPI}}";
    case Ranks::pytorch:
        return "${RANK:?}";
    default:
        return "0";
    }
}

std::string ranks(const JobWork& work) {
    const Layout& layout = work.layout;
    const auto gives = [&](VariableKind kind) { return work.given.contains(kind); };
    std::string out;
    if (layout.ranks == Ranks::tensorflow) {
        out = k_tensorflow;
        out += work.options.batchai_tf_config ? k_tf_config : std::string_view{};
        return out;
    }
    if (gives(VariableKind::task_index)) {
        out += fmt::format("export AZ_BATCHAI_TASK_INDEX={}\n", rank_expression(layout.ranks));
    }
    if (gives(VariableKind::worker_hosts) || gives(VariableKind::ps_hosts)) {
        out += "export AZ_BATCHAI_WORKER_HOSTS=localhost:2222 AZ_BATCHAI_PS_HOSTS=\n";
    }
    out += gives(VariableKind::init_method) ? init_method(work) : std::string{};
    if (gives(VariableKind::backend)) {
        out += fmt::format("export AZ_BATCHAI_PYTORCH_BACKEND={}\n", backend(work));
    }
    return out.empty() ? out : "\n# Rank and meeting point.\n" + out;
}

std::string surplus(const JobWork& work) {
    if (work.layout.first_rank_only) {
        return "\n# Only the first node runs the line, as in Batch AI.\n"
               "[ \"${RANK:?}\" = 0 ] || exit 0\n";
    }
    if (work.layout.world > 0) {
        return fmt::format("\n# {0} processes were asked for: the surplus ends.\n"
                           "[ \"${{RANK:?}}\" -lt {0} ] || exit 0\nexport WORLD_SIZE={0}\n",
                           work.layout.world);
    }
    return {};
}

std::string run(const JobWork& work) {
    if (work.layout.ranks == Ranks::tensorflow) {
        return run_tensorflow(work);
    }
    const std::string title =
        fmt::format("\n# The job's own line, {} in {}.\n",
                    work.layout.without_mpirun ? "without the mpirun that stands" : "as it stands",
                    base::printable(work.source.path, 200));
    if (work.stdouterr != k_bare) {
        return fmt::format("{}{}\n{}\n", title, function(work, work.layout.roles[0], "job_line"),
                           kept(work, process_name(work, "main"), "job_line"));
    }
    // A directive of shellcheck holds for the next command only.
    const Line& line = work.layout.roles[0].line;
    const bool several = line.background || line.text.find_first_of("\n;") != std::string::npos;
    return fmt::format("{}# shellcheck disable=all\n{}{}{}\n", title, several ? "{\n" : "",
                       with_roots(work, line), several ? "\n}" : "");
}

} // namespace translate::launcher
