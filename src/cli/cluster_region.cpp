#include "cli/cluster_region.hpp"

#include "aml/names.hpp"
#include "base/strings.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace cli {

namespace {

constexpr std::size_t k_most_shown = 6;

struct Region {
    std::vector<azure::RegionSize> sizes;
    std::vector<azure::Usage> usages;
};

// Nothing where the lists cannot be had: then there is nothing to warn about.
std::optional<Region> read_region(Session& session, const std::string& location) {
    try {
        return Region{azure::list_sizes(session.client(), location),
                      azure::list_usages(session.client(), location)};
    } catch (const base::Error& error) {
        if (error.code() == base::Exit::interrupted) {
            throw;
        }
        session.say(fmt::format("warning: what {} has is not known: {}", location, error.what()));
        return std::nullopt;
    }
}

// Letters and digits alone, in lower case: families are written in many ways.
std::string squeezed(std::string_view text) {
    std::string out;
    for (const char c : base::lower(text)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out.push_back(c);
        }
    }
    return out;
}

// Sizes of the region with a GPU like that of the wanted one, or without one as it is.
std::string alike(const Region& region, const translate::VmSize* wanted) {
    std::vector<std::string> names;
    for (const azure::RegionSize& size : region.sizes) {
        const translate::VmSize* known = translate::find_vm_size(size.name);
        const bool same = wanted != nullptr && known != nullptr && known->gpu == wanted->gpu &&
                          (!known->gpu.empty() || known->cores == wanted->cores);
        if (size.clusters && same && names.size() < k_most_shown) {
            names.push_back(size.name);
        }
    }
    return base::join(names, ", ");
}

void warn_about_size(Session& session, const Region& region, const aml::AmlCompute& cluster) {
    const auto found =
        std::find_if(region.sizes.begin(), region.sizes.end(), [&](const azure::RegionSize& size) {
            return base::iequals(size.name, cluster.size);
        });
    const translate::VmSize* known = translate::find_vm_size(cluster.size);
    if (found == region.sizes.end() || !found->clusters) {
        const std::string others = alike(region, known);
        session.say(fmt::format("warning: {} does not list {} for clusters{}{}", cluster.location,
                                cluster.size, others.empty() ? "" : "; of its class it lists ",
                                others));
    } else if (cluster.low_priority && found->low_priority == false) {
        session.say(fmt::format("warning: {} lists {} without low priority", cluster.location,
                                cluster.size));
    }
}

double cores_of(const Region& region, const aml::AmlCompute& cluster) {
    if (const translate::VmSize* known = translate::find_vm_size(cluster.size);
        known != nullptr && known->cores > 0) {
        return known->cores;
    }
    for (const azure::RegionSize& size : region.sizes) {
        if (base::iequals(size.name, cluster.size) && size.cores) {
            return static_cast<double>(*size.cores);
        }
    }
    return 0;
}

// The family's row; of low priority the one row for all families.
const azure::Usage* usage_of(const Region& region, const aml::AmlCompute& cluster) {
    if (cluster.low_priority) {
        return find_usage(region.usages, "TotalLowPriorityCores");
    }
    if (const auto* usage = find_usage(region.usages, translate::quota_family(cluster.size))) {
        return usage;
    }
    for (const azure::RegionSize& size : region.sizes) {
        if (base::iequals(size.name, cluster.size)) {
            return find_usage(region.usages, size.family);
        }
    }
    return nullptr;
}

void warn_about_quota(Session& session, const Region& region, const aml::AmlCompute& cluster) {
    const azure::Usage* usage = usage_of(region, cluster);
    const double wanted = cores_of(region, cluster) * static_cast<double>(cluster.max_instances);
    // -1 was seen for "no cap of its own" and for "nothing allocated": it says nothing.
    if (usage == nullptr || usage->limit < 0 ||
        static_cast<double>(usage->limit - usage->current) >= wanted) {
        return;
    }
    session.say(fmt::format("warning: {} may take {} cores of {}, and {} of {} are in use in {}",
                            cluster.name, wanted, usage->name, usage->current, usage->limit,
                            cluster.location));
}

} // namespace

const azure::Usage* find_usage(const std::vector<azure::Usage>& usages, std::string_view family) {
    // "Standard_D_Family_Cluster_Dedicated_vCPUs" begins with "standardDFamily".
    const std::string wanted = squeezed(family);
    for (const azure::Usage& usage : usages) {
        if (!wanted.empty() && squeezed(usage.name).starts_with(wanted)) {
            return &usage;
        }
    }
    return nullptr;
}

void warn_about_sizes(Session& session, const std::vector<const aml::AmlCompute*>& clusters) {
    std::map<std::string, std::optional<Region>> regions;
    for (const aml::AmlCompute* cluster : clusters) {
        const std::string location = aml::region(cluster->location);
        auto found = regions.find(location);
        if (found == regions.end()) {
            found = regions.emplace(location, read_region(session, location)).first;
        }
        if (found->second) {
            warn_about_size(session, *found->second, *cluster);
            warn_about_quota(session, *found->second, *cluster);
        }
    }
}

} // namespace cli
