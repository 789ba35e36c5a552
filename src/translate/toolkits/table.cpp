// The table of toolkits, and the first step of a job: the one that it names.

#include "base/strings.hpp"
#include "translate/toolkits/toolkit.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>

namespace translate {

namespace {
// Every toolkit of Batch AI; a test looks for one that is missing.
constexpr std::array k_toolkits = {&k_toolkit_cntk,   &k_toolkit_py_torch,   &k_toolkit_tensor_flow,
                                   &k_toolkit_caffe,  &k_toolkit_caffe2,     &k_toolkit_chainer,
                                   &k_toolkit_custom, &k_toolkit_custom_mpi, &k_toolkit_horovod};

// A processCount that Batch AI ignored, quoted: it may be what the user meant.
void tell_stray_process_count(JobWork& work, const batchai::Toolkit& settings) {
    const document::NodeId stray = stray_process_count(work, settings);
    if (stray == document::k_no_node || work.options.processes_per_node > 0) {
        return;
    }
    work.say("TR304", base::Class::dropped, stray,
             fmt::format("\"processCount\" is {} here, where Batch AI did not look for it",
                         base::printable(work.document.at(stray).text, 20)),
             "if it was meant, move it into the toolkit's settings or say --processes-per-node");
}
} // namespace

const Toolkit& find_toolkit(batchai::ToolkitKind kind) {
    for (const Toolkit* toolkit : k_toolkits) {
        if (toolkit->kind == kind) {
            return *toolkit;
        }
    }
    assert(false && "every toolkit has its row");
    return k_toolkit_custom;
}

void plan_toolkit(JobWork& work) {
    const auto& given = work.in.toolkits;
    if (given.empty()) {
        work.say("BA111", base::Class::error, work.in.body,
                 "this job names no toolkit, so there is nothing to run",
                 "add one of the settings objects, for example \"customToolkitSettings\"");
        work.failed = true;
        return;
    }
    if (given.size() > 1) {
        work.say("BA110", base::Class::error, given[1].node,
                 fmt::format("two toolkits in one job: \"{}\" and \"{}\"",
                             batchai::settings_key(given[0].kind),
                             batchai::settings_key(given[1].kind)),
                 "keep the one that the job really used; the old CLI sent both");
        work.failed = true;
        return;
    }
    if (!work.in.node_count.given()) {
        work.say("BA104", base::Class::error, work.in.body, "\"nodeCount\" is missing",
                 "say how many nodes the job takes");
        work.failed = true;
        return;
    }
    if (work.in.node_count.value < 1 || work.in.node_count.value > 65000) {
        work.say("BA105", base::Class::error, work.in.node_count.node,
                 fmt::format("a job cannot run on {} nodes", work.in.node_count.value), "");
        work.failed = true;
        return;
    }
    work.layout.instances = work.in.node_count.value;
    find_toolkit(given[0].kind).plan(work, given[0]);
    tell_stray_process_count(work, given[0]);
}

} // namespace translate
