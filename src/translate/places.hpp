#pragma once
// Where the paths of a definition lie: below which root, in which mount, and where in it. Pure.

#include "translate/job_work.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace translate {

// "AZ_BATCHAI_MOUNT_ROOT" or the job's.
std::string_view root_name(bool cluster_level);
bool is_cluster_root(const Reference& reference);
// Where a reference leads, below its root.
RootPath root_path(const Reference& reference);

// Of a path field that is one reference to a root, or into an input directory, and nothing else.
// Scans the line.
std::optional<RootPath> path_of(const JobWork& work, Line& line);
// Where the variable of an input directory leads, with what follows it; nothing for others.
std::optional<RootPath> path_through_directory(const JobWork& work, const OtherVariable& variable);

// Bytes of the source behind a reference that spell `path`: slashes, then the path itself. 0 when
// they do not.
std::size_t spelled(const Line& line, const Reference& reference, std::string_view path);

// The mount that the path lies on; made up, with a finding at that part of the line, where nobody
// defines it. k_bare for a bare root.
std::size_t mount_of(JobWork& work, const RootPath& path, const Line& line, std::size_t begin,
                     std::size_t end);
// The part of a path under the root that lies below its mount.
std::string below(const Mount& mount, std::string_view path);

// The path below its root at which lines reach what is bound.
std::string bound_path(const JobWork& work, const Binding& binding);

// On the node, with --mount-at-original-paths: where the root was.
std::string root_on_node(const JobWork& work, bool cluster_level);

// A value with all that it refers to, with --mount-at-original-paths; nothing where some of it is
// known on the node only.
std::optional<std::string> constant_text(const JobWork& work, const Line& line);

// The input at the root of a mount, through which all that lines read of it is reached; added when
// there is none yet.
std::size_t root_input(JobWork& work, std::size_t mount);

} // namespace translate
