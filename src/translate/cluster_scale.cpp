// How many nodes a cluster has: a fixed number, or between two bounds.

#include "base/strings.hpp"
#include "translate/cluster_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace translate {

namespace {

using base::Class;

// A compute needs a maximum of at least 1. Says so and returns whether it had to be raised.
template <class T> bool raise_maximum(ClusterWork& work, const batchai::Said<T>& said) {
    if (work.compute.max_instances >= 1) {
        return false;
    }
    work.compute.max_instances = 1;
    work.say_of("TR405", Class::approximated, said,
                "an AmlCompute needs a maximum of at least 1 node: 1 is written");
    return true;
}

// Only counted while the cluster was created; said where somebody may have relied on it.
void initial_count(ClusterWork& work, bool sound) {
    const batchai::Number& said = work.in.initial_node_count;
    const std::int64_t low = work.compute.min_instances;
    const std::int64_t high = work.compute.max_instances;
    if (!said.flag.empty()) {
        work.say_flag(
            "TR422", Class::dropped,
            fmt::format("{} has no effect here: it was the number of nodes to begin with, "
                        "and AmlCompute begins at its minimum",
                        said.flag));
    } else if (said.given() && sound && (said.value < low || said.value > high)) {
        work.say("TR411", Class::dropped, said.node,
                 fmt::format("the initial count of {} lies outside {} to {}; it has no equal",
                             said.value, low, high));
    }
}

void automatic(ClusterWork& work) {
    const batchai::Number& low = work.in.minimum_node_count;
    const batchai::Number& high = work.in.maximum_node_count;
    aml::AmlCompute& compute = work.compute;
    const bool complete = low.given() && high.given();
    const bool sound = complete && low.value >= 0 && high.value >= low.value;
    compute.max_instances = high.given() ? std::max<std::int64_t>(high.value, 0) : low.value;
    if (sound) {
        compute.min_instances = low.value;
        raise_maximum(work, high);
    } else {
        compute.max_instances = std::max<std::int64_t>(compute.max_instances, 1);
        compute.min_instances = std::clamp<std::int64_t>(low.value, 0, compute.max_instances);
        const auto& at = high.given() ? high : low;
        work.say_of("TR411", Class::approximated,
                    batchai::Number{0, at.given() ? at.node : work.in.auto_scale.node, at.flag},
                    complete ? fmt::format("{} to {} nodes is not a scale: {} to {} are written",
                                           low.value, high.value, compute.min_instances,
                                           compute.max_instances)
                             : fmt::format("automatic scale needs two bounds, and {}: {} to {} "
                                           "nodes are written",
                                           low.given()    ? "\"maximumNodeCount\" is missing"
                                           : high.given() ? "\"minimumNodeCount\" is missing"
                                                          : "both are missing",
                                           compute.min_instances, compute.max_instances),
                    "correct the definition");
    }
    const auto cls = [](std::int64_t said, std::int64_t written) {
        return said == written ? Class::exact : Class::approximated;
    };
    work.fill(low, cls(low.value, compute.min_instances), "/min_instances");
    work.fill(high, cls(high.value, compute.max_instances), "/max_instances");
    initial_count(work, sound);
}

void fixed(ClusterWork& work) {
    const batchai::Number& said = work.in.target_node_count;
    aml::AmlCompute& compute = work.compute;
    compute.max_instances = std::max<std::int64_t>(said.value, 0);
    Class cls = work.options.autoscale ? Class::rewritten : Class::exact;
    if (said.value < 0) {
        compute.max_instances = 1;
        cls = Class::approximated;
        work.say_of("TR411", Class::approximated, said,
                    fmt::format("{} nodes is not a scale: 0 to 1 are written", said.value),
                    "correct the definition");
    } else if (raise_maximum(work, said)) {
        cls = Class::approximated;
    }
    compute.min_instances = said.value > 0 && !work.options.autoscale ? said.value : 0;
    work.fill(said, cls, "/min_instances");
    work.fill(said, cls, "/max_instances");
    if (compute.min_instances > 0) {
        work.say_of("TR404", Class::exact, said,
                    fmt::format("{} nodes stay on and are paid for, as they were", said.value),
                    "--autoscale lets them go when no job runs");
    }
}

// Whatever the word is, it has no equal; a misspelt one is said all the same.
void deallocation(ClusterWork& work) {
    constexpr std::array<std::string_view, 4> k_words = {"requeue", "terminate",
                                                         "waitforjobcompletion", "unknown"};
    const batchai::Text& said = work.in.node_deallocation_option;
    const bool known = std::any_of(k_words.begin(), k_words.end(), [&](std::string_view word) {
        return base::iequals(said.value, word);
    });
    if (!said.given() || known) {
        return;
    }
    const std::string_view near = base::nearest(said.value, k_words);
    work.say("BA107", Class::dropped, said.node,
             fmt::format("\"{}\" is not a way to take nodes away that Batch AI knew; none has an "
                         "equal",
                         base::printable(said.value, 40)),
             near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near));
}

} // namespace

void choose_scale(ClusterWork& work) {
    work.compute.idle_time_before_scale_down = work.options.idle_time;
    const batchai::Said<bool>& manual = work.in.manual;
    const batchai::Said<bool>& by_load = work.in.auto_scale;
    // Flags bring a whole scale: nothing of the file's is left.
    if (!manual.flag.empty()) {
        for (const document::NodeId node : {manual.node, by_load.node}) {
            work.replaced(manual.flag, node);
        }
    }
    if (manual.value && by_load.value) {
        work.say("TR411", Class::approximated, by_load.node,
                 "both manual and automatic scale are given; the automatic one is taken",
                 "keep one of the two");
        work.out.ledger.rest(work.document, manual.node, Class::dropped);
    }
    deallocation(work);
    if (by_load.value) {
        automatic(work);
        return;
    }
    if (manual.value && work.in.target_node_count.given()) {
        fixed(work);
        return;
    }
    work.say("TR411", Class::approximated, manual.node,
             "the cluster says no scale: 0 to 1 nodes are written",
             "correct min_instances and max_instances");
    work.compute.min_instances = 0;
    work.compute.max_instances = 1;
}

} // namespace translate
