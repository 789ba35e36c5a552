// Which of Batch AI's variables the job gets: those that its lines name and its toolkit implies, or
// all. Of each that a line names and that is not what it was, a finding says why.

#include "base/strings.hpp"
#include "translate/job_work.hpp"
#include "translate/launcher/parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using batchai::ToolkitKind;
using batchai::VariableKind;

class Names {
  public:
    explicit Names(JobWork& work)
        : m_work(work) {}

    void look(const Line& line, const OtherVariable& variable) {
        m_work.named.insert(variable.kind);
        switch (variable.kind) {
        case VariableKind::input:
        case VariableKind::output:
            directory(line, variable);
            break;
        case VariableKind::worker_hosts:
        case VariableKind::ps_hosts:
            of_toolkit(line, variable, ToolkitKind::tensor_flow);
            break;
        case VariableKind::init_method:
        case VariableKind::backend:
            of_toolkit(line, variable, ToolkitKind::py_torch);
            break;
        case VariableKind::mpi_host_file:
        case VariableKind::host_list:
            nodes(line, variable);
            break;
        case VariableKind::previous_output:
            tell("TR341", Class::approximated, line, variable,
                 "${} is empty, as it was when a job ran for the first time",
                 "a run that is repeated finds what it wrote under its outputs");
            break;
        case VariableKind::batch:
            tell("TR341", Class::approximated, line, variable,
                 "${} was set by Azure Batch below Batch AI; Azure ML may set it still, and does "
                 "not document it",
                 "use the variables that Azure ML documents");
            break;
        case VariableKind::other:
            unknown(line, variable);
            break;
        default:
            break;
        }
    }

  private:
    // `message` holds {} where the variable's name belongs.
    void tell(std::string_view code, Class cls, const Line& line, const OtherVariable& variable,
              std::string_view message, std::string help = {}) {
        m_work.say_at(code, cls, line, variable.begin, variable.end,
                      base::replace_all(message, "{}", variable.name), std::move(help));
    }

    void directory(const Line& line, const OtherVariable& variable) {
        const bool known =
            std::any_of(m_work.directories.begin(), m_work.directories.end(),
                        [&](const DirectoryVariable& d) { return d.variable == variable.name; });
        if (!known) {
            tell("BA130", Class::approximated, line, variable,
                 "no directory has the id behind ${}: the variable was empty in Batch AI, and is "
                 "here",
                 "add the directory to the definition if it was forgotten");
        }
    }

    void of_toolkit(const Line& line, const OtherVariable& variable, ToolkitKind toolkit) {
        if (m_work.toolkit() != toolkit) {
            tell("BA133", Class::approximated, line, variable,
                 toolkit == ToolkitKind::tensor_flow
                     ? "${} was set for TensorFlow jobs only: it was empty in Batch AI, and is here"
                     : "${} was set for PyTorch jobs only: it was empty in Batch AI, and is here",
                 "");
        } else if (variable.kind == VariableKind::init_method &&
                   m_work.layout.ranks == Ranks::mpi && m_work.several_nodes()) {
            m_work.assume("mpi-master-node-is-set");
        }
    }

    void nodes(const Line& line, const OtherVariable& variable) {
        if (!m_work.several_nodes()) {
            return;
        }
        m_work.assume("azure-batch-host-list-is-set");
        if (variable.kind == VariableKind::mpi_host_file) {
            tell("TR340", Class::manual, line, variable,
                 "${} lists the nodes, but a job's containers cannot reach each other by ssh",
                 "let Azure ML start MPI: what mpirun starts as customMpiSettings");
        } else {
            tell("TR341", Class::approximated, line, variable,
                 "${} is set by Azure ML too, which does not document it", "");
        }
    }

    void unknown(const Line& line, const OtherVariable& variable) {
        const std::string_view near = base::nearest(variable.name, batchai::variable_names());
        tell("BA131", Class::approximated, line, variable, "${} is not a variable of Batch AI's",
             near.empty() ? std::string{} : fmt::format("did you mean ${}?", near));
    }

    JobWork& m_work;
};

// The command itself must set it; the others are there or nowhere.
bool must_be_set(const JobWork& work, VariableKind kind) {
    switch (kind) {
    case VariableKind::temp:
    case VariableKind::shared_temp:
    case VariableKind::stdouterr:
    case VariableKind::task_index:
    case VariableKind::num_gpus:
    case VariableKind::mpi_host_file:
    case VariableKind::host_list:
        return true;
    case VariableKind::worker_hosts:
    case VariableKind::ps_hosts:
        return work.toolkit() == ToolkitKind::tensor_flow;
    case VariableKind::init_method:
    case VariableKind::backend:
        return work.toolkit() == ToolkitKind::py_torch;
    default:
        return false;
    }
}

bool job_has(const JobWork& work, const batchai::KnownVariable& variable) {
    const bool constant = work.options.mount_at_original_paths; // the roots: the job's variables
    switch (variable.kind) {
    case VariableKind::job_mount_root:
        return work.launcher || constant;
    case VariableKind::temp:
        return work.launcher;
    case VariableKind::mount_root:
        return constant || (work.launcher && launcher::has_cluster_root(work));
    case VariableKind::stdouterr:
        return work.stdouterr != k_bare || work.given.contains(variable.kind);
    case VariableKind::host_list:
        return true; // of Azure ML's own accord
    default:
        return work.given.contains(variable.kind);
    }
}

// A root without volumes was nothing to miss.
bool was_of_use(const JobWork& work, const batchai::KnownVariable& variable) {
    const bool cluster = variable.kind == VariableKind::mount_root;
    return (!cluster && variable.kind != VariableKind::job_mount_root) ||
           std::any_of(work.mounts.begin(), work.mounts.end(),
                       [&](const Mount& mount) { return mount.cluster_level == cluster; });
}

} // namespace

void provide(JobWork& work) {
    Names names(work);
    for (const Line* line : work.lines()) {
        for (const OtherVariable& variable : line->others) {
            names.look(*line, variable);
        }
    }
    work.given = work.layout.provide;
    for (const VariableKind kind : work.named) {
        if (must_be_set(work, kind)) {
            work.given.insert(kind);
        }
    }
    if (!work.options.provide_all) {
        return;
    }
    for (const batchai::KnownVariable& variable : batchai::known_variables()) {
        if (must_be_set(work, variable.kind) &&
            batchai::was_set(variable, work.toolkit(), work.in.node_count.value)) {
            work.given.insert(variable.kind);
        }
    }
}

void tell_left_out(JobWork& work) {
    for (const batchai::KnownVariable& variable : batchai::known_variables()) {
        if (batchai::was_set(variable, work.toolkit(), work.in.node_count.value) &&
            was_of_use(work, variable) && !job_has(work, variable)) {
            work.out.left_out.emplace_back(variable.name);
        }
    }
}

} // namespace translate
