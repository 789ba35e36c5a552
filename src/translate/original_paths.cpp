// --mount-at-original-paths: every volume lies where Batch AI had it, and the variables that lead
// there are constants. Scripts that hold literal paths need that. The place of an input or output
// is set by a property of the job (azure-sdk-for-python#30755: not documented, in wide public use;
// fails on Kubernetes compute, #32534).

#include "base/files.hpp"
#include "base/strings.hpp"
#include "translate/places.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;
using batchai::VariableKind;

// The segment of a resource's id behind the type.
std::string_view segment_behind(std::string_view id, std::string_view type) {
    const auto parts = base::split(id, '/');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (base::iequals(parts[i], type)) {
            return parts[i + 1];
        }
    }
    return {};
}

bool is_segment(std::string_view text) {
    return !text.empty() && text != "." && text != "..";
}

// "<workspace>/<experiment>/<job>" of an id of 2018-05-01, "<job>" of the earlier ones.
std::string folder_of_id(std::string_view id) {
    const std::string_view workspace = segment_behind(id, "workspaces");
    const std::string_view experiment = segment_behind(id, "experiments");
    const std::string_view job = segment_behind(id, "jobs");
    if (!is_segment(job)) {
        return {};
    }
    return is_segment(workspace) && is_segment(experiment)
               ? fmt::format("{}/{}/{}", workspace, experiment, job)
               : std::string(job);
}

// The same from the first literal path below a job's root in the text.
std::string folder_of_text(std::string_view text) {
    for (auto at = text.find(batchai::k_literal_jobs); at != std::string_view::npos;
         at = text.find(batchai::k_literal_jobs, at + 1)) {
        const auto end = text.find_first_of(" \t\n'\",:;|&()", at);
        const std::string_view path = text.substr(at, end - at);
        const auto root = batchai::literal_root(path);
        if (root && root->kind == VariableKind::job_mount_root) {
            const std::size_t from = batchai::k_literal_jobs.size();
            return std::string(
                path.substr(from, root->length - from - std::string_view("/mounts").size()));
        }
    }
    return {};
}

std::string folder_of_texts(const JobWork& work) {
    std::vector<std::string_view> texts;
    for (const Line* line : work.lines()) {
        texts.emplace_back(line->text);
    }
    for (const batchai::InputDirectory& in : work.in.inputs) {
        texts.push_back(in.path.value);
    }
    for (const batchai::OutputDirectory& out : work.in.outputs) {
        texts.push_back(out.path_prefix.value);
    }
    texts.push_back(work.in.std_out_err_path_prefix.value);
    for (const std::string_view text : texts) {
        std::string found = folder_of_text(text);
        if (!found.empty()) {
            return found;
        }
    }
    return {};
}

std::optional<std::string> constant_at(const JobWork& work, const Line& line, unsigned depth);

std::optional<std::string> constant_of(const JobWork& work, const Line& line,
                                       const OtherVariable& variable, unsigned depth) {
    if (variable.kind == VariableKind::input || variable.kind == VariableKind::output) {
        const auto found =
            std::find_if(work.directories.begin(), work.directories.end(),
                         [&](const DirectoryVariable& d) { return d.variable == variable.name; });
        return found == work.directories.end() || found->constant.empty()
                   ? std::nullopt
                   : std::optional(found->constant);
    }
    if (variable.kind != VariableKind::unknown || is_read_from_vault(work, variable.name)) {
        return std::nullopt; // known on the node only
    }
    for (const UserVariable& user : work.variables) {
        if (user.name == variable.name && &user.line != &line) {
            return depth < 8 ? constant_at(work, user.line, depth + 1) : std::nullopt;
        }
    }
    return line.text.substr(variable.begin, variable.end - variable.begin); // nobody's: stays
}

