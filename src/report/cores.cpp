#include "report/cores.hpp"

#include "base/strings.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace report {

std::vector<Cores> cores_needed(const std::vector<const aml::AmlCompute*>& computes) {
    using Key = std::tuple<bool, bool, std::string, std::string>;
    std::map<Key, Cores> rows;
    for (const aml::AmlCompute* compute : computes) {
        const translate::VmSize* size = translate::find_vm_size(compute->size);
        const std::string family(translate::quota_family(compute->size));
        Cores& row = rows[{compute->low_priority, family.empty(), base::lower(family),
                           base::lower(compute->size)}];
        row.family = family;
        row.size = compute->size;
        row.low_priority = compute->low_priority;
        row.nodes += compute->max_instances;
        if (size != nullptr && size->cores > 0) {
            row.cores = row.nodes * std::llround(std::ceil(size->cores));
        }
        row.clusters.push_back(compute->name);
    }
    std::vector<Cores> out;
    for (auto& [key, row] : rows) {
        std::sort(row.clusters.begin(), row.clusters.end());
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<Quota> quotas_needed(const std::vector<Cores>& cores) {
    std::vector<Quota> out;
    for (const Cores& row : cores) {
        std::string name = row.low_priority     ? std::string("low priority")
                           : row.family.empty() ? fmt::format("{} (family not known)", row.size)
                                                : row.family;
        if (out.empty() || out.back().name != name) {
            out.push_back({.name = std::move(name)});
        }
        if (row.cores < 0) {
            out.back().unknown = true;
        } else {
            out.back().cores += row.cores;
        }
    }
    return out;
}

} // namespace report
