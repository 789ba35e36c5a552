#include "translate/code_folder.hpp"

#include "base/files.hpp"
#include "base/shell_scan.hpp"
#include "base/strings.hpp"
#include "translate/file_kinds.hpp"
#include "translate/places.hpp"
#include "translate/volume_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace translate {

namespace {

using base::Class;

bool has_file(const CodeFolder& folder, std::string_view path) {
    return std::binary_search(folder.files.begin(), folder.files.end(), path, std::less<>{});
}

// Of the definition's input directories, before they are bound.
std::optional<RootPath> input_at(const JobWork& work, std::string_view variable) {
    for (const batchai::InputDirectory& in : work.in.inputs) {
        if (variable == fmt::format("{}{}", batchai::k_input_prefix, in.id.value)) {
            Line line;
            line.is_template = true;
            line.append(in.path.value);
            return path_of(work, line);
        }
    }
    return std::nullopt;
}

// A script that a line runs, and where in the line it stands.
struct Script {
    RootPath at;
    const Line* line = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Script> scripts_of(const JobWork& work, Line& line) {
    std::vector<Script> out;
    scan(line);
    for (const Reference& reference : line.references) {
        if (reference.use == Use::run && !reference.path.empty()) {
            out.push_back({root_path(reference), &line, reference.begin, reference.end});
        }
    }
    for (const OtherVariable& variable : line.others) {
        auto at = variable.there.use == Use::run ? input_at(work, variable.name) : std::nullopt;
        if (at && !variable.there.path.empty()) {
            at->path = base::join_path(at->path, variable.there.path);
            out.push_back({*at, &line, variable.begin, variable.end});
        }
    }
    std::sort(out.begin(), out.end(),
              [](const Script& a, const Script& b) { return a.begin < b.begin; });
    return out;
}

std::vector<Script> scripts(JobWork& work) {
    std::vector<Script> out;
    for (Role& role : work.layout.roles) {
        for (Script& script : scripts_of(work, role.line)) {
            out.push_back(std::move(script));
        }
    }
    return out;
}

// The folder whose path, with a file of the code folder behind it, gives the script's. The longest
// such file says most.
std::optional<RootPath> volume_path_of(const CodeFolder& folder, const RootPath& script) {
    for (auto slash = script.path.find('/'); slash != std::string::npos;
         slash = script.path.find('/', slash + 1)) {
        if (has_file(folder, std::string_view(script.path).substr(slash + 1))) {
            return RootPath{script.cluster_level, script.path.substr(0, slash)};
        }
    }
    return std::nullopt;
}

void tell_missing(JobWork& work, const Script& script, std::string_view path) {
    const CodeFolder& folder = *work.options.code;
    std::vector<std::string_view> names;
    for (const std::string& file : folder.files) {
        names.emplace_back(file);
    }
    std::string_view near = base::nearest(path, names);
    if (near.empty()) { // the same file in another folder
        const auto same = std::find_if(names.begin(), names.end(), [&](std::string_view name) {
            return base::base_name(name) == base::base_name(path);
        });
        near = same == names.end() ? std::string_view{} : *same;
    }
    work.say_at("TR211", Class::manual, *script.line, script.begin, script.end,
                fmt::format("\"{}\" is not in the code folder \"{}\"", base::printable(path, 80),
                            base::printable(folder.folder, 80)),
                near.empty() ? "add it, and see what .amlignore or .gitignore leaves out"
                             : fmt::format("did you mean {}?", base::printable(near, 80)));
}

// A plain word of the lines that is a file of the folder: the job expects its working directory.
bool names_a_file(const JobWork& work) {
    for (const Role& role : work.layout.roles) {
        for (const base::ShellWord& word : base::scan_shell(role.line.text).words) {
            std::string text =
                base::dequote(role.line.text, word.begin, word.end, base::Quoting::none).text;
            while (text.starts_with("./")) {
                text.erase(0, 2);
            }
            if (has_file(*work.options.code, text)) {
                return true;
            }
        }
    }
    return false;
}

void guess(JobWork& work) {
    const CodeFolder& folder = *work.options.code;
    const std::vector<Script> all = scripts(work);
    for (const Script& script : all) {
        const auto at = volume_path_of(folder, script.at);
        if (!at) {
            continue;
        }
        work.code_plan->at = at;
        work.say_at("TR210", Class::approximated, *script.line, script.begin, script.end,
                    fmt::format("the code folder \"{}\" is taken for \"{}\": \"{}\" lay there",
                                base::printable(folder.folder, 80), base::printable(at->path, 80),
                                base::printable(script.at.path.substr(at->path.size() + 1), 80)),
                    fmt::format("say --code {}=VOLUME/PATH if it lay elsewhere",
                                base::printable(folder.folder, 80)));
        return;
    }
    if (names_a_file(work)) {
        work.code_plan->travels = true;
        return;
    }
    const auto named = std::find_if(all.begin(), all.end(), [](const Script& script) {
        return is_script_or_config(script.at.path);
    });
    if (named != all.end()) {
        tell_missing(work, *named, base::base_name(named->at.path));
    }
}

// The root below which the user's path lies, where --code does not say it.
bool level_of(JobWork& work, const VolumePath& path) {
    if (path.cluster_level) {
        return *path.cluster_level;
    }
    const auto mounted = [&](bool cluster_level) {
        return std::any_of(work.mounts.begin(), work.mounts.end(), [&](const Mount& mount) {
            return mount.cluster_level == cluster_level && lies_in(path.path, mount.path) &&
                   !mount.path.empty();
        });
    };
    if (mounted(false) || mounted(true)) {
        return !mounted(false);
    }
    for (const Script& script : scripts(work)) {
        if (lies_in(script.at.path, path.path)) {
            return script.at.cluster_level;
        }
    }
    return false;
}

// Where in the folder a reference leads, as far as it is certain.
std::optional<std::string> below_code(const JobWork& work, const RootPath& place) {
    const auto& at = work.code_plan->at;
    if (!at || at->cluster_level != place.cluster_level || !lies_in(place.path, at->path)) {
        return std::nullopt;
    }
    return place.path.substr(std::min(at->path.size() + 1, place.path.size()));
}

// Whether --writable names a place within the folder's old place that the path lies in.
bool is_written(const JobWork& work, const RootPath& place) {
    return std::any_of(
        work.options.writable.begin(), work.options.writable.end(), [&](const VolumePath& wish) {
            return work.code_plan->at && at_level(wish, place.cluster_level) &&
                   lies_in(place.path, wish.path) && lies_in(wish.path, work.code_plan->at->path);
        });
}

// `bound`: what of the path behind the variable the folder stands for.
bool takes(JobWork& work, const Line& line, Reference& reference, const RootPath& place,
           std::string_view bound) {
    if (reference.use != Use::run && reference.use != Use::read) {
        return false;
    }
    const auto path = below_code(work, place);
    if (!path || is_written(work, place)) {
        return false;
    }
    if (!holds(*work.options.code, *path)) {
        if (reference.use == Use::run) {
            tell_missing(work, {place, &line, reference.begin, reference.end}, *path);
        }
        return false;
    }
    reference.code = reference.simple && reference.plain && spelled(line, reference, bound) != 0;
    work.code_plan->travels = work.code_plan->travels || reference.code;
    return reference.code;
}

// The part of the folder's old path that follows a directory's variable; empty where the directory
// does not lie above it.
std::string_view below_directory(std::string_view folder, const RootPath& place,
                                 const OtherVariable& variable) {
    const std::size_t above = place.path.size() - variable.there.certain.size();
    return variable.there.certain.empty() || above > folder.size() ? std::string_view{}
                                                                   : folder.substr(above);
}

} // namespace

bool holds(const CodeFolder& folder, std::string_view path) {
    if (path.empty() || has_file(folder, path)) {
        return true;
    }
    const std::string inside = std::string(path) + "/";
    const auto next = std::lower_bound(folder.files.begin(), folder.files.end(), inside);
    return next != folder.files.end() && next->starts_with(inside);
}

std::optional<std::string> path_in_code(const JobWork& work, const RootPath& place) {
    if (!work.code_plan || is_written(work, place)) {
        return std::nullopt;
    }
    auto path = below_code(work, place);
    return path && holds(*work.options.code, *path) ? path : std::nullopt;
}

void find_code(JobWork& work) {
    if (!work.options.code) {
        return;
    }
    work.code_plan.emplace();
    if (work.options.code->at) {
        const VolumePath& said = *work.options.code->at;
        work.code_plan->at = RootPath{level_of(work, said), said.path};
    } else {
        guess(work);
    }
}

void take_code(JobWork& work, Line& line) {
    if (!work.code_plan || !work.code_plan->at) {
        return;
    }
    const std::string& at = work.code_plan->at->path;
    for (Reference& reference : line.references) {
        takes(work, line, reference, {is_cluster_root(reference), reference.certain}, at);
    }
    for (OtherVariable& variable : line.others) {
        const auto place = path_through_directory(work, variable);
        if (!place || line.is_template) {
            continue;
        }
        // Only of a directory above the folder: one within it is the folder already.
        const std::string_view bound = below_directory(at, *place, variable);
        if (!bound.empty()) {
            takes(work, line, variable.there, *place, bound);
        } else if (variable.there.use == Use::run) {
            const auto path = below_code(work, *place);
            if (path && !holds(*work.options.code, *path)) {
                tell_missing(work, {*place, &line, variable.begin, variable.end}, *path);
            }
        }
    }
}

std::size_t code_end(const JobWork& work, const Line& line, const OtherVariable& variable) {
    const auto place = path_through_directory(work, variable);
    const std::string_view bound =
        place ? below_directory(work.code_plan->at->path, *place, variable) : std::string_view{};
    return variable.end + spelled(line, variable.there, bound);
}

std::string code_word(const JobWork& work, const Line& line, base::Quoting quoting) {
    if (line.is_template) {
        return "$PWD";
    }
    if (!line.moves) {
        return ".";
    }
    return live_word(work.code_plan->variable, quoting);
}

void settle_code(JobWork& work) {
    if (!work.code_plan || !work.code_plan->travels) {
        return;
    }
    CodePlan& code = *work.code_plan;
    bool on_volume = false; // something below the old place is still read from there
    bool moves = false;
    for (const Line* line : work.lines()) {
        for (const Reference& reference : line->references) {
            moves = moves || (reference.code && line->moves);
            on_volume = on_volume || (code.at && !reference.code && reference.mount != k_bare &&
                                      is_cluster_root(reference) == code.at->cluster_level &&
                                      (reference.use == Use::run || reference.use == Use::read) &&
                                      lies_in(reference.path, code.at->path));
        }
        for (const OtherVariable& variable : line->others) {
            moves = moves || (variable.there.code && line->moves);
        }
    }
    // Not at the place of another link, and not within a folder that is written: what is new in a
    // folder of links is lost.
    const auto covers = [&](const Binding& binding) {
        return binding.mount != k_bare && (!binding.directory || binding.own_place) &&
               work.mounts[binding.mount].cluster_level == code.at->cluster_level &&
               (bound_path(work, binding) == code.at->path ||
                (binding.output && lies_in(code.at->path, bound_path(work, binding))));
    };
    code.linked = code.at && !on_volume && !work.options.mount_at_original_paths &&
                  std::none_of(work.bindings.begin(), work.bindings.end(), covers);
    code.variable = moves ? work.free_variable("CODE_FOLDER") : std::string{};
}

std::vector<std::string> executed_code(const JobWork& work) {
    std::vector<std::string> out;
    const auto add = [&](const Reference& reference, const RootPath& place) {
        const auto path = below_code(work, place);
        if (reference.code && reference.executed && path && !path->empty() &&
            std::find(out.begin(), out.end(), *path) == out.end()) {
            out.push_back(*path);
        }
    };
    if (!work.code_plan) {
        return out;
    }
    for (const Line* line : work.lines()) {
        for (const Reference& reference : line->references) {
            add(reference, root_path(reference));
        }
        for (const OtherVariable& variable : line->others) {
            if (const auto place = path_through_directory(work, variable)) {
                add(variable.there, *place);
            }
        }
    }
    return out;
}

} // namespace translate
