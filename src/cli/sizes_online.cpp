// `cluster sizes --location`: what a region lists for clusters, beside what this program knows of
// each size and what of the quota is in use.

#include "azure/compute.hpp"
#include "base/strings.hpp"
#include "cli/cluster_region.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cli {

namespace {

using Json = nlohmann::ordered_json;
using translate::VmSize;

Json number(const std::optional<std::int64_t>& value) {
    return value ? Json(*value) : Json();
}

Json text(std::string_view value) {
    return value.empty() ? Json() : Json(value);
}

Json json_of(const azure::RegionSize& size, const std::vector<azure::Usage>& usages) {
    const VmSize* known = translate::find_vm_size(size.name);
    const azure::Usage* usage = find_usage(usages, size.family);
    return {{"size", size.name},
            {"gpu", known == nullptr ? Json() : text(translate::gpu_text(*known))},
            {"cores", number(size.cores)},
            {"memory_gb", size.memory_gb ? Json(*size.memory_gb) : Json()},
            {"gpus", number(size.gpus)},
            {"low_priority", size.low_priority ? Json(*size.low_priority) : Json()},
            {"clusters", size.clusters},
            {"cores_in_use", usage == nullptr ? Json() : Json(usage->current)},
            // -1 says nothing.
            {"cores_at_most", usage == nullptr || usage->limit < 0 ? Json() : Json(usage->limit)},
            {"retired_on", known == nullptr ? Json() : text(known->retired_on)},
            {"successor", known == nullptr ? Json() : text(known->successor)},
            {"family", text(size.family)}};
}

// Whether the flags choose it; a size that this program does not know only by its name.
bool wanted(const SizesOptions& o, const std::vector<const VmSize*>& chosen,
            const azure::RegionSize& size) {
    const bool all = o.sizes.empty() && !o.gpu && !o.retired && o.family.empty() && o.cuda.empty();
    const VmSize* known = translate::find_vm_size(size.name);
    return all || std::find(chosen.begin(), chosen.end(), known) != chosen.end() ||
           std::any_of(o.sizes.begin(), o.sizes.end(),
                       [&](const std::string& name) { return base::iequals(name, size.name); });
}

} // namespace

base::Exit run_sizes_of_region(SizesOptions& o, Env& env) {
    const std::vector<const VmSize*> chosen = chosen_sizes(o);
    return online(o.connection, env, Needs::subscription, [&](Session& session) {
        const std::vector<azure::RegionSize> sizes =
            azure::list_sizes(session.client(), o.location);
        const std::vector<azure::Usage> usages = azure::list_usages(session.client(), o.location);
        Json items = Json::array();
        for (const azure::RegionSize& size : sizes) {
            if (wanted(o, chosen, size)) {
                items.push_back(json_of(size, usages));
            }
        }
        print(env, o.output, items,
              {{"Size", "size"},
               {"GPU", "gpu"},
               {"Cores", "cores", true},
               {"GB", "memory_gb", true},
               {"In use", "cores_in_use", true},
               {"At most", "cores_at_most", true},
               {"Clusters", "clusters"},
               {"Low priority", "low_priority"},
               {"Retired on", "retired_on"},
               {"Successor", "successor"},
               {"Family", "family"}});
        session.say(
            fmt::format("{} of {} sizes that {} lists; lists lack sizes that work, and have "
                        "some that are refused",
                        items.size(), sizes.size(), base::printable(o.location, 60)));
        return base::Exit::done;
    });
}

} // namespace cli
