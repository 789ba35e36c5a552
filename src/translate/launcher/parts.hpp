#pragma once
// The launcher's parts, in the order in which they stand in the script. Each is empty for a job
// that does not need it, else begins with an empty line. Pure.

#include "translate/job_work.hpp"

#include <string>

namespace translate::launcher {

// Secrets into the environment, from Key Vault.
std::string secrets(const JobWork& work);
// The line that reads one.
std::string read_line(const SecretVariable& secret);
// Temporary folder, mount roots, links that make them true.
std::string volumes(const JobWork& work);
// Constants of the user's directories, variables that refer to others, and those of Batch AI's that
// are the same for all processes of a node.
std::string variables(const JobWork& work);
// What an interactive shell of the image would have read.
std::string shell(const JobWork& work);
// Once on each node, before any process of the job on that node: the set-up task of the cluster
// where that was asked for, and the job's preparation.
std::string preparation(const JobWork& work);
// Role, rank, hosts, init method: as far as the job wants them.
std::string ranks(const JobWork& work);
// Processes that start and have nothing to run end here.
std::string surplus(const JobWork& work);
// The user's lines, each in a function named after its role.
std::string run(const JobWork& work);

// With --keep-stdouterr: the function through which the job's lines run.
std::string keep(const JobWork& work);
// The call of a function; through that one, where there is one. `name`: between "stdout" and
// ".txt".
std::string kept(const JobWork& work, std::string_view name, std::string_view function);
// Batch AI's names of the files, as far as they are known (its documentation and recipes, 2018).
std::string preparation_name(const JobWork& work);
std::string process_name(const JobWork& work, std::string_view role);

// "${RANK:?}" and the like.
std::string_view rank_expression(Ranks ranks);

// Several processes of the job may run on one node.
bool shares_nodes(const JobWork& work);
// The preparation may write to ~/.bashrc, which Batch AI's shell then read.
bool reads_bashrc(const JobWork& work);
// $AZ_BATCHAI_MOUNT_ROOT is something to this job.
bool has_cluster_root(const JobWork& work);
bool has_role(const JobWork& work, std::string_view name);

} // namespace translate::launcher
