// What a region offers a subscription: VM sizes, what of the quota is used, and its limits.

#include "base/strings.hpp"
#include "emulator/call.hpp"
#include "emulator/sizes.hpp"

#include <fmt/format.h>

namespace emulator {

namespace {

constexpr const char* k_no_region = "The provided location is not available for resource type.";

bool is_no_region(const Call& call) {
    return region(call.name("location")).empty();
}

Response no_region() {
    return arm_error(400, "LocationNotAvailableForResourceType", k_no_region);
}

Response vm_sizes(Call& call) {
    if (is_no_region(call)) {
        return no_region();
    }
    json all = json::array();
    for (const Size& size : sizes()) {
        json types = json::array();
        if (size.takes_clusters) {
            types = {"AmlCompute", "ComputeInstance"};
        }
        types.push_back("MIR");
        all.push_back({{"name", size.name},
                       {"family", size.family},
                       {"vCPUs", size.vcpus},
                       {"gpus", size.gpus},
                       {"osVhdSizeMB", 1047552},
                       {"maxResourceVolumeMB", size.disk_mb},
                       {"memoryGB", size.memory_gb},
                       {"lowPriorityCapable", size.low_priority},
                       {"premiumIO", true},
                       {"estimatedVMPrices",
                        {{"billingCurrency", "USD"},
                         {"unitOfMeasure", "OneHour"},
                         {"values",
                          {{{"retailPrice", 0.05 * size.vcpus + 1.5 * size.gpus},
                            {"osType", "Linux"},
                            {"vmTier", "Standard"}},
                           {{"retailPrice", 0.01 * size.vcpus + 0.3 * size.gpus},
                            {"osType", "Linux"},
                            {"vmTier", "LowPriority"}}}}}},
                       {"supportedComputeTypes", types}});
    }
    return answer(200, {{"value", all}});
}

json named(const std::string& value, const std::string& spoken) {
    return {{"value", value}, {"localizedValue", spoken}};
}

json usage(const Call& call, const std::string& value, const std::string& spoken, int used,
           int limit) {
    return {{"id", fmt::format("/subscriptions/{}/providers/Microsoft.MachineLearningServices/"
                               "locations/{}/usages/{}",
                               call.name("sub"), region(call.name("location")), encode(value))},
            {"type", "Microsoft.MachineLearningServices/usages"},
            {"unit", "Count"},
            {"currentValue", used},
            {"limit", limit},
            {"name", named(value, spoken)}};
}

// A family without an allocation of its own is said to be without limit (-1), as the service was
// seen to say, and clusters of it are refused all the same.
Response usages(Call& call) {
    if (is_no_region(call)) {
        return no_region();
    }
    int dedicated = 0;
    std::vector<json> all;
    for (const Family& family : families()) {
        const int used = cores_in_use(call.state, family.name, false);
        const int limit = quota_of(call.state, family.name);
        dedicated += used;
        all.push_back(usage(call, std::string(family.name),
                            fmt::format("{} Cluster Dedicated vCPUs", family.spoken), used,
                            limit == 0 ? -1 : limit));
    }
    all.push_back(usage(call, "TotalDedicatedCores", "Total Cluster Dedicated Regional vCPUs",
                        dedicated, 300));
    all.push_back(usage(call, "TotalLowPriorityCores", "Total Cluster LowPriority Regional vCPUs",
                        cores_in_use(call.state, "", true),
                        call.state.settings.low_priority_quota));
    return page(call, all);
}

Response quotas(Call& call) {
    if (is_no_region(call)) {
        return no_region();
    }
    std::vector<json> all;
    for (const Family& family : families()) {
        const std::string spoken = fmt::format("{} Cluster Dedicated vCPUs", family.spoken);
        all.push_back({{"id", fmt::format("/subscriptions/{}/quotas/{}", call.name("sub"),
                                          base::replace_all(spoken, " ", "_"))},
                       {"type", "Microsoft.MachineLearningServices/vmFamily/quotas"},
                       {"limit", quota_of(call.state, family.name)},
                       {"unit", "Count"},
                       {"name", named(spoken, spoken)}});
    }
    return page(call, all);
}

} // namespace

void add_size_routes(Routes& routes) {
    const std::string location =
        "/subscriptions/{sub}/providers/Microsoft.MachineLearningServices/locations/{location}";
    routes.push_back({"GET", location + "/vmSizes", Plane::ml, vm_sizes});
    routes.push_back({"GET", location + "/usages", Plane::ml, usages});
    routes.push_back({"GET", location + "/quotas", Plane::ml, quotas});
}

} // namespace emulator
