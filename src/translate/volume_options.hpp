#pragma once
// Options that name volumes and places in them: --map-volume, --writable, --read-only, --code.
// Pure.

#include "translate/translate.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace translate {

// Whether the path is the folder or lies in it. Every path lies in "".
bool lies_in(std::string_view path, std::string_view folder);

// "external/results", "cluster:nfs", "job:nfs/a"; nothing for a text that names no place.
std::optional<VolumePath> parse_volume_path(std::string_view text);
// As it can be typed again.
std::string as_typed(const VolumePath& path);

// "nfs=azureml://datastores/x/paths/y". Nothing where it is not that, and `problem` says why.
std::optional<VolumeMapping> parse_volume_mapping(std::string_view text, std::string& problem);

// Whether options may mean the place below this root by the path.
bool at_level(const VolumePath& path, bool cluster_level);
// The mapping of a mount; null where it has none. One that names the level goes before one that
// does not.
const VolumeMapping* mapping_of(const Options& options, bool cluster_level, std::string_view mount);
// The mapping of the mount that a path lies on, for mounts that nobody defines. The longest counts.
const VolumeMapping* mapping_above(const Options& options, bool cluster_level,
                                   std::string_view path);

// What --writable and --read-only say of a path; the longest of them that it lies in counts.
enum class Wish : unsigned char { none, writable, read_only };
Wish wish_for(const Options& options, bool cluster_level, std::string_view path);

// Options that name a mount which no definition of the run has, each with the nearest one there is.
std::vector<base::Finding> unmatched_options(const Options& options,
                                             std::span<const MountName> mounts);

} // namespace translate
