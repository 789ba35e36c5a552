// The VM size of a cluster and its priority: what is written, and whether it still exists.

#include "base/strings.hpp"
#include "translate/cluster_work.hpp"
#include "translate/vm_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace translate {

namespace {

using base::Class;
using document::k_no_node;

constexpr std::string_view k_ask = "az ml compute list-sizes shows what the region has";

// What the flag's size changes against the one that the file names.
std::string change_by_flag(const ClusterWork& work) {
    const batchai::Text& said = work.in.vm_size;
    if (said.flag.empty() || said.node == k_no_node) {
        return {};
    }
    const VmSize* was = find_vm_size(work.document.at(said.node).text);
    const VmSize* is = find_vm_size(said.value);
    return was == nullptr || is == nullptr ? std::string{} : difference(*was, *is);
}

void unknown(ClusterWork& work) {
    const batchai::Text& said = work.in.vm_size;
    const std::string_view near = nearest_vm_size(said.value);
    work.say_of("TR402", Class::approximated, said,
                fmt::format("\"{}\" is not a VM size that this version knows; it is kept as it is",
                            base::printable(said.value, 60)),
                near.empty() ? std::string(k_ask)
                             : fmt::format("did you mean {}? {}", near, k_ask));
    work.write(said, Class::approximated, "/size", change_by_flag(work));
}

// The successor loses what the old size was chosen for, and another would keep it.
std::string keeps_rdma(const VmSize& known, const VmSize& next) {
    const VmSize* other = known.rdma && !next.rdma && !known.alternative.empty()
                              ? find_vm_size(known.alternative)
                              : nullptr;
    return other != nullptr && other->rdma
               ? fmt::format("; {} keeps RDMA ({})", other->name, difference(known, *other))
               : std::string{};
}

void retired(ClusterWork& work, const VmSize& known) {
    const batchai::Text& said = work.in.vm_size;
    const VmSize* next = known.successor.empty() ? nullptr : find_vm_size(known.successor);
    const std::string change = next == nullptr ? std::string{} : difference(known, *next);
    if (next != nullptr && work.options.replace_retired_sizes) {
        work.compute.size = std::string(next->name);
        work.say_of("TR401", Class::rewritten, said,
                    fmt::format("{} was retired on {}; {} takes its place", known.name,
                                known.retired_on, next->name),
                    change);
        work.write(said, Class::rewritten, "/size", change_by_flag(work));
        return;
    }
    work.say_of("TR401", Class::manual, said,
                fmt::format("{} was retired on {}: a cluster of it cannot be created", known.name,
                            known.retired_on),
                next == nullptr ? std::string("choose another with --vm-size")
                                : fmt::format("--replace-retired-sizes takes {} ({}), --vm-size "
                                              "decides otherwise{}",
                                              next->name, change, keeps_rdma(known, *next)));
    work.task(fmt::format("choose a VM size in place of {}", known.name),
              next == nullptr ? std::string("say --vm-size SIZE")
                              : fmt::format("{}: {}", next->name, change));
    work.write(said, Class::manual, "/size", change_by_flag(work));
}

// Sizes that live, but perhaps not for long or not in a cluster.
void doubtful(ClusterWork& work, const VmSize& known) {
    const batchai::Text& said = work.in.vm_size;
    if (known.clusters == VmSize::Clusters::refused) {
        work.say_of("TR402", Class::approximated, said,
                    fmt::format("{}: {}", known.name, known.note), std::string(k_ask));
    } else if (!known.retired_on.empty()) {
        work.say_of("TR402", Class::approximated, said,
                    fmt::format("{} will be retired on {}", known.name, known.retired_on),
                    known.successor.empty() ? std::string{}
                                            : fmt::format("its successor is {}", known.successor));
    } else if (known.clusters == VmSize::Clusters::unknown) {
        work.say_of("TR402", Class::approximated, said,
                    fmt::format("whether compute clusters take {} is not known", known.name),
                    std::string(k_ask));
    }
}

} // namespace

const Substitute* replaced_size(const Options& options, std::string_view size) {
    const auto& entries = options.replace.sizes;
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const Substitute& r) {
        return base::iequals(r.from, size);
    });
    return found == entries.end() ? nullptr : &*found;
}

bool choose_size(ClusterWork& work) {
    const batchai::Text& said = work.in.vm_size;
    if (base::is_blank(said.value)) {
        work.say("TR400", Class::error, k_no_node,
                 "the cluster does not say its VM size (\"vmSize\")",
                 "say --vm-size SIZE, as the old CLI's -s did");
        return false;
    }
    const VmSize* known = find_vm_size(said.value);
    if (known == nullptr) {
        work.compute.size = std::string(said.value);
        unknown(work);
        return true;
    }
    work.compute.size = canonical_vm_size(said.value);
    if (was_refused_by_batch_ai(*known)) {
        work.say_of("TR425", Class::approximated, said,
                    fmt::format("Batch AI did not take {} for clusters: the definition cannot have "
                                "run as it stands",
                                known->name));
    }
    if (is_retired(*known, k_vm_table_day)) {
        retired(work, *known);
        return true;
    }
    doubtful(work, *known);
    work.write(said, work.compute.size == said.value ? Class::exact : Class::rewritten, "/size",
               change_by_flag(work));
    return true;
}

void choose_priority(ClusterWork& work) {
    constexpr std::array<std::string_view, 2> k_words = {"dedicated", "lowpriority"};
    const batchai::Text& said = work.in.vm_priority;
    if (!said.given()) {
        return;
    }
    work.compute.low_priority =
        base::iequals(said.value, "lowpriority") || base::iequals(said.value, "low_priority");
    if (work.compute.low_priority) {
        work.say_of("TR403", Class::manual, said,
                    "low priority on AmlCompute officially ended on 31 March 2026; it is written "
                    "as it was",
                    "say --vm-priority dedicated, or check that the service still takes it");
        work.task("decide about low priority",
                  "it may be refused or never get nodes; --vm-priority dedicated");
        work.write(said, Class::manual, "/tier");
        return;
    }
    if (!base::iequals(said.value, "dedicated")) {
        const std::string_view near = base::nearest(said.value, k_words);
        work.say_of("BA107", Class::approximated, said,
                    fmt::format("\"{}\" is not a priority that Batch AI knew; dedicated is written",
                                base::printable(said.value, 40)),
                    near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near));
        work.write(said, Class::approximated, "/tier");
        return;
    }
    work.write(said, Class::exact, "/tier");
}

} // namespace translate
