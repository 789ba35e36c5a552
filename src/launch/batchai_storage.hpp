#pragma once
// The storage behind a job's paths on Batch AI's nodes. Pure.

#include "launch/batchai.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace launch {

// Where Batch AI had things on a node. The job's own path held its workspace, experiment and name.
inline constexpr std::string_view k_cluster_root = "/mnt/batch/tasks/shared/LS_root/mounts";
inline constexpr std::string_view k_job_folder = "/mnt/batch/tasks/shared/LS_root/jobs/w/e/j";
inline constexpr std::string_view k_job_root = "/mnt/batch/tasks/shared/LS_root/jobs/w/e/j/mounts";

// The text with any job's mount root that stands in it in full as this job's.
std::string with_own_root(std::string_view text);

// The volumes of the job and its cluster, and those that its texts name and nobody defines.
std::vector<Mounted> mounted(const Definition& definition);

} // namespace launch
