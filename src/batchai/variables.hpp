#pragma once
// The variables and places that Batch AI gave a job, as scripts and command lines name them.
// Sources: Microsoft.BatchAI specifications, its documentation and recipes (2018). Pure.

#include "batchai/batchai.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace batchai {

inline constexpr std::string_view k_job_mount_root = "AZ_BATCHAI_JOB_MOUNT_ROOT";
inline constexpr std::string_view k_mount_root = "AZ_BATCHAI_MOUNT_ROOT";
inline constexpr std::string_view k_stdouterr_dir = "AZ_BATCHAI_STDOUTERR_DIR";
inline constexpr std::string_view k_input_prefix = "AZ_BATCHAI_INPUT_";
inline constexpr std::string_view k_output_prefix = "AZ_BATCHAI_OUTPUT_";

enum class VariableKind : std::uint8_t {
    unknown, // not one of Batch AI's
    job_mount_root,
    mount_root,
    input,  // AZ_BATCHAI_INPUT_<id>
    output, // AZ_BATCHAI_OUTPUT_<id>
    temp,   // AZ_BATCHAI_JOB_TEMP, AZ_BATCHAI_JOB_TEMP_DIR
    shared_temp,
    stdouterr,
    task_index,
    worker_hosts,
    ps_hosts,
    init_method,
    backend,
    num_gpus,
    mpi_host_file,
    host_list,       // AZ_BATCH_HOST_LIST, which Azure ML still sets
    previous_output, // AZ_BATCHAI_PREV_OUTPUT_<id>, of a retry in 2017
    batch,           // another AZ_BATCH_…, of Azure Batch below Batch AI
    other            // AZ_BATCHAI_… that nothing is known of
};

VariableKind variable_kind(std::string_view name);
// Every fixed name, for "did you mean".
std::span<const std::string_view> variable_names();

// The jobs that Batch AI set a variable for; `nobody`: documented once, and not seen since.
enum class SetFor : std::uint8_t {
    every_job,
    several_nodes,
    tensor_flow,
    py_torch,
    indexed,
    nobody
};

struct KnownVariable {
    std::string_view name;
    VariableKind kind;
    SetFor set_for;
};

std::span<const KnownVariable> known_variables();
// Whether a job of that toolkit on that many nodes had it.
bool was_set(const KnownVariable& variable, ToolkitKind toolkit, std::int64_t nodes);

// Where the mount roots lay on the node. A literal path is a reference like any other.
inline constexpr std::string_view k_literal_mount_root = "/mnt/batch/tasks/shared/LS_root/mounts";
inline constexpr std::string_view k_literal_jobs = "/mnt/batch/tasks/shared/LS_root/jobs/";

// Whether the text begins with a literal mount root (and what follows is a slash or the end): which
// kind, and its length.
struct LiteralRoot {
    VariableKind kind = VariableKind::unknown;
    std::size_t length = 0;
};

std::optional<LiteralRoot> literal_root(std::string_view text);

} // namespace batchai