std::optional<std::string> constant_at(const JobWork& work, const Line& line, unsigned depth) {
    struct Piece {
        std::size_t begin;
        std::size_t end;
        std::optional<std::string> text;
    };

    std::vector<Piece> pieces;
    for (const Reference& reference : line.references) {
        pieces.push_back({reference.begin, reference.end,
                          reference.code
                              ? std::nullopt
                              : std::optional(root_on_node(work, is_cluster_root(reference)))});
    }
    for (const OtherVariable& variable : line.others) {
        pieces.push_back({variable.begin, variable.end, constant_of(work, line, variable, depth)});
    }
    std::sort(pieces.begin(), pieces.end(),
              [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
    std::string out;
    std::size_t at = 0;
    for (const Piece& piece : pieces) {
        if (!piece.text) {
            return std::nullopt;
        }
        out.append(line.text, at, piece.begin - at).append(*piece.text);
        at = piece.end;
    }
    out.append(line.text, at);
    // The service would take it for an expression.
    return out.find("${{") == std::string::npos ? std::optional(std::move(out)) : std::nullopt;
}

// Volumes are mounted as wholes; one that lies in another may not find its place.
void tell_nested(JobWork& work) {
    for (const Binding& inner : work.bindings) {
        for (const Binding& outer : work.bindings) {
            if (inner.on_compute.size() <= outer.on_compute.size() || outer.on_compute.empty() ||
                !lies_in(inner.on_compute, outer.on_compute)) {
                continue;
            }
            const batchai::Volume* volume = work.mounts[inner.mount].volume;
            work.say("TR207", Class::approximated,
                     volume != nullptr && !work.mounts[inner.mount].cluster_level ? volume->node
                                                                                  : work.in.body,
                     fmt::format("\"{}\" lies in the volume \"{}\": whether the service mounts one "
                                 "volume in another is not known",
                                 base::printable(work.mounts[inner.mount].path, 60),
                                 base::printable(work.mounts[outer.mount].path, 60)),
                     "do without --mount-at-original-paths if it does not");
        }
    }
}

void add_constant(JobWork& work, std::string_view name, const std::string& value) {
    const bool own = is_read_from_vault(work, name) ||
                     std::any_of(work.variables.begin(), work.variables.end(),
                                 [&](const UserVariable& user) { return user.name == name; });
    if (!own) {
        work.job.environment_variables.emplace_back(std::string(name), value);
    }
}

} // namespace

std::optional<std::string> constant_text(const JobWork& work, const Line& line) {
    return constant_at(work, line, 0);
}

void choose_job_folder(JobWork& work) {
    if (!work.options.mount_at_original_paths) {
        return;
    }
    std::string folder = folder_of_id(work.in.id.value);
    if (folder.empty()) {
        folder = folder_of_texts(work);
    }
    const bool unknown = folder.empty();
    work.job_folder =
        std::string(batchai::k_literal_jobs).append(unknown ? work.context.name : folder);
    work.say("TR205", Class::approximated, work.in.body,
             "the volumes are mounted where Batch AI had them, by properties that the service does "
             "not document",
             "it works on compute clusters; on Kubernetes compute the job fails");
    work.assume("path-on-compute-is-honoured");
    if (unknown) {
        work.say("TR206", Class::approximated, work.in.body,
                 fmt::format("nothing says where the job's own volumes lay: they are mounted below "
                             "{}/mounts",
                             base::printable(work.job_folder, 160)),
                 "an \"id\" with workspace, experiment and job would tell");
    }
}

void place_at_original_paths(JobWork& work) {
    if (!work.options.mount_at_original_paths) {
        return;
    }
    for (Binding& binding : work.bindings) {
        if (!binding.directory && binding.mount != k_bare) {
            const Mount& mount = work.mounts[binding.mount];
            binding.on_compute =
                base::join_path(root_on_node(work, mount.cluster_level), mount.path);
        }
        if (!binding.on_compute.empty()) {
            work.job.properties[fmt::format("AZURE_ML_{}_PathOnCompute_{}",
                                            binding.output ? "OUTPUT" : "INPUT", binding.name)] =
                binding.on_compute;
        }
    }
    tell_nested(work);
    add_constant(work, batchai::k_job_mount_root, root_on_node(work, false));
    if (std::any_of(work.mounts.begin(), work.mounts.end(),
                    [](const Mount& mount) { return mount.cluster_level; })) {
        add_constant(work, batchai::k_mount_root, root_on_node(work, true));
    }
    for (DirectoryVariable& directory : work.directories) {
        if (directory.binding == k_bare && !directory.code && directory.constant.empty()) {
            directory.constant = constant_text(work, directory.value).value_or("");
        }
        if (!directory.constant.empty()) {
            add_constant(work, directory.variable, directory.constant);
        }
    }
    if (work.stdouterr != k_bare) {
        add_constant(work, batchai::k_stdouterr_dir, work.bindings[work.stdouterr].on_compute);
    }
}

} // namespace translate
