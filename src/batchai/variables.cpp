#include "batchai/variables.hpp"

#include <array>

namespace batchai {

namespace {

constexpr std::array<KnownVariable, 15> k_known = {{
    {k_job_mount_root, VariableKind::job_mount_root, SetFor::every_job},
    {k_mount_root, VariableKind::mount_root, SetFor::every_job},
    {"AZ_BATCHAI_JOB_TEMP", VariableKind::temp, SetFor::every_job},
    {"AZ_BATCHAI_JOB_TEMP_DIR", VariableKind::temp, SetFor::every_job},
    {"AZ_BATCHAI_SHARED_JOB_TEMP", VariableKind::shared_temp, SetFor::every_job},
    {k_stdouterr_dir, VariableKind::stdouterr, SetFor::every_job},
    {"AZ_BATCHAI_TASK_INDEX", VariableKind::task_index, SetFor::indexed},
    {"AZ_BATCHAI_WORKER_HOSTS", VariableKind::worker_hosts, SetFor::tensor_flow},
    {"AZ_BATCHAI_PS_HOSTS", VariableKind::ps_hosts, SetFor::tensor_flow},
    {"AZ_BATCHAI_PYTORCH_INIT_METHOD", VariableKind::init_method, SetFor::py_torch},
    {"AZ_BATCHAI_PYTORCH_BACKEND", VariableKind::backend, SetFor::py_torch},
    {"AZ_BATCHAI_NUM_GPUS", VariableKind::num_gpus, SetFor::every_job},
    {"AZ_BATCHAI_NUM_GPUS_PER_NODE", VariableKind::num_gpus, SetFor::nobody},
    {"AZ_BATCHAI_MPI_HOST_FILE", VariableKind::mpi_host_file, SetFor::every_job},
    {"AZ_BATCH_HOST_LIST", VariableKind::host_list, SetFor::several_nodes},
}};

} // namespace

VariableKind variable_kind(std::string_view name) {
    if (!name.starts_with("AZ_BATCH")) {
        return VariableKind::unknown;
    }
    for (const KnownVariable& known : k_known) {
        if (known.name == name) {
            return known.kind;
        }
    }
    if (name.starts_with(k_input_prefix)) {
        return VariableKind::input;
    }
    if (name.starts_with(k_output_prefix)) {
        return VariableKind::output;
    }
    if (name.starts_with("AZ_BATCHAI_PREV_OUTPUT_")) {
        return VariableKind::previous_output;
    }
    return name.starts_with("AZ_BATCH_") ? VariableKind::batch : VariableKind::other;
}

std::span<const KnownVariable> known_variables() {
    return k_known;
}

bool was_set(const KnownVariable& variable, ToolkitKind toolkit, std::int64_t nodes) {
    switch (variable.set_for) {
    case SetFor::every_job:
        return true;
    case SetFor::several_nodes:
        return nodes > 1;
    case SetFor::tensor_flow:
        return toolkit == ToolkitKind::tensor_flow;
    case SetFor::py_torch:
        return toolkit == ToolkitKind::py_torch;
    case SetFor::indexed:
        return toolkit == ToolkitKind::tensor_flow || toolkit == ToolkitKind::py_torch ||
               toolkit == ToolkitKind::caffe2;
    case SetFor::nobody:
        break;
    }
    return false;
}

std::span<const std::string_view> variable_names() {
    static constexpr auto k_names = [] {
        std::array<std::string_view, k_known.size()> names{};
        for (std::size_t i = 0; i < names.size(); ++i) {
            names[i] = k_known[i].name;
        }
        return names;
    }();
    return k_names;
}

std::optional<LiteralRoot> literal_root(std::string_view text) {
    const auto ends_at = [&](std::size_t n) { return n == text.size() || text[n] == '/'; };
    if (text.starts_with(k_literal_mount_root) && ends_at(k_literal_mount_root.size())) {
        return LiteralRoot{VariableKind::mount_root, k_literal_mount_root.size()};
    }
    if (!text.starts_with(k_literal_jobs)) {
        return std::nullopt;
    }
    // <workspace>/<experiment>/<job>/mounts in 2018-05-01, <job>/mounts before.
    std::size_t at = k_literal_jobs.size();
    for (int segment = 1; segment <= 3; ++segment) {
        const auto slash = text.find('/', at);
        if (slash == std::string_view::npos || slash == at) {
            return std::nullopt;
        }
        at = slash + 1;
        constexpr std::string_view k_mounts = "mounts";
        if (segment != 2 && text.substr(at).starts_with(k_mounts) &&
            ends_at(at + k_mounts.size())) {
            return LiteralRoot{VariableKind::job_mount_root, at + k_mounts.size()};
        }
    }
    return std::nullopt;
}

} // namespace batchai
